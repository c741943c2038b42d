"""Defences at the input: what is done to every picture before the model sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnstudio.core.attacks.projection import LEVELS
from attnstudio.core.attacks.shifts import as_jpeg
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.text import Notice, tr_noop


@dataclass(frozen=True)
class Defence:
    """`id` with its value, as `--defence jpeg:75` has it."""

    id: str
    value: int

    def __str__(self) -> str:
        return f"{self.id}:{self.value}"

    @property
    def title(self) -> Notice:
        return Notice(_KINDS[self.id].title, {"value": self.value})

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 (height, width, 1 or 3), of the same shape."""
        return _KINDS[self.id].apply(pixels, self.value)


@dataclass(frozen=True)
class _Kind:
    title: str
    apply: Callable[[np.ndarray, int], np.ndarray]
    usual: int
    least: int
    most: int


def _median(pixels: np.ndarray, side: int) -> np.ndarray:
    from scipy.ndimage import median_filter

    return np.asarray(median_filter(pixels, (side, side, 1), mode="nearest"))


def _bits(pixels: np.ndarray, bits: int) -> np.ndarray:
    steps = 2**bits - 1
    return np.rint(np.rint(pixels / LEVELS * steps) / steps * LEVELS).astype(np.uint8)


# Guo et al. 2018 (arXiv 1711.00117), Xu et al. 2018 (arXiv 1704.01155).
_KINDS = {
    "jpeg": _Kind(tr_noop("JPEG of quality {value}"), as_jpeg, 75, 1, 100),
    "median": _Kind(tr_noop("Median of {value} x {value} pixels"), _median, 3, 2, 15),
    "bits": _Kind(tr_noop("Bit depth {value}"), _bits, 4, 1, 7),
}
DEFENCES: tuple[Defence, ...] = tuple(Defence(name, kind.usual) for name, kind in _KINDS.items())


def read_defences(text: str) -> tuple[Defence, ...]:
    """Of a list such as "jpeg,median:5,bits:3". Raises ChoiceFailure."""
    return tuple(dict.fromkeys(_read(part.strip()) for part in text.split(",") if part.strip()))


def _read(text: str) -> Defence:
    name, colon, value = text.partition(":")
    if (kind := _KINDS.get(name)) is None:
        raise ChoiceFailure(
            "There is no defence {name}. The defences are: {names}.", name=name, names=", ".join(_KINDS)
        )
    number = int(value) if value.isdecimal() else -1
    if not colon:
        return Defence(name, kind.usual)
    if not kind.least <= number <= kind.most:
        raise ChoiceFailure(
            "The value of the defence {name} is a whole number from {least} to {most}, not {value}.",
            name=name,
            least=kind.least,
            most=kind.most,
            value=value,
        )
    return Defence(name, number)
