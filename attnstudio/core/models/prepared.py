"""Preprocessed inputs: displayed as pixels, and passed to the model unchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.preprocessing import Preprocessing, pixels_of, preset

_TOLERANCE = 0.6  # levels beyond 0..255 that rounding and resampling may leave


@dataclass(frozen=True, eq=False)
class _Exact:
    """A preprocessing that returns the prepared values for unchanged pixels, and `otherwise` for changed ones."""

    pixels: np.ndarray
    values: np.ndarray
    otherwise: Preprocessing

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        inputs = self.otherwise(pixels)
        if pixels.shape[-3:] != self.pixels.shape:
            return inputs
        same = (pixels == self.pixels).all(axis=-1, keepdims=True)
        return np.where(same, self.values, inputs).astype(np.float32)


def displayed(values: np.ndarray, preprocessing: str) -> tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]:
    """The picture of a prepared input, and the preprocessing of changed pixels of it.

    The pixels are the inverse of the preprocessing, if that is within 0..255; else the values are stretched, the least
    to 0 and the greatest to 255.

    Args:
        values: float32 (height, width, 1 or 3).
        preprocessing: a key of PREPROCESSING.

    Returns:
        uint8 (height, width, 3), and a preprocessing.
    """
    channels = values.shape[-1]
    levels = pixels_of(preprocessing, values)
    if levels.min() >= -_TOLERANCE and levels.max() <= 255 + _TOLERANCE:
        return _bytes(levels), preset(preprocessing, channels)
    low, high = float(values.min()), float(values.max())
    scale = (high - low) / 255 or 1.0

    def stretched(pixels: np.ndarray) -> np.ndarray:
        levels = pixels.astype(np.float32) * np.float32(scale) + np.float32(low)
        return levels if channels == 3 else levels[..., :1]

    return _bytes((values - low) / scale), stretched


def model_input(values: np.ndarray, preprocessing: str) -> ModelInput:
    """The model's input of a prepared one; arguments as of `displayed`."""
    pixels, otherwise = displayed(values, preprocessing)
    return ModelInput(pixels, _Exact(pixels, values, otherwise))


def _bytes(levels: np.ndarray) -> np.ndarray:
    grey_or_colour = np.clip(levels + 0.5, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(grey_or_colour, (*levels.shape[:2], 3)))
