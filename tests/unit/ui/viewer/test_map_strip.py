"""The strip over a map: what is wrong with it, and a button that may help."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from attnstudio.core.request import Heatmap
from attnstudio.core.text import Notice
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.viewer.map_strip import MapStrip

FLAT = Notice("The map is flat.", warning=True)
FROM = "This map is from the model Net, not from the chosen one."


def heatmap(*notices: Notice) -> Heatmap:
    return Heatmap(np.zeros((2, 2), np.float32), 0.0, 1.0, "lrp", None, 0.1, False, notices)


def test_the_way_out_is_named_as_in_the_form(qtbot: QtBot) -> None:
    strip = MapStrip()
    qtbot.addWidget(strip)
    language = Language()
    notice = Notice("The relevance grows.", warning=True, setting=("lrp", "biases", "absorb"))
    try:
        language.choose("ru")
        strip.show_map(heatmap(notice))
        assert strip.action.text() == "Смещения: поглощают"
        with qtbot.waitSignal(strip.parameter_requested) as requested:
            qtbot.mouseClick(strip.action, Qt.MouseButton.LeftButton)
        assert requested.args == ["lrp", "biases", "absorb"]
    finally:
        language.choose("en")


def test_each_reason_goes_by_itself_and_the_strip_with_the_last(qtbot: QtBot) -> None:
    strip = MapStrip()
    qtbot.addWidget(strip)
    shown = heatmap(FLAT)
    strip.show_map(shown, is_faint=True)
    strip.show_model_name("Net")
    assert strip.text.text().splitlines()[:2] == [FROM, "The map is flat."]
    assert "hardly anything else is seen" in strip.text.text() and strip.action.text() == "Auto contrast"
    strip.show_map(shown)
    assert strip.text.text().splitlines() == [FROM, "The map is flat."] and not strip.action.isVisible()
    strip.show_map(None)
    assert strip.isHidden(), "a channel is shown in its place"
    strip.show_map(shown)
    assert strip.text.text().splitlines() == [FROM, "The map is flat."]
    strip.show_model_name("")
    assert strip.text.text() == "The map is flat."
    strip.show_map(heatmap())
    assert strip.isHidden()


def test_what_was_dismissed_stays_hidden_until_there_is_something_new(qtbot: QtBot) -> None:
    strip = MapStrip()
    qtbot.addWidget(strip)
    shown = heatmap(FLAT)
    strip.show_map(shown, is_faint=True)
    qtbot.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    for is_faint in (False, True):
        strip.show_map(shown, is_faint=is_faint)
        assert strip.isHidden(), "another contrast is no other map"
    strip.show_model_name("Net")
    assert not strip.isHidden()
    qtbot.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    strip.show_model_name("")
    assert strip.isHidden()
    strip.show_map(heatmap(FLAT))
    assert not strip.isHidden()


def test_a_strip_that_is_behind_another_page_changes_its_language(qtbot: QtBot) -> None:
    page, strip, language = QWidget(), MapStrip(), Language()
    strip.setParent(page)
    qtbot.addWidget(page)
    strip.show_map(heatmap(), is_faint=True)
    try:
        language.choose("ru")
        strip.retranslate()
        assert strip.text.text().startswith("Несколько значений")
    finally:
        language.choose("en")
