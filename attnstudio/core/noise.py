"""Noisy copies of the model's input, and the parameters that say how many and how noisy they are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop


def samples_param(count: int) -> IntParam:
    """How many copies; `count`: the default."""
    return IntParam("samples", tr_noop("Samples"), tr_noop("How many noisy copies are averaged."), count, 1, 1000)


def noise_param(level: float, name: str = "noise") -> FloatParam:
    """The noise's standard deviation as a share of the input's range; `level`: the default."""
    return FloatParam(
        name,
        tr_noop("Noise"),
        tr_noop("Standard deviation of the noise, as a fraction of the input's range."),
        level,
        0.0,
        1.0,
    )


def deviation(one_input: np.ndarray, level: float) -> np.float32:
    """The noise's standard deviation: level * (max x - min x)."""
    return np.float32(level * (one_input.max() - one_input.min()))


def noisy_copies(context: AttributionContext, level: float) -> Callable[[int], np.ndarray]:
    """Draws x + N(0, (level * (max x - min x))^2): how many -> float32 (how many, height, width, channels)."""
    rng, sigma = context.run.rng(), deviation(context.input, level)

    def drawn(count: int) -> np.ndarray:
        return context.input + sigma * rng.standard_normal((count, *context.input.shape), np.float32)

    return drawn
