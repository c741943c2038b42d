"""One figure of many pictures: a row for each picture, a column for each method. Many pictures have several pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import fill

from attnstudio.core.contrast import Contrast
from attnstudio.core.evaluation.compact import shrunk
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.images import Picture
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import Result
from attnstudio.export import figure
from attnstudio.export.result_cell import cell_of

PAGE = 10  # pictures of a page
_SIDE = 600  # pixels of a picture in it
_LONGEST_LINE = 24  # letters of a picture's name


class FigureOfAll:
    """Writes each page once its pictures are there, and the last one at the end.

    Args:
        files: one for each page, as `pages` counts them.
        methods: ids: the columns, also where a picture has no map of one.
    """

    def __init__(
        self,
        files: Sequence[Path],
        methods: Sequence[str],
        style: figure.FigureStyle,
        contrast: Contrast,
        *,
        force: bool,
    ) -> None:
        self._files, self._methods, self._force = list(files), methods, force
        self._style, self._contrast = style, contrast
        self._rows = list[figure.Row]()

    def add(self, result: Result, picture: Picture) -> None:
        """Raises OutputFailure."""
        small = shrunk(Evaluated(Case(picture), result, ()), _SIDE, with_maps=True)
        pixels, sign = small.case.picture.pixels, self._style.decimal_sign
        cells = {
            heatmap.method: cell_of(small.result, heatmap, pixels, sign, self._contrast)
            for heatmap in small.result.heatmaps
        }
        row = [_named(method, cells[method]) if method in cells else None for method in self._methods]
        self._rows.append((fill(result.request.image.stem, _LONGEST_LINE), row))
        if len(self._rows) == PAGE:
            self.finish()

    def finish(self) -> None:
        """Raises OutputFailure."""
        rows, self._rows = self._rows, []  # a page that cannot be written does not come again with the next one
        if rows:
            figure.write_figure(self._files.pop(0), rows, self._style, force=self._force)


def pages(pictures: int) -> int:
    return -(-pictures // PAGE)


def _named(method: str, cell: figure.Cell) -> figure.Cell:
    """With the method in place of the picture, which the row names."""
    explained = cell.title.rpartition("\n")[2]
    return replace(cell, title=f"{METHODS.discover()[method].name}\n{explained}")
