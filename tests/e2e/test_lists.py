"""What people do with the lists of the window: take pictures off, menus, drag out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.desk import Desk, copies
from helpers.jobs import SCENES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from attnstudio.core.regions import Rectangle, Region

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def pictures(desk: Desk, tmp_path: Path) -> list[Path]:
    """Three open ones; the first is shown."""
    made = copies(tmp_path, SCENES[:3])
    desk.app.services.pictures.replace(made)
    desk.app.browser.choose(made[0])
    desk.idle()
    return made


def listed(desk: Desk) -> list[Path]:
    return list(desk.app.services.pictures.paths)


def press(desk: Desk, widget: QWidget, key: Qt.Key) -> None:
    desk.window.activateWindow()
    widget.setFocus()
    desk.qtbot.waitUntil(widget.hasFocus)
    desk.qtbot.keyClick(widget, key)


def test_delete_takes_pictures_off_the_list_and_undo_puts_them_back(desk: Desk, pictures: list[Path]) -> None:
    press(desk, desk.app.browser.list, Qt.Key.Key_Delete)
    desk.idle()
    assert listed(desk) == pictures[1:]
    assert desk.path == pictures[1], "its neighbour is shown"
    assert pictures[0].is_file()
    desk.app.services.pictures.select_rows(np.array([1, 2]))
    desk.action("remove_pictures").trigger()
    desk.idle()
    assert listed(desk) == []
    assert desk.app.welcome.isVisible()
    assert desk.app.canvas.picture is None
    assert not desk.action("remove_pictures").isEnabled()
    assert not desk.action("run").isEnabled()
    assert desk.action("undo").text() == "&Undo remove pictures"
    desk.action("undo").trigger()
    desk.idle()
    assert listed(desk) == pictures[1:]
    assert desk.path == pictures[1]
    assert desk.app.services.pictures.selected == tuple(pictures[1:])
    desk.action("undo").trigger()
    desk.idle()
    assert listed(desk) == pictures
    assert desk.path == pictures[0]
    desk.action("redo").trigger()
    assert listed(desk) == pictures[1:]


def test_a_result_of_a_removed_picture_brings_it_back(desk: Desk, pictures: list[Path]) -> None:
    row = len(desk.rows) - 1
    desk.action("clear_list").trigger()
    assert listed(desk) == []
    assert not desk.app.browser.list.isVisible()
    assert len(desk.rows) == row + 1, "its maps stay"
    desk.click_row(row)
    desk.idle()
    assert listed(desk) == pictures[:1]
    assert desk.path == pictures[0]
    assert desk.map is not None


def test_undo_is_of_the_latest_change_that_is_seen(desk: Desk, pictures: list[Path]) -> None:
    box = Region((Rectangle(5, 5, 30, 30),))
    desk.app.regions.controller.replace({pictures[0]: box})
    desk.app.services.pictures.select_rows(np.array([1]))
    desk.action("remove_pictures").trigger()
    desk.app.browser.choose(pictures[0])
    desk.idle()
    desk.action("undo").trigger()
    assert listed(desk) == pictures
    assert desk.app.regions.controller.region_of(pictures[0]) == box
    desk.action("undo").trigger()
    assert desk.app.regions.controller.region_of(pictures[0]) is None
