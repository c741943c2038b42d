"""The union of masks that lie at places of one picture."""

from __future__ import annotations

import numpy as np

from attnstudio.core.annotations.builder import NO_AREA
from attnstudio.core.annotations.values import invalid, invalid_value
from attnstudio.core.images import MAX_PIXELS
from attnstudio.core.regions import Bitmap, Shape, Size

_AFFORDABLE = 10 * MAX_PIXELS  # of all masks of one picture, which takes seconds


class JoinedMasks:
    """`keys`: what the file calls the picture's size, without which there are no masks."""

    def __init__(self, size: Size | None, keys: str, name: str) -> None:
        self._size, self._keys, self._name = size, keys, name
        self._affordable = _AFFORDABLE
        self._pixels: np.ndarray | None = None

    def check(self, width: int, height: int) -> None:
        """Whether a mask of this size may be unpacked. Raises RegionFailure."""
        if self._size is None or self._size[0] * self._size[1] > MAX_PIXELS:
            raise invalid_value(self._size, self._keys, self._name)
        self._affordable -= width * height
        if self._affordable < 0:
            raise invalid_value([width, height], "mask", self._name)

    def add(self, left: int, top: int, part: np.ndarray) -> None:
        """`part`: bool (height, width); what of it lies beyond the picture is cut off. Raises RegionFailure."""
        assert self._size is not None
        pixels = np.zeros(self._size[::-1], bool) if self._pixels is None else self._pixels
        onto = pixels[max(top, 0) : max(top + part.shape[0], 0), max(left, 0) : max(left + part.shape[1], 0)]
        inside = part[max(-top, 0) :, max(-left, 0) :][: onto.shape[0], : onto.shape[1]]
        if not inside.any():
            raise invalid(NO_AREA, self._name)
        onto |= inside
        self._pixels = pixels

    def bitmaps(self) -> list[Shape]:
        return [] if self._pixels is None else [Bitmap.of(self._pixels)]
