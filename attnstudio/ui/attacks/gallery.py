"""The pictures of one attack with one eps: attacked pictures with what the model took them for, before and after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from attnstudio.core.robustness.record import AttackKey
from attnstudio.ui.attacks.gallery_model import ITEM, SIDE, GalleryItem, GalleryModel, Verdict, verdict_words
from attnstudio.ui.attacks.many_text import key_text
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Pages, Panel, heading
from attnstudio.ui.widgets.cell_view import CellView
from attnstudio.ui.widgets.two_lines import in_two_lines

_Index = QModelIndex | QPersistentModelIndex
_GAP = 4
_WIDTH = SIDE + 68  # of a cell: room for names of classes
_LINES = 4  # of text below a picture
_SIGNS = {Verdict.SUCCESS: "✗", Verdict.FAILURE: "✓", Verdict.WRONG_BEFORE: "–", Verdict.OF_TARGET: "–"}


class Gallery(Panel):
    """Emits `opened` with the item that was clicked, or chosen by Enter; `selection_requested` with those that are
    listed; `sight_changed` when other cells come into sight."""

    opened = Signal(object)  # GalleryItem
    selection_requested = Signal(object)  # list[GalleryItem]
    sight_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.key: AttackKey | None = None
        self._every: tuple[GalleryItem, ...] = ()
        self.title, self.filter, self.select = heading(), QComboBox(), QPushButton()
        self.filter.addItem("", None)
        for verdict in Verdict:
            self.filter.addItem("", verdict)
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        line = self.fontMetrics().lineSpacing()
        self.cells = CellView(QSize(_WIDTH, SIDE + _LINES * line + 3 * _GAP))
        self.model = GalleryModel(self)
        self.model.ratio = self.devicePixelRatioF
        self.cells.setModel(self.model)
        self.cells.setSelectionMode(CellView.SelectionMode.SingleSelection)
        self.cells.setItemDelegate(_Cell(self.cells, self.model))
        self.cells.setMinimumHeight(60)
        self.pages = Pages(self._content())
        self.stack.addWidget(self.pages)
        self.filter.activated.connect(self._show)
        self.cells.clicked.connect(self._open)
        self.cells.activated.connect(self._open)
        self.cells.verticalScrollBar().valueChanged.connect(self.sight_changed)
        self.select.clicked.connect(lambda: self.selection_requested.emit(list(self.model.items)))
        self.retranslate()

    def show_items(self, key: AttackKey, items: Sequence[GalleryItem]) -> None:
        is_same = key == self.key
        self.key, self._every = key, tuple(items)
        self.pages.show_content()
        self._describe()
        self._list(same_pictures=is_same)

    def show_nothing(self) -> None:
        self.key, self._every = None, ()
        self.model.show_items((), same_pictures=False)
        self.pages.setCurrentIndex(0)

    def in_sight(self) -> list[GalleryItem]:
        rect = self.cells.viewport().rect()
        return [
            item
            for place, item in enumerate(self.model.items)
            if self.cells.visualRect(self.model.index(place, 0)).intersects(rect)
        ]

    def retranslate(self) -> None:
        self.pages.empty.setText(
            tr("Click a point of the curves, or choose it with the arrow keys and Enter: its pictures appear here.")
        )
        self.filter.setAccessibleName(tr("Which of the pictures"))
        self.select.setText(tr("Select in the list"))
        self.select.setToolTip(tr("Select these pictures in the list of pictures, for other work with them"))
        self.cells.setAccessibleName(tr("Attacked pictures"))
        self._describe()
        self.cells.viewport().update()

    def _content(self) -> QWidget:
        content = Panel()
        row = QHBoxLayout()
        row.addWidget(self.title)
        row.addWidget(self.filter)
        row.addStretch()
        row.addWidget(self.select)
        content.stack.addLayout(row)
        content.stack.addWidget(self.cells, 1)
        return content

    def _describe(self) -> None:
        if self.key is None:
            return
        self.title.setText(key_text(self.key))
        self.filter.setItemText(0, tr("all: {count}", count=len(self._every)))
        for row, (verdict, word) in enumerate(verdict_words(self.key.form.kind).items(), 1):
            count = sum(item.verdict is verdict for item in self._every)
            self.filter.setItemText(row, f"{tr(word)}: {count}")

    @Slot()
    def _show(self) -> None:
        self._list(same_pictures=True)

    def _list(self, *, same_pictures: bool) -> None:
        """What is current stays so, where it is listed."""
        current = self.cells.currentIndex().data(ITEM)
        wanted = self.filter.currentData()
        items = [item for item in self._every if wanted is None or item.verdict == wanted]
        self.model.show_items(items, same_pictures=same_pictures)
        self.select.setEnabled(bool(items))
        rows = [item.row for item in items]
        if rows:
            place = rows.index(current.row) if current is not None and current.row in rows else 0
            self.cells.setCurrentIndex(self.model.index(place, 0))
        self.sight_changed.emit()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.data(ITEM))


def fitted(lines: tuple[str, str], metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """The class before an attack and the one after it, in as many lines as a cell has. Where both are long, the one
    before is shortened: it is that of the picture, which is seen."""
    before, after = (in_two_lines(line, metrics, width) for line in lines)
    if len(before) + len(after) >= _LINES:
        before = (metrics.elidedText(lines[0], Qt.TextElideMode.ElideMiddle, width),)
    return *before, *after


class _Cell(QStyledItemDelegate):
    """The picture with its verdict in a corner, by a sign and by colour, and the classes below."""

    def __init__(self, view: CellView, model: GalleryModel) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        item, colours, cell = index.data(ITEM), theme.colours(), option.rect
        assert isinstance(item, GalleryItem) and isinstance(cell, QRect)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(cell, option.palette.highlight())
        text = option.palette.highlightedText().color() if is_selected else QColor(colours.text)
        colour = QColor(
            {Verdict.SUCCESS: colours.failure, Verdict.FAILURE: colours.accent}.get(item.verdict, colours.faint)
        )
        frame = QRect(cell.left() + (cell.width() - SIDE) // 2, cell.top() + _GAP, SIDE, SIDE)
        pixmap = self._model.pixmap(item)
        if pixmap.isNull():
            painter.fillRect(frame, QColor(128, 128, 128, 40))
        else:
            size = pixmap.deviceIndependentSize().toSize()
            corner = frame.center() - QRect(0, 0, size.width(), size.height()).center()
            painter.drawPixmap(corner, pixmap)
        painter.setPen(QPen(colour, 2))
        painter.drawRect(frame)
        metrics = painter.fontMetrics()
        sign = QRect(frame.right() - 17, frame.top() + 2, 16, 16)
        painter.fillRect(sign, QColor(colours.window))
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, _SIGNS[item.verdict])
        width = cell.width() - 4
        for number, line in enumerate((item.word, *fitted(item.lines, metrics, width))):
            top = frame.bottom() + _GAP + number * metrics.lineSpacing()
            room = QRect(cell.left() + 2, top, width, metrics.lineSpacing())
            painter.setPen(colour if number == 0 and not is_selected else text)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, line)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.accent))
            painter.drawRect(cell.adjusted(0, 0, -1, -1))
