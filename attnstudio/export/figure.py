"""Figures for papers: the lab's grid of overlays, the difference of two maps, a matrix of similarities.

The file's ending says the format: .png, .svg or .pdf. Text stays text in the last two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from attnstudio.core.context import check_token
from attnstudio.core.contrast import PLAIN, Contrast
from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.overlay import DIVERGING, Scale, colour_table
from attnstudio.core.placement import Placement
from attnstudio.core.text import POINT, with_sign

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")
LAB_COLORMAP, LAB_OPACITY = "jet", 0.5
DPI, MAX_DPI = 150, 1200
_CELL_INCHES = 3.0
_FINE = 2048  # colours of a colormap that spans a part of the range
WARNING_SIGN = "\N{WARNING SIGN}"
# Text that stays text (a name may hold dollars), in letters that every figure can show: DejaVu comes with
# matplotlib and has Cyrillic.
_TEXT: dict[Any, Any] = {
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "font.family": ["DejaVu Sans"],
    "text.parse_math": False,
}


@dataclass(frozen=True)
class FigureStyle:
    """Style of a figure. The defaults are those of the lab's notebook."""

    colormap: str = LAB_COLORMAP
    opacity: float = LAB_OPACITY
    dpi: int = DPI
    colour_bar: bool = False
    notes: bool = False  # those below the cells
    decimal_sign: str = POINT


@dataclass(frozen=True, eq=False)
class Cell:
    """One map over its picture.

    Attributes:
        title: stands above it.
        pixels: uint8 (height, width, 3).
        values: float32 in 0..1 at the model's size, the ends of the scale.
        note: stands below it.
        warned: whether the map has a warning: a sign stands in its corner.
        colormap: in place of that of the figure, for signed maps.
    """

    title: str
    pixels: np.ndarray
    values: np.ndarray
    placement: Placement
    note: str = ""
    warned: bool = False
    colormap: str = ""
    contrast: Contrast = PLAIN


LAB_STYLE = FigureStyle()
Row = tuple[str, Sequence[Cell | None]]  # a name, and a cell for each column; None leaves its place empty


def check_ending(path: Path) -> None:
    """Refuse a format that figures do not have, before anything is computed for it. Raises OutputFailure."""
    if path.suffix.lower() not in FORMATS:
        raise OutputFailure(
            "{file} was not written: its ending is not a figure format. Use one of these: {endings}.",
            file=path,
            endings=", ".join(FORMATS),
        )


def write_figure(path: Path, rows: Sequence[Row], style: FigureStyle = LAB_STYLE, *, force: bool) -> None:
    """Write the grid: a row for each name, a column for each cell. Raises OutputFailure."""
    check_ending(path)
    import matplotlib

    with matplotlib.rc_context(_TEXT):
        _save(grid(rows, style), path, style, force=force)


def drawn(rows: Sequence[Row], style: FigureStyle = LAB_STYLE) -> np.ndarray:
    """The grid that `write_figure` writes: uint8 (height, width, 3)."""
    import matplotlib

    with matplotlib.rc_context(_TEXT):
        canvas: Any = grid(rows, style).canvas
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def cuts(rows: Sequence[Row], style: FigureStyle = LAB_STYLE) -> tuple[np.ndarray, tuple[int, ...]]:
    """As `drawn`, and where it can be cut between its rows: pixels from the top."""
    import matplotlib

    with matplotlib.rc_context(_TEXT):
        made = grid(rows, style)
        canvas: Any = made.canvas
        canvas.draw()
        boxes = [box for axis in made.axes if (box := axis.get_tightbbox()) is not None]  # all of them are drawn
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].copy()
    columns = max(len(cells) for _, cells in rows)
    of_rows = [boxes[first : first + columns] for first in range(0, len(rows) * columns, columns)]
    ends = [min(box.y0 for box in row) for row in of_rows]
    begins = [max(box.y1 for box in row) for row in of_rows]
    between = [(end + begin) / 2 for end, begin in zip(ends, begins[1:], strict=False)]
    return pixels, tuple(round(pixels.shape[0] - y) for y in between)


