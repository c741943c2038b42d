"""Explaining many pictures in the background, each as it would be by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from attnstudio.core import overlay
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.files import make_folder, refuse_existing
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.export.arrays import write_array, write_png
from attnstudio.export.file_names import unique_names
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


@dataclass(frozen=True)
class MapFiles:
    """Writes the maps of a result: the picture with its map as .png, and the numbers as .npy."""

    folder: Path
    colormap: str
    opacity: float

    def write(self, result: Result, pixels: np.ndarray, name: str) -> None:
        """Raises OutputFailure; no file is replaced."""
        make_folder(self.folder)
        for heatmap in result.heatmaps:
            array, picture = (self.folder / f"{name}.{heatmap.method}{ending}" for ending in (".npy", ".png"))
            refuse_existing(picture, force=False)
            write_array(array, heatmap.values, force=False)
            blended = overlay.blend(pixels, heatmap.values, result.placement, self.colormap, self.opacity)
            write_png(picture, blended, force=False)


class ExplanationsWork(EngineWork):
    """Results: lists with PictureExplained or PictureNotExplained for each picture. Outcome: None. Progress: pictures.

    Args:
        request: what is explained of each; its own picture is passed over.
        pictures: of every row.
        rows: intp, of the pictures that are explained, in this order.
        facts: what the data set says of each.
        cache: maps that are there are not computed again.
        store: where pictures are decoded.
        files: what is written; None: nothing.
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
        files: MapFiles | None = None,
    ) -> None:
        self.request, self.rows, self.files = request, rows, files
        self._pictures, self._facts, self._cache, self._store = pictures, facts, cache, store

    @property
    def title(self) -> Notice:
        values = {"count": len(self.rows)}
        if self.files is None:
            return Notice(tr_noop("Maps of {count} pictures"), values)
        return Notice(tr_noop("Export of the maps of {count} pictures"), values)

    @property
    def output_folder(self) -> Path | None:
        return None if self.files is None else self.files.folder

    def problems(self, result: object) -> Sequence[Problem]:
        outcomes = cast(list[PictureExplained | PictureNotExplained], result)
        failed = (one for one in outcomes if isinstance(one, PictureNotExplained))
        return [Problem(one.row, self._pictures[one.row].name, one.failure) for one in failed]

    def part(self, keys: Sequence[object]) -> ExplanationsWork:
        rows = np.array(keys, np.intp)
        return ExplanationsWork(self.request, self._pictures, rows, self._facts, self._cache, self._store, self.files)

    def steps(self, engine: Engine, ctx: RunContext, emit: Emit) -> Steps:
        ready, throttle = list[PictureExplained | PictureNotExplained](), Throttle()
        for number, (row, name) in enumerate(self._named()):
            ctx.check_cancelled()
            ready.append(self._outcome(engine, row, name, ctx))
            ctx.progress(number + 1, len(self.rows))
            if throttle.is_due():
                emit(ready)
                ready = []
            yield
        emit(ready)
        return None

    def _named(self) -> Iterator[tuple[int, str]]:
        """Rows, with the names that their files have."""
        rows = self.rows.tolist()
        if self.files is None:
            return zip(rows, [""] * len(rows), strict=True)
        return zip(rows, unique_names([self._pictures[row] for row in rows]), strict=True)

    def _outcome(self, engine: Engine, row: int, name: str, ctx: RunContext) -> PictureExplained | PictureNotExplained:
        request = self._facts.of(row).request(self.request, self._pictures[row])
        quiet = RunContext(cancelled=ctx.cancelled, between=ctx.between, seed=request.seed)
        try:
            result = self._cache.find(request)
            if result is None:
                result = engine.run(request, quiet)
                self._cache.add(result)
            if self.files is not None:
                self.files.write(result, self._store.get(request.image, request.levels, keep=False).pixels, name)
        except Cancelled:
            raise
        except Failure as failure:
            return PictureNotExplained(row, failure)
        except Exception as error:
            return PictureNotExplained(row, unexpected(error))
        return PictureExplained(row, result)
