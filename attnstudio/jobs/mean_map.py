"""The mean of the maps of many pictures, those that are predicted right and wrong also by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.images import Picture
from attnstudio.core.mean_map import MeanMap, MeanMapAccumulator, grid_size
from attnstudio.core.methods.base import METHODS
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Request, Result, Subject
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import Emit, LongWork, Steps
from attnstudio.jobs.maps_elsewhere import maps_each

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls

_SHOWN_EVERY = 0.5  # seconds
_MOST_MEASURED = 200  # pictures whose sizes say which aspect is the commonest


class Group(StrEnum):
    """Of which pictures a mean is."""

    RIGHT = "right"
    WRONG = "wrong"
    ALL = "all"


@dataclass(frozen=True, eq=False)
class MeanMaps:
    """The means so far.

    Attributes:
        request: of every picture; its own is not used.
        maps: by method and group. A group without a map is not there.
        failures: pictures without a map, each with the reason.
        total: of the pictures.
    """

    request: Request
    maps: Mapping[tuple[str, Group], MeanMap]
    failures: tuple[tuple[Path, Failure], ...]
    total: int

    @property
    def done(self) -> int:
        """Pictures whose maps are in the means."""
        return max((found.count for (_, group), found in self.maps.items() if group is Group.ALL), default=0)


class MeanMapWork(LongWork):
    """Explain pictures and add their maps up, in memory of the size of a few. Progress: pictures.

    Results: `MeanMaps` of the pictures so far. Outcome: that of all.

    Args:
        request: what every picture is explained by; its own image is not used.
        rows: intp, of the pictures.
        facts: what the data set says of each row.
        right: int8, of each picture: 1 predicted right, 0 wrong, -1 not known.
        store: where pictures are decoded.
    """

    kind = "mean_map"
    replaces = True
    counts_pictures = True

    def __init__(
        self,
        request: Request,
        pictures: Sequence[Path],
        rows: np.ndarray,
        facts: RowFacts,
        right: np.ndarray,
        store: PictureStore,
    ) -> None:
        self.request, self.pictures = request, tuple(pictures)
        self._rows, self._facts, self._right, self._store = rows, facts, right, store

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Mean map of {n} pictures"), {"n": len(self.pictures)})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        own = RunContext(between=ctx.between, cancelled=ctx.cancelled, seed=self.request.seed)
        outcomes = engine.run_each(self.request, self._subjects(), own)
        found = ((number, one if isinstance(one, Failure) else one[1]) for number, one in enumerate(outcomes))
        return (yield from self._summed(found, ctx, emit))

    def steps_on(self, calls: ClusterCalls, ctx: RunContext, emit: Emit) -> Steps:
        def of(number: int) -> Request:
            return self._facts.of(int(self._rows[number])).request(self.request, self.pictures[number])

        found = maps_each(calls, self.request, of, len(self.pictures), ctx)
        return (yield from self._summed(found, ctx, emit))

    def _summed(self, outcomes: Iterable[tuple[int, Result | Failure]], ctx: RunContext, emit: Emit) -> Steps:
        """In whatever order they come."""
        sums = _Sums(grid_size(self._sizes(ctx)))
        failures: list[tuple[Path, Failure]] = []
        throttle = Throttle(_SHOWN_EVERY)
        for done, (number, outcome) in enumerate(outcomes, 1):
            ctx.check_cancelled()
            if isinstance(outcome, Failure):
                failures.append((self.pictures[number], outcome))
            else:
                sums.add(outcome, int(self._right[number]))
            ctx.progress(done, len(self.pictures))
            if throttle.is_due():
                emit(self._means(sums, failures))
            yield
        return self._means(sums, failures)

    def _means(self, sums: _Sums, failures: Sequence[tuple[Path, Failure]]) -> MeanMaps:
        return MeanMaps(self.request, sums.result(), tuple(failures), len(self.pictures))

    def _subjects(self) -> Iterator[Subject | Failure]:
        """Decoded one by one, as they are explained."""
        for number, path in enumerate(self.pictures):
            try:
                picture: Picture = self._store.get(path, self.request.levels, keep=False)
                yield self._facts.of(int(self._rows[number])).subject(self.request, picture)
            except Failure as failure:
                yield failure

    def _sizes(self, ctx: RunContext) -> Iterator[tuple[int, int]]:
        """Of some pictures, spread over all of them; those that cannot be read have none."""
        for path in self.pictures[:: max(1, len(self.pictures) // _MOST_MEASURED)]:
            ctx.check_cancelled()
            try:
                yield images.upright_size(path)
            except Failure:
                continue


class _Sums:
    """One accumulator for each method and group."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._sums: dict[tuple[str, Group], MeanMapAccumulator] = {}

    def add(self, result: Result, right: int) -> None:
        groups = [Group.ALL, *({1: [Group.RIGHT], 0: [Group.WRONG]}.get(right, []))]
        for heatmap in result.heatmaps:
            strengths = METHODS.discover()[heatmap.method].strengths(heatmap)
            for group in groups:
                key = heatmap.method, group
                if key not in self._sums:
                    self._sums[key] = MeanMapAccumulator(self._size)
                self._sums[key].add(strengths, result.placement)

    def result(self) -> dict[tuple[str, Group], MeanMap]:
        return {key: found.result() for key, found in self._sums.items()}
