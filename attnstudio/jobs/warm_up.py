"""Loading a model before the first job uses it."""

from __future__ import annotations

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, EngineWork, Priority, Steps


class WarmUpWork(EngineWork):
    """TensorFlow is imported and the model loaded. Outcome: `ModelInfo`."""

    kind = "warm_up"
    priority = Priority.INTERACTIVE
    replaces = True
    is_awaited = False

    def __init__(self, model: str, device: str = "auto", options: ModelOptions = NONE_CHOSEN) -> None:
        self.model, self.device, self.options = model, device, options

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Loading the model {model}"), {"model": self.model})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        yield from ()
        return engine.load(self.model, device_choice=self.device, options=self.options, ctx=ctx).info
