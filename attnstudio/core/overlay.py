"""From a map to pixels: normalise, look colours up, blend. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
from PIL import Image

from attnstudio import paths
from attnstudio.core.contrast import PLAIN, Contrast, reach_of_few
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.methods.base import METHODS
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap

Normalisation = Literal["per-map", "shared"]
COLORMAPS = ("inferno", "magma", "viridis", "cividis", "turbo", "jet", "grey")
DIVERGING = "coolwarm"  # for differences and signed maps: neutral in its middle (Moreland 2009)
DEFAULT_COLORMAP, DEFAULT_OPACITY = "inferno", 0.5
_REACH = 8.0  # saliency's few reach 2 to 4 times as far as 99 % of its values, LRP's up to 30 on MobileNetV2
_ROWS = 32  # that are blended at a time: new memory for a whole photo costs as much as its sums


@cache
def tables() -> dict[str, np.ndarray]:
    """uint8 (256, 3) for each colormap, read once."""
    with np.load(paths.resource("colormaps.npz"), allow_pickle=False) as file:
        return {name: file[name] for name in (*COLORMAPS, DIVERGING)}


def colour_table(colormap: str) -> np.ndarray:
    """uint8 (256, 3). Raises ChoiceFailure, naming the colormaps there are for maps."""
    if colormap not in (*COLORMAPS, DIVERGING):
        raise ChoiceFailure(
            "There is no colormap {colormap}. The colormaps are: {names}.",
            colormap=colormap,
            names=", ".join(COLORMAPS),
        )
    return tables()[colormap]


def coloured(values: np.ndarray, colormap: str) -> np.ndarray:
    """(height, width) in 0..1 -> uint8 (height, width, 3)."""
    return colour_table(colormap).take(_places(values), axis=0)


def _places(values: np.ndarray) -> np.ndarray:
    """Of values in 0..1, their rows in a table of 256 colours: uint8."""
    scaled = values * values.dtype.type(255)
    scaled += values.dtype.type(0.5)
    return np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)


@cache
def _float_table(colormap: str) -> np.ndarray:
    return colour_table(colormap).astype(np.float32)


def shared_range(heatmaps: Sequence[Heatmap]) -> tuple[float, float]:
    """The lowest and the highest raw value of maps that share a scale. At least one map."""
    return min(one.raw_min for one in heatmaps), max(one.raw_max for one in heatmaps)


def in_range(heatmap: Heatmap, low: float, high: float) -> np.ndarray:
    """The map's values on a scale shared with other maps: raw `low` becomes 0, raw `high` 1. float32."""
    raw = heatmap.values * (heatmap.raw_max - heatmap.raw_min) + heatmap.raw_min
    return np.clip((raw - low) / ((high - low) or 1.0), 0, 1).astype(np.float32)


@dataclass(frozen=True)
class Scale:
    """What the colours of a map mean.

    Attributes:
        low, high: the raw values at the ends of the range.
        contrast: which part of the range the colormap spans; its ends are shares of the range.
    """

    colormap: str
    low: float
    high: float
    contrast: Contrast = PLAIN

    @property
    def is_signed(self) -> bool:
        """Whether the middle is 0: what speaks against the target on one side, what speaks for it on the other."""
        return self.colormap == DIVERGING

    def places(self, values: np.ndarray) -> np.ndarray:
        """Values from 0 (`low`) to 1 (`high`) as places in the colormap."""
        return self.contrast.places(values, signed=self.is_signed)

    def colours(self, values: np.ndarray) -> np.ndarray:
        """Values from 0 (`low`) to 1 (`high`) as colours: uint8 (height, width, 3)."""
        return coloured(self.places(values), self.colormap)


def is_signed(method: str) -> bool:
    """Whether the maps of this method are drawn in diverging colours."""
    methods = METHODS.discover()
    return method in methods and methods[method].signed


def scale_of(heatmaps: Sequence[Heatmap], colormap: str, contrast: Contrast = PLAIN) -> Scale:
    """The scale of a map, or the one that several share. Signed maps have a diverging one with 0 in its middle.

    Args:
        colormap: of the others.
    """
    low, high = shared_range(heatmaps)
    scale = Scale(colormap, low, high)
    if any(is_signed(one.method) for one in heatmaps):
        reach = max(abs(low), abs(high)) or 1.0
        scale = Scale(DIVERGING, -reach, reach)
    if contrast.by_percentile:
        contrast = contrast.resolved(np.concatenate([on_scale(one, scale).ravel() for one in heatmaps]))
    return replace(scale, contrast=contrast)


def is_faint(heatmap: Heatmap, contrast: Contrast) -> bool:
    """Whether a few values stand out so far that nothing else is seen. Where a contrast is chosen, it is meant."""
    if heatmap.partial or heatmap.raw_max <= heatmap.raw_min or contrast != PLAIN:
        return False
    origin = -heatmap.raw_min / (heatmap.raw_max - heatmap.raw_min)
    return _REACH < reach_of_few(heatmap.values, origin) < np.inf


def on_scale(heatmap: Heatmap, scale: Scale) -> np.ndarray:
    """The map's values on a scale, from 0 (`low`) to 1 (`high`): float32 in 0..1."""
    if (scale.low, scale.high) == (heatmap.raw_min, heatmap.raw_max):
        return heatmap.values
    return in_range(heatmap, scale.low, scale.high)


def on_picture(values: np.ndarray, placement: Placement) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """The map at the picture's own size, bilinear.

    Returns:
        float32 (height, width) of the covered region, and its box (left, top, right, bottom) in picture pixels.
    """
    width, height = placement.picture_size
    left, top, right, bottom = placement.box
    covered = (max(0, round(left)), max(0, round(top)), min(width, round(right)), min(height, round(bottom)))
    from_input = (*placement.to_input(*covered[:2]), *placement.to_input(*covered[2:]))
    size = (max(1, covered[2] - covered[0]), max(1, covered[3] - covered[1]))
    left, right = np.clip([from_input[0], from_input[2]], 0, values.shape[1]).tolist()
    top, bottom = np.clip([from_input[1], from_input[3]], 0, values.shape[0]).tolist()
    box = (left, top, right, bottom)
    scaled = Image.fromarray(np.asarray(values, np.float32)).resize(size, Image.Resampling.BILINEAR, box=box)
    return np.asarray(scaled), (covered[0], covered[1], covered[0] + size[0], covered[1] + size[1])


def overlaid(
    pixels: np.ndarray,
    heatmap: Heatmap,
    placement: Placement,
    colormap: str,
    opacity: float,
    contrast: Contrast = PLAIN,
) -> np.ndarray:
    """The picture under a map on its own scale: uint8 (height, width, 3), the picture's own size."""
    scale = scale_of([heatmap], colormap, contrast)
    return blend(pixels, scale.places(on_scale(heatmap, scale)), placement, scale.colormap, opacity)


def blend(pixels: np.ndarray, values: np.ndarray, placement: Placement, colormap: str, opacity: float) -> np.ndarray:
    """The picture under its map: uint8 (height, width, 3), the picture's own size."""
    scaled, (left, top, right, bottom) = on_picture(values, placement)
    result, table = pixels.copy(), _float_table(colormap)
    covered = result[top:bottom, left:right]
    for first in range(0, bottom - top, _ROWS):
        region = covered[first : first + _ROWS]
        given = region.astype(np.float32)
        mixed = table.take(_places(scaled[first : first + _ROWS]), axis=0)
        mixed -= given
        mixed *= np.float32(opacity)
        mixed += given
        mixed += np.float32(0.5)
        region[...] = mixed.astype(np.uint8)
    return result
