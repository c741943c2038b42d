"""Methods by one metric: a dot and whiskers each, and a dot for every picture of the one that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from attnstudio.core.evaluation.forest import Forest, Row
from attnstudio.core.metrics.base import METRICS
from attnstudio.ui.measure.curve_style import Look
from attnstudio.ui.measure.score_text import digits
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import method_name, tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.widgets.axis import tick_text, ticks, widened

_ROW, _GAP, _NEAR = 20, 6, 6.0
_MOST_DOTS = 400  # pictures of a row that are drawn, evenly picked
_GOLDEN = (np.sqrt(5) - 1) / 2
_FLAGS = Qt.AlignmentFlag.AlignVCenter


class ForestPlot(QWidget):
    """Owns the row and the picture that are looked at: by the mouse, or by the arrow keys."""

    accessible_role = QAccessible.Role.Chart

    row_chosen = Signal(str)  # method id
    picture_chosen = Signal(str, int)  # method id, number of the picture

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forest: Forest | None = None
        self._rows: tuple[Row, ...] = ()
        self._digits = 2  # of the means
        self._looks: dict[str, Look] = {}
        self._tips: dict[str, str] = {}
        self._names: Sequence[str] = ()
        self._row: int | None = None
        self._dot: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        font = theme.tabular(self.font())
        font.setPixelSize(theme.BASE_PIXELS - 1)
        self.setFont(font)

    def sizeHint(self) -> QSize:  # noqa: N802
        line = self.fontMetrics().height()
        return QSize(300, _ROW * len(self._rows) + 3 * line + 18)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, self.sizeHint().height())

    def show_forest(self, forest: Forest, looks: dict[str, Look], tips: dict[str, str], names: Sequence[str]) -> None:
        """`looks` and `tips`: of the rows, by method id; `names`: of the pictures."""
        before = None if self._row is None or self._row >= len(self._rows) else self._rows[self._row].method
        dot = self._dot if list(names) == list(self._names) else None  # else its number is another picture's
        self._forest, self._rows = forest, (*forest.rows, *forest.controls)
        self._digits = digits(row.estimate.mean for row in self._rows)
        self._looks, self._tips, self._names = looks, tips, names
        methods = [row.method for row in self._rows]
        self._row = methods.index(before) if before in methods else None
        self.setAccessibleName(self.title)
        self.updateGeometry()
        self._look(self._row, None if self._row is None else dot)

    @property
    def title(self) -> str:
        return "" if self._forest is None else tr(METRICS.discover()[self._forest.metric].name)

    @property
    def reading(self) -> str:
        """The score of the picture that is looked at, or the mean of the row."""
        if self._row is None:
            return ""
        row = self._rows[self._row]
        if self._dot is not None:
            return f"{self._names[self._dot]}: {number(float(row.values[self._dot]), self._digits + 1)}"
        return f"{method_name(row.method)}: {number(row.estimate.mean, self._digits + 1)}"

    # Places

    @property
    def area(self) -> QRectF:
        """Where the dots are."""
        metrics = self.fontMetrics()
        bold = self.font()
        bold.setBold(True)  # as the name of the row that is looked at
        widest = QFontMetrics(bold).horizontalAdvance
        left = theme.SPACE + min(
            max((widest(method_name(row.method)) for row in self._rows), default=0),
            round(0.42 * self.width()),
        )
        right = metrics.horizontalAdvance("★ ! 0.0000") + theme.SPACE
        top = metrics.height() + 8
        return QRectF(left + _GAP, top, max(20, self.width() - left - right - 2 * _GAP), _ROW * len(self._rows))

    def place(self, row: int, value: float) -> QPointF:
        """Where a score is drawn."""
        return self._places(row)(value)

    def _places(self, row: int) -> Callable[[float], QPointF]:
        """`place` for many scores of a row."""
        area, (low, high) = self.area, self._span
        return lambda value: QPointF(
            area.left() + (value - low) / (high - low) * area.width(), area.top() + (row + 0.5) * _ROW
        )

    def dots(self, row: int) -> dict[int, QPointF]:
        """The places of the pictures of a row, each a little off its line so that equal scores can be told apart."""
        values = self._rows[row].values
        there = np.flatnonzero(~np.isnan(values))
        picked = there[:: max(1, -(-there.size // _MOST_DOTS))].tolist()
        found, to_place = {}, self._places(row)
        for one in picked:
            place = to_place(float(values[one]))
            found[one] = QPointF(place.x(), place.y() + ((one * _GOLDEN) % 1 - 0.5) * (_ROW - 8))
        return found

    @property
    def _span(self) -> tuple[float, float]:
        return widened(*self._forest.span) if self._forest else (0.0, 1.0)

    # What is looked at

    def _look(self, row: int | None, dot: int | None) -> None:
        self._row, self._dot = row, dot
        rows = "; ".join(f"{method_name(one.method)} {self._number(one)}" for one in self._rows)
        self.setAccessibleDescription(self.reading or rows)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        row = int((event.position().y() - self.area.top()) // _ROW)
        if not 0 <= row < len(self._rows):
            self._look(None, None)
            return
        distances = {dot: (place - event.position()).manhattanLength() for dot, place in self.dots(row).items()}
        nearest = min(distances, key=lambda dot: distances[dot], default=None)
        self._look(row, nearest if nearest is not None and distances[nearest] <= _NEAR else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.mouseMoveEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._look(None, None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._look(None, None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        up, across = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}, {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if not self._rows or key not in (*up, *across, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            super().keyPressEvent(event)
        elif key in up:
            row = 0 if self._row is None else self._row + up[key]
            self._look(min(max(row, 0), len(self._rows) - 1), None)
        elif key in across:
            self._step(across[key])
        else:
            self._choose()

    def _step(self, by: int) -> None:
        """To the picture with the next higher or lower score."""
        row = self._row or 0
        values = self._rows[row].values
        order = sorted(self.dots(row), key=lambda dot: float(values[dot]))
        place = order.index(self._dot) + by if self._dot in order else (0 if by > 0 else len(order) - 1)
        self._look(row, order[min(max(place, 0), len(order) - 1)])

    def _choose(self) -> None:
        if self._row is None:
            return
        method = self._rows[self._row].method
        if self._dot is None:
            self.row_chosen.emit(method)
        else:
            self.picture_chosen.emit(method, self._dot)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            row = int((event.pos().y() - self.area.top()) // _ROW)
            tip = self._tips.get(self._rows[row].method, "") if 0 <= row < len(self._rows) else ""
            QToolTip.showText(event.globalPos(), tip or self.toolTip(), self)
            return True
        return super().event(event)

    # Painting

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, scheme, area = QPainter(self), theme.colours(), self.area
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(scheme.base))
        if self.hasFocus():
            painter.setPen(QPen(QColor(scheme.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._forest is None:
            return
        self._paint_band(painter, area, scheme)
        self._paint_axis(painter, area, scheme)
        for position, row in enumerate(self._rows):
            self._paint_row(painter, area, scheme, position, row)

    def _paint_band(self, painter: QPainter, area: QRectF, scheme: theme.Colours) -> None:
        """What the controls reach, behind all rows."""
        assert self._forest is not None
        if self._forest.band is None:
            return
        low, high = (self.place(0, end).x() for end in self._forest.band)
        grey = QColor(scheme.faint)
        grey.setAlpha(56)
        painter.fillRect(QRectF(low - 1, area.top(), max(2.0, high - low) + 2, area.height()), grey)

    def _paint_axis(self, painter: QPainter, area: QRectF, scheme: theme.Colours) -> None:
        assert self._forest is not None
        metrics, line = self.fontMetrics(), self.fontMetrics().height()
        painter.setPen(QColor(scheme.text))
        header = QRectF(theme.SPACE, 4, self.width() - 2 * theme.SPACE, line)
        room = header.width() - metrics.horizontalAdvance(self.reading) - 2 * _GAP
        painter.drawText(header, _FLAGS, metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, int(room)))
        painter.setPen(QColor(scheme.faint))
        painter.drawText(header, _FLAGS | Qt.AlignmentFlag.AlignRight, self.reading)
        grid = QColor(scheme.faint)
        grid.setAlpha(60)
        for tick in ticks(*self._span):
            x = self.place(0, tick).x()
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(scheme.faint))
            box = QRectF(x - 30, area.bottom() + 2, 60, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, tick_text(tick, self._span))
        higher = self._forest.higher_is_better
        text = tr("better \N{RIGHTWARDS ARROW}") if higher else tr("\N{LEFTWARDS ARROW} better")
        side = Qt.AlignmentFlag.AlignRight if higher else Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(scheme.text))
        painter.drawText(QRectF(area.left(), area.bottom() + line + 3, area.width(), line), side, text)

    def _paint_row(self, painter: QPainter, area: QRectF, scheme: theme.Colours, position: int, row: Row) -> None:
        metrics, look, middle = self.fontMetrics(), self._looks[row.method], self.place(position, row.estimate.mean)
        is_looked_at = position == self._row
        top = middle.y() - _ROW / 2
        colour = look.pen().color()
        font = self.font()
        font.setItalic(look.control)
        font.setBold(is_looked_at)
        painter.setFont(font)
        painter.setPen(QColor(scheme.faint if look.control else scheme.text))
        names = QRectF(theme.SPACE, top, area.left() - theme.SPACE - _GAP, _ROW)
        name = metrics.elidedText(method_name(row.method), Qt.TextElideMode.ElideMiddle, int(names.width()))
        painter.drawText(names, _FLAGS, name)
        numbers = QRectF(area.right() + _GAP, top, self.width() - area.right() - _GAP - theme.SPACE, _ROW)
        painter.drawText(numbers, _FLAGS | Qt.AlignmentFlag.AlignRight, self._number(row))
        painter.setFont(self.font())
        if is_looked_at:
            self._paint_dots(painter, colour, position)
        low, high = (self.place(position, end) for end in row.ends)
        painter.setPen(QPen(colour, 2))
        painter.drawLine(low, high)
        if row.estimate.low is not None:
            for end in (low, high):
                painter.drawLine(end - QPointF(0, 3), end + QPointF(0, 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(middle, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_dots(self, painter: QPainter, colour: QColor, position: int) -> None:
        pale = QColor(colour)
        pale.setAlpha(110)
        for dot, place in self.dots(position).items():
            painter.setPen(QPen(QColor(theme.colours().text), 1) if dot == self._dot else Qt.PenStyle.NoPen)
            painter.setBrush(colour if dot == self._dot else pale)
            painter.drawEllipse(place, *((4, 4) if dot == self._dot else (2.5, 2.5)))

    def _number(self, row: Row) -> str:
        return " ".join([*row.signs, number(row.estimate.mean, self._digits)])
