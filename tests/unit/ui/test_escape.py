"""Escape leads out of one thing at a time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from attnstudio.ui.shell.escape import EscapeDispatcher


def test_the_first_that_has_something_to_leave_takes_the_key(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dispatcher = EscapeDispatcher(window)
    open_things, left = {"comparison", "channel"}, list[str]()

    def leaving(name: str) -> bool:
        if name not in open_things:
            return False
        open_things.remove(name)
        left.append(name)
        return True

    for name in ("job", "channel", "comparison"):
        dispatcher.add(partial(leaving, name))
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert left == ["channel"]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert left == ["channel", "comparison"]
