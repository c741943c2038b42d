"""Pictures on their way to the engine, opened ahead of it, or to a cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.cluster.message import Item
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.pipeline import Stage, read_ahead, thread_count
from attnstudio.core.request import Request
from attnstudio.evaluate_run.cases import Cases, GivenCases, Opened
from attnstudio.terminal import ProgressBar

_AHEAD = 8  # pictures that wait for the engine
_BAR_STEPS = 1000  # in a picture


@dataclass(frozen=True, eq=False)
class Flow:
    """Yields the outcomes of the pictures at these positions, in their order, with the positions. What is to be said of
    pictures and regions is printed on stderr. `positions`: of the pictures to be evaluated."""

    request: Request
    metrics: tuple[MetricCall, ...]
    cases: Cases
    positions: Sequence[int]
    bar: ProgressBar

    def here(self, engine: EngineInterface, ctx: RunContext) -> Iterator[tuple[int, Evaluated | Failure]]:
        """Raises as `Engine.evaluate` does."""
        begun = -1

        def cases(decoding: Stage[Opened]) -> Iterator[Case | Failure]:
            nonlocal begun
            works = (partial(self.cases.opened, position) for position in self.positions)
            for opened in read_ahead(decoding, works, _weight):
                begun += 1
                self._say(opened.notices)
                yield opened.case

        def progress(done: int, total: int) -> None:
            self._show(begun + done / total, self.positions[begun])

        listening = replace(ctx, on_progress=progress)
        with Stage[Opened]("decoding", thread_count(), _AHEAD) as decoding:
            for outcome in engine.evaluate(self.request, self.metrics, cases(decoding), listening):
                yield self.positions[begun], outcome

    def there(self, calls: ClusterCalls, ctx: RunContext) -> Iterator[tuple[int, Evaluated | Failure]]:
        """Raises as `ClusterCalls` does."""
        cases = self.cases
        assert isinstance(cases, GivenCases)

        def item(number: int) -> Item:
            return replace(cases.item(self.positions[number]), number=number)

        outcomes = calls.evaluate_each(self.request, self.metrics, item, len(self.positions), ctx)
        with closing(outcomes):
            for number, outcome in outcomes:
                position = self.positions[number]
                self._show(number + 1, position)
                if isinstance(outcome, Failure):
                    yield position, outcome
                    continue
                evaluated = outcome.evaluated
                path = cases.pictures[position]
                self._say([f"{path}: {notice}" for notice in evaluated.case.picture.notices])
                self._say([str(notice) for notice in outcome.notices])
                yield position, evaluated

    def _show(self, done: float, position: int) -> None:
        name = self.cases.pictures[position].name
        self.bar.show(round(done * _BAR_STEPS), len(self.positions) * _BAR_STEPS, name)

    def _say(self, notices: Sequence[str]) -> None:
        if notices:
            self.bar.clear()
        for notice in notices:
            print(f"attnstudio: {notice}", file=sys.stderr)


def bar() -> ProgressBar:
    """As a flow takes it."""
    return ProgressBar("pictures", scale=_BAR_STEPS)


def _weight(opened: Opened) -> int:
    return 0 if isinstance(opened.case, Failure) else opened.case.picture.pixels.nbytes
