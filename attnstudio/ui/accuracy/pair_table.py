"""Which class is taken for which: a table, the most frequent confusion first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from attnstudio.core.accuracy import Pair
from attnstudio.core.text import tr_noop
from attnstudio.ui.accuracy.accuracy_text import ClassName, pair_text
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import percent
from attnstudio.ui.widgets.base import as_list
from attnstudio.ui.widgets.plain import plain

_Index = QModelIndex | QPersistentModelIndex


class PairColumn(IntEnum):
    LABEL = 0
    PREDICTED = 1
    COUNT = 2
    SHARE = 3


_HEADINGS = {
    PairColumn.LABEL: (tr_noop("Label"), tr_noop("Click a pair to list its pictures")),
    PairColumn.PREDICTED: (tr_noop("Predicted"), tr_noop("Click a pair to list its pictures")),
    PairColumn.COUNT: (tr_noop("Count"), tr_noop("Pictures with this label and this prediction")),
    PairColumn.SHARE: (tr_noop("Share"), tr_noop("Their share of all pictures with this label")),
}


class PairModel(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pairs: Sequence[Pair] = ()
        self._supports: Mapping[int, int] = {}
        self._name: ClassName = str

    def show_pairs(self, pairs: Sequence[Pair], supports: Mapping[int, int], name: ClassName) -> None:
        """`supports`: how many pictures each label has."""
        same_rows = len(pairs) == len(self._pairs)
        if not same_rows:
            self.beginResetModel()
        self._pairs, self._supports, self._name = pairs, supports, name
        if not same_rows:
            self.endResetModel()
        elif pairs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(pairs) - 1, len(PairColumn) - 1))

    def pair(self, row: int) -> Pair:
        return self._pairs[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._pairs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(PairColumn)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        text, explanation = _HEADINGS[PairColumn(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(explanation)
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= PairColumn.COUNT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        pair, column = self._pairs[index.row()], PairColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(pair, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain(pair_text(pair, self._supports[pair.label], self._name))
            case Qt.ItemDataRole.TextAlignmentRole if column >= PairColumn.COUNT:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(PairColumn) - 1)

    def _text(self, pair: Pair, column: PairColumn) -> str:
        match column:
            case PairColumn.LABEL:
                return self._name(pair.label)
            case PairColumn.PREDICTED:
                return self._name(pair.predicted)
            case PairColumn.COUNT:
                return str(pair.count)
            case PairColumn.SHARE:
                return percent(pair.count / self._supports[pair.label])


class PairTable(QTableView):
    """Emits `pair_chosen` with label and prediction of a row that the user clicked, or chose with Enter."""

    pair_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = PairModel(self)
        self.setModel(self._model)
        as_list(self)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(48)
        for column in (PairColumn.COUNT, PairColumn.SHARE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for column in (PairColumn.LABEL, PairColumn.PREDICTED):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)
        self.retranslate()

    def show_pairs(self, pairs: Sequence[Pair], supports: Mapping[int, int], name: ClassName) -> None:
        """`supports`: how many pictures each label has; `name`: of an index of a class."""
        self._model.show_pairs(pairs, supports, name)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Confusions, the most frequent first"))
        self._model.retranslate()

    def _on_chosen(self, index: QModelIndex) -> None:
        pair = self._model.pair(index.row())
        self.pair_chosen.emit(pair.label, pair.predicted)
