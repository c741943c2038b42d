"""The user's own keys, and the page that shows all keys."""

from __future__ import annotations

import ast
import json

import pytest
from helpers import ROOT
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.settings import Settings
from attnstudio.ui.help.shortcuts_dialog import ShortcutsDialog
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import ACTIONS
from attnstudio.ui.shell.fixed_keys import FIXED_KEYS
from attnstudio.ui.shell.shortcuts import Shortcuts, default

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


class Bench:
    """A window with the actions, a centre, a list, a side and a field; `ran` are the ids of what was run."""

    def __init__(self, settings: Settings, qtbot: QtBot) -> None:
        self.qtbot, self.window = qtbot, QMainWindow()
        self.centre, self.list, self.side, self.field = QWidget(), QWidget(), QWidget(), QLineEdit()
        inside = QWidget()
        column = QVBoxLayout(inside)
        for part in (self.centre, self.list, self.side, self.field):
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            column.addWidget(part)
        self.window.setCentralWidget(inside)
        self.window.menuBar().addMenu("&File").addAction("...")
        self.actions = actions.build(self.window)
        actions.retranslate(self.actions)
        self.ran: list[str] = []
        for name, action in self.actions.items():
            action.triggered.connect(lambda _=False, name=name: self.ran.append(name))
        self.shortcuts = Shortcuts(settings, self.actions, self.window, self.centre, [self.list])
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def press(self, at: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
        """What it runs."""
        at.setFocus()
        self.ran.clear()
        self.qtbot.keyClick(at, key, modifier)
        return " ".join(self.ran)


def key(text: str) -> QKeySequence:
    return QKeySequence(text)


CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def bench(settings: Settings, qtbot: QtBot) -> Bench:
    return Bench(settings, qtbot)


def test_a_chosen_key_runs_the_command_and_is_remembered(bench: Bench, settings: Settings, qtbot: QtBot) -> None:
    assert bench.shortcuts.set("models", key("Ctrl+U"))
    assert bench.press(bench.side, Qt.Key.Key_U, CTRL) == "models"
    assert bench.actions["models"].toolTip() == "Manage models (Ctrl+U)"
    assert bench.shortcuts.is_own("models") and not bench.shortcuts.is_own("open")
    assert Bench(settings, qtbot).actions["models"].shortcut() == key("Ctrl+U")
    assert bench.shortcuts.set("models", default("models"))
    assert bench.press(bench.side, Qt.Key.Key_U, CTRL) == ""
    assert settings.text("shortcuts") == ""


def test_a_key_that_another_command_has_is_refused_with_its_name(bench: Bench, settings: Settings) -> None:
    assert bench.shortcuts.owner(key("Ctrl+O"), "models") == "Open pictures"
    assert not bench.shortcuts.set("models", key("Ctrl+O"))
    assert settings.text("shortcuts") == ""
    assert bench.press(bench.side, Qt.Key.Key_O, CTRL) == "open"
    assert bench.shortcuts.owner(key("?"), "models") == "Keyboard shortcuts"
    assert bench.shortcuts.owner(key("Alt+F"), "models") == "the menu File"
    assert bench.shortcuts.owner(key("Esc"), "models").startswith("Everywhere: Cancel")
    assert bench.shortcuts.owner(key("Ctrl+O"), "open") == ""
    assert bench.shortcuts.owner(key("Del"), "delete_region") == "", "the list of jobs has it only while in focus"
    assert bench.shortcuts.owner(QKeySequence(), "open") == ""


def test_no_default_is_in_use_elsewhere(bench: Bench) -> None:
    taken = {row.id: bench.shortcuts.owner(default(row.id), row.id) for row in ACTIONS}
    assert {name: owner for name, owner in taken.items() if owner} == {}


def test_a_key_that_was_given_up_is_free(bench: Bench) -> None:
    assert bench.shortcuts.set("open", QKeySequence())
    assert bench.shortcuts.set("models", key("Ctrl+O"))
    assert bench.press(bench.side, Qt.Key.Key_O, CTRL) == "models"
    assert not bench.shortcuts.set("open", default("open")), "it is taken now"
    bench.shortcuts.reset()
    assert bench.press(bench.side, Qt.Key.Key_O, CTRL) == "open"


def test_a_letter_works_where_pictures_are_and_types_elsewhere(bench: Bench) -> None:
    assert bench.shortcuts.set("models", key("K"))
    assert bench.shortcuts.set("fit", key("Ctrl+U"))
    assert bench.shortcuts.set("tool_brush", key("Ctrl+Shift+U"))
    ran = {name: bench.press(getattr(bench, name), Qt.Key.Key_K) for name in ("centre", "list", "side", "field")}
    assert ran == {"centre": "models", "list": "", "side": "", "field": ""}
    assert bench.field.text() == "k"
    assert bench.press(bench.side, Qt.Key.Key_U, CTRL) == "fit"
    assert bench.press(bench.field, Qt.Key.Key_U, CTRL | Qt.KeyboardModifier.ShiftModifier) == "tool_brush"
    bench.shortcuts.reset()
    assert bench.press(bench.list, Qt.Key.Key_F) == "fit"
    assert bench.press(bench.side, Qt.Key.Key_F) == ""


def test_f1_and_a_question_mark_show_the_keys_unless_one_types(bench: Bench) -> None:
    for part in (bench.centre, bench.list, bench.side):
        assert bench.press(part, Qt.Key.Key_F1) == "shortcuts"
        assert bench.press(part, Qt.Key.Key_Question) == "shortcuts"
    assert bench.press(bench.field, Qt.Key.Key_F1) == "shortcuts"
    bench.field.setFocus()
    bench.ran.clear()
    bench.qtbot.keyClicks(bench.field, "?")
    assert (bench.field.text(), bench.ran) == ("?", [])


@pytest.mark.parametrize("text", ["{", "[]", "3", '{"open": 3}', '{"no such": "Ctrl+U"}', '{"open": "Ctrl+U, Ctrl+V"}'])
def test_damaged_keys_cost_nothing(text: str, qtbot: QtBot) -> None:
    bench = Bench(Settings({"shortcuts": text}), qtbot)
    assert {row.id: bench.shortcuts.key(row.id) for row in ACTIONS} == {row.id: default(row.id) for row in ACTIONS}


def test_no_key_runs_two_commands(qtbot: QtBot) -> None:
    """A new version may bring a key that the user gave to another command."""
    bench = Bench(Settings({"shortcuts": json.dumps({"models": "Ctrl+O", "about": "Ctrl+O", "quit": "?"})}), qtbot)
    assert bench.press(bench.side, Qt.Key.Key_O, CTRL) == "models"
    keys = [bench.shortcuts.key(name).toString() for name in ("open", "about", "quit")]
    assert keys == ["", "", ""]


@pytest.fixture
def page(bench: Bench, qtbot: QtBot) -> ShortcutsDialog:
    made = ShortcutsDialog(bench.shortcuts)
    qtbot.addWidget(made)
    return made


def lines(page: ShortcutsDialog) -> list[tuple[str, str, str]]:
    """Group, command and keys of what is shown."""
    found, model = [], page.tree.model()
    for number in range(model.rowCount()):
        group = model.index(number, 0)
        for row in range(model.rowCount(group)):
            if not page.tree.isRowHidden(row, group):
                found.append(tuple(str(model.index(row, at, group).data()) for at in (0, 1)))
                found[-1] = (str(group.data()), *found[-1])
    return found  # type: ignore[return-value]


def test_the_page_shows_every_key(page: ShortcutsDialog, bench: Bench) -> None:
    shown = lines(page)
    assert ("File", "Open pictures", "Ctrl+O") in shown
    assert ("Help", "Keyboard shortcuts", "F1, ?") in shown
    assert ("Explain", "Cancel", "Esc") in shown
    assert ("Jobs", "Move the job up or down", "Alt+↑, Alt+↓") in shown
    with_key = [row for row in ACTIONS if row.shortcut or row.key_shown]
    assert len(shown) == len(with_key) + len(FIXED_KEYS)
    bench.shortcuts.set("open", key("Ctrl+U"))
    assert ("File", "Open pictures", "Ctrl+U") in lines(page)


def test_the_page_is_searched_by_command_key_and_place(page: ShortcutsDialog, qtbot: QtBot) -> None:
    for typed, command in (("ctrl+o", "Open pictures"), ("fit", "Fit"), ("jobs cancel", "Cancel the job")):
        page.filter.clear()
        qtbot.keyClicks(page.filter, typed)
        assert command in [text for _, text, _ in lines(page)]
        assert len(lines(page)) < 8
    qtbot.keyClicks(page.filter, "zzz")
    assert lines(page) == []


def test_every_key_that_a_widget_handles_is_on_the_page() -> None:
    handled = set()
    for file in (ROOT / "attnstudio" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr.startswith("Key_"):
                handled.add(QKeySequence(getattr(Qt.Key, node.attr)).toString())
    listed = {QKeySequence(one).toString() for fixed in FIXED_KEYS for one in fixed.keys}
    assert len(handled) > 10
    assert handled - listed == set()


def test_fixed_keys_are_understood() -> None:
    assert all(QKeySequence(one).toString() for fixed in FIXED_KEYS for one in fixed.keys)
    assert not {row.shortcut for row in ACTIONS} & {"Esc", "Tab", "F10"}
