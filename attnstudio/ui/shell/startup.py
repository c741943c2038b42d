"""Logs when the window is on screen and when the first map is shown."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QWidget

_LOG = logging.getLogger(__name__)
_LATEST_MS = 1000


class StartupTimes(QObject):
    """Lives as long as the window. Emits `painted` once: what is started earlier, in a thread too, delays the painting.

    Args:
        first_map: a signal of a finished map.
    """

    painted = Signal()  # or a second has passed: a window that begins as an icon is not painted

    def __init__(self, window: QWidget, first_map: SignalInstance) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)
        first_map.connect(self._on_map, Qt.ConnectionType.SingleShotConnection)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_painted)
        self._timer.start(_LATEST_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.UpdateRequest:  # answered by painting, which is done when the timer is heard
            self._window.removeEventFilter(self)
            self._timer.start(0)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_painted(self) -> None:
        self._window.removeEventFilter(self)
        _LOG.info("window on screen %.2f s after the start of the process", age())
        self.painted.emit()

    @Slot()
    def _on_map(self) -> None:
        _LOG.info("first map %.2f s after the start of the process", age())


def age() -> float:
    """Seconds since the start of this process."""
    try:
        status = Path("/proc/self/stat").read_text("ascii", errors="replace")
    except OSError:
        return time.time() - psutil.Process().create_time()
    ticks = int(status.rpartition(")")[2].split()[19])  # field 22 of proc(5), since the system's start
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
