"""Reading a session from the window: its pictures may lie on a slow disk, and its regions may be many."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from attnstudio.core.errors import Failure
from attnstudio.export import session
from attnstudio.export.session import Read, SessionFailure
from attnstudio.jobs.background import Background


class SessionReader(Background):
    """At most one file at a time."""

    read = Signal(object)  # Read

    def __init__(self) -> None:
        super().__init__()
        self.path = Path()  # of the latest file

    def start(self, path: Path) -> None:
        """`read` or `failed` follows; while a file is being read, nothing happens."""
        if not self.busy:
            self.path = path
            self._begin(lambda _: session.read(path))

    def _finish(self, given: object) -> None:
        assert isinstance(given, Read)
        self.read.emit(given)

    def _mishap(self, error: Exception) -> Failure:
        return SessionFailure("The session {file} cannot be opened ({reason}).", file=self.path, reason=error)
