"""Runs exports in the background. One that has not ended when the program does waits at the next start."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.errors import Failure
from attnstudio.export.selection import SelectionOutputs
from attnstudio.export.unfinished import Export, UnfinishedExport, UnfinishedExports
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.explanations import PictureExplained, PictureNotExplained
from attnstudio.jobs.exporting import ExportWork
from attnstudio.jobs.job import Job, JobState, Progress
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selected_pictures import SelectedPictures


class ExportRunner(QObject):
    """Owns the exports that run, wait or are paused. Their maps are listed in Results."""

    explained = Signal(object)  # Result

    def __init__(
        self,
        selected: SelectedPictures,
        pictures: PictureList,
        dataset: DatasetState,
        board: JobBoard,
        notifier: Notifier,
        unfinished: UnfinishedExports,
    ) -> None:
        super().__init__()
        self._selected, self._pictures, self._dataset = selected, pictures, dataset
        self._board, self._notifier, self._unfinished = board, notifier, unfinished
        self._restored: list[Job] = []
        self._is_ending = False
        board.released.connect(self._on_released)

    def export(self, outputs: SelectionOutputs) -> None:
        """The chosen methods on every selected picture, in the order in which they are seen."""
        if (taken := self._selected.take(partial(self.export, outputs))) is not None:
            request, rows = taken
            pictures = tuple(self._pictures.sequence[row] for row in rows.tolist())
            export = Export(request, pictures, self._dataset.facts.part(rows), outputs)
            self._submit(export, self._unfinished.begin(export))

    def restore(self) -> None:
        """List those that an earlier window has not ended, paused. A user's own model is vetted by the engine then."""
        lost = list[Failure]()
        for unfinished in self._unfinished.abandoned():
            try:
                export = unfinished.read()
            except Failure as failure:
                unfinished.remove()
                self._notifier.log(message(failure))
                lost.append(failure)
                continue
            done = 0 if export.outputs.needs_all else unfinished.progress()  # that needs the maps of all once more
            self._restored.append(self._submit(export, unfinished, done, is_paused=True))
        if lost:
            self._notifier.show(
                lambda: tr(
                    "Exports that cannot go on, and are removed: {count}. {reason}",
                    count=len(lost),
                    reason=message(lost[0]),
                ),
                Scope.LOST_EXPORTS,
                log=False,
            )
        if self._restored:
            count = len(self._restored)
            self._notifier.show(
                lambda: tr("Exports that were not finished when the program ended: {count}.", count=count),
                Scope.EXPORTS,
                Action(lambda: tr("Go on"), self._resume),
            )

    def stop(self) -> None:
        """The program ends: what is not finished stays written down."""
        self._is_ending = True

    def _submit(
        self, export: Export, unfinished: UnfinishedExport | None, done: int = 0, *, is_paused: bool = False
    ) -> Job:
        """`done`: how many of its pictures were done before."""
        work = ExportWork(export, self._board.cache, self._board.pictures, unfinished)
        job = Job(work, progress=Progress(done, len(export.pictures)) if done else Progress())
        job.listen(
            result=self._on_results,
            done=lambda _: self._on_done(job),
            failed=self._on_failed,
            cancelled=self._on_cancelled,
        )
        return self._board.submit(job, is_paused=is_paused)

    def _resume(self) -> None:
        for job in self._restored:
            self._board.resume(job)

    def _on_results(self, outcomes: object) -> None:
        for outcome in cast(list[PictureExplained | PictureNotExplained], outcomes):
            if isinstance(outcome, PictureExplained):
                self.explained.emit(outcome.result)

    def _on_done(self, job: Job) -> None:
        work, failed = cast(ExportWork, job.work), len(job.problems)
        count, folder = len(work.rows) - failed, work.output_folder
        if count:
            self._notifier.set_status(
                lambda: tr("Maps of {n} pictures are in {folder}", n=count, folder=folder), log=True
            )
        if failed:
            self._notifier.show(
                lambda: tr(
                    "Pictures that could not be exported: {count}. Errors in the Jobs panel says why.", count=failed
                ),
                Scope.JOB,
            )

    def _on_failed(self, failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.JOB)

    @Slot()
    def _on_cancelled(self) -> None:
        self._notifier.set_status(lambda: tr("Cancelled; what was exported stays"), log=True)

    @Slot(object)
    def _on_released(self, job: Job) -> None:
        """A cancelled one: its thread writes to its folder no more."""
        unfinished = job.work.unfinished if isinstance(job.work, ExportWork) else None
        if unfinished is not None and job.state is JobState.CANCELLED and not self._is_ending:
            unfinished.remove()
