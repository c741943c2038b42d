"""The lab's figure: one row of pictures a method, titles, jet overlays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.core.files import write_whole
from attnstudio.core.images import Placement

COLORMAP, OPACITY = "jet", 0.5
_CELL_INCHES, _DPI = 3.0, 150


@dataclass(frozen=True, eq=False)
class Cell:
    """One map over its picture. `pixels` uint8 (height, width, 3), `values` float32 in 0..1 at the model's size."""

    title: str
    pixels: np.ndarray
    values: np.ndarray
    placement: Placement


def write_figure(path: Path, rows: Sequence[tuple[str, Sequence[Cell]]], *, force: bool) -> None:
    """Write a PNG with one row for each (method name, cells). Raises OutputFailure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = max(len(cells) for _, cells in rows)
    figure = Figure((columns * _CELL_INCHES, len(rows) * _CELL_INCHES), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(rows), columns, squeeze=False)
    for row, (name, cells) in enumerate(rows):
        for column in range(columns):
            axis = axes[row][column]
            axis.set(xticks=[], yticks=[])
            axis.set_frame_on(False)
            if column == 0:
                axis.set_ylabel(name, fontsize=13)
            if column < len(cells):
                _draw(axis, cells[column])
    write_whole(path, lambda file: figure.savefig(file, format="png"), force=force)


def _draw(axis, cell: Cell) -> None:  # type: ignore[no-untyped-def]
    height, width = cell.pixels.shape[:2]
    left, top, right, bottom = cell.placement.box
    axis.imshow(cell.pixels)
    axis.imshow(
        cell.values,
        cmap=COLORMAP,
        alpha=OPACITY,
        vmin=0,
        vmax=1,
        interpolation="bilinear",
        extent=(left - 0.5, right - 0.5, bottom - 0.5, top - 0.5),
    )
    axis.set_xlim(-0.5, width - 0.5)
    axis.set_ylim(height - 0.5, -0.5)
    axis.set_title(cell.title, fontsize=10)
