"""Attacks that work in a part of the picture, which can be chosen."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from attnstudio.core.attacks.base import Attack
from attnstudio.core.params import Value

Box = tuple[float, float, float, float]  # left, top, right, bottom, as shares of the picture at the model's input


class Placed(Attack):
    """`takes_point`: whether a point says enough of where it works."""

    takes_point: ClassVar[bool] = False

    @abstractmethod
    def place(self, params: Mapping[str, Any], eps: float, size: tuple[int, int]) -> Box | None:
        """Where it works in an input of this (width, height); None: that is not chosen.

        Args:
            params: the value of every one.
        """

    @abstractmethod
    def placed(self, box: Box, eps: float, size: tuple[int, int]) -> tuple[dict[str, Value], float]:
        """The parameters, and eps, with which it works there. A box without width and height is a point."""


def share_text(value: float) -> str:
    """Of a box, as parameters have it."""
    return f"{min(max(value, 0.0), 1.0):.3f}".rstrip("0").rstrip(".")
