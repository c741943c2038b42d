"""Explaining many pictures in the background, each as it would be by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, cast

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.request import Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import Emit, EngineWork, Problem, Steps
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.unexpected import unexpected


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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wants(self, place: int) -> bool:
        return True

    def add(self, place: int, result: Result) -> None:
        """Raises Failure: the picture counts as failed."""

    def failed(self, place: int, failure: Failure) -> None:
        pass

    def finish(self) -> None:
        """All are done. Raises Failure."""


class ExplanationsWork(EngineWork):
    """Results: lists with PictureExplained or PictureNotExplained for each picture. Outcome: None. Progress: pictures.

    Args:
        request: what is explained of each; its own picture is passed over.
        pictures: of every row.
        rows: intp, of the pictures that are explained, in this order.
        facts: what the data set says of each.
        cache: maps that are there are not computed again.
    """

    kind = "explanations"
    is_long = True
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
        """Opened in the engine's thread."""
        return Sink()

    def steps(self, engine: Engine, ctx: RunContext, emit: Emit) -> Steps:
        ready, throttle = list[PictureExplained | PictureNotExplained](), Throttle()
        with self.sink() as sink:
            for place, row in enumerate(self.rows.tolist()):
                ctx.check_cancelled()
                if sink.wants(place):
                    ready.append(self._outcome(engine, place, row, sink, ctx))
                ctx.progress(place + 1, len(self.rows))
                if throttle.is_due():
                    emit(ready)
                    ready = []
                yield
            emit(ready)
            sink.finish()
        return None

    def _outcome(
        self, engine: Engine, place: int, row: int, sink: Sink, ctx: RunContext
    ) -> PictureExplained | PictureNotExplained:
        request = self.facts.of(row).request(self.request, self.pictures[row])
        quiet = RunContext(cancelled=ctx.cancelled, between=ctx.between, seed=request.seed)
        try:
            result = self.cache.find(request)
            if result is None:
                result = engine.run(request, quiet)
                self.cache.add(result)
            sink.add(place, result)
        except Cancelled:
            raise
        except Exception as error:
            failure = error if isinstance(error, Failure) else unexpected(error)
            sink.failed(place, failure)
            return PictureNotExplained(row, failure)
        return PictureExplained(row, result)
