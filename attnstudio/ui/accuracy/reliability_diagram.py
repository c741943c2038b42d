"""The reliability diagram: how often the model is right, by the probability that it gives."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QBrush, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from attnstudio.core.accuracy import Accuracy, Bin
from attnstudio.ui.accuracy.accuracy_text import bin_text
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number, percent

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_COUNTS_SHARE = 0.16  # of the height, for the bars of the counts
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ReliabilityDiagram(QWidget):
    """Bars of the accuracy, with 95 % intervals; hatched: the gap to the mean probability. Below: how many pictures.

    Owns which bar is read, by mouse or arrow keys. Emits `bin_chosen` with the number of the bar that is clicked, or
    chosen with Enter.
    """

    accessible_role = QAccessible.Role.Chart

    bin_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: tuple[Bin, ...] = ()
        self._ece: float | None = None
        self.reading: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(220, 140)
        font = theme.tabular(self.font())
        font.setPixelSize(theme.BASE_PIXELS - 1)
        self.setFont(font)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(420, 260)

    def show_accuracy(self, accuracy: Accuracy) -> None:
        self._bins, self._ece = accuracy.bins, accuracy.ece
        self.read(self.reading)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Reliability diagram"))
        self.read(self.reading)

    def described(self) -> str:
        """What the bar that is read says; without one, how to choose one."""
        if self.reading is None or not self._bins:
            return tr("Dashed: perfect calibration. Click a bar to list its pictures.")
        return bin_text(self._bins[self.reading])

    def read(self, bar: int | None) -> None:
        self.reading = bar if bar is not None and 0 <= bar < len(self._bins) else None
        self.setAccessibleDescription(f"{self._error()}; {self.described()}")
        self.update()

    def bar_rect(self, bar: int) -> QRectF:
        """Where a bar may be, from 0 to 1 and with that of its count, in the widget's pixels."""
        area = self._area
        width = area.width() / max(1, len(self._bins))
        return QRectF(area.left() + bar * width, area.top(), width, self._counts.bottom() - area.top())

    # Mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.read(self._bar_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.read(self._bar_at(event.position()))
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.read(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.read(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key, last = Qt.Key(event.key()), len(self._bins) - 1
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if by is not None and last >= 0:
            first = 0 if by > 0 else last
            self.read(first if self.reading is None else min(max(self.reading + by, 0), last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.reading is not None and self._bins[self.reading].right.count:
            self.bin_chosen.emit(self.reading)

    def _bar_at(self, point: QPointF) -> int | None:
        area = self._area
        if not self._bins or not area.left() <= point.x() < area.right():
            return None
        return int((point.x() - area.left()) / area.width() * len(self._bins))

    # Painting

    @property
    def _area(self) -> QRectF:
        """Of the bars of the accuracy."""
        metrics = self.fontMetrics()
        left = theme.SPACE + metrics.horizontalAdvance(percent(1.0, 0)) + 6
        top, axis = 2 * metrics.height() + 14, 2 * metrics.height() + 8
        height = max(10.0, (self.height() - top - axis) * (1 - _COUNTS_SHARE))
        return QRectF(left, top, max(10, self.width() - left - 2 * theme.SPACE), height)

    @property
    def _counts(self) -> QRectF:
        area = self._area
        height = max(4.0, area.height() * _COUNTS_SHARE / (1 - _COUNTS_SHARE))
        return QRectF(area.left(), area.bottom() + 4, area.width(), height)

    def _error(self) -> str:
        return tr("Expected calibration error: {error}", error=percent(self._ece))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, scheme = QPainter(self), theme.colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(scheme.base))
        if self.hasFocus():
            painter.setPen(QPen(QColor(scheme.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_axes(painter, scheme)
        largest = max((one.right.count for one in self._bins), default=0)
        for bar, one in enumerate(self._bins):
            if one.right.count:
                self._paint_bar(painter, scheme, bar, one, largest)
        area = self._area
        painter.setPen(QPen(QColor(scheme.text), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())
        self._paint_texts(painter, scheme)
        painter.end()

    def _paint_bar(self, painter: QPainter, scheme: theme.Colours, bar: int, one: Bin, largest: int) -> None:
        accuracy, confidence = one.right.value, one.confidence
        assert accuracy is not None and confidence is not None
        place, area, counts = self.bar_rect(bar).adjusted(1, 0, -1, 0), self._area, self._counts
        fill = QColor(scheme.accent)
        fill.setAlpha(255 if bar == self.reading else 190)
        painter.fillRect(QRectF(QPointF(place.left(), self._y(accuracy)), QPointF(place.right(), area.bottom())), fill)
        gap = QRectF(QPointF(place.left(), self._y(accuracy)), QPointF(place.right(), self._y(confidence))).normalized()
        painter.fillRect(gap, QBrush(QColor(scheme.failure), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(scheme.failure), 1.6))
        painter.drawLine(QPointF(place.left(), self._y(confidence)), QPointF(place.right(), self._y(confidence)))
        low, high = map(self._y, one.right.interval)
        middle = place.center().x()
        painter.setPen(QPen(QColor(scheme.text), 1.2))
        painter.drawLine(QPointF(middle, low), QPointF(middle, high))
        for y in (low, high):
            painter.drawLine(QPointF(middle - 3, y), QPointF(middle + 3, y))
        height = counts.height() * one.right.count / largest
        fill = QColor(scheme.faint)
        painter.fillRect(QRectF(place.left(), counts.bottom() - max(1, height), place.width(), max(1, height)), fill)

    def _paint_axes(self, painter: QPainter, scheme: theme.Colours) -> None:
        area, counts, height = self._area, self._counts, self.fontMetrics().height()
        grid, faint = QColor(scheme.faint), QColor(scheme.faint)
        grid.setAlpha(60)
        for tick in _TICKS:
            y, x = self._y(tick), area.left() + tick * area.width()
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(faint)
            painter.drawText(QRectF(0, y - height / 2, area.left() - 6, height), int(_RIGHT), percent(tick, 0))
            place = QRectF(x - 30, counts.bottom() + 3, 60, height)
            painter.drawText(place, int(_CENTRE), number(tick, 2))
        painter.setPen(QPen(grid, 1))
        painter.drawLine(counts.bottomLeft(), counts.bottomRight())

    def _paint_texts(self, painter: QPainter, scheme: theme.Colours) -> None:
        area, counts, metrics = self._area, self._counts, self.fontMetrics()
        height, room = metrics.height(), self.width() - 2 * theme.SPACE
        painter.setPen(QColor(scheme.text))
        painter.drawText(QPointF(theme.SPACE, 4 + metrics.ascent()), self._error())
        painter.setPen(QColor(scheme.text if self.reading is not None else scheme.faint))
        text = metrics.elidedText(self.described(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(theme.SPACE, 6 + height + metrics.ascent()), text)
        painter.setPen(QColor(scheme.faint))
        below = QRectF(area.left(), counts.bottom() + 3 + height, area.width(), height)
        painter.drawText(below, int(_CENTRE), tr("Probability of the prediction"))

    def _y(self, share: float) -> float:
        return self._area.bottom() - share * self._area.height()
