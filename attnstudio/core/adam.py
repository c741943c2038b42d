"""Adam's steps (Kingma and Ba 2015, arXiv 1412.6980), of each picture by itself."""

from __future__ import annotations

import numpy as np

_FIRST, _SECOND, _LEAST = np.float32(0.9), np.float32(0.999), np.float32(1e-8)


class Adam:
    """Its state for a batch: float32 of this shape."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._mean, self._square = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self._count = 0

    def step(self, gradient: np.ndarray, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """What is to be subtracted, times the size of a step, at some rows of the batch. A call is a step of all rows:
        one that is left out once must stay out."""
        self._count += 1
        mean = self._mean[rows] = _FIRST * self._mean[rows] + (1 - _FIRST) * gradient
        square = self._square[rows] = _SECOND * self._square[rows] + (1 - _SECOND) * np.square(gradient)
        without_bias = mean / np.float32(1 - 0.9**self._count)
        return without_bias / (np.sqrt(square / np.float32(1 - 0.999**self._count)) + _LEAST)
