"""What makes a picture that excites a unit: a maximiser is one file in this folder that registers its class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from attnstudio.core.params import IntParam, Param
from attnstudio.core.registry import Registry
from attnstudio.core.text import tr_noop

STEPS = IntParam("steps", tr_noop("Steps"), tr_noop("How often the picture is changed."), 128, 1, 4096)


class Climb(ABC):
    """One picture on its way. Owns what it is made of, and the state of the steps."""

    @property
    @abstractmethod
    def picture(self) -> np.ndarray:
        """float32 (height, width, channels) in 0..1, as it is now."""

    @property
    @abstractmethod
    def weight(self) -> np.ndarray:
        """float32 (height, width): the sum of |dy/dx| so far, which says where the unit looks."""

    @abstractmethod
    def show(self, done: float) -> np.ndarray:
        """What the model is shown in this step: float32 (views, height, width, channels), pixels of 0..1.

        Args:
            done: the share of the steps that are behind, in 0..1.
        """

    @abstractmethod
    def step(self, gradients: np.ndarray) -> None:
        """Change the picture.

        Args:
            gradients: dy/dx of each view that `show` gave.
        """


class Maximiser(ABC):
    """A stateless way to make pictures that excite units.

    `formula`: in TeX; y is the unit's value, x the picture.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    paper: ClassVar[str]
    summary: ClassVar[str]
    formula: ClassVar[str]
    params: ClassVar[tuple[Param, ...]]
    takes_spectrum: ClassVar[bool] = False

    @abstractmethod
    def begin(
        self,
        shape: tuple[int, int, int],
        params: Mapping[str, Any],
        rng: np.random.Generator,
        spectrum: np.ndarray | None,
    ) -> Climb:
        """
        Args:
            shape: of the model's input: height, width, channels.
            params: the value of each.
            spectrum: as `fourier_basis.mean_spectrum` has it; None, or where it is not taken: that of most photos.
        """

    def describe(self) -> dict[str, object]:
        """As the command line's JSON has it."""
        return {
            "id": self.id,
            "name": self.name,
            "paper": self.paper,
            "summary": self.summary,
            "formula": self.formula,
            "params": [param.describe() for param in self.params],
        }


MAXIMISERS: Registry[Maximiser] = Registry("attnstudio.core.features")
DEFAULT_MAXIMISER = "maco"
