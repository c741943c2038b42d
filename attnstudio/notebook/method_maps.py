"""The maps of one method, of all pictures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from attnstudio.core.request import Heatmap
from attnstudio.core.scaling import denormalised
from attnstudio.core.text import Notice


class MethodMaps:
    """Made by `maps["gradcam"]`.

    Attributes:
        method: its id.
        layer: that was explained; None for a method that uses none.
    """

    def __init__(self, method: str, heatmaps: Sequence[Heatmap | None]) -> None:
        self.method, self._heatmaps = method, tuple(heatmaps)
        self.layer = next(one.layer for one in heatmaps if one is not None)
        self._shape = next(one.values.shape for one in heatmaps if one is not None)

    def __len__(self) -> int:
        return len(self._heatmaps)

    @cached_property
    def values(self) -> np.ndarray:
        """float32 (n, height, width) at the size of the model's input, each map from 0 to 1; NaN where there is no
        map. Read-only."""
        return self._stacked([None if one is None else one.values for one in self._heatmaps])

    @cached_property
    def raw(self) -> np.ndarray:
        """As `values`, before the normalisation to 0..1, in the method's own unit."""
        return self._stacked(
            [None if one is None else denormalised(one.values, one.raw_min, one.raw_max) for one in self._heatmaps]
        )

    @property
    def seconds(self) -> float:
        """What a map took: the median over the pictures, without the building of graphs. Methods that share a pass
        share its time."""
        return float(np.median([one.map_seconds for one in self._heatmaps if one is not None]))

    @property
    def notices(self) -> tuple[tuple[Notice, ...], ...]:
        """What each map says about itself: how exact it is, what is wrong with it. `str(notice)` is its text."""
        return tuple(() if one is None else one.notices for one in self._heatmaps)

    def __repr__(self) -> str:
        layer = f", layer {self.layer}" if self.layer else ""
        height, width = self._shape
        return f"<MethodMaps {self.method}: {len(self)} of {width}x{height}{layer}>"

    def _stacked(self, maps: Sequence[np.ndarray | None]) -> np.ndarray:
        missing = np.full(self._shape, np.nan, np.float32)
        array = np.stack([missing if one is None else one for one in maps]).astype(np.float32, copy=False)
        array.setflags(write=False)
        return array
