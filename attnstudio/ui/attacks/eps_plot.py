"""Curves over eps, with intervals: read by mouse or arrow keys, a point chosen by a click or Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from attnstudio.ui.attacks.eps_line import SAMPLE, EpsLine, Point
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.widgets.axis import tick_text, ticks, widened
from attnstudio.ui.widgets.line_colours import line_colour

_NEAR, _GAP = 10.0, 6.0


class EpsPlot(QWidget):
    """The eps stand side by side, each at its own place: they are usually doubled from one to the next.

    Args:
        legend: below the curves. Without it what is read at an eps stands above them, and the names elsewhere.
    """

    accessible_role = QAccessible.Role.Chart

    point_chosen = Signal(object)  # its key

    def __init__(self, *, legend: bool = True) -> None:
        super().__init__()
        self._has_legend = legend
        self._lines: tuple[EpsLine, ...] = ()
        self._axis, self._empty = "", ""
        self._text: Callable[[float], str] = str
        self._span = (0.0, 1.0)
        self._eps: list[float] = []
        self.reading: int | None = None  # the place that is read
        self._line = 0  # whose point Enter chooses
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(140, 90)
        font = self.font()
        font.setPixelSize(theme.BASE_PIXELS - 2)
        self.setFont(font)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(260, 170)

    @property
    def lines(self) -> tuple[EpsLine, ...]:
        return self._lines

    def show_lines(self, axis: str, lines: Sequence[EpsLine], text: Callable[[float], str], empty: str) -> None:
        """Args:
        axis: what goes up.
        text: of an eps.
        empty: shown where there are no lines.
        """
        self._axis, self._lines, self._text, self._empty = axis, tuple(lines), text, empty
        points = [point for line in lines for point in line.points]
        self._eps = sorted({point.eps for point in points})
        if points:
            self._span = widened(min(0.0, *(one.low for one in points)), max(1.0, *(one.high for one in points)))
        self.reading = None
        self.setAccessibleName(axis)
        self._describe()
        self.update()

    def place_of(self, point: Point) -> QPointF:
        """In the widget's pixels."""
        area, count = self.area, len(self._eps)
        across = 0.5 if count == 1 else self._eps.index(point.eps) / (count - 1)
        up = (point.y - self._span[0]) / (self._span[1] - self._span[0])
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    @property
    def area(self) -> QRectF:
        metrics = self.fontMetrics()
        left = 10 + max(metrics.horizontalAdvance(tick_text(tick, self._span)) for tick in ticks(*self._span)) + 6
        below = metrics.height() * (1 + len(self._rows())) + 10
        above = metrics.height() + 6
        return QRectF(left, above, max(10, self.width() - left - 24), max(10, self.height() - above - below))

    def named_eps(self) -> list[float]:
        """Those with room for their text below the axis: the largest always, then from the smallest up."""
        named: list[float] = []
        for eps in [*self._eps[-1:], *self._eps[:-1]]:
            spans = [self._span_below(one) for one in named]
            left, right = self._span_below(eps)
            if all(right + _GAP <= other[0] or other[1] + _GAP <= left for other in spans):
                named.append(eps)
        return sorted(named)

    def _span_below(self, eps: float) -> tuple[float, float]:
        x, half = self.place_of(Point(eps, 0, 0, 0)).x(), self.fontMetrics().horizontalAdvance(self._text(eps)) / 2
        return x - half, x + half

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._eps:
            across = (event.position().x() - self.area.left()) / self.area.width()
            place = round(across * (len(self._eps) - 1))
            self._read(place if -0.1 <= across <= 1.1 else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        near = [
            (distance, point)
            for line in self._lines
            for point in line.points
            if (distance := (self.place_of(point) - event.position()).manhattanLength()) <= _NEAR
        ]
        if near and event.button() == Qt.MouseButton.LeftButton:
            self.point_chosen.emit(min(near, key=lambda one: one[0])[1].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is not None and self._eps:
            here = -1 if self.reading is None and by > 0 else self.reading or 0
            self._read(min(max(here + by, 0), len(self._eps) - 1))
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and (read := self._read_points()):
            self._line = (self._place_in(read) + (1 if event.key() == Qt.Key.Key_Down else -1)) % len(read)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (read := self._read_points()):
            self.point_chosen.emit(read[self._place_in(read)][1].key)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._read(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._read(None)
        super().focusOutEvent(event)

    def _read(self, place: int | None) -> None:
        if place != self.reading:
            self.reading = place
            self._describe()
            self.update()

    def _read_points(self) -> list[tuple[EpsLine, Point]]:
        if self.reading is None or self.reading >= len(self._eps):
            return []
        eps = self._eps[self.reading]
        return [(line, point) for line in self._lines for point in line.points if point.eps == eps]

    def _place_in(self, read: Sequence[tuple[EpsLine, Point]]) -> int:
        """Of the point that Enter chooses."""
        return min(self._line, len(read) - 1)

    def _entry(self, line: EpsLine) -> str:
        read = next((point for one, point in self._read_points() if one is line), None)
        return line.name if read is None else f"{line.name} {number(read.y, 2)}"

    def _describe(self) -> None:
        lines = list(self._lines)
        if read := self._read_points():
            first = read[self._place_in(read)][0]
            lines.sort(key=lambda line: line is not first)
        self.setAccessibleDescription("; ".join(map(self._entry, lines)) or self._empty)

    def _rows(self) -> list[list[EpsLine]]:
        """Of the legend, with room for values, so that nothing jumps."""
        rows: list[list[EpsLine]] = []
        if not self._has_legend:
            return rows
        used = self.width()
        for line in self._lines:
            width = SAMPLE + 16 + self.fontMetrics().horizontalAdvance(f"{line.name} 0.00")
            if not rows or used + width > self.width() - 8:
                rows.append([])
                used = 0
            rows[-1].append(line)
            used += width
        return rows

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, scheme = QPainter(self), theme.colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(scheme.base))
        painter.setFont(theme.tabular(self.font()))
        if self._eps:
            self._paint_axes(painter)
            for number_, line in enumerate(self._lines):
                self._paint_line(painter, line, QColor(line_colour(number_)))
            self._paint_legend(painter)
        else:
            painter.setPen(QColor(scheme.faint))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), wrapped, self._empty)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(scheme.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        area, metrics, faint = self.area, painter.fontMetrics(), QColor(theme.colours().faint)
        grid = QColor(faint)
        grid.setAlpha(60)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in ticks(*self._span):
            y = self.place_of(Point(self._eps[0], tick, 0, 0)).y()
            painter.setPen(grid)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(faint)
            painter.drawText(QRectF(0, y - 8, area.left() - 6, 16), right, tick_text(tick, self._span))
        named = self.named_eps()
        for place, eps in enumerate(self._eps):
            x, text = self.place_of(Point(eps, 0, 0, 0)).x(), self._text(eps)
            if eps in named:
                left = x - metrics.horizontalAdvance(text) / 2
                painter.drawText(QPointF(left, area.bottom() + metrics.ascent() + 4), text)
            if place == self.reading:
                painter.setPen(QPen(QColor(theme.colours().text), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
                painter.setPen(faint)
        if not self._has_legend and self._read_points():
            self._paint_values(painter)
            return
        painter.drawText(QPointF(8, metrics.ascent() + 2), self._axis)
        eps_label = tr("eps")
        painter.drawText(
            QPointF(self.width() - 6 - metrics.horizontalAdvance(eps_label), metrics.ascent() + 2), eps_label
        )

    def _paint_values(self, painter: QPainter) -> None:
        """What is read, in the colours of the lines."""
        metrics, x = painter.fontMetrics(), 8.0
        eps = self._text(self._eps[self.reading or 0])
        painter.drawText(QPointF(x, metrics.ascent() + 2), eps)
        for line, point in self._read_points():
            x += metrics.horizontalAdvance(eps if x == 8.0 else "0.00") + 12
            painter.setPen(QColor(line_colour(self._lines.index(line))))
            painter.drawText(QPointF(x, metrics.ascent() + 2), number(point.y, 2))

    def _paint_line(self, painter: QPainter, line: EpsLine, colour: QColor) -> None:
        places = [self.place_of(point) for point in line.points]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.6))
        painter.drawPolyline(QPolygonF(places))
        for point, place in zip(line.points, places, strict=True):
            if point.high > point.low:
                ends = [self.place_of(Point(point.eps, y, 0, 0)) for y in (point.low, point.high)]
                painter.drawLine(*ends)
            painter.setBrush(colour)
            painter.drawEllipse(place, 3, 3)
        if self.hasFocus() and (read := self._read_points()) and read[self._place_in(read)][0] is line:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.place_of(read[self._place_in(read)][1]), 7, 7)

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = painter.fontMetrics()
        y, order = self.area.bottom() + 8 + metrics.height(), list(self._lines)
        for row in self._rows():
            x = 8.0
            for line in row:
                painter.setPen(QPen(QColor(line_colour(order.index(line))), 2))
                painter.drawLine(QPointF(x, y + metrics.height() / 2), QPointF(x + SAMPLE, y + metrics.height() / 2))
                painter.setPen(QColor(theme.colours().text))
                painter.drawText(QPointF(x + SAMPLE + 4, y + metrics.ascent()), self._entry(line))
                x += SAMPLE + 16 + metrics.horizontalAdvance(f"{line.name} 0.00")
            y += metrics.height()
