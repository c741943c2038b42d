"""The lab, as a person does it: from the start of the program to a Word document, as docs/measuring.md lists it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import ROOT, reports
from helpers.desk import DEFAULTS, LEFT, Desk, copies
from helpers.jobs import SCENES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QWidget

from attnstudio.core.request import LAB_METHODS
from attnstudio.settings import Settings
from attnstudio.ui.measure.panel import PictureScope

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

MOST = 15
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Person:
    """Counts what is done with the hands: a drop, a key or a shortcut, a text, a click, a choice in a box."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.qtbot = desk, desk.qtbot
        self.actions = 1  # the program was started

    def drop(self, *paths: Path) -> None:
        self.actions += 1
        self.desk.drop(*paths, over=self.desk.window)
        self.desk.idle()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.actions += 1
        self.qtbot.keyClick(self._at_keyboard(), key, modifiers)
        QApplication.processEvents()

    def write(self, text: str) -> None:
        self.actions += 1
        self.qtbot.keyClicks(self._at_keyboard(), text)

    def click(self, widget: QWidget) -> None:
        self.actions += 1
        self.qtbot.mouseClick(widget, LEFT)

    def choose(self, box: QComboBox, value: object) -> None:
        """As a click on the box, and one on the row."""
        self.actions += 1
        box.setCurrentIndex(box.findData(value))

    def _at_keyboard(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        return QApplication.focusWidget() or self.desk.window if popup is None else popup.focusWidget() or popup


def listed_actions() -> list[str]:
    """The numbered list of docs/measuring.md."""
    part = (ROOT / "docs" / "measuring.md").read_text(encoding="utf-8").partition("From a double click to a Word")[2]
    return re.findall(r"^\d+\. .+", part, re.MULTILINE)


def test_from_the_start_to_a_word_document(
    open_app: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = copies(tmp_path, SCENES[:4])
    desk = open_app(Settings(DEFAULTS | {"folder": ""}))
    person, panel = Person(desk), desk.app.panels.measure

    def confirm(_: QWidget, __: str, proposal: str, kinds: str) -> tuple[str, str]:
        person.actions += 1  # Enter
        return proposal, kinds.split(";;")[0]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", confirm)
    desk.window.activateWindow()
    person.drop(*photos)
    person.press(Qt.Key.Key_J, CONTROL)
    person.write("lab")
    person.press(Qt.Key.Key_Return)
    assert [call.id for call in desk.app.services.selection.now.methods] == list(LAB_METHODS)
    desk.window.activateWindow()  # as a window manager does
    desk.idle()
    person.press(Qt.Key.Key_M, CONTROL | SHIFT)
    person.choose(panel.scope, PictureScope.ALL)
    person.click(panel.measure)
    desk.idle()
    person.press(Qt.Key.Key_R, CONTROL | SHIFT)
    desk.qtbot.waitUntil(lambda: desk.app.features.measure.reports.dialog is not None)
    person.write("Ivanova")
    person.press(Qt.Key.Key_Return)
    desk.idle()
    report = reports.in_docx((tmp_path / "report.docx").read_bytes())
    assert "Ivanova" in report.text
    assert all(picture.name in report.text for picture in photos)
    assert person.actions == len(listed_actions()) <= MOST
