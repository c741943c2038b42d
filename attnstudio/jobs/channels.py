"""Looking inside a layer."""

from __future__ import annotations

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.request import Request
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, EngineWork, Priority, Steps


class ChannelsWork(EngineWork):
    """The channels of a request's layer. Outcome: `Channels`. It takes one pass, so nobody waits for it."""

    kind = "channels"
    priority = Priority.INTERACTIVE
    replaces = True
    is_awaited = False

    def __init__(self, request: Request) -> None:
        self.request = request

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Channels of {picture}"), {"picture": self.request.image.name})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        yield from ()
        return engine.channels(self.request, ctx)
