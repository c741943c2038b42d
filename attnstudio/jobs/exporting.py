"""Writing the maps of many pictures to files, in the background and over restarts of the program."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil

from attnstudio.core.errors import Failure, GoneFailure
from attnstudio.core.files import is_folder, make_folder
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.export.figure_of_all import FigureOfAll
from attnstudio.export.file_names import unique_names
from attnstudio.export.selection import Existing, ReportOfMaps
from attnstudio.export.unfinished import Export, ExportJournal, UnfinishedExport
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.explanations import ExplanationsWork, Sink
from attnstudio.runs.journal_file import remove_temporary_files
from attnstudio.runs.rows import State


class ExportWork(ExplanationsWork):
    """As ExplanationsWork, and their files are written.

    Args:
        store: where pictures are decoded.
        unfinished: where it is written down; it goes on where its journal ends. None: nowhere.
    """

    kind = "export"

    def __init__(
        self, export: Export, cache: ResultCache, store: PictureStore, unfinished: UnfinishedExport | None = None
    ) -> None:
        super().__init__(export.request, export.pictures, np.arange(len(export.pictures)), export.facts, cache)
        self.export, self.unfinished, self._store = export, unfinished, store

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Export of the maps of {n} pictures"), {"n": len(self.rows)})

    @property
    def output_folder(self) -> Path:
        return self.export.outputs.folder

    @property
    def survives(self) -> bool:
        return self.unfinished is not None

    def part(self, keys: Sequence[object]) -> ExportWork:
        """Of pictures that failed."""
        export = self.export.part(np.array(keys, np.intp))
        return ExportWork(replace(export, outputs=replace(export.outputs, is_retry=True)), self.cache, self._store)

    def sink(self) -> Sink:
        return _Files(self.export, self.unfinished, self._store)


class _Files(Sink):
    """Writes the files, then the row of the journal."""

    def __init__(self, export: Export, unfinished: UnfinishedExport | None, store: PictureStore) -> None:
        self._export, self._unfinished, self._store = export, unfinished, store
        self._report = ReportOfMaps(export.request) if export.outputs.report else None
        self._figure: FigureOfAll | None = None
        self._journal: ExportJournal | None = None
        self._began = time.perf_counter()

    def __enter__(self) -> _Files:
        try:
            self._open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _open(self) -> None:
        count, names = len(self._export.pictures), None
        self._states, self._written = np.full(count, State.WAITING, np.uint8), self._export.outputs
        methods, first_page = [call.id for call in self._export.request.methods], 1
        if self._unfinished is not None and self._unfinished.is_there:
            self._journal = self._unfinished.journal()
            names, self._states = self._journal.names(count), self._journal.states(count)
            first_page = self._journal.first_page()
        if names is None:
            make_folder(self._written.folder)
            names = self._written.names(list(unique_names(self._export.pictures)), methods)
            first_page = self._written.first_page(len(list(filter(None, names))))
            if self._journal is not None:
                self._journal.set_names(names, first_page)
        else:  # files of a picture that is not done are its own, of an end in the middle
            if not is_folder(self._written.folder):
                raise self._gone()
            self._written = replace(self._written, existing=Existing.REPLACE)
            remove_temporary_files(self._written.folder, before=psutil.Process().create_time())
        self._names = names
        self._figure = self._written.figure_writer(len(list(filter(None, names))), first_page, methods)

    def __exit__(self, *_: object) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    @property
    def needs_order(self) -> bool:
        return self._export.outputs.needs_all

    def wants(self, place: int) -> bool:
        """What is of all pictures needs the maps again of those that were written before."""
        return bool(self._names[place]) and (self._states[place] != State.DONE or self._export.outputs.needs_all)

    def add(self, place: int, result: Result) -> None:
        picture = self._store.get(result.request.image, result.request.levels, keep=False)
        try:
            if self._states[place] != State.DONE:
                self._written.write(result, picture, self._names[place])
            if self._figure is not None:
                self._figure.add(result, picture)
        except GoneFailure as failure:
            raise self._gone() from failure
        if self._report is not None:
            self._report.add(result, picture)
        if self._journal is not None:
            self._journal.done(place)

    def failed(self, place: int, failure: Failure) -> None:
        if self._journal is not None:
            self._journal.failed(place, failure)

    def _gone(self) -> GoneFailure:
        """It is not made anew: what was written would be missing, and nobody would know."""
        return GoneFailure(
            "The folder {folder} has gone away: was it deleted or moved, or is its disk or network share not "
            "connected? Retry goes on once it is back.",
            folder=self._written.folder,
        )

    def finish(self) -> None:
        if self._figure is not None:
            self._figure.finish()
        if self._report is not None:
            self._report.write(self._export.outputs, time.perf_counter() - self._began)
        self.__exit__()
        if self._unfinished is not None:
            self._unfinished.remove()
