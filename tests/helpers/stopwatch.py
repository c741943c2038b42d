"""How long things take, and how long the window does not react meanwhile: for figures, not for passing or failing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Slot

Show = Callable[[str, float], None]  # what, seconds: the fixture `show` of tests/perf


class Heartbeat(QObject):
    """The longest time in seconds in which the event loop did not turn."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.beat)
        self._timer.start(2)

    @Slot()
    def beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def stop(self) -> None:
        self.beat()
        self._timer.stop()


@contextmanager
def timed(show: Show, what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    show(what, time.perf_counter() - started)


@contextmanager
def timed_with_gaps(show: Show, what: str) -> Iterator[None]:
    """For what the window does while its event loop turns."""
    heart = Heartbeat()
    with timed(show, what):
        yield
    heart.stop()
    show(f"{what}: longest gap of the event loop", heart.longest)
