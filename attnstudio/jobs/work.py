"""Work for a short while beside the window: comparing maps, writing a figure."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from attnstudio.core.errors import Failure
from attnstudio.jobs.background import Background
from attnstudio.jobs.background import Work as Task
from attnstudio.jobs.worker import unexpected


class Work(Background):
    """The newest task counts: one that still runs is cancelled, and the new one begins when it has ended."""

    done = Signal(object)  # what the task gave

    def __init__(self) -> None:
        super().__init__()
        self._next: Task | None = None
        self.busy_changed.connect(self._on_busy)

    def start(self, task: Task) -> None:
        """`done` or `failed` follows, unless another task is given before."""
        if self.busy:
            self._next = task
            self.cancel()
        else:
            self._begin(task)

    def drop(self) -> None:
        """Do nothing more."""
        self._next = None
        self.cancel()

    def _finish(self, given: Any) -> None:
        if self._next is None:
            self.done.emit(given)

    def _mishap(self, error: Exception) -> Failure:
        return unexpected(error)

    def _on_busy(self, busy: bool) -> None:
        if not busy and self._next is not None:
            task, self._next = self._next, None
            self._begin(task)
