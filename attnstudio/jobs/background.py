"""What the window does beside the maps: one task at a time, in a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, Failure

_LOG = logging.getLogger(__name__)
_PROGRESS_EVERY = 0.1  # seconds

Work = Callable[[RunContext], object]


class _Thread(QThread):
    progressed = Signal(object, object)  # done, in all; Python's integers, which do not overflow
    ended = Signal(object, object)  # what the work gave, the exception that ended it

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.token = threading.Event()
        self._last = 0.0

    def run(self) -> None:
        try:
            given = self._work(RunContext(on_progress=self._progress, cancelled=self.token))
        except (Failure, Cancelled) as outcome:
            self.ended.emit(None, outcome)
        except Exception as error:
            _LOG.error("a task in the background failed", exc_info=error)
            self.ended.emit(None, error)
        else:
            self.ended.emit(given, None)

    def _progress(self, done: int, total: int) -> None:
        if done == total or time.monotonic() - self._last >= _PROGRESS_EVERY:
            self._last = time.monotonic()
            self.progressed.emit(done, total)


class Background(QObject):
    """At most one task at a time. A kind of task is a subclass, which begins it and tells what it gave."""

    started = Signal()
    progressed = Signal(object, object)  # bytes done, bytes in all (0: not known)
    failed = Signal(object)  # Failure
    stopped = Signal()  # by the user; what was done is kept
    busy_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._thread: _Thread | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def cancel(self) -> None:
        if self._thread is not None:
            self._thread.token.set()

    def stop(self) -> None:
        """Cancel, and wait for the thread."""
        if self._thread is not None:
            self._thread.token.set()
            self._thread.wait()
            self._thread = None

    def _begin(self, work: Work) -> None:
        self._thread = _Thread(work)
        queued = Qt.ConnectionType.QueuedConnection
        self._thread.progressed.connect(self._on_progress, queued)
        self._thread.ended.connect(self._on_ended, queued)
        self._thread.start()
        self.busy_changed.emit(True)
        self.started.emit()

    def _finish(self, given: object) -> None:
        """Tell what the work gave."""
        raise NotImplementedError

    def _mishap(self, error: Exception) -> Failure:
        """What to say of a fault of the program."""
        raise NotImplementedError

    @Slot(object, object)
    def _on_progress(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)

    @Slot(object, object)
    def _on_ended(self, given: object, error: Exception | None) -> None:
        if self._thread is None:
            return
        self._thread.wait()
        self._thread = None
        if error is None:
            self._finish(given)
        elif isinstance(error, Cancelled):
            self.stopped.emit()
        else:
            self.failed.emit(error if isinstance(error, Failure) else self._mishap(error))
        self.busy_changed.emit(self.busy)  # what was just told may have begun the next
