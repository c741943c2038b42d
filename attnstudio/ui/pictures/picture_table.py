"""The table look of the browser: a column for each thing that is known of a picture."""

from __future__ import annotations

from base64 import b64decode, b64encode

from PySide6.QtCore import QByteArray, QItemSelectionModel, QPoint, QSize, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from attnstudio.core.picture_columns import Column
from attnstudio.ui.pictures.cell_text import HEADINGS
from attnstudio.ui.pictures.picture_rows import PictureRows
from attnstudio.ui.pictures.sort_menu import GREATEST_FIRST
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.widgets.base import as_list

_WIDTHS = {
    Column.NAME: 184,
    Column.LABEL: 88,
    Column.PREDICTED: 88,
    Column.PROBABILITY: 112,
    Column.RIGHT: 70,
    Column.ENTROPY: 90,
    Column.STATE: 92,
    Column.REVIEW: 92,
    Column.DATE: 124,
}
_NUMBER_WIDTH = 76
_ICON = QSize(44, 33)


class PictureTable(QTableView):
    """A click on a heading sorts by it, most interesting ones first; again: the other way; again: not at all."""

    def __init__(self, rows: PictureRows, state: DatasetState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setModel(rows)
        as_list(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setIconSize(_ICON)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(_ICON.height() + 4)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)
        # Which headings are marked costs Qt a look at every row; of a selection of its own, none is.
        header.setSelectionModel(QItemSelectionModel(rows, header))
        header.sectionClicked.connect(self._sort)
        for column in Column:
            self.setColumnWidth(column, _WIDTHS.get(column, _NUMBER_WIDTH))
        state.changed.connect(self._show_order)

    def columns(self) -> str:
        """Which columns there are, in which order and how wide, as text."""
        return b64encode(self.horizontalHeader().saveState().data()).decode()

    def restore_columns(self, text: str) -> None:
        """What cannot be read changes nothing."""
        try:
            self.horizontalHeader().restoreState(QByteArray(b64decode(text, validate=True)))
        except ValueError:
            return
        self.horizontalHeader().setSortIndicatorShown(False)

    @Slot(int)
    def _sort(self, section: int) -> None:
        column = Column(section)
        first = column in GREATEST_FIRST
        if self._state.sorted_by == (column, first):
            self._state.sort(column, descending=not first)
        elif self._state.sorted_by == (column, not first):
            self._state.sort(None)
        else:
            self._state.sort(column, descending=first)

    @Slot(object)
    def _show_order(self, changed: frozenset[str]) -> None:
        if "order" not in changed:
            return
        header, order = self.horizontalHeader(), self._state.sorted_by
        header.setSortIndicatorShown(order is not None)
        if order is not None:
            column, descending = order
            header.setSortIndicator(column, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)

    @Slot(QPoint)
    def _choose_columns(self, place: QPoint) -> None:
        menu = QMenu(self)
        for column in list(Column)[1:]:
            action = menu.addAction(tr(HEADINGS[column]))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(column))
            action.toggled.connect(lambda on, column=column: self.setColumnHidden(column, not on))
        menu.exec(self.horizontalHeader().mapToGlobal(place))
        menu.deleteLater()
