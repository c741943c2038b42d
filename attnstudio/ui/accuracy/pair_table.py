"""Which class is taken for which: a table, the most frequent confusion first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from attnstudio.core.accuracy import Pair
from attnstudio.core.text import tr_noop
from attnstudio.ui.accuracy.accuracy_text import ClassName, pair_text
from attnstudio.ui.accuracy.rows_model import RowsModel
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import percent
from attnstudio.ui.widgets.base import as_list


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


class PairModel(RowsModel[Pair]):
    """One row for each two classes that are confused."""

    headings = tuple(_HEADINGS.values())
    first_number = PairColumn.COUNT

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._supports: Mapping[int, int] = {}

    def show_pairs(self, pairs: Sequence[Pair], supports: Mapping[int, int], name: ClassName) -> None:
        """`supports`: how many pictures each label has."""
        self._supports = supports
        self.show_rows(pairs, name, is_same=len(pairs) == len(self.rows))

    def tool_tip(self, row: Pair) -> str:
        return pair_text(row, self._supports[row.label], self._name)

    def text(self, row: Pair, column: int) -> str:
        match PairColumn(column):
            case PairColumn.LABEL:
                return self._name(row.label)
            case PairColumn.PREDICTED:
                return self._name(row.predicted)
            case PairColumn.COUNT:
                return str(row.count)
            case PairColumn.SHARE:
                return percent(row.count / self._supports[row.label])


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
        pair = self._model.rows[index.row()]
        self.pair_chosen.emit(pair.label, pair.predicted)
