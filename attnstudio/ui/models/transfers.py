"""Fetching weights and importing models: the jobs that bring models to this machine, one of each kind at a time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.errors import Failure
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.jobs.base import Work
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.download import DownloadWork
from attnstudio.jobs.importing import ImportWork
from attnstudio.jobs.job import Job


class Transfer(QObject):
    """Owns the job of its kind that is under way."""

    started = Signal()
    progressed = Signal(object, object)  # bytes done, bytes in all (0: not known)
    failed = Signal(object)  # Failure
    stopped = Signal()  # by the user; what was received stays
    ended = Signal()  # whatever came of it

    def __init__(self, board: JobBoard) -> None:
        super().__init__()
        self._board = board
        self._job: Job | None = None  # until it has ended, and its thread has let go of the files
        board.released.connect(self._on_released)

    @property
    def busy(self) -> bool:
        return self._job is not None

    @Slot()
    def cancel(self) -> None:
        if self._job is not None:
            self._board.cancel(self._job)

    def _submit(self, work: Work) -> None:
        self._job = Job(work).listen(progressed=self._on_progress, done=self._on_done, failed=self._on_failed)
        self._board.submit(self._job)
        self.started.emit()

    def _on_progress(self) -> None:
        assert self._job is not None
        self.progressed.emit(self._job.progress.done, self._job.progress.total)

    def _on_done(self, outcome: object) -> None:
        self._job = None
        self._finish(outcome)
        self.ended.emit()

    def _on_failed(self, failure: Failure) -> None:
        self._job = None
        self.failed.emit(failure)
        self.ended.emit()

    @Slot(object)
    def _on_released(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.stopped.emit()
            self.ended.emit()

    def _finish(self, outcome: object) -> None:
        raise NotImplementedError


class Downloads(Transfer):
    """Weights of the catalogue's models."""

    installed = Signal(str)  # model id

    def __init__(self, board: JobBoard, folder: Path) -> None:
        super().__init__(board)
        self._folder = folder
        self.spec: ModelSpec | None = None  # of the latest download

    def start(self, spec: ModelSpec) -> None:
        if not self.busy and spec.weights is not None:
            self.spec = spec
            self._submit(DownloadWork(spec, self._folder))

    def _finish(self, _: object) -> None:
        assert self.spec is not None
        self.installed.emit(self.spec.id)


class Imports(Transfer):
    """Weights and models of a folder."""

    imported = Signal(object)  # list[Imported]: every file that was found, whatever became of it

    def __init__(self, board: JobBoard, catalogue: ModelCatalogue) -> None:
        super().__init__(board)
        self._catalogue = catalogue
        self.folder = Path()

    def start(self, folder: Path) -> None:
        if not self.busy:
            self.folder = folder
            self._submit(ImportWork(folder, self._catalogue))

    def _finish(self, outcome: object) -> None:
        self.imported.emit(outcome)
