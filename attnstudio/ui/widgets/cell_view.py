"""Many cells of one size, such as thumbnails: Qt's own list view lays out every row, a second for 100,000."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

_Index = QModelIndex | QPersistentModelIndex
_MARGIN = 2


class CellView(QListView):
    """Cells of one size, row by row; only those that are seen cost anything. For screen readers it is a list of Qt's.

    Its model is a table: rows are chosen over all its columns, which a QAbstractListModel does not tell.

    Args:
        cell: its size; of width 0: one cell a row, as wide as the view.
    """

    def __init__(self, cell: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cell = cell
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)

    def set_cell(self, cell: QSize) -> None:
        """Another size; the cell that is the first in sight stays there."""
        first = self.indexAt(QPoint(_MARGIN, _MARGIN)) if self._cell.height() > 0 else QModelIndex()
        self._cell = cell
        self.updateGeometries()
        if first.isValid():
            self.verticalScrollBar().setValue(first.row() // self._columns * cell.height())
        self.viewport().update()

    @property
    def _columns(self) -> int:
        return max(1, (self.viewport().width() - _MARGIN) // self._cell.width()) if self._cell.width() else 1

    @property
    def _width(self) -> int:
        return self._cell.width() or self.viewport().width() - 2 * _MARGIN

    @property
    def _count(self) -> int:
        return self.model().rowCount() if self.model() is not None else 0

    def visualRect(self, index: _Index) -> QRect:  # noqa: N802
        if not index.isValid():
            return QRect()
        row, column = divmod(index.row(), self._columns)
        top = _MARGIN + row * self._cell.height() - self.verticalOffset()
        return QRect(_MARGIN + column * self._width, top, self._width, self._cell.height())

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        column = (point.x() - _MARGIN) // self._width
        row = (point.y() - _MARGIN + self.verticalOffset()) // self._cell.height()
        place = row * self._columns + column
        is_cell = 0 <= column < self._columns and 0 <= place < self._count
        return self.model().index(place, 0) if is_cell else QModelIndex()

    def scrollTo(  # noqa: N802
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        self.updateGeometries()
        rect, bar, height = self.visualRect(index), self.verticalScrollBar(), self.viewport().height()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top() - _MARGIN)
        elif rect.bottom() > height:
            bar.setValue(bar.value() + min(rect.bottom() - height + _MARGIN, rect.top()))

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, _: Qt.KeyboardModifier
    ) -> QModelIndex:
        move = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // self._cell.height()) * self._columns
        steps = {
            move.MoveUp: -self._columns,
            move.MoveDown: self._columns,
            move.MoveLeft: -1,
            move.MoveRight: 1,
            move.MovePrevious: -1,
            move.MoveNext: 1,
            move.MovePageUp: -page,
            move.MovePageDown: page,
            move.MoveHome: -self._count,
            move.MoveEnd: self._count,
        }
        here = self.currentIndex().row()
        if not self._count:
            return QModelIndex()
        place = 0 if here < 0 else min(max(here + steps[action], 0), self._count - 1)
        return self.model().index(place, 0)

    def horizontalOffset(self) -> int:  # noqa: N802
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _: _Index) -> bool:  # noqa: N802
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802
        """From the cell at one corner to that at the other one, in reading order."""
        first, last = self.indexAt(rect.topLeft()), self.indexAt(rect.bottomRight())
        places = sorted(one.row() for one in (first, last) if one.isValid())
        model = self.model()
        chosen = QItemSelection()
        if places:
            chosen = QItemSelection(model.index(places[0], 0), model.index(places[-1], model.columnCount() - 1))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, _: QItemSelection) -> QRegion:  # noqa: N802
        return QRegion(self.viewport().rect())

    def doItemsLayout(self) -> None:  # noqa: N802
        """Not that of QListView: where a cell lies is known without it."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:  # noqa: N802
        rows = -(-self._count // self._columns)
        page, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setRange(0, max(0, rows * self._cell.height() + 2 * _MARGIN - page))
        bar.setPageStep(page)
        bar.setSingleStep(self._cell.height() // 2)
        QAbstractItemView.updateGeometries(self)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if not self._count:
            return
        painter, model, height = QPainter(self.viewport()), self.model(), self._cell.height()
        first = max(0, (event.rect().top() + self.verticalOffset() - _MARGIN) // height) * self._columns
        last = ((event.rect().bottom() + self.verticalOffset()) // height + 1) * self._columns
        current, selection = self.currentIndex(), self.selectionModel()
        for place in range(first, min(last, self._count)):
            index = model.index(place, 0)
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = self.visualRect(index)
            state = option.state
            if selection.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if index == current and self.hasFocus():
                state |= QStyle.StateFlag.State_HasFocus
            option.state = state
            self.itemDelegate().paint(painter, option, index)
        painter.end()
