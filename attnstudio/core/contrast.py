"""Which part of a map's range the colormap spans, and how evenly. It is only seen: no value changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

LEAST_GAMMA, MOST_GAMMA = 0.1, 10.0
_NARROWEST = 1e-6


@dataclass(frozen=True)
class Contrast:
    """
    Attributes:
        low, high: the ends of the colormap, as shares of the map's range, or of its values that lie below.
        gamma: the exponent of what lies between; below 1 small values are lifted.
        by_percentile: whether the ends are shares of the values, so that they are others for each map.
    """

    low: float = 0.0
    high: float = 1.0
    gamma: float = 1.0
    by_percentile: bool = False

    @property
    def is_valid(self) -> bool:
        return 0 <= self.low < self.high <= 1 and LEAST_GAMMA <= self.gamma <= MOST_GAMMA

    def resolved(self, values: np.ndarray) -> Contrast:
        """With ends that are shares of the range. `values`: of the map, from 0 to 1, the ends of its range."""
        if not self.by_percentile:
            return self
        low, high = (float(one) for one in np.quantile(values, (self.low, self.high)))
        if high - low < _NARROWEST:  # nearly all values are the same
            low, high = 0.0, 1.0
        return Contrast(low, high, self.gamma)

    def places(self, values: np.ndarray, *, signed: bool) -> np.ndarray:
        """Values from 0 to 1 as places in the colormap: float32 in 0..1.

        Args:
            signed: 0.5 stands for 0, and stays in the middle: both sides go as far as the further end.
        """
        if self == PLAIN:
            return values
        if not signed:
            share = np.clip((values - self.low) / max(self.high - self.low, _NARROWEST), 0, 1)
            return np.asarray(share**self.gamma, np.float32)
        from_middle = 2 * values - 1
        reach = max(abs(2 * self.low - 1), abs(2 * self.high - 1), _NARROWEST)
        share = np.clip(np.abs(from_middle) / reach, 0, 1) ** self.gamma
        return np.asarray((np.sign(from_middle) * share + 1) / 2, np.float32)


PLAIN = Contrast()
AUTO = Contrast(0.01, 0.99, by_percentile=True)


def reach_of_few(values: np.ndarray, origin: float) -> float:
    """How many times as far from `origin` the furthest value lies as 99 % of all do: at least 1, infinite where these
    do not differ from it.

    Args:
        values: of the map, from 0 to 1.
        origin: the place of 0 among them, or the end of the range that is nearest to it.
    """
    distances = np.abs(values - np.float32(np.clip(origin, 0, 1)))
    most, all_but_few = float(distances.max()), float(np.quantile(distances, 0.99))
    return most / all_but_few if all_but_few > 0 else np.inf if most > 0 else 1.0


@dataclass(frozen=True)
class OwnContrast:
    """That of one map: of a method, by its id, on a picture."""

    picture: Path
    method: str
    contrast: Contrast


@dataclass(frozen=True)
class Contrasts:
    """
    Attributes:
        every: that of all maps but those that have their own.
    """

    every: Contrast = PLAIN
    own: tuple[OwnContrast, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.every.is_valid and all(one.contrast.is_valid for one in self.own)

    def own_of(self, picture: Path, method: str) -> Contrast | None:
        return next((one.contrast for one in self.own if (one.picture, one.method) == (picture, method)), None)

    def of(self, picture: Path, method: str) -> Contrast:
        return self.own_of(picture, method) or self.every

    def with_own(self, picture: Path, method: str, contrast: Contrast | None) -> Contrasts:
        """None: it has none of its own."""
        others = tuple(one for one in self.own if (one.picture, one.method) != (picture, method))
        return replace(self, own=others if contrast is None else (*others, OwnContrast(picture, method, contrast)))


ALL_PLAIN = Contrasts()
