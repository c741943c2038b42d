"""What can be done with the selected job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction

from attnstudio.core.text import tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.shell.file_dialogs import show_folder
from attnstudio.ui.shell.i18n import tr

_TEXTS = {
    "open": tr_noop("Open result"),
    "pause": tr_noop("Pause"),
    "resume": tr_noop("Resume"),
    "retry": tr_noop("Retry"),
    "errors": tr_noop("Errors..."),
    "folder": tr_noop("Open folder"),
    "up": tr_noop("Move up"),
    "down": tr_noop("Move down"),
    "cancel": tr_noop("Cancel"),
}
_KEYS = {"up": "Alt+Up", "down": "Alt+Down", "cancel": "Del"}


class JobActions(QObject):
    """Owns the actions, as `by_name`; each is enabled where it makes sense for the job."""

    errors_requested = Signal(object)  # Job

    def __init__(self, board: JobBoard) -> None:
        super().__init__()
        self._board = board
        self._job: Job | None = None
        self._openers: Mapping[str, Callable[[Job], object]] = {}
        self.by_name = {name: QAction(self) for name in _TEXTS}
        for name, key in _KEYS.items():
            self.by_name[name].setShortcut(key)
            self.by_name[name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        done: dict[str, Callable[[Job], object]] = {
            "open": self._open,
            "pause": board.pause,
            "resume": board.resume,
            "retry": board.retry,
            "errors": self.errors_requested.emit,
            "folder": _open_folder,
            "up": partial(self._move, by=-1),
            "down": partial(self._move, by=1),
            "cancel": board.cancel,
        }
        for name, function in done.items():
            self.by_name[name].triggered.connect(partial(self._do, function))
        board.changed.connect(self._on_changed)
        board.reordered.connect(self._show)
        self.retranslate()

    def open_with(self, openers: Mapping[str, Callable[[Job], object]]) -> None:
        """What shows the result of each kind of job that has one."""
        self._openers = openers
        self._show()

    def show_job(self, job: Job | None) -> None:
        """The actions are those of this job."""
        self._job = job
        self._show()

    def retranslate(self) -> None:
        for name, text in _TEXTS.items():
            self.by_name[name].setText(tr(text))
        self._show()

    def _do(self, function: Callable[[Job], object], _: bool = False) -> None:
        if self._job is not None:
            function(self._job)

    def _open(self, job: Job) -> None:
        self._openers[job.work.kind](job)

    def _move(self, job: Job, by: int) -> None:
        queue = self._board.queue(job)
        place = queue.index(job) + by
        if 0 <= place < len(queue):
            after = place + 1 if by > 0 else place
            self._board.move(job, queue[after] if after < len(queue) else None)

    @Slot(object)
    def _on_changed(self, job: Job) -> None:
        if job is self._job:
            self._show()

    @Slot()
    def _show(self) -> None:
        job = self._job
        queue = [] if job is None else self._board.queue(job)
        is_paused, is_ended = (job is not None and job.state is JobState.PAUSED), (job is None or job.is_finished)
        can = {
            "open": job is not None and job.state is JobState.DONE and job.work.kind in self._openers,
            "pause": not is_ended and not is_paused,
            "resume": is_paused,
            "retry": job is not None and self._board.can_retry(job),
            "errors": job is not None and bool(job.problems),
            "folder": job is not None and job.work.output_folder is not None and job.work.output_folder.is_dir(),
            "up": job in queue[1:],
            "down": job in queue[:-1],
            "cancel": not is_ended,
        }
        for name, enabled in can.items():
            self.by_name[name].setEnabled(enabled)
        self.by_name["pause"].setVisible(not is_paused)
        self.by_name["resume"].setVisible(is_paused)
        is_part = job is not None and job.state is JobState.DONE and can["retry"]
        self.by_name["retry"].setText(tr("Retry failed") if is_part else tr("Retry"))


def _open_folder(job: Job) -> None:
    if job.work.output_folder is not None:
        show_folder(job.work.output_folder)
