"""A curve over eps: its points, and a piece of its line beside its name."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from attnstudio.ui.widgets.line_colours import line_colour

SAMPLE = 16  # pixels, in width


@dataclass(frozen=True)
class Point:
    """`low`, `high`: of its interval; the same as `y` where there is none. `key`: what a click on it emits."""

    eps: float
    y: float
    low: float
    high: float
    key: object = None


@dataclass(frozen=True)
class EpsLine:
    name: str
    points: tuple[Point, ...]


class LineSample(QWidget):
    """A piece of a line of a plot, beside its name. `place`: of the line in its plot."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self.setFixedWidth(SAMPLE)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setPen(QPen(QColor(line_colour(self._place)), 2))
        painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)
        painter.end()
