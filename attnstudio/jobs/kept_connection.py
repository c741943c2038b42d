"""The connection to the workers, which one long job after the other uses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from attnstudio.core.errors import Cancelled

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls
    from attnstudio.cluster.connection import Connection

IDLE = 120.0  # seconds


class KeptConnection:
    """Processes of this machine take seconds to start, so those of a job wait a while for the next one.

    Used by one thread at a time, each time by another one.

    Args:
        seconds: after which it is closed, if nobody has used it.
    """

    def __init__(self, seconds: float = IDLE) -> None:
        self._seconds = seconds
        self._connection: Connection | None = None
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._check: Callable[[], object] = _nothing

    @contextmanager
    def used(self, calls: ClusterCalls, check: Callable[[], object]) -> Iterator[ClusterCalls]:
        """The same calls over the connection, which is made where there is none yet.

        Args:
            check: called again and again while it waits; may raise Cancelled.

        Raises:
            ChoiceFailure, ClusterFailure: as `Connection`.
        """
        with self._lock:
            self._stop_timer()
            self._check = check
            try:
                yield replace(calls, connection=self._opened(calls))
            except Cancelled:
                raise
            except BaseException:
                self._close()
                raise
            finally:
                self._check = _nothing
                self._close_in(self._seconds)

    def close_soon(self) -> None:
        """As soon as nobody uses it. Does not wait."""
        self._close_in(0)

    def close(self) -> None:
        """Wait until nobody uses it, and until the processes have ended."""
        with self._lock:
            self._stop_timer()
            self._close()

    def _opened(self, calls: ClusterCalls) -> Connection:
        from attnstudio.cluster.connection import Connection

        kept = self._connection
        if kept is not None and kept.place == calls.place and kept.is_open and kept.workers():
            return kept
        self._close()
        self._connection = Connection(calls.place, lambda: self._check()).__enter__()
        return self._connection

    def _close(self) -> None:
        kept, self._connection = self._connection, None
        if kept is not None:
            kept.__exit__(None, None, None)

    def _close_in(self, seconds: float) -> None:
        self._stop_timer()
        if self._connection is not None:
            self._timer = threading.Timer(seconds, self.close)
            self._timer.daemon = True
            self._timer.start()

    def _stop_timer(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()


def _nothing() -> None:
    pass
