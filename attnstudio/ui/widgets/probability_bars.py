"""The most probable classes as bars."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnstudio.core.request import TOP_COUNT, Prediction
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import class_name
from attnstudio.ui.shell.numbers import decimal

_ROW = 24


@dataclass(frozen=True)
class Bar:
    """A class with its probability as text and as a share; of a regression a number, and no share."""

    index: int
    name: str
    text: str
    share: float | None


class ProbabilityBars(QWidget):
    """One row a class: name and index, probability, a bar. Click or arrow keys choose.

    Args:
        count: of the rows that there is room for.
    """

    accessible_role = QAccessible.Role.Chart

    class_chosen = Signal(int)

    def __init__(self, count: int = TOP_COUNT) -> None:
        super().__init__()
        self._count = count
        self._rows: list[Bar] = []
        self._explained: int | None = None
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: list[Bar], explained: int | None) -> None:
        """From the most probable on."""
        self._rows, self._explained = rows, explained
        self.setAccessibleDescription(", ".join(f"{row.name} {row.text}" for row in rows))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, _ROW * self._count)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        colours = theme.colours()
        painter.setFont(theme.tabular(self.font()))
        metrics = painter.fontMetrics()
        number_width = max(metrics.horizontalAdvance(text) for text in ("0.0000 %", *(bar.text for bar in self._rows)))
        for place, bar in enumerate(self._rows):
            row = QRect(0, place * _ROW, self.width(), _ROW)
            if bar.index == self._explained or place == self._hovered:
                ground = QColor(colours.accent)
                ground.setAlpha(70 if bar.index == self._explained else 30)
                painter.fillRect(row, ground)
            text = row.adjusted(6, 0, -number_width - 12, -5)
            full = f"{bar.name} ({bar.index})"
            painter.setPen(QColor(colours.text))
            painter.drawText(
                text,
                Qt.AlignmentFlag.AlignVCenter,
                metrics.elidedText(full, Qt.TextElideMode.ElideRight, text.width()),
            )
            painter.drawText(
                row.adjusted(0, 0, -6, -5), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, bar.text
            )
            if bar.share is None:
                continue
            groove = QRect(6, row.bottom() - 5, self.width() - 12, 3)
            painter.fillRect(groove, QColor(colours.border))
            filled = QRect(groove)
            filled.setWidth(max(1, round(groove.width() * bar.share)))
            painter.fillRect(filled, QColor(colours.accent))
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(int(event.position().y()) // _ROW)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._hovered = int(event.position().y()) // _ROW
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._hovered = -1
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() not in moves:
            super().keyPressEvent(event)
            return
        chosen = [row.index for row in self._rows]
        here = chosen.index(self._explained) if self._explained in chosen else -1
        self._choose(here + moves[Qt.Key(event.key())])

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self.class_chosen.emit(self._rows[place].index)


def bars_of(prediction: Prediction, count: int = TOP_COUNT) -> list[Bar]:
    """Of the most probable classes."""
    names = prediction.class_names
    return [
        Bar(index, class_name(names[index]), decimal(prediction.text(index)), prediction.probability(index))
        for index in prediction.top(count)
    ]
