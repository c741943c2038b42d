"""The grid look of the browser: thumbnails side by side."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from attnstudio.ui.pictures.cell_text import WRONG_SIGN
from attnstudio.ui.pictures.picture_rows import IS_RIGHT, LARGE_ICON
from attnstudio.ui.pictures.thumbnails import LARGE
from attnstudio.ui.shell import theme

_CELL = QSize(LARGE.width() + 12, LARGE.height() + 30)
_SIGN = 18  # pixels


class PictureGrid(QListView):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Cell(self))


class _Cell(QStyledItemDelegate):
    """The picture over its name; a cross in the corner where the prediction is wrong."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return _CELL

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        icon = index.data(LARGE_ICON)
        option.icon = icon if isinstance(icon, QIcon) else QIcon()
        option.decorationSize = LARGE
        option.decorationPosition = QStyleOptionViewItem.Position.Top
        option.decorationAlignment = Qt.AlignmentFlag.AlignCenter
        option.displayAlignment = Qt.AlignmentFlag.AlignCenter

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if index.data(IS_RIGHT) == 0:
            cell: QRect = option.rect
            corner = QRect(cell.right() - _SIGN - 4, cell.top() + 4, _SIGN, _SIGN)
            painter.save()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.colours().window))
            painter.drawEllipse(corner)
            painter.setPen(QColor(theme.colours().failure))
            painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, WRONG_SIGN)
            painter.restore()
