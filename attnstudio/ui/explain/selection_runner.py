"""Explains all selected pictures in the background."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.errors import Failure
from attnstudio.core.picture_columns import PictureColumns, State
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.explanations import ExplanationsWork, PictureExplained, PictureNotExplained
from attnstudio.jobs.job import Job
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selected_pictures import SelectedPictures


class SelectionRunner(QObject):
    """Owns the jobs that explain selections. Their maps are listed in Results; what is shown stays."""

    explained = Signal(object)  # Result

    def __init__(
        self,
        selected: SelectedPictures,
        pictures: PictureList,
        dataset: DatasetState,
        board: JobBoard,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._selected, self._pictures = selected, pictures
        self._dataset, self._board, self._notifier = dataset, board, notifier
        self._jobs: list[Job] = []
        pictures.modelAboutToBeReset.connect(self.cancel)

    @Slot()
    def cancel(self) -> None:
        for job in self._jobs:
            self._board.cancel(job)

    @Slot()
    def explain(self) -> None:
        """The chosen methods on every selected picture."""
        if (taken := self._selected.take(self.explain)) is not None:
            request, rows = taken
            self._dataset.set_states(rows, State.WAITING)
            work = ExplanationsWork(request, self._pictures.sequence, rows, self._dataset.facts, self._board.cache)
            job, columns = Job(work), self._dataset.columns
            job.listen(
                submitted=self._on_submitted,
                result=partial(self._on_results, columns),
                done=lambda _: self._on_done(work),
                failed=self._on_failed,
                cancelled=self._on_cancelled,
            )
            self._board.submit(job)

    def _on_submitted(self, job: Job) -> None:
        self._jobs = [*(one for one in self._jobs if not one.is_finished), job]

    def _on_results(self, columns: PictureColumns, outcomes: object) -> None:
        """A job that is retried may be of other pictures than those that are listed now."""
        is_listed = columns is self._dataset.columns
        explained = list[int]()
        for outcome in cast(list[PictureExplained | PictureNotExplained], outcomes):
            match outcome:
                case PictureExplained(row, result):
                    explained.append(row)
                    self.explained.emit(result)
                case PictureNotExplained(row, failure) if is_listed:
                    self._dataset.set_states([row], State.FAILED, failure)
        if is_listed:
            self._dataset.set_states(explained, State.DONE)

    def _on_done(self, work: ExplanationsWork) -> None:
        failed = int((self._dataset.columns.states[work.rows] == State.FAILED).sum())
        count = len(work.rows) - failed
        self._notifier.set_status(lambda: tr("Explained {n} pictures", n=count), log=True, file=work.output_folder)
        if failed:
            self._notifier.show(
                lambda: tr(
                    "Pictures that could not be explained: {count}. The filter Failed lists them.", count=failed
                ),
                Scope.JOB,
            )
        self._dataset.end_states()

    def _on_failed(self, failure: Failure) -> None:
        self._dataset.end_states()
        self._notifier.show_failure(failure, Scope.JOB)

    def _on_cancelled(self) -> None:
        self._dataset.end_states()
        self._notifier.set_status(lambda: tr("Cancelled; what was explained stays"), log=True)
