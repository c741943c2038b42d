"""How the cells of the list and of the grid are painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from attnstudio.ui.pictures.cell_text import WRONG_SIGN
from attnstudio.ui.pictures.picture_rows import HAS_REGION, IS_RIGHT, LARGE_ICON
from attnstudio.ui.pictures.thumbnails import SMALL, USUAL_SIDE
from attnstudio.ui.shell import theme
from attnstudio.ui.widgets.cell_view import CellView
from attnstudio.ui.widgets.two_lines import in_two_lines

_SIGN = 18  # pixels
_BESIDE = 12  # pixels of a cell beside the picture
_NEXT_LINE = "\N{LINE SEPARATOR}"  # which is how Qt's own cells break lines


def picture_list() -> CellView:
    """A row a picture."""
    view = CellView(QSize(0, SMALL.height() + 4))
    view.setIconSize(SMALL)
    view.setItemDelegate(ListCell(view))
    return view


def picture_grid() -> CellView:
    """Thumbnails side by side."""
    view = CellView(QSize())
    view.setItemDelegate(GridCell(view))
    resize_grid(view, USUAL_SIDE)
    return view


def resize_grid(view: CellView, side: int) -> None:
    """`side`: of a thumbnail, in pixels. Below it two lines have room."""
    view.setIconSize(QSize(side, side))
    view.set_cell(QSize(side + _BESIDE, side + _BESIDE + 2 * view.fontMetrics().lineSpacing()))


class ListCell(QStyledItemDelegate):
    """The picture beside its name, with a frame in the corner where it has a region."""

    def __init__(self, view: CellView) -> None:
        super().__init__(view)
        self._view = view

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        margin = option.widget.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, option.widget) + 2
        option.text = _NEXT_LINE.join(in_two_lines(option.text, option.fontMetrics, self._room(option) - 2 * margin))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if index.data(HAS_REGION):
            painter.save()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.colours().window))
            corner = QRect(option.rect.left() + 4, option.rect.top() + 4, _SIGN, _SIGN)
            painter.drawEllipse(corner)
            painter.setPen(QPen(QColor(theme.colours().text), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(corner.adjusted(5, 5, -6, -6))
            painter.restore()

    def _room(self, option: QStyleOptionViewItem) -> int:
        """Pixels for a line of the name."""
        return int(option.rect.width() - option.decorationSize.width() - _SIGN // 2)


class GridCell(ListCell):
    """The picture over its name; a cross in the corner where the prediction is wrong."""

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        icon = index.data(LARGE_ICON)
        option.icon = icon if isinstance(icon, QIcon) else QIcon()
        option.decorationSize = self._view.iconSize()
        option.decorationPosition = QStyleOptionViewItem.Position.Top
        option.decorationAlignment = Qt.AlignmentFlag.AlignCenter
        option.displayAlignment = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop

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

    def _room(self, option: QStyleOptionViewItem) -> int:
        return int(option.rect.width())
