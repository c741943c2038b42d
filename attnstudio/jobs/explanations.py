"""Explaining many pictures in the background, each as it would be by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, EndedFailure, EngineDied, Failure
from attnstudio.core.going_on import each_alone
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.request import Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.core.unexpected import unexpected
from attnstudio.jobs.base import Emit, LongWork, Problem, Steps
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.computing import result_of
from attnstudio.jobs.maps_elsewhere import maps_each

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls

_Found = tuple[int, Result | Failure | None]  # by its place among the rows; None: it is not wanted


@dataclass(frozen=True, eq=False)
class PictureExplained:
    row: int
    result: Result


@dataclass(frozen=True, eq=False)
class PictureNotExplained:
    """A picture that gives no map; the others go on."""

    row: int
    failure: Failure


class Sink:
    """Takes the results of one run of the work, by the places of their pictures. This one does nothing with them."""

    @property
    def needs_order(self) -> bool:
        """Whether the results have to come in the order of the pictures."""
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wants(self, place: int) -> bool:
        return True

    def add(self, place: int, result: Result) -> None:
        """Raises EndedFailure: the work ends; another Failure: the picture counts as failed."""

    def failed(self, place: int, failure: Failure) -> None:
        pass

    def finish(self) -> None:
        """All are done. Raises Failure."""


class ExplanationsWork(LongWork):
    """Results: lists with PictureExplained or PictureNotExplained for each picture. Outcome: None. Progress: pictures.

    Args:
        request: what is explained of each; its own picture is passed over.
        pictures: of every row.
        rows: intp, of the pictures that are explained, in this order.
        facts: what the data set says of each.
        cache: maps that are there are not computed again.
    """

    kind = "explanations"
    counts_pictures = True

    def __init__(
        self, request: Request, pictures: Sequence[Path], rows: np.ndarray, facts: RowFacts, cache: ResultCache
    ) -> None:
        self.request, self.pictures, self.rows, self.facts, self.cache = request, pictures, rows, facts, cache

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Maps of {n} pictures"), {"n": len(self.rows)})

    def problems(self, result: object) -> Sequence[Problem]:
        outcomes = cast(list[PictureExplained | PictureNotExplained], result)
        failed = (one for one in outcomes if isinstance(one, PictureNotExplained))
        return [Problem(one.row, self.pictures[one.row].name, one.failure) for one in failed]

    def part(self, keys: Sequence[object]) -> ExplanationsWork:
        return ExplanationsWork(self.request, self.pictures, np.array(keys, np.intp), self.facts, self.cache)

    def sink(self) -> Sink:
        """Opened in the thread of the work."""
        return Sink()

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        with self.sink() as sink:

            def found(place: int) -> Result | Failure | None:
                ctx.check_cancelled()
                return self._computed(engine, self._request(place), ctx) if sink.wants(place) else None

            yield from self._streamed(each_alone(found, range(len(self.rows))), sink, ctx, emit)
        return None

    def steps_on(self, calls: ClusterCalls, ctx: RunContext, emit: Emit) -> Steps:
        from attnstudio.cluster.run import in_order

        with self.sink() as sink:
            known = [self.cache.find(self._request(at)) if sink.wants(at) else None for at in range(len(self.rows))]
            others = [place for place, found in enumerate(known) if found is None and sink.wants(place)]

            def outcomes() -> Iterator[_Found]:
                missing = frozenset(others)
                yield from ((place, found) for place, found in enumerate(known) if place not in missing)
                if others:
                    maps = maps_each(calls, self.request, lambda at: self._request(others[at]), len(others), ctx)
                    for at, outcome in maps:
                        if isinstance(outcome, Result):
                            self.cache.add(outcome)
                        yield others[at], outcome

            found = in_order(outcomes()) if sink.needs_order else outcomes()
            yield from self._streamed(found, sink, ctx, emit)
        return None

    def _request(self, place: int) -> Request:
        row = int(self.rows[place])
        return self.facts.of(row).request(self.request, self.pictures[row])

    def _computed(self, engine: EngineInterface, request: Request, ctx: RunContext) -> Result | Failure:
        quiet = RunContext(cancelled=ctx.cancelled, between=ctx.between, seed=request.seed)
        try:
            result = self.cache.find(request)
            if result is None:
                result = result_of(engine, request, self.cache, quiet)
        except (Cancelled, EngineDied):
            raise
        except Exception as error:
            return error if isinstance(error, Failure) else unexpected(error)
        return result

    def _streamed(self, outcomes: Iterator[_Found], sink: Sink, ctx: RunContext, emit: Emit) -> Iterator[None]:
        """Hand over and emit what comes, in whatever order."""
        ready, throttle = list[PictureExplained | PictureNotExplained](), Throttle()
        for done, (place, outcome) in enumerate(outcomes, 1):
            if outcome is not None:
                ready.append(self._taken(place, outcome, sink))
            ctx.progress(done, len(self.rows))
            if throttle.is_due():
                emit(ready)
                ready = []
            yield
        emit(ready)
        sink.finish()

    def _taken(self, place: int, outcome: Result | Failure, sink: Sink) -> PictureExplained | PictureNotExplained:
        row = int(self.rows[place])
        try:
            if isinstance(outcome, Failure):
                raise outcome
            sink.add(place, outcome)
        except (EndedFailure, Cancelled):  # no other picture can be written either; what is there stays
            raise
        except Exception as error:
            failure = error if isinstance(error, Failure) else unexpected(error)
            sink.failed(place, failure)
            return PictureNotExplained(row, failure)
        return PictureExplained(row, outcome)
