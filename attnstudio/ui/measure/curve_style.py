"""How the lines of methods look: distinguished by colour, controls grey and dashed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from attnstudio.core.evaluation.summary import is_control
from attnstudio.ui.shell import theme
from attnstudio.ui.widgets.line_colours import COUNT, line_colour

_DASHES = ([4.0, 3.0], [1.0, 2.5])
SAMPLE = 20  # pixels of a line in the legend


@dataclass(frozen=True)
class Look:
    """That of the `number`th method, or control."""

    number: int
    control: bool = False

    def pen(self, *, strong: bool = False) -> QPen:
        """In the theme of the moment."""
        scheme = theme.colours()
        pen = QPen(QColor(scheme.faint if self.control else line_colour(self.number)))
        pen.setWidthF(3.0 if strong else 1.6)
        if self.control:
            pen.setDashPattern(_DASHES[self.number % len(_DASHES)])
        elif self.number >= COUNT:
            pen.setStyle(Qt.PenStyle.DashDotLine)
        return pen

    def sample(self) -> QPixmap:
        """A short piece of the line, for lists."""
        pixmap = QPixmap(SAMPLE, 12)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen())
        painter.drawLine(0, 6, SAMPLE, 6)
        painter.end()
        return pixmap


def looks(method_ids: Iterable[str]) -> dict[str, Look]:
    """By method id."""
    styles: dict[str, Look] = {}
    for name in method_ids:
        control = is_control(name)
        styles[name] = Look(sum(look.control == control for look in styles.values()), control)
    return styles
