"""A table whose rows are counted anew: headings with an explanation, numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from attnstudio.ui.accuracy.accuracy_text import ClassName
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.plain import plain

R = TypeVar("R")
SORT_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel, Generic[R]):
    """Subclasses say what a cell shows.

    Attributes:
        headings: text and explanation of every column.
        first_number: the first column of numbers; those behind it hold numbers too.
    """

    headings: ClassVar[Sequence[tuple[str, str]]]
    first_number: ClassVar[IntEnum]

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Sequence[R] = ()
        self._name: ClassName = str

    def show_rows(self, rows: Sequence[R], name: ClassName, *, is_same: bool) -> None:
        """`name`: of an index of a class. `is_same`: these rows stand for what those before stood for."""
        if not is_same:
            self.beginResetModel()
        self._rows, self._name = rows, name
        if not is_same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.headings) - 1))

    @property
    def rows(self) -> Sequence[R]:
        return self._rows

    def text(self, row: R, column: int) -> str:
        raise NotImplementedError

    def tool_tip(self, row: R) -> str:
        raise NotImplementedError

    def key(self, row: R, column: int) -> float | str | None:
        """By which a column is sorted; None: it is not known."""
        return None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.headings)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        text, explanation = self.headings[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(explanation)
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section >= self.first_number else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain(self.tool_tip(row))
            case Qt.ItemDataRole.TextAlignmentRole if column >= self.first_number:
                return _RIGHT
            case role if role == SORT_ROLE:
                return self.key(row, column)
        return None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.headings) - 1)
