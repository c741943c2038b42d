"""Checking a guessed preprocessing on labelled pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.models import preprocessing_check
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.placement import Interpolation, Resize
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, EngineWork, Steps


class PreprocessingCheckWork(EngineWork):
    """A model as it is used now, tried with each preset on those of the pictures that are named after their class.

    Outcome: (the trial of a clearly better preset, that of the used one), or None. A step is a preset. Nobody waits for
    it: where the model or a picture fails, that is shown when it is explained.
    """

    kind = "preprocessing_check"
    replaces = True
    is_awaited = False

    def __init__(
        self,
        model: str,
        options: ModelOptions,
        device: str,
        pictures: Sequence[Path],
        resize: Resize,
        interpolation: Interpolation,
    ) -> None:
        self.model, self.options, self.device = model, options, device
        self.pictures, self.resize, self.interpolation = tuple(pictures), resize, interpolation

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Preprocessing check of {model}"), {"model": self.model})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        model = engine.load(self.model, device_choice=self.device, options=self.options, ctx=ctx)
        pictures = preprocessing_check.labelled(self.pictures, model, preprocessing_check.MOST)
        used, size = model.spec.preprocessing, (self.resize, self.interpolation)
        tried = []
        for trial in preprocessing_check.trials_if_doubtful(model, pictures, used, ctx, *size):
            tried.append(trial)
            yield
        return preprocessing_check.clearly_better(tried, len(model.info.class_names))
