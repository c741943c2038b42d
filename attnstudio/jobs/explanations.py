"""Explaining many pictures in the background, each as it would be by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.export.file_names import unique_names
from attnstudio.export.selection import ReportOfMaps, SelectionOutputs
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


class ExplanationsWork(EngineWork):
    """Results: lists with PictureExplained or PictureNotExplained for each picture. Outcome: None. Progress: pictures.

    Args:
        request: what is explained of each; its own picture is passed over.
        pictures: of every row.
        rows: intp, of the pictures that are explained, in this order.
        facts: what the data set says of each.
        cache: maps that are there are not computed again.
        store: where pictures are decoded.
        outputs: what is written; None: nothing.
    """

    kind = "explanations"
    is_long = True
    counts_pictures = True

    def __init__(
        self,
        request: Request,
        pictures: Sequence[Path],
        rows: np.ndarray,
        facts: RowFacts,
        cache: ResultCache,
        store: PictureStore,
        outputs: SelectionOutputs | None = None,
    ) -> None:
        self.request, self.rows, self.outputs = request, rows, outputs
        self._pictures, self._facts, self._cache, self._store = pictures, facts, cache, store

    @property
    def title(self) -> Notice:
        values = {"n": len(self.rows)}
        if self.outputs is None:
            return Notice(tr_noop("Maps of {n} pictures"), values)
        return Notice(tr_noop("Export of the maps of {n} pictures"), values)

    @property
    def output_folder(self) -> Path | None:
        return None if self.outputs is None else self.outputs.folder

    def problems(self, result: object) -> Sequence[Problem]:
        outcomes = cast(list[PictureExplained | PictureNotExplained], result)
        failed = (one for one in outcomes if isinstance(one, PictureNotExplained))
        return [Problem(one.row, self._pictures[one.row].name, one.failure) for one in failed]

    def part(self, keys: Sequence[object]) -> ExplanationsWork:
        rows = np.array(keys, np.intp)
        return ExplanationsWork(self.request, self._pictures, rows, self._facts, self._cache, self._store, self.outputs)

    def steps(self, engine: Engine, ctx: RunContext, emit: Emit) -> Steps:
        ready, throttle = list[PictureExplained | PictureNotExplained](), Throttle()
        report = ReportOfMaps(self.request) if self.outputs is not None and self.outputs.report else None
        began = time.perf_counter()
        for number, (row, name) in enumerate(self._named()):
            ctx.check_cancelled()
            if name is not None:
                ready.append(self._outcome(engine, row, name, report, ctx))
            ctx.progress(number + 1, len(self.rows))
            if throttle.is_due():
                emit(ready)
                ready = []
            yield
        emit(ready)
        if self.outputs is not None and report is not None:
            report.write(self.outputs, time.perf_counter() - began)
        return None

    def _named(self) -> Iterator[tuple[int, str | None]]:
        """Rows, with the names that their files have; None: there are files, and they stay."""
        rows = self.rows.tolist()
        if self.outputs is None:
            return zip(rows, [""] * len(rows), strict=True)
        names = list(unique_names([self._pictures[row] for row in rows]))
        found = self.outputs.names(names, [call.id for call in self.request.methods])
        return zip(rows, (name or None for name in found), strict=True)

    def _outcome(
        self, engine: Engine, row: int, name: str, report: ReportOfMaps | None, ctx: RunContext
    ) -> PictureExplained | PictureNotExplained:
        request = self._facts.of(row).request(self.request, self._pictures[row])
        quiet = RunContext(cancelled=ctx.cancelled, between=ctx.between, seed=request.seed)
        try:
            result = self._cache.find(request)
            if result is None:
                result = engine.run(request, quiet)
                self._cache.add(result)
            if self.outputs is not None:
                picture = self._store.get(request.image, request.levels, keep=False)
                self.outputs.write(result, picture, name)
                if report is not None:
                    report.add(result, picture)
        except Cancelled:
            raise
        except Failure as failure:
            return PictureNotExplained(row, failure)
        except Exception as error:
            return PictureNotExplained(row, unexpected(error))
        return PictureExplained(row, result)
