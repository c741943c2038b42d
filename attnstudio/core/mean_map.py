"""The mean of many maps in the frame of their pictures, and how much they differ: spurious corners show at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from attnstudio.core.placement import Placement

LONGER_SIDE = 224


@dataclass(frozen=True, eq=False)
class MeanMap:
    """The result.

    Attributes:
        mean: float32 (height, width), 0..1, of signed maps -1..1, read-only; NaN where no map reaches, as at the edges
            that are cropped off.
        deviation: float32, the same shape, the standard deviation over the pictures (of the population), NaN likewise.
        reach: int32, the same shape: how many maps reach each place.
        count: of the maps.
    """

    mean: np.ndarray
    deviation: np.ndarray
    reach: np.ndarray
    count: int


def grid_size(picture_sizes: Iterable[tuple[int, int]], longer_side: int = LONGER_SIDE) -> tuple[int, int]:
    """(width, height) of a grid with the commonest aspect of the pictures; the first of equally common ones.

    Args:
        picture_sizes: (width, height) each; aspects that differ by less than 1 % or so count as one.
    """
    aspects = Counter(round(100 * np.log2(width / height) / 2) for width, height in picture_sizes)
    if not aspects:
        return longer_side, longer_side
    aspect = 2 ** (aspects.most_common(1)[0][0] / 50)
    width, height = (longer_side, longer_side / aspect) if aspect >= 1 else (longer_side * aspect, longer_side)
    return max(1, round(width)), max(1, round(height))


class MeanMapAccumulator:
    """Takes maps one by one (Welford 1962), so that any number takes the memory of a few.

    Args:
        size: (width, height) of the grid that every map is brought to.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.count = 0
        width, height = size
        self._reach = np.zeros((height, width), np.int32)
        self._mean = np.zeros((height, width))
        self._squares = np.zeros((height, width))  # sum of squared differences from the mean

    def add(self, values: np.ndarray, placement: Placement) -> None:
        """A map, float32 (input height, input width), at most 1 in size, and where that input lies in its picture."""
        seen, where = in_frame(values, placement, self.size)
        self._reach += where
        before = seen - self._mean
        self._mean += np.where(where, before / np.maximum(self._reach, 1), 0.0)
        self._squares += np.where(where, before * (seen - self._mean), 0.0)
        self.count += 1

    def result(self) -> MeanMap:
        """Of the maps so far."""
        reached = self._reach > 0
        mean = np.where(reached, self._mean, np.nan).astype(np.float32)
        variance = self._squares / np.maximum(self._reach, 1)
        deviation = np.where(reached, np.sqrt(np.maximum(variance, 0.0)), np.nan).astype(np.float32)
        reach = self._reach.copy()
        for array in (mean, deviation, reach):
            array.setflags(write=False)
        return MeanMap(mean, deviation, reach, self.count)


def in_frame(values: np.ndarray, placement: Placement, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A map of the input as a map of the whole picture.

    Returns:
        float32 (height, width) of `size`, and a bool array of the same shape: where the input reaches. Elsewhere the
        map repeats its edge.
    """
    width, height = size
    scaled = placement.scaled(size)
    (left, top), (right, bottom) = scaled.to_input(0, 0), scaled.to_input(width, height)
    across, down = placement.input_size
    box = max(left, 0.0), max(top, 0.0), min(right, float(across)), min(bottom, float(down))
    x0, y0 = map(round, scaled.to_picture(box[0], box[1]))
    x1, y1 = map(round, scaled.to_picture(box[2], box[3]))
    x1, y1 = min(max(x1, x0 + 1), width), min(max(y1, y0 + 1), height)
    x0, y0 = min(x0, x1 - 1), min(y0, y1 - 1)
    part = Image.fromarray(np.asarray(values, np.float32)).resize(
        (x1 - x0, y1 - y0), Image.Resampling.BILINEAR, box=box
    )
    where = np.zeros((height, width), bool)
    where[y0:y1, x0:x1] = True
    return np.pad(np.asarray(part), ((y0, height - y1), (x0, width - x1)), mode="edge"), where
