"""The keys of the commands, each of which can have another one."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSortFilterProxyModel, Qt, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QKeySequenceEdit, QLineEdit, QPushButton, QTableView

from attnstudio.core.text import tr_noop
from attnstudio.ui.preferences.page import Page
from attnstudio.ui.preferences.shortcut_table import Column, ShortcutTable
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.actions import ActionRow, name_of, native
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.shortcuts import Shortcuts, default
from attnstudio.ui.widgets.base import Pages, as_list
from attnstudio.ui.widgets.labels import as_problem
from attnstudio.ui.widgets.plain import PlainLabel

_KEYS_WIDTH = 220  # pixels
_WIDTHS = {Column.MENU: 120, Column.KEYS: 160}


class ShortcutsPage(Page):
    """A view of the shortcuts. A key that something else has is refused, and says what has it."""

    title = tr_noop("Shortcuts")

    def __init__(self, shortcuts: Shortcuts) -> None:
        super().__init__()
        self._shortcuts = shortcuts
        self.filter, self.view, self.model = QLineEdit(), QTableView(), ShortcutTable(shortcuts)
        self.filter.setClearButtonEnabled(True)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self.model)
        self._shown.setFilterKeyColumn(-1)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.view.setModel(self._shown)
        as_list(self.view)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(Column.COMMAND, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.view.setColumnWidth(column, width)
        self._pages = Pages(self.view)
        self._label, self.keys, self.problem = PlainLabel(), QKeySequenceEdit(), PlainLabel()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setFixedWidth(_KEYS_WIDTH)
        self.none, self.back = QPushButton(), QPushButton()
        as_problem(self.problem)
        policy = self.problem.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the chosen row stays in sight
        self.problem.setSizePolicy(policy)
        self._lay_out()
        self.filter.textChanged.connect(self._on_filter)
        self.view.selectionModel().currentRowChanged.connect(self._show)
        self.view.activated.connect(lambda _: self.keys.setFocus())
        self.view.doubleClicked.connect(lambda _: self.keys.setFocus())
        self.keys.editingFinished.connect(self._on_keys)
        self.none.clicked.connect(lambda: self._set(QKeySequence()))
        self.back.clicked.connect(self._on_back)
        shortcuts.changed.connect(self._show)
        self.retranslate()
        self._pages.show_content()
        self.view.selectRow(0)

    def choose(self, action_id: str) -> None:
        """Go to the row of a command."""
        rows = range(self._shown.rowCount())
        self.view.selectRow(next(row for row in rows if self._action(row).id == action_id))

    def retranslate(self) -> None:
        super().retranslate()
        self.filter.setPlaceholderText(tr("Filter by command or key"))
        self.filter.setAccessibleName(tr("Filter by command or key"))
        self.view.setAccessibleName(tr("Shortcuts"))
        self._pages.empty.setText(tr("No command matches the filter."))
        self.none.setText(tr("No key"))
        self.back.setText(tr("Default"))
        self.model.retranslate()
        self._show()

    def reset(self) -> None:
        self._shortcuts.reset()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self._label, 1)
        for widget in (self.keys, self.none, self.back):
            row.addWidget(widget)
        for button in (self.none, self.back):
            button.setAutoDefault(False)
        self.stack.setSpacing(theme.SPACE)
        self.stack.addWidget(self.filter)
        self.stack.addWidget(self._pages, 1)
        self.stack.addLayout(row)
        self.stack.addWidget(self.problem)

    def _action(self, row: int) -> ActionRow:
        return self.model.action(self._shown.mapToSource(self._shown.index(row, 0)).row())

    @property
    def chosen(self) -> ActionRow | None:
        row = self.view.currentIndex().row()
        return self._action(row) if row >= 0 else None

    @Slot()
    def _show(self) -> None:
        """The keys of the chosen command."""
        self.problem.hide()
        chosen = self.chosen
        for widget in (self.keys, self.none, self.back):
            widget.setEnabled(chosen is not None)
        with QSignalBlocker(self.keys):
            self.keys.setKeySequence(QKeySequence() if chosen is None else self._shortcuts.key(chosen.id))
        if chosen is None:
            self._label.setText("")
            return
        self._label.setText(tr("Key for {command}", command=name_of(chosen)))
        self.keys.setAccessibleName(self._label.text())
        self.none.setEnabled(not self._shortcuts.key(chosen.id).isEmpty())
        self.back.setEnabled(self._shortcuts.is_own(chosen.id))

    @Slot()
    def _on_keys(self) -> None:
        self._set(self.keys.keySequence())

    @Slot()
    def _on_back(self) -> None:
        if self.chosen is not None:
            self._set(default(self.chosen.id))

    def _set(self, key: QKeySequence) -> None:
        chosen = self.chosen
        if chosen is None or key == self._shortcuts.key(chosen.id):
            return
        if owner := self._shortcuts.owner(key, chosen.id):
            self._show()
            self.problem.setText(tr("{keys} is in use: {command}.", keys=native(key), command=owner))
            self.problem.show()
        else:
            self._shortcuts.set(chosen.id, key)

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self._shown.setFilterFixedString(text.strip())
        self._pages.setCurrentIndex(int(self._shown.rowCount() > 0))
        if self.chosen is None and self._shown.rowCount():
            self.view.selectRow(0)
        self._show()
