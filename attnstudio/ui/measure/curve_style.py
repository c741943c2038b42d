"""How the lines of methods look: distinguished by colour, controls grey and dashed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from attnstudio.core.evaluation.summary import is_control
from attnstudio.ui.shell import theme

# Told apart by colour-blind people too (Okabe and Ito 2008), each as light or dark as its background asks for.
_ON_DARK = ("#56b4e9", "#e69f00", "#00b386", "#cc79a7", "#f0e442", "#e8743b", "#8c9eff")
_ON_LIGHT = ("#0072b2", "#c45500", "#00785a", "#a8457e", "#8a6d00", "#3b3b98", "#7a3e1d")
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
        tints = _ON_DARK if scheme is theme.DARK else _ON_LIGHT
        pen = QPen(QColor(scheme.faint if self.control else tints[self.number % len(tints)]))
        pen.setWidthF(3.0 if strong else 1.6)
        if self.control:
            pen.setDashPattern(_DASHES[self.number % len(_DASHES)])
        elif self.number >= len(tints):
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
