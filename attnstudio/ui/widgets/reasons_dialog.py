"""A list of what failed or was left out, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from attnstudio.core.errors import Failure
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.base import as_list
from attnstudio.ui.widgets.plain import plain

_Index = QModelIndex | QPersistentModelIndex
_SIZE = (860, 420)
_TWO_LINES = 42  # pixels


class Reasoned(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def reason(self) -> Failure: ...


class ReasonRows(QAbstractTableModel):
    """A view of the reasons: there may be as many as rows of a data set."""

    def __init__(self, reasons: Sequence[Reasoned]) -> None:
        super().__init__()
        self._reasons = reasons

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._reasons)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        one = self._reasons[index.row()]
        text = one.name if index.column() == 0 else message(one.reason)
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Entry"), tr("Reason"))[section]
        return None


class ReasonsDialog(QDialog):
    def __init__(self, title: str, reasons: Sequence[Reasoned], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.table, self._rows = QTableView(), ReasonRows(reasons)
        self.table.setModel(self._rows)
        as_list(self.table)
        self.table.setAccessibleName(title)
        self.table.setWordWrap(True)
        self.table.verticalHeader().setDefaultSectionSize(_TWO_LINES)
        self.table.setColumnWidth(0, 200)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(buttons)
        self.resize(*_SIZE)
