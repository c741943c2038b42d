"""The maps of a method at the depths of a network."""

from __future__ import annotations

from dataclasses import replace

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.request import Request
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, EngineWork, Priority, Steps


class LayerStripWork(EngineWork):
    """Outcome: `LayerStrip`. It takes one pass, so nobody waits for it."""

    kind = "layer_strip"
    priority = Priority.INTERACTIVE
    replaces = True
    is_awaited = False

    def __init__(self, request: Request) -> None:
        self.request = request

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Maps of all layers for {picture}"), {"picture": self.request.image.name})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        yield from ()
        return engine.layer_strip(self.request, replace(ctx, seed=self.request.seed))
