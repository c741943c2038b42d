"""Pictures on their way to the engine, opened ahead of it, or to a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.cluster.message import Item
from attnstudio.core import images
from attnstudio.core.annotations.base import Annotations
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.pipeline import Stage, read_ahead, thread_count
from attnstudio.core.regions import Region
from attnstudio.core.request import Subject
from attnstudio.core.robustness.plan import Plan, ready
from attnstudio.core.robustness.record import SAMPLED, PictureRecord
from attnstudio.core.robustness.run import try_each
from attnstudio.labelled_pictures import LabelledPictures
from attnstudio.terminal import ProgressBar

_AHEAD = 32  # pictures that wait for the engine
_BAR_STEPS = 1000  # in a picture


@dataclass(frozen=True, eq=False)
class ObjectRegions:
    """Where the objects of a call's pictures are. `file`: None: not known."""

    file: Path | None = None
    annotations: Annotations = field(default_factory=lambda: Annotations({}))

    def of(self, picture: Path) -> Region | None:
        """Raises RegionFailure."""
        return None if self.file is None else self.annotations.region_of(picture)

    @property
    def has_region(self) -> Callable[[Path], bool] | None:
        """As `select` takes it."""
        return None if self.file is None else lambda picture: self.of(picture) is not None


@dataclass(frozen=True, eq=False)
class Flow:
    """Yields what became of the pictures at these positions, in their order, with the positions."""

    plan: Plan
    rows: LabelledPictures
    positions: Sequence[int]
    bar: ProgressBar
    regions: ObjectRegions = field(default_factory=ObjectRegions)

    def here(self, engine: EngineInterface, ctx: RunContext) -> Iterator[tuple[int, PictureRecord | Failure]]:
        """Raises as `ready` and `try_each` do."""
        plan = ready(self.plan, engine, ctx)
        begun = 0
        done = 0

        def subjects(decoding: Stage[Subject | Failure]) -> Iterator[Subject | Failure]:
            nonlocal begun
            works = (partial(self._opened, position) for position in self.positions)
            for opened in read_ahead(decoding, works, _weight):
                begun += 1
                yield opened

        def progress(part: int, total: int) -> None:
            self._show(done + (begun - done) * part / total)

        listening = replace(ctx, on_progress=progress)
        with Stage[Subject | Failure]("decoding", thread_count(), _AHEAD) as decoding:
            for outcome in try_each(engine, plan, subjects(decoding), listening, range(SAMPLED)):
                position = self.positions[done]
                done += 1
                self._show(done)
                yield position, outcome

    def there(self, calls: ClusterCalls, ctx: RunContext) -> Iterator[tuple[int, PictureRecord | Failure]]:
        """Raises as `ClusterCalls` does."""

        def item(number: int) -> Item:
            position = self.positions[number]
            path = self.rows.pictures[position]
            return Item(number, path, label=self.rows.label(position), region=self.regions.of(path))

        with closing(calls.attack_each(self.plan, item, len(self.positions), ctx)) as outcomes:
            for number, outcome in outcomes:
                self._show(number + 1)
                yield self.positions[number], outcome

    def _opened(self, position: int) -> Subject | Failure:
        try:
            path = self.rows.pictures[position]
            subject = self.rows.subject(position, images.decode(path, self.plan.requests[0].levels))
            return replace(subject, region=self.regions.of(path))
        except Failure as failure:
            return failure

    def _show(self, done: float) -> None:
        self.bar.show(round(done * _BAR_STEPS), len(self.positions) * _BAR_STEPS)


def bar() -> ProgressBar:
    """As a flow takes it."""
    return ProgressBar("pictures", scale=_BAR_STEPS)


def _weight(opened: Subject | Failure) -> int:
    return 0 if isinstance(opened, Failure) else opened.picture.pixels.nbytes
