"""One field for everything that the window can do: type, choose with the arrow keys, Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from attnstudio.ui.palette.entries import KINDS, Entry, Source
from attnstudio.ui.palette.search import find
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.popup_dialog import PopupDialog

_SIZE = (560, 380)
_TOP = 60  # pixels below the window's upper edge
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Palette(PopupDialog):
    """Owns the entries of the moment when it was opened."""

    def __init__(self, sources: Sequence[Source], window: QWidget) -> None:
        super().__init__(window)
        self._sources, self._window = sources, window
        self._entries: list[Entry] = []
        self._found: list[Entry] = []
        self.field, self.list = QLineEdit(), QTreeWidget()
        self.field.setClearButtonEnabled(True)
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.resize(*_SIZE)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._run)

    @Slot()
    def show_entries(self) -> None:
        """Open with everything that there is now."""
        self._entries = [entry for source in self._sources for entry in source()]
        self.field.setPlaceholderText(tr("Command, method, model, class or picture"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.list.setAccessibleName(tr("Found"))
        self.field.clear()
        self._search()
        self.move(self._window.mapToGlobal(QPoint((self._window.width() - self.width()) // 2, _TOP)))
        self.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrow keys in the field move through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            rows = {_MOVES[0]: -1, _MOVES[1]: 1, _MOVES[2]: -10, _MOVES[3]: 10}
            row = self.list.currentIndex().row() + rows[Qt.Key(event.key())]
            self._choose(min(max(row, 0), len(self._found) - 1))
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _search(self) -> None:
        self._found = find(self.field.text(), self._entries)
        self.list.clear()
        for entry in self._found:
            self.list.addTopLevelItem(QTreeWidgetItem([entry.text, entry.detail, tr(KINDS[entry.kind])]))
        self._choose(0)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self.list.setCurrentIndex(self.list.model().index(row, 0))

    @Slot()
    def _run(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self._found):
            self.hide()
            self._found[row].run()
