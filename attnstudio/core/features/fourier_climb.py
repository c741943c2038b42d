"""Pictures on their way that are made of Fourier coefficients."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.features.crops import CroppedClimb
from attnstudio.core.features.fourier_basis import colours, gradient_of_coefficients, sigmoid, values


class FourierClimb(CroppedClimb):
    """x = sigmoid(F^-1(coefficients)), in independent colours. Arguments as CroppedClimb has them."""

    def __init__(self, shape: tuple[int, int, int], params: Mapping[str, Any], rng: np.random.Generator) -> None:
        super().__init__(shape, params, rng)
        self._colours = colours(shape[-1])

    @property
    @abstractmethod
    def coefficients(self) -> np.ndarray:
        """As they are now, complex (height, width // 2 + 1, channels)."""

    @abstractmethod
    def change(self, gradient: np.ndarray) -> None:
        """Take a step; `gradient`: dy/dRe + i dy/dIm of each coefficient."""

    @property
    def picture(self) -> np.ndarray:
        return sigmoid(values(self.coefficients, self._shape) @ self._colours)

    def ascend(self, gradient: np.ndarray) -> None:
        picture = self.picture
        self.change(gradient_of_coefficients((gradient * picture * (1 - picture)) @ self._colours.T))
