"""Says which job has ended the process that computes: whether it goes on by itself, or can be run once more."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import EngineDied, EngineDiedAgain
from attnstudio.core.text import Notice
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.notify.notifier import Action, Message, Notifier, Scope
from attnstudio.ui.shell.i18n import tr


class EngineDeaths(QObject):
    """Owns which messages are about jobs that go on. It hears of a job's end before the job's own listeners do."""

    def __init__(self, board: JobBoard, notifier: Notifier) -> None:
        super().__init__()
        self._board, self._notifier = board, notifier
        self._about: dict[int, Message] = {}  # by the number of the job
        board.changed.connect(self._on_job)
        board.said.connect(self._on_said)

    @Slot(object)
    def _on_job(self, job: Job) -> None:
        if job.is_finished:
            self._notifier.retract(self._about.pop(job.id, None))
        if job.state is not JobState.FAILED or not isinstance(job.failure, EngineDied):
            return
        action = Action(lambda: tr("Run again with half the batch"), partial(self._run_again, job))
        is_marked = isinstance(job.failure, EngineDiedAgain)
        self._notifier.show_failure(job.failure, Scope.JOB, None if is_marked else action)

    @Slot(object, object)
    def _on_said(self, job: Job, notice: Notice) -> None:
        """A warning, above the picture: the status bar shows how far the job is."""
        if notice.warning:
            self._about[job.id] = self._notifier.show_notice(notice, Scope.JOB)

    def _run_again(self, job: Job) -> None:
        self._board.retry(job)
