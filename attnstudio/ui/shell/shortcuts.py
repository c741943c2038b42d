"""Which keys run which action: those of ACTIONS, or those that the user chose instead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget

from attnstudio.settings import Settings
from attnstudio.ui.shell.actions import ACTIONS, ActionRow, name_of, show_keys
from attnstudio.ui.shell.fixed_keys import FIXED_KEYS
from attnstudio.ui.shell.i18n import tr

_OF_VIEW = ("fit", "actual_size", "next_view")
_TYPED = re.compile(r"(Shift\+)?(Num\+)?(?!F\d+$)([^+]+|\+)")
_ROWS = {row.id: row for row in ACTIONS}


class Shortcuts(QObject):
    """A view of the setting `shortcuts`. Owns the keys of the actions, and where in the window they work.

    A key without Ctrl or Alt is what a list needs to find what is typed. It works only while the focus is in `place`;
    those of the view also in `lists`.

    Args:
        actions: by the ids of ACTIONS.
        place: the part of the window that shows pictures and maps.
        lists: those of pictures and maps.
    """

    changed = Signal()

    def __init__(
        self,
        settings: Settings,
        actions: Mapping[str, QAction],
        window: QMainWindow,
        place: QWidget,
        lists: Sequence[QWidget],
    ) -> None:
        super().__init__()
        self._settings, self._actions, self._window = settings, actions, window
        self._place, self._lists = place, tuple(lists)
        self._homes: dict[str, tuple[QWidget, ...]] = {}
        settings.watch("shortcuts", self._apply)
        self._apply()

    def key(self, action_id: str) -> QKeySequence:
        """Empty where it has none."""
        return self._keys[action_id]

    def is_own(self, action_id: str) -> bool:
        """Whether the user chose it."""
        return action_id in self._own

    def owner(self, key: QKeySequence, action_id: str) -> str:
        """What else has the key that `action_id` is to have, by its name; empty: it is free."""
        if key.isEmpty():
            return ""
        for row in ACTIONS:
            if row.id != action_id and key in (self._keys[row.id], QKeySequence(row.also)):
                return name_of(row)
        if key == default(action_id):  # fixed keys share it with this action, each in its own part of the window
            return ""
        for fixed in FIXED_KEYS:
            if fixed.has(key):
                return f"{tr(fixed.place)}: {tr(fixed.text)}"
        for menu in self._window.menuBar().actions():
            if QKeySequence.mnemonic(menu.text()) == key:
                return tr("the menu {menu}", menu=menu.text().replace("&", ""))
        return ""

    def set(self, action_id: str, key: QKeySequence) -> bool:
        """Empty: none. False: another one has it, and nothing changes."""
        if self.owner(key, action_id):
            return False
        own = {**self._own, action_id: key}
        kept = {name: one.toString() for name, one in own.items() if one != default(name)}
        self._settings.set("shortcuts", json.dumps(kept) if kept else "")
        return True

    def reset(self) -> None:
        """All as they were when the program came."""
        self._settings.set("shortcuts", "")

    @Slot()
    def _apply(self) -> None:
        self._own = dict(_read(self._settings.text("shortcuts")))
        self._keys = _resolved(self._own)
        for row in ACTIONS:
            key = self._keys[row.id]
            self._move(row.id, self._homes_of(row, key))
            keys = [one for one in (key, QKeySequence(row.also)) if not one.isEmpty()]
            if self._actions[row.id].shortcuts() != keys:
                self._actions[row.id].setShortcuts(keys)
        show_keys(self._actions)
        self.changed.emit()

    def _homes_of(self, row: ActionRow, key: QKeySequence) -> tuple[QWidget, ...]:
        if not is_typed(key):
            return (self._window,)
        return (self._place, *self._lists) if row.id in _OF_VIEW else (self._place,)

    def _move(self, action_id: str, homes: tuple[QWidget, ...]) -> None:
        action, before = self._actions[action_id], self._homes.get(action_id, (self._window,))
        if homes != before:
            for home in before:
                home.removeAction(action)
            for home in homes:
                home.addAction(action)
            context = Qt.ShortcutContext
            is_of_window = homes == (self._window,)
            action.setShortcutContext(context.WindowShortcut if is_of_window else context.WidgetWithChildrenShortcut)
        self._homes[action_id] = homes


def default(action_id: str) -> QKeySequence:
    """The key of an action before anybody chose."""
    return QKeySequence(_ROWS[action_id].shortcut)


def is_typed(key: QKeySequence) -> bool:
    """Whether it is pressed without Ctrl or Alt, as letters are, and is no function key."""
    return _TYPED.fullmatch(key.toString()) is not None


def _read(text: str) -> Iterator[tuple[str, QKeySequence]]:
    """What is damaged, or of another version, is left out."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return
    for name, key in found.items() if isinstance(found, dict) else ():
        if name in _ROWS and isinstance(key, str):
            sequence = QKeySequence(key)
            if sequence.count() <= 1 and not (key and sequence.isEmpty()):
                yield name, sequence


def _resolved(own: Mapping[str, QKeySequence]) -> dict[str, QKeySequence]:
    """The key of every action. One key runs one action: the user's choice goes before what a new version brings."""
    taken = {row.also for row in ACTIONS if row.also}
    keys = dict[str, QKeySequence]()
    for name in (*own, *(name for name in _ROWS if name not in own)):
        key = own[name] if name in own else default(name)
        keys[name] = QKeySequence() if key.toString() in taken else key
        taken.add(key.toString())
    return keys
