"""The title of a row, a column or a map of a comparison."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.widgets.plain import plain


class Title(QWidget):
    """Text that is cut where it is too long, whole in the tool tip.

    Args:
        lines: there is room for so many, whether or not they have text yet.
    """

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._room, self._upright = lines, False
        self._lines: tuple[str, str] = ("", "")
        self.turn(upright=False)

    def turn(self, *, upright: bool) -> None:
        """Upright: it is read from the bottom to the top, at the left of a row."""
        self._upright = upright
        across, down = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        self.setSizePolicy(*((down, across) if upright else (across, down)))
        self.updateGeometry()

    def set_texts(self, first: str, second: str) -> None:
        if (first, second) != self._lines:
            self._lines = first, second
            text = f"{first}\n{second}".strip()
            self.setToolTip(plain(text))
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        thickness = self._room * self.fontMetrics().height() + 2
        return QSize(thickness, 0) if self._upright else QSize(0, thickness)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        length, height = self.width(), self.height()
        if self._upright:
            painter.translate(0, self.height())
            painter.rotate(-90)
            length, height = height, length
        lines = [line for line in self._lines if line] or [""]
        each = self.fontMetrics().height()
        top = (height - each * len(lines)) // 2
        for number, line in enumerate(lines):
            painter.setPen(QColor(theme.colours().faint if number else theme.colours().text))
            text = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, length)
            painter.drawText(QRect(0, top + number * each, length, each), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
