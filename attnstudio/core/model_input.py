"""The part of a picture that a model gets as input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class ModelInput:
    """The part of a picture that a model gets as input.

    `pixels`: uint8 (height, width, 3) at the model's input size. `preprocess` makes its input of such pixels.
    """

    pixels: np.ndarray
    preprocess: Callable[[np.ndarray], np.ndarray]

    @cached_property
    def input(self) -> np.ndarray:
        """float32 (height, width, channels)."""
        return self.preprocess(self.pixels)
