"""What a model sees of a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class ModelInput:
    """What a model sees of a picture.

    `pixels`: uint8 (height, width, 3) at the model's input size. `preprocess` makes its input of such pixels.
    """

    pixels: np.ndarray
    preprocess: Callable[[np.ndarray], np.ndarray]

    @cached_property
    def input(self) -> np.ndarray:
        """float32 (height, width, channels)."""
        return self.preprocess(self.pixels)
