"""Actions as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.app.app import App
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import ACTIONS, When
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.shell.menus import MENUS
from attnstudio.ui.shell.shortcuts import is_typed

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def window_actions(qtbot: QtBot) -> dict[str, QAction]:
    owner = QWidget()
    qtbot.addWidget(owner)
    actions_by_id = actions.build(owner)
    actions.retranslate(actions_by_id)
    actions.show_icons(actions_by_id)
    actions_by_id["owner"] = owner  # type: ignore[assignment]  # it must outlive them
    return actions_by_id


@pytest.fixture
def window(make_app: Callable[[], App]) -> Iterator[MainWindow]:
    window = make_app().services.window
    yield window
    window.language_requested.emit("en")


def _doubled(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


def test_ids_and_shortcuts_are_unique() -> None:
    assert not _doubled([row.id for row in ACTIONS])
    shortcuts = [QKeySequence(row.shortcut).toString() for row in ACTIONS if row.shortcut]
    assert all(shortcuts), "one is not understood"
    assert not _doubled(shortcuts)


def test_every_shortcut_reaches_its_action(window_actions: dict[str, QAction]) -> None:
    for row in ACTIONS:
        assert window_actions[row.id].shortcut() == QKeySequence(row.shortcut)


def test_shortcuts_without_a_modifier_are_recognised() -> None:
    letters = {row.shortcut for row in ACTIONS if is_typed(QKeySequence(row.shortcut))}
    assert {"M", "Shift+B", "[", "1", "Del"} <= letters
    assert not {one for one in letters if "Ctrl" in one or "Alt" in one}
    assert "Esc" not in letters


def test_menus_name_actions_that_exist_and_leave_none_out() -> None:
    known = {row.id for row in ACTIONS}
    named = [name for names in MENUS.values() for name in names if name]
    assert set(named) <= known
    assert not _doubled(named)
    assert known - set(named) == set(), "no menu leads there"


def test_menus_hold_the_actions(window: MainWindow) -> None:
    for title, names in MENUS.items():
        [menu] = [one.menu() for one in window.menuBar().actions() if one.text() == title]
        assert isinstance(menu, QMenu)
        held = [one.objectName() for one in menu.actions()]
        assert [name for name in names if name] == [name for name in held if name in window.actions_by_id]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_letters_of_one_menu_differ(window: MainWindow, language: str) -> None:
    window.language_requested.emit(language)
    for holder in (window.menuBar(), *(one.menu() for one in window.menuBar().actions())):
        assert isinstance(holder, QMenuBar | QMenu)
        texts = [one.text().replace("&&", "") for one in holder.actions() if one.text()]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert not _doubled(letters), texts


def test_the_toolbar_names_its_buttons(window: MainWindow) -> None:
    bar = window.findChild(QToolBar, "toolbar")
    assert bar is not None
    for one in bar.actions():
        if one.objectName() in window.actions_by_id:
            assert one.toolTip()
            assert not one.icon().isNull()


@pytest.mark.parametrize(
    ("holds", "there"),
    [
        (set(), set()),
        ({When.PICTURE}, {"copy_view", "run", "previous_picture", "next_picture", "fit", "actual_size", "zoom_in"}),
        ({When.PICTURE, When.MAP}, {"run", "save_overlay", "next_view"}),
        ({When.BUSY}, {"cancel"}),
        ({When.UNDO}, {"undo"}),
        ({When.CANVAS, When.SELECTED}, {"delete_region", "tool_brush"}),
        (set(When), {row.id for row in ACTIONS}),
    ],
)
def test_actions_are_there_when_they_make_sense(
    window_actions: dict[str, QAction], holds: set[When], there: set[str]
) -> None:
    actions.enable(window_actions, {state: state in holds for state in When if state is not When.ALWAYS})
    enabled = {row.id for row in ACTIONS if window_actions[row.id].isEnabled()}
    always = {row.id for row in ACTIONS if row.when is When.ALWAYS}
    assert there | always <= enabled
    assert {row.id for row in ACTIONS if row.when not in holds and row.when is not When.ALWAYS} & enabled == set()


def test_tool_tips_say_the_name_and_the_shortcut(window_actions: dict[str, QAction]) -> None:
    assert window_actions["open"].toolTip() == "Open pictures (Ctrl+O)"
    assert window_actions["about"].toolTip() == "About attnstudio"
    for row in ACTIONS:
        assert row.shortcut in window_actions[row.id].toolTip()
        assert "&" not in window_actions[row.id].toolTip()


def test_every_icon_of_a_row_is_drawn(window_actions: dict[str, QAction]) -> None:
    for row in ACTIONS:
        assert window_actions[row.id].icon().isNull() == (row.icon == "")