def grid(rows: Sequence[Row], style: FigureStyle = LAB_STYLE) -> Figure:
    """The grid that `write_figure` writes, as a figure of matplotlib."""
    import matplotlib

    columns = max(len(cells) for _, cells in rows)
    with matplotlib.rc_context(_TEXT):
        figure: Figure = _figure(columns * _CELL_INCHES, len(rows) * _CELL_INCHES, style)
        places, axes, drawn = figure.add_gridspec(len(rows), columns), [], None
        for row, (name, cells) in enumerate(rows):
            for column in range(columns):
                axis = _bare(figure.add_subplot(places[row, column]))
                axes.append(axis)
                if column == 0:
                    axis.set_ylabel(name, fontsize=13)
                if column < len(cells) and (cell := cells[column]) is not None:
                    shown = _draw(axis, cell, style)
                    drawn = drawn if cell.colormap else shown
        contrasts = {cell.contrast for _, cells in rows for cell in cells if cell is not None and not cell.colormap}
        if style.colour_bar and drawn is not None and len(contrasts) == 1:  # else one bar cannot say it
            _colour_bar(figure, drawn, axes)
    return figure


def write_difference(
    path: Path, pair: tuple[Cell, Cell], difference: Cell, style: FigureStyle = LAB_STYLE, *, force: bool
) -> None:
    """Write two maps and the one less the other, whose values are in -1..1. Raises OutputFailure."""
    check_ending(path)
    import matplotlib

    with matplotlib.rc_context(_TEXT):
        figure = _figure(3 * _CELL_INCHES, _CELL_INCHES, style)
        axes = figure.subplots(1, 3)
        for axis, cell in zip(axes, pair, strict=False):
            drawn = _draw(_bare(axis), cell, style)
        if style.colour_bar:
            _colour_bar(figure, drawn, axes[:2])
        reach = float(np.abs(difference.values).max()) or 1.0
        _colour_bar(figure, _draw(_bare(axes[2]), difference, style, DIVERGING, reach), axes[2])
        _save(figure, path, style, force=force)


def write_matrix(
    path: Path, names: Sequence[str], values: np.ndarray, title: str, style: FigureStyle = LAB_STYLE, *, force: bool
) -> None:
    """Write (names, names) similarities in -1..1, nan for none, as a table of coloured numbers.

    Raises OutputFailure.
    """
    check_ending(path)
    import matplotlib

    count = len(names)
    with matplotlib.rc_context(_TEXT):
        side = 2.2 + 0.6 * count
        figure = _figure(side + 0.8, side, style)
        axis = figure.subplots()
        shown = axis.imshow(values, cmap=_colours(DIVERGING), vmin=-1, vmax=1)
        axis.set_xticks(range(count), names, rotation=45, ha="right", rotation_mode="anchor")
        axis.set_yticks(range(count), names)
        for row in range(count):
            _look_for_cancel(axis, zorder=3)  # that of texts: between those of two rows
            for column in range(count):
                text = (
                    "-"
                    if np.isnan(values[row, column])
                    else with_sign(f"{values[row, column]:.2f}", style.decimal_sign)
                )
                colour = "white" if abs(values[row, column]) > 0.7 else "black"
                axis.text(column, row, text, ha="center", va="center", color=colour, fontsize=9)
        axis.set_title(title, fontsize=11)
        _colour_bar(figure, shown, axis)
        _save(figure, path, style, force=force)


