"""A popup has a frame: it has the colour of the window behind it."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from attnstudio.ui.widgets.popup_dialog import PopupDialog


def test_a_popup_is_framed(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    popup = PopupDialog(window)
    popup.resize(80, 60)
    seen = popup.grab().toImage()
    frame = popup.palette().color(QPalette.ColorRole.PlaceholderText)
    edge = [(x, y) for x in range(80) for y in (0, 59)] + [(x, y) for x in (0, 79) for y in range(60)]
    assert {seen.pixelColor(x, y).name() for x, y in edge} == {frame.name()}
    assert seen.pixelColor(40, 30) == popup.palette().color(QPalette.ColorRole.Window)
