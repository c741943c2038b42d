"""The catalogue of models as a table: input, classes, sizes, whether the weights are here, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.catalogue import Item, State
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import model_name, tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.widgets.base import as_list
from attnstudio.ui.widgets.plain import plain

SORT = Qt.ItemDataRole.UserRole  # what a column is sorted by
SEARCH = Qt.ItemDataRole.UserRole + 1  # what the filter looks at
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Column(IntEnum):
    NAME = 0
    INPUT = 1
    CLASSES = 2
    SIZE = 3  # on disk where it is here, else of the download
    STATE = 4
    PLACE = 5


_WIDTHS = {Column.NAME: 200, Column.STATE: 245}
_TITLES = {
    Column.NAME: tr_noop("Model"),
    Column.INPUT: tr_noop("Input"),
    Column.CLASSES: tr_noop("Classes"),
    Column.SIZE: tr_noop("Size, MB"),
    Column.STATE: tr_noop("State"),
    Column.PLACE: tr_noop("Folder"),
}
NUMBERS = (Column.INPUT, Column.CLASSES, Column.SIZE)
_STATES = {  # those that are here first
    State.BUNDLED: tr_noop("built in"),
    State.INSTALLED: tr_noop("installed"),
    State.DAMAGED: tr_noop("damaged"),
    State.PARTIAL: tr_noop("partial: {done} of {total} MB"),
    State.MISSING: tr_noop("not installed"),
}
_ORDER = list(_STATES)


@dataclass(frozen=True)
class Loading:
    """A download under way: model, bytes so far, bytes in all (0: not known)."""

    model_id: str
    done: int = 0
    total: int = 0


class ModelTable(QAbstractTableModel):
    """One row a model, in the order of the shelf."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: list[Item] = []
        self._loading: Loading | None = None

    def show_items(self, items: Sequence[Item]) -> None:
        """Rows stay where they are unless models came or went."""
        if list(items) == self.items:
            return
        same = [item.spec.id for item in items] == [item.spec.id for item in self.items]
        if not same:
            self.beginResetModel()
        self.items = list(items)
        if same:
            self._changed(0, len(items) - 1)
        else:
            self.endResetModel()

    def show_loading(self, loading: Loading | None) -> None:
        """What is being downloaded; None: nothing."""
        before, self._loading = self._loading, loading
        for row, item in enumerate(self.items):
            if item.spec.id in {one.model_id for one in (before, loading) if one}:
                self._changed(row, row)

    def row_of(self, model_id: str) -> int | None:
        return next((row for row, item in enumerate(self.items) if item.spec.id == model_id), None)

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if self.items:
            self._changed(0, len(self.items) - 1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(_TITLES[Column(section)])
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section in NUMBERS else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item, column = self.items[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, column)
        if role == SORT:
            return _sorted_by(item, column)
        if role == SEARCH:
            return f"{self._text(item, Column.NAME)} {item.spec.id}"
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.PLACE:
            return plain(str(item.path or ""))
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column in NUMBERS else None

    def _text(self, item: Item, column: Column) -> str:
        spec = item.spec
        match column:
            case Column.NAME:
                return tr("Demo: drawn scenes") if spec.id == "demo" else model_name(spec.name)
            case Column.INPUT:
                return "x".join(map(str, spec.input_size))
            case Column.CLASSES:
                return str(_class_count(spec))
            case Column.SIZE:
                return number(_megabytes(item), 1)
            case Column.STATE:
                return self._state(item)
            case Column.PLACE:
                return str(item.path.parent) if item.path else ""

    def _state(self, item: Item) -> str:
        whole = _megabytes(item)
        if self._loading is not None and self._loading.model_id == item.spec.id:
            total = self._loading.total / 1e6 or whole
            return tr("downloading: {done} of {total} MB", done=f"{self._loading.done / 1e6:.0f}", total=f"{total:.0f}")
        return tr(_STATES[item.state], done=f"{item.part / 1e6:.0f}", total=f"{whole:.0f}")

    def _changed(self, first: int, last: int) -> None:
        if self.items:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))


def _sorted_by(item: Item, column: Column) -> str | float:
    spec = item.spec
    match column:
        case Column.NAME:
            return spec.name.lower()
        case Column.INPUT:
            return spec.input_size[0] * spec.input_size[1]
        case Column.CLASSES:
            return _class_count(spec)
        case Column.SIZE:
            return _megabytes(item)
        case Column.STATE:
            return _ORDER.index(item.state)
        case Column.PLACE:
            return plain(str(item.path or ""))


def _class_count(spec: ModelSpec) -> int:
    return _line_count(spec.labels) if spec.labels is not None else len(spec.names)


@cache
def _line_count(labels: Path) -> int:
    """Of a file of the program: most models share one."""
    return len(labels.read_text(encoding="utf-8").splitlines())


def _megabytes(item: Item) -> float:
    """Of the weights that are here, else of those that can be."""
    if item.path is not None or item.spec.weights is None:
        return item.size / 1e6
    return item.spec.weights.megabytes


def sorted_by_state(table: ModelTable, parent: QObject) -> QSortFilterProxyModel:
    """The rows in an order that a click on a heading changes, filtered by name and id."""
    proxy = QSortFilterProxyModel(parent)
    proxy.setSourceModel(table)
    proxy.setSortRole(SORT)
    proxy.setFilterRole(SEARCH)
    proxy.setFilterKeyColumn(Column.NAME)
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return proxy


def model_view(proxy: QSortFilterProxyModel) -> QTableView:
    """The table, those that are here first."""
    view = QTableView()
    view.setModel(proxy)
    as_list(view)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    header = view.horizontalHeader()
    header.setSectionResizeMode(Column.PLACE, QHeaderView.ResizeMode.Stretch)
    for column in NUMBERS:
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    for column, width in _WIDTHS.items():
        view.setColumnWidth(column, width)
    view.setSortingEnabled(True)
    view.sortByColumn(Column.STATE, Qt.SortOrder.AscendingOrder)
    return view
