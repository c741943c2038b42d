"""All keys: those of the commands by menu, and those that parts of the window have besides."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.shell.actions import ACTIONS, name_of, native
from attnstudio.ui.shell.fixed_keys import FIXED_KEYS
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.menus import MENUS
from attnstudio.ui.shell.shortcuts import Shortcuts
from attnstudio.ui.widgets.base import Pages, faint

_SIZE = (720, 600)
_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
_ROWS = {row.id: row for row in ACTIONS}


class ShortcutsDialog(QDialog):
    """Not modal. A view of the keys in use."""

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcuts = shortcuts
        self.resize(*_SIZE)
        self.filter, self.tree, self._hint = QLineEdit(), QTreeWidget(), faint()
        self.filter.setClearButtonEnabled(True)
        self.tree.setColumnCount(2)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setAlternatingRowColors(True)
        self.tree.setFont(theme.tabular(self.tree.font()))
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._pages = Pages(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(theme.SPACE)
        for widget in (self.filter, self._pages, self._hint):
            column.addWidget(widget)
        self.filter.textChanged.connect(self._search)
        shortcuts.changed.connect(self.retranslate)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.filter.setPlaceholderText(tr("Filter by command or key"))
        self.filter.setAccessibleName(tr("Filter by command or key"))
        self.tree.setAccessibleName(tr("Keyboard shortcuts"))
        self.tree.setHeaderLabels([tr("Command"), tr("Keys")])
        self._pages.empty.setText(tr("No command matches the filter."))
        self._hint.setText(tr("Other keys for commands: Edit > Preferences > Shortcuts."))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill(self) -> None:
        self.tree.clear()
        self._groups: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        for title, text, keys in self._lines():
            if title not in self._groups:
                self._groups[title] = self._heading(title), []
            group, lines = self._groups[title]
            lines.append(QTreeWidgetItem(group, [text, keys]))
        headings = [heading for heading, _ in self._groups.values()]
        self.tree.addTopLevelItems(headings)  # at once: the tree measures its columns for each
        for heading in headings:
            heading.setFirstColumnSpanned(True)
        self.tree.expandAll()
        self._search()

    def _heading(self, title: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([title])
        font = item.font(0)
        font.setWeight(font.Weight.DemiBold)
        item.setFont(0, font)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        return item

    def _lines(self) -> Iterator[tuple[str, str, str]]:
        """Group, text and keys; commands without a key are left out."""
        for title, names in MENUS.items():
            for row in (_ROWS[name] for name in names if name):
                every = (self._shortcuts.key(row.id), QKeySequence(row.also))
                keys = [key for key in (*map(native, filter(None, every)), row.key_shown) if key]
                if keys:
                    yield tr(title).replace("&", ""), name_of(row), ", ".join(keys)
        for fixed in FIXED_KEYS:
            yield tr(fixed.place), tr(fixed.text), ", ".join(map(_shown, fixed.keys))

    @Slot()
    def _search(self) -> None:
        words = self.filter.text().casefold().split()
        is_found = False
        for title, (group, lines) in self._groups.items():
            for line in lines:
                text = f"{title} {line.text(0)} {line.text(1)}".casefold()
                line.setHidden(not all(word in text for word in words))
            group.setHidden(all(line.isHidden() for line in lines))
            is_found = is_found or not group.isHidden()
        self._pages.setCurrentIndex(int(is_found))


def _shown(key: str) -> str:
    """Arrows are drawn: a row has four of them."""
    text, last = native(QKeySequence(key)), key.rpartition("+")[2]
    if last not in _ARROWS:
        return text
    return text.removesuffix(native(QKeySequence(last))) + _ARROWS[last]
