"""How long the window and the first map were waited for, told to the log."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, SignalInstance, Slot
from PySide6.QtWidgets import QWidget

_LOG = logging.getLogger(__name__)


class StartTimes(QObject):
    """Lives as long as the window. `first_map`: a signal of a finished map."""

    def __init__(self, window: QWidget, first_map: SignalInstance) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)
        first_map.connect(self._on_map, Qt.ConnectionType.SingleShotConnection)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.UpdateRequest:  # answered by painting, which is done when the timer is heard
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._on_painted)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_painted(self) -> None:
        _LOG.info("window on screen %.2f s after the start of the process", age())

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
