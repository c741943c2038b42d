"""By what the pictures are sorted: in the list and the grid, which have no headings."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from attnstudio.core.picture_columns import Column
from attnstudio.ui.pictures.cell_text import HEADINGS
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState

GREATEST_FIRST = frozenset({Column.ENTROPY, Column.RANK, Column.LOSS, Column.REGION, Column.STATE, Column.DATE})


class SortMenu(QToolButton):
    """A view of the order of the state."""

    def __init__(self, state: DatasetState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setAutoRaise(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { width: 0; }")
        menu, group = QMenu(self), QActionGroup(self)
        self.choices = {column: menu.addAction("") for column in (None, *Column)}
        for column, action in self.choices.items():
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, column=column: self._sort(column))
        menu.addSeparator()
        self.reverse = menu.addAction("")
        self.reverse.setCheckable(True)
        self.reverse.triggered.connect(self._turn)
        self.setMenu(menu)
        state.changed.connect(self._on_changed)
        self.retranslate()

    def retranslate(self) -> None:
        self.setIcon(theme.icon("sort"))
        self.setToolTip(tr("Sort by"))
        self.setAccessibleName(tr("Sort by"))
        for column, action in self.choices.items():
            action.setText(tr("As opened") if column is None else tr(HEADINGS[column]))
        self.reverse.setText(tr("Greatest first"))
        self._show()

    def _sort(self, column: Column | None) -> None:
        self._state.sort(column, descending=column in GREATEST_FIRST)

    @Slot(bool)
    def _turn(self, descending: bool) -> None:
        if self._state.sorted_by is not None:
            self._state.sort(self._state.sorted_by[0], descending=descending)

    @Slot(object)
    def _on_changed(self, changed: frozenset[str]) -> None:
        if "order" in changed:
            self._show()

    def _show(self) -> None:
        column, descending = self._state.sorted_by or (None, False)
        self.choices[column].setChecked(True)
        self.reverse.setEnabled(column is not None)
        self.reverse.setChecked(descending)
