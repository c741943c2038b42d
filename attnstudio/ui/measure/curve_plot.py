"""Curves of methods over one axis, read by mouse or arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from attnstudio.core.metrics.base import Curve
from attnstudio.ui.measure.curve_style import SAMPLE, Look
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.widgets.axis import tick_text, ticks, widened

_GAP = 12
_X = (0.0, 1.0)  # curves go along a share


@dataclass(frozen=True, eq=False)
class Line:
    """A method's curve. `chosen` is emphasised; `growing` is unfinished and not in the legend."""

    name: str
    look: Look
    curve: Curve
    chosen: bool = False
    growing: bool = False


class CurvePlot(QWidget):
    """Shows lines, and their values where the mouse is; the arrow keys move the place too."""

    accessible_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._labels = ("", "")
        self._empty = ""
        self._y = (0.0, 1.0)
        self.reading: float | None = None  # the x that is read
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        font = self.font()
        font.setPixelSize(theme.BASE_PIXELS - 1)
        self.setFont(font)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, 220)

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    def show_lines(self, title: str, lines: Sequence[Line], labels: tuple[str, str], empty: str) -> None:
        """Draw lines. `labels`: of the two axes; `empty`: text if there are none; `title` is for screen readers."""
        self._lines, self._labels, self._empty = tuple(lines), labels, empty
        if lines:
            values = np.concatenate([line.curve.y for line in lines])
            self._y = widened(min(0.0, float(values.min())), max(0.0, float(values.max())))
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.described())
        self.update()

    def described(self) -> str:
        """The legend as text, with the values at the place that is read."""
        return "; ".join(self._entry(line) for line in self._whole()) or self._empty

    def _whole(self) -> list[Line]:
        return [line for line in self._lines if not line.growing]

    def _entry(self, line: Line) -> str:
        return line.name if self.reading is None else f"{line.name} {number(_at(line.curve, self.reading), 3)}"

    # Reading values

    def read(self, x: float | None) -> None:
        """Show the values at `x`, which snaps to a point of the curves."""
        whole = self._whole()
        if x is not None and whole:
            points = whole[0].curve.x
            x = float(points[np.abs(points - x).argmin()])
        self.reading = x if whole else None
        self.setAccessibleDescription(self.described())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        area, place = self.area, event.position()
        if area.left() - 4 <= place.x() <= area.right() + 4:
            low, high = _X
            self.read(low + (place.x() - area.left()) / area.width() * (high - low))
        else:
            self.read(None)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.read(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.read(None)
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.update()
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        whole = self._whole()
        if by is None or not whole:
            super().keyPressEvent(event)
            return
        points = whole[0].curve.x
        if self.reading is None:
            self.read(float(points[0 if by > 0 else -1]))
        else:
            place = int(np.abs(points - self.reading).argmin()) + by
            self.read(float(points[min(max(place, 0), points.size - 1)]))

    # Painting

    def legend_entries(self) -> list[tuple[Line, QPoint]]:
        """Where each entry begins, from the top left of the legend. There is room for values, so that nothing jumps."""
        metrics, placed, x, y = self.fontMetrics(), [], 0, 0
        for line in self._whole():
            width = SAMPLE + 6 + metrics.horizontalAdvance(line.name + " 0.000")
            if x and x + width > self.width() - 2 * theme.SPACE:
                x, y = 0, y + metrics.height() + 2
            placed.append((line, QPoint(x, y)))
            x += width + _GAP
        return placed

    @property
    def area(self) -> QRectF:
        """Where the curves are drawn, in the widget's pixels."""
        metrics, legend = self.fontMetrics(), self.legend_entries()
        left = theme.SPACE + max(metrics.horizontalAdvance(tick_text(tick, self._y)) for tick in ticks(*self._y)) + 6
        below = (legend[-1][1].y() + metrics.height() + 6 if legend else 0) + metrics.height() + 8
        top = metrics.height() + 8
        return QRectF(left, top, max(10, self.width() - left - 2 * theme.SPACE), max(10, self.height() - top - below))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, scheme, metrics = QPainter(self), theme.colours(), self.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(scheme.base))
        painter.setFont(theme.tabular(self.font()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(scheme.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if not self._lines:
            painter.setPen(QColor(scheme.faint))
            inside = self.rect().adjusted(theme.SPACE, theme.SPACE, -theme.SPACE, -theme.SPACE)
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), self._empty)
            return
        area = self.area
        self._paint_axes(painter, area, scheme, metrics)
        painter.setClipRect(area.adjusted(-2, -2, 2, 2))
        for line in sorted(self._lines, key=lambda one: one.chosen):
            pen = line.look.pen(strong=line.chosen)
            if line.growing:
                pen.setWidthF(1.0)
            painter.setPen(pen)
            points = zip(line.curve.x.tolist(), line.curve.y.tolist(), strict=True)
            painter.drawPolyline(QPolygonF([self._place(area, x, y) for x, y in points]))
        painter.setClipping(False)
        if self.reading is not None:
            self._paint_reading(painter, area, scheme)
        self._paint_legend(painter, area, scheme, metrics)

    def _place(self, area: QRectF, x: float, y: float) -> QPointF:
        across = (x - _X[0]) / (_X[1] - _X[0])
        up = (y - self._y[0]) / (self._y[1] - self._y[0])
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def _paint_axes(self, painter: QPainter, area: QRectF, scheme: theme.Colours, metrics: QFontMetrics) -> None:
        grid, faint = QColor(scheme.faint), QColor(scheme.faint)
        grid.setAlpha(60)
        right, middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignHCenter
        height = metrics.height()
        for tick in ticks(*self._y):
            place = self._place(area, _X[0], tick)
            painter.setPen(QPen(grid, 1))
            painter.drawLine(place, QPointF(area.right(), place.y()))
            painter.setPen(faint)
            painter.drawText(
                QRectF(0, place.y() - height / 2, area.left() - 6, height), right, tick_text(tick, self._y)
            )
        for tick in _X:
            place = self._place(area, tick, self._y[0])
            painter.drawText(QRectF(place.x() - 30, area.bottom() + 3, 60, height), middle, number(tick, 1))
        above = QRectF(theme.SPACE, 4, self.width() - 2 * theme.SPACE, height)
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft, self._labels[1])
        painter.drawText(QRectF(area.left(), area.bottom() + 3, area.width(), height), middle, self._labels[0])

    def _paint_reading(self, painter: QPainter, area: QRectF, scheme: theme.Colours) -> None:
        assert self.reading is not None
        top, bottom = self._place(area, self.reading, self._y[1]), self._place(area, self.reading, self._y[0])
        painter.setPen(QPen(QColor(scheme.text), 1, Qt.PenStyle.DotLine))
        painter.drawLine(top, bottom)
        for line in self._whole():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(line.look.pen().color())
            painter.drawEllipse(self._place(area, self.reading, _at(line.curve, self.reading)), 3, 3)
        painter.setPen(QColor(scheme.text))
        read = tr("at {x}", x=number(self.reading, 2))
        box = QRectF(theme.SPACE, 4, self.width() - 2 * theme.SPACE, self.fontMetrics().height())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, read)

    def _paint_legend(self, painter: QPainter, area: QRectF, scheme: theme.Colours, metrics: QFontMetrics) -> None:
        origin = QPoint(theme.SPACE, round(area.bottom()) + metrics.height() + 10)
        for line, offset in self.legend_entries():
            place = origin + offset
            middle = place.y() + metrics.height() // 2
            painter.setPen(line.look.pen(strong=line.chosen))
            painter.drawLine(place.x(), middle, place.x() + SAMPLE, middle)
            painter.setPen(QColor(scheme.text))
            value = "" if self.reading is None else f" {number(_at(line.curve, self.reading), 3)}"
            left = place.x() + SAMPLE + 6
            room = self.width() - theme.SPACE - left - metrics.horizontalAdvance(value)
            name = metrics.elidedText(line.name, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(QPoint(left, place.y() + metrics.ascent()), name + value)


def _at(curve: Curve, x: float) -> float:
    return float(np.interp(x, curve.x, curve.y))
