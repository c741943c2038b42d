"""A slider with two handles: the least and the greatest of a range."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnstudio.ui.shell import theme

STEPS = 100
RADIUS = 6  # of a handle: so far the ends of the range are from those of the widget


class RangeSlider(QWidget):
    """Owns the range, in steps of 0 to `steps`. Emits `changed` when the user moves a handle.

    Arrow keys move the handle that was moved last; Tab goes on, Space takes the other handle.

    Attributes:
        moves_high: whether that is the upper one.
    """

    accessible_role = QAccessible.Role.Slider

    changed = Signal(int, int)

    def __init__(self, steps: int = STEPS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = steps
        self.low, self.high = 0, steps
        self.moves_high = False
        self._is_dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(90, 2 * RADIUS + 6)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(60, 2 * RADIUS + 6)

    def set_range(self, low: int, high: int) -> None:
        """Emits nothing."""
        self.low, self.high = max(0, low), min(self.steps, high)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scheme, middle = theme.colours(), self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(scheme.border))
        painter.drawRoundedRect(QRectF(RADIUS, middle - 2, self.width() - 2 * RADIUS, 4), 2, 2)
        painter.setBrush(QColor(scheme.accent))
        low, high = self._x(self.low), self._x(self.high)
        painter.drawRect(QRectF(low, middle - 2, high - low, 4))
        for is_high, x in ((False, low), (True, high)):
            is_current = self.hasFocus() and is_high is self.moves_high
            painter.setPen(QColor(scheme.accent if is_current else scheme.faint))
            painter.setBrush(QColor(scheme.accent if is_current else scheme.raised))
            painter.drawEllipse(QPointF(x, middle), RADIUS - 1, RADIUS - 1)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        step = self._step(event.position().x())
        to_low, to_high = abs(step - self.low), abs(step - self.high)
        self.moves_high = to_high < to_low or (to_high == to_low and step >= self.high)
        self._is_dragged = True
        self._move(step)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._is_dragged:
            self._move(self._step(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._is_dragged = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        here = self.high if self.moves_high else self.low
        moves = {
            Qt.Key.Key_Left: here - 1,
            Qt.Key.Key_Right: here + 1,
            Qt.Key.Key_PageDown: here - self.steps // 10,
            Qt.Key.Key_PageUp: here + self.steps // 10,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.steps,
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self.moves_high = not self.moves_high
            self.update()
        elif key in moves:
            self._move(moves[key])
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        before = self.low, self.high
        if self.moves_high:
            self.high = min(self.steps, max(step, self.low))
        else:
            self.low = max(0, min(step, self.high))
        self.update()
        if (self.low, self.high) != before:
            self.changed.emit(self.low, self.high)

    def _x(self, step: int) -> float:
        return RADIUS + (self.width() - 2 * RADIUS) * step / self.steps

    def _step(self, x: float) -> int:
        return round((x - RADIUS) * self.steps / max(1, self.width() - 2 * RADIUS))
