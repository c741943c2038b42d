"""How well each class is recognised: a table, the worst class first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from attnstudio.core.accuracy import ClassScore
from attnstudio.core.text import tr_noop
from attnstudio.ui.accuracy.accuracy_text import ClassName, class_text
from attnstudio.ui.accuracy.rows_model import SORT_ROLE, RowsModel
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import percent
from attnstudio.ui.widgets.base import as_list

_Index = QModelIndex | QPersistentModelIndex
_NUMBER_WIDTH = 100
_ROOM_FOR_SIGN = "QHeaderView::section { padding-right: 18px; }"  # of the order


class ClassColumn(IntEnum):
    NAME = 0
    SUPPORT = 1
    RECALL = 2
    PRECISION = 3
    F1 = 4


_HEADINGS = {
    ClassColumn.NAME: (tr_noop("Class"), tr_noop("Click a class to list its pictures")),
    ClassColumn.SUPPORT: (tr_noop("Count"), tr_noop("Pictures with this label that have a prediction")),
    ClassColumn.RECALL: (tr_noop("Recall"), tr_noop("Of the pictures with this label, the share predicted so")),
    ClassColumn.PRECISION: (tr_noop("Precision"), tr_noop("Of the pictures predicted so, the share with this label")),
    ClassColumn.F1: (tr_noop("F1"), tr_noop("Harmonic mean of precision and recall")),
}


class ClassModel(RowsModel[ClassScore]):
    """One row a class that some picture is labelled or predicted as."""

    headings = tuple(_HEADINGS.values())
    first_number = ClassColumn.SUPPORT

    def show_scores(self, scores: Sequence[ClassScore], name: ClassName) -> None:
        self.show_rows(scores, name, is_same=[one.index for one in scores] == [one.index for one in self.rows])

    def tool_tip(self, row: ClassScore) -> str:
        return class_text(row, self._name)

    def text(self, row: ClassScore, column: int) -> str:
        match ClassColumn(column):
            case ClassColumn.NAME:
                return self._name(row.index)
            case ClassColumn.SUPPORT:
                return str(row.support)
            case ClassColumn.RECALL:
                return percent(row.recall.value)
            case ClassColumn.PRECISION:
                return percent(row.precision.value)
            case ClassColumn.F1:
                return percent(row.f1)

    def key(self, row: ClassScore, column: int) -> float | str | None:
        match ClassColumn(column):
            case ClassColumn.NAME:
                return self._name(row.index).casefold()
            case ClassColumn.SUPPORT:
                return float(row.support)
            case ClassColumn.RECALL:
                return row.recall.value
            case ClassColumn.PRECISION:
                return row.precision.value
            case ClassColumn.F1:
                return row.f1


class _Sorted(QSortFilterProxyModel):
    """What is not known comes last either way; equal ones stay in the order of the classes."""

    def lessThan(self, left: _Index, right: _Index) -> bool:  # noqa: N802
        first, second = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if first is None or second is None:
            ascending = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return (second is None and first is not None) if ascending else (first is None and second is not None)
        return bool(first < second)


class ClassTable(QTableView):
    """Emits `class_chosen` with the index of a class that the user clicked, or chose with Enter."""

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ClassModel(self)
        self._sorted = _Sorted(self)
        self._sorted.setSourceModel(self._model)
        self.setModel(self._sorted)
        as_list(self)
        self.setSortingEnabled(True)
        self.sortByColumn(ClassColumn.F1, Qt.SortOrder.AscendingOrder)
        self.setStyleSheet(self.styleSheet() + _ROOM_FOR_SIGN)
        header = self.horizontalHeader()
        header.setDefaultSectionSize(_NUMBER_WIDTH)
        header.setSectionResizeMode(ClassColumn.NAME, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)
        self.retranslate()

    def show_scores(self, scores: Sequence[ClassScore], name: ClassName) -> None:
        """`name`: of an index of a class."""
        self._model.show_scores(scores, name)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Accuracy of each class"))
        self._model.retranslate()

    def _on_chosen(self, index: QModelIndex) -> None:
        self.class_chosen.emit(self._model.rows[self._sorted.mapToSource(index).row()].index)
