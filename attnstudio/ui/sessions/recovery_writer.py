"""Writes the state of the window to the recovery file, in case it does not close normally."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, QTimer, Slot

from attnstudio.export.session_content import Session
from attnstudio.recovery import Recovery

DELAY = 3000  # ms: of many changes, the state after the last one is written
_SHARE_OF_TIME = 0.05  # that writing may take, where there are many maps


class RecoveryWriter(QObject):
    """Writes the state a moment after a change of it, in a thread of its own.

    Args:
        state: of the window, at a cost that does not grow with the number of pictures; None: nothing is open.
    """

    def __init__(self, recovery: Recovery, state: Callable[[], Session | None]) -> None:
        super().__init__()
        self._recovery, self._state = recovery, state
        self._thread = ThreadPoolExecutor(1, "recovery")
        self._writing = self._thread.submit(float)  # the latest one, and the seconds that it took
        self._last: Session | None = None
        self._seconds = 0.0  # that one before took
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.timeout.connect(self._write)

    def end(self) -> None:
        """The window is about to be hidden: nothing changes any more."""
        self._delay.timeout.disconnect(self._write)
        self._last = self._state()

    def stop(self) -> None:
        """A normal end: the state of the window becomes the last one."""
        self._thread.shutdown()
        if self._last is not None:
            self._recovery.save(self._last)
        self._recovery.close()

    @Slot()
    def on_changed(self) -> None:
        if not self._delay.isActive():
            self._delay.start(max(DELAY, round(1000 * self._seconds / _SHARE_OF_TIME)))

    @Slot()
    def _write(self) -> None:
        if not self._writing.done():
            self._delay.start(DELAY)
        elif (state := self._state()) is not None:
            self._seconds = self._writing.result()
            self._writing = self._thread.submit(self._save, state)

    def _save(self, state: Session) -> float:
        """Returns the seconds that it took."""
        started = time.perf_counter()
        self._recovery.save(state)
        return time.perf_counter() - started
