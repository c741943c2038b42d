"""The jobs that the bar of a panel starts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import Failure
from attnstudio.jobs.base import Work
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.run_bar import RunBar


class BarJobs(QObject):
    """Owns the jobs of one panel: its Cancel cancels them, and can be pressed until all have ended."""

    def __init__(self, bar: RunBar, board: JobBoard, notifier: Notifier) -> None:
        super().__init__()
        self._bar, self._board, self._notifier = bar, board, notifier
        self._jobs: list[Job] = []
        bar.cancel_requested.connect(self.cancel)

    @property
    def latest(self) -> Job:
        """The one that was submitted last."""
        return self._jobs[-1]

    def start(
        self,
        work: Work,
        *,
        result: Callable[[object], None] | None = None,
        progressed: Callable[[], None] | None = None,
        done: Callable[[object], None] | None = None,
    ) -> None:
        """Start what the user waits for. A failure is shown; where it is cancelled, the status bar says what stays."""
        self._notifier.clear(Scope.JOB)
        cancelled = self._on_cancelled if result is None else self._on_cancelled_between
        self.add(
            Job(work).listen(
                result=result, progressed=progressed, done=done, failed=self._on_failed, cancelled=cancelled
            )
        )

    def add(self, job: Job) -> Job:
        """Submit a job that Cancel cancels as well, and the one in its place where it is run again."""
        self._board.submit(job.listen(submitted=self._take))
        if job not in self._jobs:  # its outcome was known
            self._take(job)
        return job

    @Slot()
    def cancel(self) -> None:
        """The results so far stay."""
        for job in self._jobs:
            self._board.cancel(job)

    def _take(self, job: Job) -> None:
        job.changed.connect(self._show_busy)
        self._jobs = [*(one for one in self._jobs if not one.is_finished), job]
        self._show_busy()

    @Slot()
    def _show_busy(self) -> None:
        self._bar.set_busy(any(not job.is_finished for job in self._jobs))

    def _on_failed(self, failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.JOB)

    def _on_cancelled(self) -> None:
        self._notifier.set_status(lambda: tr("Cancelled"), log=True)

    def _on_cancelled_between(self) -> None:
        self._notifier.set_status(lambda: tr("Cancelled; the results so far are shown"), log=True)