def _figure(width: float, height: float, style: FigureStyle) -> Any:
    """Inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = _figure_class()((width, height), dpi=style.dpi, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


@cache
def _figure_class() -> type[Figure]:
    from matplotlib.figure import Figure

    class ShownFigure(Figure):
        """A figure that a notebook shows, also without an import of pyplot."""

        def _repr_png_(self) -> bytes:
            content = BytesIO()
            self.savefig(content, format="png")
            return content.getvalue()

    return ShownFigure


@cache
def _check_class() -> type[Artist]:
    from matplotlib.artist import Artist

    class CancelCheck(Artist):
        """Draws nothing: where a part of the figure is measured or drawn, Cancel is looked at."""

        def draw(self, renderer: Any) -> None:
            check_token()

        def get_tightbbox(self, renderer: Any = None) -> None:
            check_token()

    return CancelCheck


def _look_for_cancel(axis: Any, zorder: int = 0) -> None:
    check_token()
    check = axis.add_artist(_check_class()())
    check.set_zorder(zorder)
    check.set_clip_on(False)  # else it is left out where a figure is measured


class _CheckedFile(BufferedIOBase):
    """A file in which Cancel is looked at before each write: the last thing that takes long is to compress pixels."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        check_token()
        return self._file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _bare(axis: Any) -> Any:
    _look_for_cancel(axis)
    axis.set(xticks=[], yticks=[])
    axis.set_frame_on(False)
    return axis


def _draw(axis: Any, cell: Cell, style: FigureStyle, colormap: str = "", reach: float = 0.0) -> Any:
    """The map over the picture; values from -reach to reach, or from 0 to 1."""
    height, width = cell.pixels.shape[:2]
    left, top, right, bottom = cell.placement.box
    axis.imshow(cell.pixels)
    drawn = axis.imshow(
        cell.values,
        cmap=_colours(colormap or cell.colormap or style.colormap, cell.contrast),
        alpha=style.opacity,
        vmin=-reach,
        vmax=reach or 1,
        interpolation="bilinear",
        extent=(left - 0.5, right - 0.5, bottom - 0.5, top - 0.5),
    )
    axis.set_xlim(-0.5, width - 0.5)
    axis.set_ylim(height - 0.5, -0.5)
    axis.set_title(cell.title, fontsize=10)
    if cell.warned:
        ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2}
        axis.text(0.03, 0.97, WARNING_SIGN, transform=axis.transAxes, ha="left", va="top", fontsize=13, bbox=ground)
    if style.notes:
        axis.set_xlabel(cell.note, fontsize=9)
    return drawn


def _colours(colormap: str, contrast: Contrast = PLAIN) -> Any:
    from matplotlib.colors import ListedColormap

    table = colour_table(colormap)
    if contrast != PLAIN:
        table = Scale(colormap, 0, 1, contrast).colours(np.linspace(0, 1, _FINE, dtype=np.float32))
    return ListedColormap(table / 255, colormap)


def _colour_bar(figure: Any, drawn: Any, axes: Any) -> None:
    from matplotlib.cm import ScalarMappable

    opaque = ScalarMappable(drawn.norm, drawn.cmap)
    figure.colorbar(opaque, ax=axes, fraction=0.046, pad=0.02, aspect=40, panchor=False)


def with_decimal_sign(figure: Any, sign: str) -> None:
    """Write the numbers at the axes and colour bars of a figure of matplotlib with it."""
    if sign == POINT:
        return
    from matplotlib.ticker import ScalarFormatter

    class Signed(ScalarFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return with_sign(super().__call__(x, pos), sign)

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:  # others have names
                axis.set_major_formatter(Signed())


def _save(figure: Any, path: Path, style: FigureStyle, *, force: bool) -> None:
    kind = path.suffix.lower()[1:]
    with_decimal_sign(figure, style.decimal_sign)

    def write(file: BinaryIO) -> None:
        try:
            figure.savefig(_CheckedFile(file), format=kind, dpi=style.dpi)
        except Exception:  # matplotlib, stopped in the middle of a PDF, cannot close that either
            check_token()
            raise

    write_atomically(path, write, force=force)
