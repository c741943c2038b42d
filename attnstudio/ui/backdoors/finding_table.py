"""What a check says of each class: a table, the most suspicious class first."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from attnstudio.core.backdoors.base import CHECKS, ClassFinding, Finding
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import class_name, message, tr
from attnstudio.ui.shell.numbers import DASH, number, percent
from attnstudio.ui.widgets.base import as_list

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FindingColumn(IntEnum):
    NAME = 0
    VALUE = 1
    INDEX = 2
    SUCCESS = 3
    PICTURES = 4
    VERDICT = 5


_HEADINGS = {
    FindingColumn.NAME: (tr_noop("Class"), tr_noop("Click a class to see its trigger")),
    FindingColumn.VALUE: ("", ""),  # of the check
    FindingColumn.INDEX: (
        tr_noop("Anomaly index"),
        tr_noop("How far the size lies below those of the other classes; above 2 is suspicious"),
    ),
    FindingColumn.SUCCESS: (tr_noop("Success"), tr_noop("The share of other pictures that the trigger sends here")),
    FindingColumn.PICTURES: (tr_noop("Pictures"), tr_noop("Pictures of the data set that look triggered")),
    FindingColumn.VERDICT: (tr_noop("Verdict"), tr_noop("Whether the check takes the class for a backdoor's target")),
}


_OF_SOME_CHECKS = (FindingColumn.INDEX, FindingColumn.SUCCESS, FindingColumn.PICTURES)


class FindingModel(QAbstractTableModel):
    """The classes of one finding."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._finding: Finding | None = None
        self._names: tuple[str, ...] = ()

    def show_finding(self, finding: Finding | None, names: tuple[str, ...]) -> None:
        self.beginResetModel()
        self._finding, self._names = finding, names
        self.endResetModel()

    @property
    def rows(self) -> tuple[ClassFinding, ...]:
        return () if self._finding is None else self._finding.classes

    def text(self, row: ClassFinding, column: FindingColumn) -> str:
        match column:
            case FindingColumn.NAME:
                return class_name(self._names[row.class_index])
            case FindingColumn.VALUE:
                return number(row.value, 2)
            case FindingColumn.INDEX:
                return number(row.index, 2)
            case FindingColumn.SUCCESS:
                return percent(None if row.trigger is None else row.trigger.success)
            case FindingColumn.PICTURES:
                return str(len(row.pictures)) if row.pictures else number(None, 0)
            case FindingColumn.VERDICT:
                if row.undecided is not None:
                    return message(row.undecided)
                return tr("suspicious") if row.suspicious else tr("no sign")

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(FindingColumn)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = FindingColumn(section)
        text, explanation = _HEADINGS[column]
        if column is FindingColumn.VALUE and self._finding is not None:
            check = CHECKS.discover()[self._finding.check]
            text, explanation = check.unit, check.summary
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(text) if text else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(explanation) if explanation else ""
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and _is_number(column) else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = FindingColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(self.rows[index.row()], column)
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and _is_number(column) else None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(FindingColumn) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(FindingColumn) - 1))


class FindingTable(QTableView):
    """Emits `class_chosen` with the class whose row became the current one."""

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings = FindingModel(self)
        self.setModel(self.findings)
        as_list(self)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.moveSection(FindingColumn.VERDICT, FindingColumn.NAME + 1)  # seen in a narrow panel, too
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.retranslate()

    def show_finding(self, finding: Finding | None, names: tuple[str, ...]) -> None:
        """The class that was chosen stays so, in whichever row it is now; at first the first one is."""
        before = self.chosen
        self.findings.show_finding(finding, names)
        for column in _OF_SOME_CHECKS:
            texts = {self.findings.text(row, column) for row in self.findings.rows}
            self.setColumnHidden(column, texts <= {DASH})
        rows = [row.class_index for row in self.findings.rows]
        if rows:
            self.selectRow(rows.index(before) if before in rows else 0)

    @property
    def chosen(self) -> int | None:
        """The class of the current row."""
        row = self.currentIndex().row()
        return self.findings.rows[row].class_index if 0 <= row < len(self.findings.rows) else None

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Findings of each class"))
        self.findings.retranslate()

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid():
            self.class_chosen.emit(self.findings.rows[current.row()].class_index)


def _is_number(column: FindingColumn) -> bool:
    return column not in (FindingColumn.NAME, FindingColumn.VERDICT)
