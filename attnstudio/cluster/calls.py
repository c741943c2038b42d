"""The works that run on a cluster, as the engine's methods of the same names do here. TensorFlow is not imported."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.cluster import delivered, work
from attnstudio.cluster.connection import Connection
from attnstudio.cluster.message import Explained, Item, Judged, Order
from attnstudio.cluster.place import Place
from attnstudio.cluster.run import ClusterRun, in_order
from attnstudio.core.context import RunContext, notify
from attnstudio.core.errors import Failure
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.keras_file import is_user_model
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.request import Request
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.record import PictureRecord
from attnstudio.core.text import Notice
from attnstudio.runs.outputs import Outputs


@dataclass(frozen=True)
class ClusterCalls:
    """Works on a place. `folders`: where the model's weights are looked for here; `say`: called with what people should
    know of how it goes; `connection`: an open one, None: each work opens its own.

    Each method raises, before or in between:
        ClusterFailure: the cluster cannot be used, or its scheduler is gone.
        Failure: no picture can be computed.
        Cancelled: the context's token was set. What came out before is right in every case.
    """

    place: Place
    folders: tuple[Path, ...]
    say: Callable[[Notice], object] = notify
    connection: Connection | None = None

    @contextmanager
    def connected(self) -> Iterator[ClusterCalls]:
        """The same with one connection for several works. Raises ChoiceFailure, ClusterFailure."""
        with Connection(self.place) as connection:
            yield replace(self, connection=connection)

    def explain_each(
        self, request: Request, items: Callable[[int], Item], count: int, outputs: Outputs, ctx: RunContext
    ) -> Iterator[tuple[int, Explained | Failure]]:
        """The maps of pictures and the content of their overlays' files, in the order in which they are ready.

        Args:
            items: picture, target and label of each number; a Failure that it raises comes out.
        """
        return self._run(work.explain, request, items, count, ctx, outputs=outputs)

    def predict_each(
        self, request: Request, pictures: Sequence[Path], labels: np.ndarray, ctx: RunContext
    ) -> Iterator[tuple[int, PredictedRow | Failure]]:
        """As `Engine.predict_each`."""

        def item(number: int) -> Item:
            label = int(labels[number])
            return Item(number, pictures[number], label=label if label >= 0 else None)

        with closing(self._run(work.predict, request, item, len(pictures), ctx)) as outcomes:
            for number, outcome in in_order(outcomes):
                yield number, outcome
                ctx.progress(number + 1, len(pictures))

    def evaluate_each(
        self,
        request: Request,
        metrics: tuple[MetricCall, ...],
        items: Callable[[int], Item],
        count: int,
        ctx: RunContext,
    ) -> Generator[tuple[int, Judged | Failure], None, None]:
        """Pictures explained and judged, in their order."""
        with closing(self._run(work.evaluate, request, items, count, ctx, metrics=metrics)) as outcomes:
            yield from in_order(outcomes)

    def attack_each(
        self, plan: Plan, items: Callable[[int], Item], count: int, ctx: RunContext
    ) -> Generator[tuple[int, PictureRecord | Failure], None, None]:
        """Pictures attacked as the plan says, in their order."""
        with closing(self._run(work.attack, plan.requests[0], items, count, ctx, plan=plan)) as outcomes:
            yield from in_order(outcomes)

    def touch_each(
        self, request: Request, pictures: Sequence[Path], ctx: RunContext
    ) -> Iterator[tuple[int, Failure | None]]:
        """Pictures handed to workers that compute nothing: what remains is what the cluster costs."""
        return self._run(work.touch, request, lambda number: Item(number, pictures[number]), len(pictures), ctx)

    def _run(
        self,
        task: Callable[[bytes, bytes], bytes],
        request: Request,
        items: Callable[[int], Item],
        count: int,
        ctx: RunContext,
        **chosen: Any,
    ) -> Generator[tuple[int, Any], None, None]:
        asked, names_from = _with_names(request)
        plan: Plan | None = chosen.get("plan")
        others = () if plan is None else plan.requests[1:]
        if plan is not None:
            chosen["plan"] = replace(plan, requests=(asked, *(_with_names(one)[0] for one in others)))
        files = [delivered.model_file(one, self.folders) for one in (request, *others)]
        file, *other_files = [None if one is None else one[0] for one in files]
        order = Order(version("attnstudio"), asked, file, names_from, other_files=tuple(other_files), **chosen)
        models = tuple(one for one in files if one is not None)
        with (
            nullcontext(self.connection)
            if self.connection
            else Connection(self.place, ctx.check_cancelled) as connection
        ):
            run = ClusterRun(connection, task, order, items, count, models, ctx, self.say)
            yield from run.outcomes()


def _with_names(request: Request) -> tuple[Request, tuple[Notice, ...]]:
    """The request with the names of a user's model in it, and where they come from: their file is here."""
    if not is_user_model(request.model):
        return request, ()
    spec = spec_of(request.model, request.options)
    options = replace(request.options, labels=None, names=spec.class_names())
    return replace(request, options=options), spec.names_from
