"""One map of a result as a cell of the lab's figure."""

from __future__ import annotations

import numpy as np

from attnstudio.core.request import Heatmap, Result
from attnstudio.export import figure


def cell_of(result: Result, heatmap: Heatmap, pixels: np.ndarray) -> figure.Cell:
    """`pixels`: of the picture, uint8 (height, width, 3)."""
    title = f"{result.request.image.stem}\n{result.target.name(result.model.class_names)} "
    title += f"({result.target.index}) {result.prediction.explained_text(result.target)}"
    return figure.Cell(title, pixels, heatmap.values, result.placement, warned=bool(heatmap.warnings))
