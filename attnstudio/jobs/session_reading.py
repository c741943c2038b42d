"""Reading a session: its pictures may lie on a slow disk, and its regions may be many."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, first_line
from attnstudio.core.text import Notice, tr_noop
from attnstudio.export import session
from attnstudio.export.session import SessionFailure
from attnstudio.jobs.base import Emit, Priority, ThreadWork


class SessionWork(ThreadWork):
    """A session file read. Outcome: `session.Read`."""

    kind = "session"
    priority = Priority.INTERACTIVE
    replaces = True

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Session {file}"), {"file": self.path.name})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        return session.read(self.path)

    def failure_of(self, error: Exception) -> Failure:
        return SessionFailure(
            "The session {file} cannot be opened ({reason}).", file=self.path, reason=first_line(error)
        )
