"""Whether long jobs can run elsewhere."""

from __future__ import annotations

from attnstudio.cluster.place import Place
from attnstudio.core.context import RunContext
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, ThreadWork


class ConnectionTestWork(ThreadWork):
    """Outcome: `cluster.connection.Tested`."""

    kind = "connection_test"
    replaces = True
    is_awaited = False

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Test of the connection to {place}"), {"place": str(self.place)})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        from attnstudio.cluster.connection import test_connection

        return test_connection(self.place, ctx.check_cancelled)
