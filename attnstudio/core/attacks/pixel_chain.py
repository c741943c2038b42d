"""From pixels of 0..1 to what a model takes, as a step that gradients pass: bounds then are those of the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from attnstudio.core.attacks.projection import LEVELS


@dataclass(frozen=True)
class PixelChain:
    """A preprocessing as x @ matrix + offset: every preset scales, shifts and may exchange the channels.

    Args:
        matrix: (channels in, channels out), by rows.
        offset: (channels out,).
    """

    matrix: tuple[tuple[float, ...], ...]
    offset: tuple[float, ...]

    @staticmethod
    def of(preprocess: Callable[[np.ndarray], np.ndarray], channels: int) -> PixelChain:
        """Read off a preprocessing of uint8 pixels.

        Args:
            channels: of the model's input, 3 or 1; the pixels of one channel are the luminance.
        """
        lit = np.zeros((channels + 1, 1, 1, 3), np.uint8)
        for channel in range(channels):
            lit[channel + 1, ..., channel if channels == 3 else slice(None)] = LEVELS
        black, *others = (one.astype(np.float64) for one in preprocess(lit)[:, 0, 0])
        return PixelChain(tuple(tuple(map(float, one - black)) for one in others), tuple(map(float, black)))

    @cached_property
    def _arrays(self) -> tuple[np.ndarray, np.ndarray]:
        return np.array(self.matrix, np.float32), np.array(self.offset, np.float32)

    def __call__(self, pixels: Any) -> Any:
        """(..., channels) of 0..1 -> what the model takes; arrays, or tensors of a graph."""
        matrix, offset = self._arrays
        if np.count_nonzero(matrix - np.diag(np.diag(matrix))) == 0:
            return pixels * np.diag(matrix) + offset
        if isinstance(pixels, np.ndarray):
            return pixels @ matrix + offset
        import tensorflow as tf

        return tf.tensordot(pixels, matrix, 1) + offset
