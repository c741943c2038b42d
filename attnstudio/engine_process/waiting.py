"""Messages that have arrived and were not read so far: bounded in their number and in their bytes."""

from __future__ import annotations

import threading
from collections import deque


class GoneError(Exception):
    """Nothing more will arrive: the process has ended."""


class Waiting:
    """Threads put or offer, another one takes, any thread ends it.

    Args:
        count, size: of messages, and of their bytes, beyond which putting waits. A single one may be larger.
    """

    def __init__(self, count: int, size: int) -> None:
        self._count, self._size = count, size
        self._messages: deque[bytes | bytearray] = deque()
        self._bytes, self._has_ended = 0, False
        self._changed = threading.Condition()

    def put(self, message: bytes | bytearray) -> None:
        """Waits for room. After the end nothing is added any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_ended or self._has_room)
            if not self._has_ended:
                self._messages.append(message)
                self._bytes += len(message)
                self._changed.notify_all()

    def offer(self, message: bytes | bytearray) -> bool:
        """Add it at once; False: there is no room. Raises GoneError after the end."""
        with self._changed:
            if self._has_ended:
                raise GoneError
            if self._has_room:
                self._messages.append(message)
                self._bytes += len(message)
                self._changed.notify_all()
                return True
            return False

    def take(self, timeout: float | None = None) -> bytes | bytearray | None:
        """The oldest; None: there was none in so many seconds. Raises GoneError at the end, when all are taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._messages or self._has_ended, timeout)
            if self._messages:
                message = self._messages.popleft()
                self._bytes -= len(message)
                self._changed.notify_all()
                return message
            if self._has_ended:
                raise GoneError
            return None

    def end(self) -> None:
        with self._changed:
            self._has_ended = True
            self._changed.notify_all()

    @property
    def _has_room(self) -> bool:
        return not self._messages or (len(self._messages) < self._count and self._bytes < self._size)
