"""How well each class is recognised: a table, the worst class first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from attnstudio.core.accuracy import ClassScore
from attnstudio.core.text import tr_noop
from attnstudio.ui.accuracy.accuracy_text import ClassName, class_text
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import percent
from attnstudio.ui.widgets.base import as_list
from attnstudio.ui.widgets.plain import plain

_Index = QModelIndex | QPersistentModelIndex
_NUMBER_WIDTH = 100
_ROOM_FOR_SIGN = "QHeaderView::section { padding-right: 18px; }"  # of the order
_SORT_ROLE = Qt.ItemDataRole.UserRole


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


class ClassModel(QAbstractTableModel):
    """One row a class that some picture is labelled or predicted as."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._scores: Sequence[ClassScore] = ()
        self._name: ClassName = str

    def show_scores(self, scores: Sequence[ClassScore], name: ClassName) -> None:
        same_rows = [one.index for one in scores] == [one.index for one in self._scores]
        if not same_rows:
            self.beginResetModel()
        self._scores, self._name = scores, name
        if not same_rows:
            self.endResetModel()
        elif scores:
            self.dataChanged.emit(self.index(0, 0), self.index(len(scores) - 1, len(ClassColumn) - 1))

    def score(self, row: int) -> ClassScore:
        return self._scores[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._scores)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(ClassColumn)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        text, explanation = _HEADINGS[ClassColumn(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(explanation)
        if role == Qt.ItemDataRole.TextAlignmentRole and section != ClassColumn.NAME:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        score, column = self._scores[index.row()], ClassColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(score, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain(class_text(score, self._name))
            case Qt.ItemDataRole.TextAlignmentRole if column is not ClassColumn.NAME:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case role if role == _SORT_ROLE:
                return self._key(score, column)
        return None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(ClassColumn) - 1)

    def _text(self, score: ClassScore, column: ClassColumn) -> str:
        match column:
            case ClassColumn.NAME:
                return self._name(score.index)
            case ClassColumn.SUPPORT:
                return str(score.support)
            case ClassColumn.RECALL:
                return percent(score.recall.value)
            case ClassColumn.PRECISION:
                return percent(score.precision.value)
            case ClassColumn.F1:
                return percent(score.f1)

    def _key(self, score: ClassScore, column: ClassColumn) -> float | str | None:
        match column:
            case ClassColumn.NAME:
                return self._name(score.index).casefold()
            case ClassColumn.SUPPORT:
                return float(score.support)
            case ClassColumn.RECALL:
                return score.recall.value
            case ClassColumn.PRECISION:
                return score.precision.value
            case ClassColumn.F1:
                return score.f1


class _Sorted(QSortFilterProxyModel):
    """What is not known comes last either way; equal ones stay in the order of the classes."""

    def lessThan(self, left: _Index, right: _Index) -> bool:  # noqa: N802
        first, second = left.data(_SORT_ROLE), right.data(_SORT_ROLE)
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
        self.class_chosen.emit(self._model.score(self._sorted.mapToSource(index).row()).index)
