"""Closing while long jobs run: wait for them, stop them, or stay."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.plain import plain

_MOST_NAMED = 5
_LONG = 10.0  # seconds: what takes longer is asked about, whatever its kind: one map by LIME may take a minute


class CloseQuestion(QObject):
    """Owns the question that is open, and whether the window closes once the jobs have ended."""

    def __init__(self, window: QWidget, board: JobBoard, notifier: Notifier) -> None:
        super().__init__()
        self._window, self._board, self._notifier = window, board, notifier
        self._is_answered = self._closes_later = False
        self._asked: list[Job] = []  # what the question is about
        self.box: QMessageBox | None = None
        board.changed.connect(self._on_jobs)
        board.removed.connect(self._on_jobs)

    def may_close(self) -> bool:
        """Whether the window may close now; where it may not, the user is asked, and it closes later or stays."""
        if self._is_answered or not self._jobs():
            return True
        if self.box is None:
            self._ask()
        return False

    def _jobs(self) -> list[Job]:
        return [job for job in self._board.unfinished() if job in self._asked or _is_long(job)]

    def _ask(self) -> None:
        jobs = self._asked = self._jobs()
        names = [message(job.title) for job in jobs[:_MOST_NAMED]]
        box = self.box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("attnstudio")
        if all(job.work.survives for job in jobs):
            box.setText(tr("Jobs are still running. They can go on at the next start."))
        else:
            box.setText(tr("Jobs are still running. What they have not finished would be lost."))
        box.setInformativeText(plain("\n".join(names + ["..."] * (len(jobs) > _MOST_NAMED))))
        self.wait = box.addButton(tr("Close when they are done"), QMessageBox.ButtonRole.AcceptRole)
        self.stop = box.addButton(tr("Stop them and close"), QMessageBox.ButtonRole.DestructiveRole)
        self.stay = box.addButton(tr("Do not close"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(self.stay)
        box.setEscapeButton(self.stay)
        box.finished.connect(self._on_answer)
        box.open()

    @Slot()
    def _on_answer(self) -> None:
        assert self.box is not None
        clicked, self.box = self.box.clickedButton(), None
        self._closes_later = clicked is self.wait
        if clicked is self.stop:
            self._close()
        elif self._closes_later:
            self._notifier.set_status(lambda: tr("attnstudio closes when the jobs are done"))
            self._on_jobs()

    @Slot()
    def _on_jobs(self) -> None:
        if self._jobs():
            return
        if self.box is not None:
            self.box.reject()  # there is nothing left to ask about
        if self._closes_later:
            self._close()

    def _close(self) -> None:
        self._is_answered = True
        self._window.close()


def _is_long(job: Job) -> bool:
    return job.work.is_long or job.seconds + (job.progress.seconds_left or 0.0) > _LONG
