"""How a cell of the grid is painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from attnstudio.ui.pictures.cell_text import WRONG_SIGN
from attnstudio.ui.pictures.cell_view import CellView
from attnstudio.ui.pictures.picture_rows import IS_RIGHT, LARGE_ICON
from attnstudio.ui.pictures.thumbnails import LARGE, SMALL
from attnstudio.ui.shell import theme

_SIGN = 18  # pixels


def picture_list() -> CellView:
    """A row a picture."""
    view = CellView(QSize(0, SMALL.height() + 4))
    view.setIconSize(SMALL)
    return view


def picture_grid() -> CellView:
    """Thumbnails side by side."""
    view = CellView(QSize(LARGE.width() + 12, LARGE.height() + 30))
    view.setIconSize(LARGE)
    view.setItemDelegate(GridCell(view))
    return view


class GridCell(QStyledItemDelegate):
    """The picture over its name; a cross in the corner where the prediction is wrong."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

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
