"""The button of the most probable class, with a menu of what else can say which class of each picture is explained."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from attnstudio.core.targets import of_column
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.target_text import RULES, rule_text
from attnstudio.ui.state.selection import MOST_PROBABLE


class TargetRules(QToolButton):
    """Emits `target_chosen` with a target; `actions_by_target` has an action for each rule and column. `other_action`:
    another class is wanted that the explained one is told from."""

    target_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._chosen = MOST_PROBABLE
        self.actions_by_target: dict[str, QAction] = {}
        self.other_action = QAction(self)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setMenu(QMenu(self))
        self.clicked.connect(lambda: self.target_chosen.emit(MOST_PROBABLE))
        self.show_columns(())

    def show_columns(self, headings: Sequence[str]) -> None:
        """Columns of the data set that may name the target of each picture."""
        menu = self.menu()
        menu.clear()
        self.actions_by_target = {target: menu.addAction("") for target in RULES}
        if headings:
            menu.addSeparator()
        self.actions_by_target |= {of_column(heading): menu.addAction("") for heading in headings}
        menu.addSeparator()
        menu.addAction(self.other_action)
        for target, action in self.actions_by_target.items():
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, target=target: self._on_action(target))
        self.retranslate()

    def show_choice(self, target: str) -> None:
        """Check the action of the chosen target."""
        self._chosen = target
        for key, action in self.actions_by_target.items():
            action.setChecked(key == target)

    def retranslate(self) -> None:
        self.setText(tr("Top-1"))
        self.setToolTip(tr("Explain the most probable class of each picture"))
        self.other_action.setText(tr("Rather than another class..."))
        for target, action in self.actions_by_target.items():
            action.setText((rule_text(target) or target).replace("&", "&&"))
        self.show_choice(self._chosen)

    @Slot(str)
    def _on_action(self, target: str) -> None:
        """A click toggles the action by itself: the choice says which is checked."""
        self.show_choice(self._chosen)
        self.target_chosen.emit(target)
