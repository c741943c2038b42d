"""Limits how often something is reported: a window cannot show more than a few updates a second."""

from __future__ import annotations

import time
from collections.abc import Callable

EVERY = 0.1  # seconds


class Throttle:
    """Lets one report pass in every interval. Owns the time of the last one.

    Args:
        every: the interval, in seconds; None: EVERY.
        clock: the time now, in seconds.
    """

    def __init__(self, every: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._every, self._clock = EVERY if every is None else every, clock
        self._last: float | None = None

    def is_due(self) -> bool:
        """Whether the next report may pass; the first one may. True starts the next interval."""
        now = self._clock()
        if self._last is not None and now - self._last < self._every:
            return False
        self._last = now
        return True
