"""One map of a result as a cell of the lab's figure."""

from __future__ import annotations

import numpy as np

from attnstudio.core.contrast import PLAIN, Contrast
from attnstudio.core.overlay import is_faint, on_scale, scale_of
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, Result
from attnstudio.core.text import with_sign
from attnstudio.export import figure


def cell_of(
    result: Result, heatmap: Heatmap, pixels: np.ndarray, decimal_sign: str = ".", contrast: Contrast = PLAIN
) -> figure.Cell:
    """`pixels`: of the picture, uint8 (height, width, 3)."""
    explained = with_sign(result.prediction.explained_text(result.target), decimal_sign)
    title = f"{result.request.image.stem}\n{result.target.name(result.model.class_names)} "
    title += f"({result.target.index}) {explained}"
    return map_cell(title, pixels, heatmap, result.placement, contrast)


def map_cell(
    title: str, pixels: np.ndarray, heatmap: Heatmap, placement: Placement, contrast: Contrast = PLAIN
) -> figure.Cell:
    """A map on its own scale; a signed one has a diverging colormap."""
    scale = scale_of([heatmap], "", contrast)
    values, warned = on_scale(heatmap, scale), bool(heatmap.warnings) or is_faint(heatmap, scale.contrast)
    return figure.Cell(title, pixels, values, placement, "", warned, scale.colormap, scale.contrast)
