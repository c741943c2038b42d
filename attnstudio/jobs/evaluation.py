"""Measuring maps on many pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from attnstudio.core import regions
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.compact import compact
from attnstudio.core.evaluation.measure import Case, Evaluated, Listener, Measurement, case_of
from attnstudio.core.metrics.base import Curve, MetricCall
from attnstudio.core.picture_facts import NO_FACTS, PictureFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import Emit, LongWork, Problem, Steps

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls

_STEPS = 1000  # of the progress of a picture


@dataclass(frozen=True, eq=False)
class CurveGrown:
    """A curve of the picture that is being measured, as far as it is known."""

    path: Path
    method: str
    metric: str
    curve: Curve


@dataclass(frozen=True, eq=False)
class Measured:
    """A score of the picture that is being measured."""

    path: Path
    measurement: Measurement


@dataclass(frozen=True, eq=False)
class PictureEvaluated:
    """A picture that is done.

    Attributes:
        evaluated: with a small picture, to save memory.
        result: at the picture's own size; None: its maps are on another machine.
    """

    evaluated: Evaluated
    result: Result | None


@dataclass(frozen=True, eq=False)
class PictureFailed:
    """A picture that cannot be evaluated; the others go on."""

    path: Path
    failure: Failure


class EvaluationWork(LongWork):
    """Pictures explained and measured, one after the other.

    Results: `CurveGrown`, `Measured`, then `PictureEvaluated` or `PictureFailed` for each picture. Outcome: None.

    Args:
        request: what every picture is explained by; its own image is not used.
        regions: where the objects are, for pictures of which that is known.
        store: where pictures are decoded.
        facts: what the data set says of pictures.
    """

    kind = "evaluation"
    replaces = True

    def __init__(
        self,
        request: Request,
        metrics: tuple[MetricCall, ...],
        pictures: tuple[Path, ...],
        regions: Mapping[Path, regions.Region],
        store: PictureStore,
        facts: Mapping[Path, PictureFacts] = MappingProxyType({}),
    ) -> None:
        self._store, self._facts = store, facts
        self.request, self.metrics, self.pictures, self.regions = request, metrics, pictures, regions

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Evaluation on {n} pictures"), {"n": len(self.pictures)})

    def problems(self, result: object) -> Sequence[Problem]:
        return [Problem(result.path, result.path.name, result.failure)] if isinstance(result, PictureFailed) else []

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        number = 0
        throttle = Throttle()

        def curve(method: str, metric: str, so_far: Curve) -> None:
            if throttle.is_due():
                emit(CurveGrown(self.pictures[number], method, metric, so_far))

        def measured(measurement: Measurement) -> None:
            emit(Measured(self.pictures[number], measurement))

        def progress(done: int, total: int) -> None:
            share = done / total if total else 0.0
            ctx.progress(number * _STEPS + round(share * _STEPS), len(self.pictures) * _STEPS)

        own = replace(ctx, on_progress=progress, seed=self.request.seed)
        listener = Listener(curve=curve, measurement=measured)

        for outcome in engine.evaluate(self.request, self.metrics, self._cases(), own, listener):
            if isinstance(outcome, Failure):
                emit(PictureFailed(self.pictures[number], outcome))
            else:
                emit(PictureEvaluated(compact(outcome, number), outcome.result))
            number += 1
            if number < len(self.pictures):
                yield
        return None

    def steps_on(self, calls: ClusterCalls, ctx: RunContext, emit: Emit) -> Steps:
        from attnstudio.cluster.message import Item

        def item(number: int) -> Item:
            path = self.pictures[number]
            facts = self._facts.get(path, NO_FACTS)
            target = facts.target(self.request.target)
            return Item(number, path, target=target, label=facts.label, region=self.regions.get(path))

        count = len(self.pictures)
        for number, outcome in calls.evaluate_each(self.request, self.metrics, item, count, ctx):
            if isinstance(outcome, Failure):
                emit(PictureFailed(self.pictures[number], outcome))
            else:
                for measurement in outcome.evaluated.measurements:
                    emit(Measured(self.pictures[number], measurement))
                emit(PictureEvaluated(outcome.evaluated, None))
            ctx.progress(number + 1, count)
            yield
        return None

    def _cases(self) -> Iterator[Case | Failure]:
        """Decoded one by one. What is wrong with a region costs the metrics that use it, not the picture."""
        for path in self.pictures:
            try:
                picture = self._store.get(path, self.request.levels, keep=False)
                facts = self._facts.get(path, NO_FACTS)
                case = case_of(picture, self.regions.get(path), facts.target(self.request.target))
                yield replace(case, label=facts.label)
            except Failure as failure:
                yield failure
