"""The confusion matrix: labels down, predictions across. Only the cells in sight are painted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from attnstudio.core.accuracy import Accuracy, Pair
from attnstudio.ui.accuracy.accuracy_text import ClassName, pair_text, short_pair_text
from attnstudio.ui.accuracy.confusion_cells import ConfusionCells
from attnstudio.ui.accuracy.confusion_painting import PADDING, MatrixLook, axis_titles, paint
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.plain import plain

_LEAST, _LARGEST, _FITTED = 1, 64, 40  # pixels, the height of a cell; the last one: where it fits into the window
_WIDEST = 2.5  # a cell, in its heights: counts need more room across
_TALLEST_NAMES, _WIDEST_NAMES = 84, 150
_STEP = 1.25


class ConfusionMatrix(QAbstractScrollArea):
    """Owns the zoom and the current cell. Emits `cell_chosen` with label and prediction of the cell that is clicked, or
    chosen with Enter, and `read` with what the cell under the mouse, or the current one, says.

    Arrow keys move the current cell; plus, minus and the wheel with Ctrl zoom; 0 fits the matrix into its place.
    """

    accessible_role = QAccessible.Role.Chart

    cell_chosen = Signal(int, int)
    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = ConfusionCells()
        self._name: ClassName = str
        self._side, self._ratio, self._is_fitted = _FITTED, 1.0, True
        self._current: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._margins = QSize(0, 0)  # of the names: beside the rows, and above the columns
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 110)
        self.viewport().setMouseTracking(True)
        font = theme.tabular(self.font())
        font.setPixelSize(theme.BASE_PIXELS - 2)
        self.setFont(font)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(420, 260)

    def show_accuracy(self, accuracy: Accuracy, name: ClassName) -> None:
        """`name`: of an index of a class. The current cell stays the same pair of classes."""
        current = None if self._current is None else self._cells.pair(*self._current)
        self._cells, self._name, self._hovered = ConfusionCells(accuracy), name, None
        self._current = None if current is None else self._cells.place(current.label, current.predicted)
        self._measure_names()
        self._arrange()

    def show_cell(self, label: int, predicted: int) -> None:
        """Make a cell the current one, and bring it into sight."""
        place = self._cells.place(label, predicted)
        if place is not None:
            self._set_current(place)

    @property
    def current(self) -> tuple[int, int] | None:
        """Label and prediction of the current cell."""
        if self._current is None:
            return None
        pair = self._cells.pair(*self._current)
        return pair.label, pair.predicted

    @property
    def side(self) -> int:
        """Pixels, the height of a cell."""
        return self._side

    def cell_rect(self, label: int, predicted: int) -> QRect:
        """Where a cell is in the viewport; empty: these classes are not shown."""
        place = self._cells.place(label, predicted)
        return QRect() if place is None else self._look().cell(*place)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Confusion matrix"))
        self._measure_names()
        self._arrange()
        self._describe()

    @Slot()
    def zoom_in(self) -> None:
        self._zoom(max(self._side + 1, round(self._side * _STEP)))

    @Slot()
    def zoom_out(self) -> None:
        self._zoom(min(self._side - 1, round(self._side / _STEP)))

    @Slot()
    def fit(self) -> None:
        """As large as the whole matrix fits into its place."""
        self._is_fitted = True
        self._arrange()

    # Painting

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        paint(self.viewport(), self._look(), self._cells, self._name, self._hovered or self._current, self.hasFocus())

    def _look(self) -> MatrixLook:
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        cell = QSize(round(self._side * self._ratio), self._side)
        return MatrixLook(cell, self._margins, offset, self.viewport().size(), len(self._cells), self.font())

    # Zoom and scroll bars

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def _measure_names(self) -> None:
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(self._name(index)) for index in self._cells.classes), default=0)
        titles = max(map(metrics.horizontalAdvance, axis_titles()))
        width = max(min(_WIDEST_NAMES, longest), titles) + 2 * PADDING
        self._margins = QSize(width, max(min(_TALLEST_NAMES, longest + 2 * PADDING), 2 * metrics.height() + PADDING))

    def _arrange(self) -> None:
        count, room = max(1, len(self._cells)), self.maximumViewportSize() - self._margins
        if self._is_fitted:
            self._side = max(_LEAST, min(_FITTED, room.width() // count, room.height() // count))
            self._ratio = max(1.0, min(_WIDEST, _FITTED / self._side, room.width() // count / self._side))
        free, cell = self.viewport().size() - self._margins, self._look().cell_size
        for bar, each, extent in (
            (self.horizontalScrollBar(), cell.width(), free.width()),
            (self.verticalScrollBar(), cell.height(), free.height()),
        ):
            bar.setRange(0, max(0, each * count - extent))
            bar.setPageStep(max(1, extent))
            bar.setSingleStep(max(8, each))
        self.viewport().update()

    def _zoom(self, side: int, about: QPoint | None = None) -> None:
        """The point `about` of the viewport, or the middle of the cells, stays over the same cell."""
        look = self._look()
        before = look.cell_size
        point = look.area.center() if about is None else about
        inside = point - look.area.topLeft()
        at = (inside.x() + look.offset.x()) / before.width(), (inside.y() + look.offset.y()) / before.height()
        self._side, self._is_fitted = max(_LEAST, min(_LARGEST, side)), False
        self._arrange()
        after = self._look().cell_size
        self.horizontalScrollBar().setValue(round(at[0] * after.width()) - inside.x())
        self.verticalScrollBar().setValue(round(at[1] * after.height()) - inside.y())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif event.angleDelta().y():
            larger = event.angleDelta().y() > 0
            side = max(self._side + 1, self._side * _STEP) if larger else min(self._side - 1, self._side / _STEP)
            self._zoom(round(side), event.position().toPoint())
            event.accept()

    # Mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._hover(self._look().place(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = self._look().place(event.position().toPoint())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._set_current(place)
            self._choose()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        elif isinstance(event, QHelpEvent):
            place = self._look().place(event.pos())
            QToolTip.showText(event.globalPos(), "" if place is None else plain(self._text(place)), self.viewport())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        last = len(self._cells) - 1
        row, column = self._current or (0, 0)
        moves = {
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Home: (row, 0),
            Qt.Key.Key_End: (row, last),
        }
        acts = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_Return: self._choose,
            Qt.Key.Key_Enter: self._choose,
            Qt.Key.Key_Space: self._choose,
        }
        key = Qt.Key(event.key())
        if key in acts:
            acts[key]()
        elif key in moves and last >= 0:
            to = moves[key] if self._current is not None else (0, 0)
            self._set_current((min(max(to[0], 0), last), min(max(to[1], 0), last)))
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.current is not None:
            self.cell_chosen.emit(*self.current)

    def _set_current(self, place: tuple[int, int]) -> None:
        self._current, self._hovered = place, None
        cell, area = self._look().cell(*place), self._look().area
        for bar, low, high, first, last in (
            (self.horizontalScrollBar(), cell.left(), cell.right(), area.left(), area.right()),
            (self.verticalScrollBar(), cell.top(), cell.bottom(), area.top(), area.bottom()),
        ):
            if low < first or high > last:
                bar.setValue(bar.value() + (low - first if low < first else high - last))
        self._describe()
        self.viewport().update()

    def _hover(self, place: tuple[int, int] | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self._describe()
            self.viewport().update()

    def _describe(self) -> None:
        place = self._hovered or self._current
        self.setAccessibleDescription("" if place is None else self._text(place))
        self.read.emit("" if place is None else self._text(place, short_pair_text))

    def _text(self, place: tuple[int, int], wording: Callable[[Pair, int, ClassName], str] = pair_text) -> str:
        return wording(self._cells.pair(*place), self._cells.supports[place[0]], self._name)
