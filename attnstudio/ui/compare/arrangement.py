"""Where the maps of a comparison stand, so that they are as large as the room allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from attnstudio.ui.compare.model import Place

_SHAPE = 4 / 3  # of most photos
_TITLE, _TURNED_TITLE, _CAPTION = 36, 24, 22  # pixels: over a column, beside a row, below a map
_GAIN = 1.15  # a little more room is not worth another order


@dataclass(frozen=True)
class Arrangement:
    """
    Attributes:
        lines, pictures: how many there are.
        columns: how many maps stand beside each other.
        turned: the pictures go down and the lines across. Otherwise lines go down and pictures across.
        wrapped: there is one line or one picture, and the others go on in the next row.
    """

    lines: int
    pictures: int
    columns: int
    turned: bool = False
    wrapped: bool = False

    @property
    def rows(self) -> int:
        return -(-self.lines * self.pictures // self.columns)

    def at(self, place: Place) -> tuple[int, int]:
        """The row and the column in which a line's map of a picture stands."""
        line, picture = place
        if self.wrapped:
            row, column = divmod(line + picture, self.columns)
            return row, column
        return (picture, line) if self.turned else (line, picture)

    def size(self, width: int, height: int) -> float:
        """The width of a map in a room of so many pixels."""
        beside, above, each = (0, _TITLE, _TITLE) if self.wrapped else (_TURNED_TITLE, _TITLE, 0)
        across, down = (width - beside) / self.columns, (height - above) / self.rows - each - _CAPTION
        return max(1.0, min(across, down * _SHAPE))


def best(lines: int, pictures: int, width: int, height: int) -> Arrangement:
    """The one with the largest maps; lines go down and pictures across where that is about as good."""
    chosen, *others = _all(max(lines, 1), max(pictures, 1))
    for other in others:
        if other.size(width, height) > _GAIN * chosen.size(width, height):
            chosen = other
    return chosen


def _all(lines: int, pictures: int) -> Iterator[Arrangement]:
    yield Arrangement(lines, pictures, pictures)
    yield Arrangement(lines, pictures, lines, turned=True)
    if min(lines, pictures) == 1:
        count = max(lines, pictures)
        yield from (Arrangement(lines, pictures, columns, wrapped=True) for columns in range(2, count))
