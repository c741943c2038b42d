"""The command palette finds and does everything."""

from __future__ import annotations

import pytest
from helpers.desk import Desk
from helpers.jobs import SCENES
from PySide6.QtCore import Qt

from attnstudio.ui.palette.entries import Entry
from attnstudio.ui.palette.palette import Palette
from attnstudio.ui.palette.search import MOST, find

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def palette(desk: Desk) -> Palette:
    desk.action("palette").trigger()
    made = desk.app.features.palette
    assert made.isVisible()
    return made


def rows(palette: Palette) -> list[tuple[str, str, str]]:
    model = palette.list.model()
    cells = [[str(model.index(row, column).data()) for column in range(3)] for row in range(model.rowCount())]
    return [(text, detail, kind) for text, detail, kind in cells]


def run(desk: Desk, palette: Palette, typed: str) -> None:
    desk.qtbot.keyClicks(palette.field, typed)
    desk.qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    desk.idle()


def test_a_command_is_found_and_run(desk: Desk, palette: Palette) -> None:
    run(desk, palette, "layer insp")
    assert desk.action("inspector").isChecked()
    desk.action("inspector").trigger()


def test_what_makes_no_sense_now_is_not_offered(desk: Desk, palette: Palette) -> None:
    desk.qtbot.keyClicks(palette.field, "save report")
    assert not [text for text, _, kind in rows(palette) if kind == "Command"], "nothing was measured"


def test_a_method_a_class_and_a_picture_are_chosen(desk: Desk, palette: Palette) -> None:
    desk.app.features.pictures.controller.open(SCENES[:4])
    desk.idle()
    run(desk, palette, "hirescam")
    assert [call.id for call in desk.app.services.selection.now.methods] == ["hirescam"]
    assert desk.submitted[-1].methods[0].id == "hirescam"
    desk.action("palette").trigger()
    desk.qtbot.keyClicks(palette.field, "umbrella")
    assert rows(palette)[0] == ("umbrella", "9", "Target")
    desk.qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    desk.idle()
    assert desk.app.services.selection.now.target == "9"
    desk.action("palette").trigger()
    run(desk, palette, SCENES[3].name)
    assert desk.path == SCENES[3]


def test_arrow_keys_choose_among_what_is_found(desk: Desk, palette: Palette) -> None:
    desk.qtbot.keyClicks(palette.field, "grad")
    found = rows(palette)
    assert len(found) > 3
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        desk.qtbot.keyClick(palette.field, key)
    assert palette.list.currentIndex().row() == 1
    desk.qtbot.keyClick(palette.field, Qt.Key.Key_PageUp)
    assert palette.list.currentIndex().row() == 0
    desk.qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def entry(text: str, detail: str = "") -> Entry:
    return Entry("action", text, detail, lambda: None)


def test_what_begins_with_the_word_comes_first() -> None:
    found = find("cam", [entry("Scam"), entry("Score-CAM"), entry("Camera of mine"), entry("CAM"), entry("other")])
    assert [one.text for one in found] == ["CAM", "Camera of mine", "Score-CAM", "Scam"]


def test_every_word_has_to_be_there() -> None:
    assert [one.text for one in find("save map", [entry("Save overlay"), entry("Map, saved"), entry("Save map")])] == [
        "Save map",
        "Map, saved",
    ]
    assert [one.text for one in find("308", [entry("fly", "308"), entry("bee", "309")])] == ["fly"]


def test_of_very_many_the_nearest_are_shown() -> None:
    assert len(find("a", (entry(f"a{number}") for number in range(10_000)))) == MOST
    assert len(find("", (entry(f"a{number}") for number in range(10_000)))) == MOST
