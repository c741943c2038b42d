"""Says which job has ended the process that computes, and offers to run it once more."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import EngineDied
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.shell.i18n import tr


class EngineDeaths(QObject):
    """Owns nothing. It hears of a job's end before the job's own listeners do."""

    def __init__(self, board: JobBoard, notifier: Notifier) -> None:
        super().__init__()
        self._board, self._notifier = board, notifier
        board.changed.connect(self._on_job)

    @Slot(object)
    def _on_job(self, job: Job) -> None:
        if job.state is not JobState.FAILED or not isinstance(job.failure, EngineDied):
            return
        action = Action(lambda: tr("Run again with half the batch"), partial(self._run_again, job))
        self._notifier.show_failure(job.failure, Scope.JOB, None if job.run.is_careful else action)

    def _run_again(self, job: Job) -> None:
        self._board.retry(job)
