"""Where the parts of an attacked picture stand, so that its pictures are as large as the room allows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

_TITLE, _BARS, _DRIFT = 20, 76, 160  # pixels in height
_Place = tuple[int, int, int, int]  # row, column, rows, columns


@dataclass(frozen=True)
class Parts:
    """Pictures, what the model says of them, what changed in words, and how the map drifts."""

    original: QWidget
    noise: QWidget
    adversarial: QWidget
    map_before: QWidget
    map_after: QWidget
    bars_before: QWidget
    words: QWidget
    bars_after: QWidget
    drift: QWidget

    def places(self, *, is_low: bool) -> dict[QWidget, _Place]:
        above: dict[QWidget, _Place] = {
            self.original: (0, 0, 1, 2),
            self.noise: (0, 2, 1, 2),
            self.adversarial: (0, 4, 1, 2),
        }
        if is_low:
            return above | {
                self.map_before: (0, 6, 1, 2),
                self.map_after: (0, 8, 1, 2),
                self.words: (1, 0, 1, 6),
                self.bars_before: (2, 0, 1, 3),
                self.bars_after: (2, 3, 1, 3),
                self.drift: (1, 6, 2, 4),
            }
        return above | {
            self.bars_before: (1, 0, 1, 2),
            self.words: (1, 2, 1, 2),
            self.bars_after: (1, 4, 1, 2),
            self.map_before: (2, 0, 1, 2),
            self.drift: (2, 2, 1, 2),
            self.map_after: (2, 4, 1, 2),
        }


def is_low(room: QSize) -> bool:
    """Whether all five pictures side by side are larger than the maps below the pictures."""
    tall = min(room.width() / 3, (room.height() - _BARS - 2 * _TITLE) / 2)
    return min(room.width() / 5, room.height() - _DRIFT - _TITLE) > tall


def arrange(grid: QGridLayout, parts: Parts, *, is_low: bool) -> None:
    """Columns: before, what changes, after. Rows: the picture, what the model says, the map; in a low room the maps
    stand right of the pictures."""
    for widget, place in parts.places(is_low=is_low).items():
        grid.removeWidget(widget)
        grid.addWidget(widget, *place)
        if widget in (parts.bars_before, parts.bars_after):
            grid.setAlignment(widget, Qt.AlignmentFlag.AlignTop)
    for column in range(10):
        grid.setColumnStretch(column, 1 if is_low or column < 6 else 0)
    for row, stretch in enumerate((1, 0, 1)):
        grid.setRowStretch(row, stretch)
