"""The commands and their keys as a table."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QFont

from attnstudio.ui.shell.actions import ACTIONS, ActionRow, name_of, native
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.menus import MENUS
from attnstudio.ui.shell.shortcuts import Shortcuts, default

_Index = QModelIndex | QPersistentModelIndex
_ROWS = {row.id: row for row in ACTIONS}


class Column(IntEnum):
    COMMAND = 0
    MENU = 1
    KEYS = 2


class ShortcutTable(QAbstractTableModel):
    """A view of the shortcuts, in the order of the menus. Keys that the user chose are bold."""

    def __init__(self, shortcuts: Shortcuts) -> None:
        super().__init__()
        self._shortcuts = shortcuts
        self._lines = [(title, _ROWS[name]) for title, names in MENUS.items() for name in names if name]
        shortcuts.changed.connect(self.retranslate)

    def action(self, row: int) -> ActionRow:
        return self._lines[row][1]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        title, row = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            keys = native(self._shortcuts.key(row.id)) or row.key_shown
            return (name_of(row), tr(title).replace("&", ""), keys)[index.column()]
        if index.column() == Column.KEYS and self._shortcuts.is_own(row.id):
            if role == Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(True)
                return font
            if role == Qt.ItemDataRole.ToolTipRole:
                return tr("Default: {keys}", keys=native(default(row.id)) or tr("none"))
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Command"), tr("Menu"), tr("Keys"))[section]
        return None

    @Slot()
    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(Column) - 1))
