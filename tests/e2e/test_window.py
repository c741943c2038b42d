"""The window as people use it: the real application with the built-in model."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers import Call
from helpers.desk import LEFT, PATIENCE, Desk, copies, dragged, same
from helpers.jobs import SCENE, SCENES, run_script
from helpers.widgets import control, texts
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.logging import _QtMessageCapture
from pytestqt.qtbot import QtBot

from attnstudio import cli, paths
from attnstudio.core import images, overlay
from attnstudio.core.contrast import Contrast
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.models.base import all_specs
from attnstudio.core.needs import Need
from attnstudio.core.request import MethodCall
from attnstudio.jobs.pictures import to_qimage
from attnstudio.settings import Settings
from attnstudio.start import Start, settings_of
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.numbers import in_range
from attnstudio.ui.state.display_options import View
from attnstudio.ui.state.viewed import Page

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

needs_translations = pytest.mark.skipif(
    not paths.resource("translations").is_dir(), reason="resources/translations is not there"
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A text with a picture's name."""
    file = tmp_path / "page.jpg"
    file.write_text("<html>a log-in page</html>")
    return file


# The first run


def test_one_click_leads_to_a_first_map(open_app: Callable[..., Desk], qtbot: QtBot, tmp_path: Path) -> None:
    desk = open_app(Settings(), tmp_path / "settings.json")
    window = desk.window
    assert desk.app.panels.welcome.isVisible()
    assert not desk.app.panels.canvas.isVisible()
    assert not desk.action("run").isEnabled()
    assert not desk.app.panels.explain.run_button.isEnabled()
    assert desk.message == ""

    assert desk.app.panels.welcome.scenes_button.text() == "Open the scenes"
    qtbot.mouseClick(desk.app.panels.welcome.scenes_button, LEFT)
    desk.idle()

    assert desk.app.panels.canvas.isVisible()
    assert desk.path == SCENES[0]
    assert window.windowTitle() == f"{SCENES[0].name} - Grad-CAM++ - attnstudio"
    assert desk.app.panels.model_picker.chosen == "demo"
    assert re.fullmatch(r"Demo \(built in\) on CPU, \d\.\d GB", desk.app.panels.status_bar.device.text())
    assert desk.app.panels.target_picker.bars.accessibleDescription().count("%") == 5
    assert desk.app.panels.target_picker.bars.accessibleDescription().startswith("ball 100.0 %")
    assert [row[:2] for row in desk.rows] == [[SCENES[0].name, "Grad-CAM++"]]
    assert desk.shown.values.max() == pytest.approx(1, abs=1e-4)
    with_map = desk.app.panels.canvas.grab().toImage()
    desk.app.panels.canvas.set_view(View.PICTURE)
    assert desk.app.panels.canvas.grab().toImage() != with_map, "no map is seen over the picture"
    assert len(SCENES) == desk.app.panels.browser.list.model().rowCount()
    assert desk.action("run").isEnabled()
    assert desk.action("save_overlay").isEnabled()
    assert not desk.action("cancel").isEnabled()


# Dropping


def _children(desk: Desk) -> dict[str, QWidget]:
    seed = desk.app.panels.layer_picker.form.control("seed").findChild(QLineEdit)
    assert seed is not None
    window = desk.window
    return {
        "viewer": desk.app.panels.canvas,
        "browser": desk.app.panels.browser.list.viewport(),
        "filter": desk.app.panels.browser.filter,
        "search": desk.app.panels.target_picker.search,
        "methods": desk.app.panels.method_selector.box,
        "form": seed,
        "results": desk.app.panels.results.table.viewport(),
        "log": desk.app.panels.log.text.viewport(),
        "menu": window.menuBar(),
        "status": window.statusBar(),
    }


def test_a_dropped_picture_is_shown(desk: Desk, tmp_path: Path) -> None:
    [file] = copies(tmp_path, SCENES[2:3])
    desk.drop(file)
    desk.idle()
    assert desk.path == file
    assert desk.window.windowTitle() == f"{file.name} - Grad-CAM++ - attnstudio"
    assert desk.rows[-1][0] == file.name
    assert same(desk.pixels, np.asarray(Image.open(SCENES[2]).convert("RGB")))


@pytest.mark.parametrize(
    "place", ["viewer", "browser", "filter", "search", "methods", "form", "results", "log", "menu", "status"]
)
def test_a_picture_may_be_dropped_anywhere(desk: Desk, tmp_path: Path, place: str) -> None:
    [file] = copies(tmp_path, SCENES[3:4])
    desk.drop(file, over=_children(desk)[place])
    desk.idle()
    assert desk.path == file
    texts = (
        desk.app.panels.browser.filter.text(),
        desk.app.panels.target_picker.search.text(),
        desk.app.panels.layer_picker.input_values()["seed"],
    )
    assert texts == ("", "", 0), "it was taken for text"


def test_a_dropped_folder_lists_its_pictures_and_shows_the_first(desk: Desk, tmp_path: Path) -> None:
    files = copies(tmp_path, SCENES[4:7])
    (tmp_path / "notes.txt").write_text("no picture")
    before = desk.app.panels.browser.pictures.rowCount()
    desk.drop(tmp_path)
    desk.idle()
    assert desk.app.panels.browser.pictures.rowCount() == before + 3
    assert desk.path == files[0]


def test_a_mixed_drop_lists_everything_and_shows_the_first_new_one(desk: Desk, tmp_path: Path, page: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    inside = copies(folder, SCENES[4:6])
    [file] = copies(tmp_path, SCENES[7:8])
    before = desk.app.panels.browser.pictures.rowCount()
    desk.drop(SCENES[0], folder, page, file)
    desk.idle()
    assert desk.app.panels.browser.pictures.rowCount() == before + 4
    assert desk.path == inside[0]
    assert desk.message == ""


def test_a_failed_open_shows_why_and_keeps_the_last_good_state(desk: Desk, page: Path) -> None:
    window = desk.window
    picture, shown, title = desk.picture, desk.map, window.windowTitle()
    bars, rows = desk.app.panels.target_picker.bars.accessibleDescription(), desk.rows
    desk.drop(page)
    desk.idle()
    assert "page.jpg" in desk.message
    assert "text, not a picture" in desk.message
    assert "Traceback" not in desk.message
    assert desk.picture is picture
    assert desk.map is shown
    assert window.windowTitle() == title
    assert desk.app.panels.target_picker.bars.accessibleDescription() == bars
    assert desk.rows == rows
    assert not desk.submitted
    assert desk.message in desk.app.panels.log.text.toPlainText()

    desk.open(SCENES[1])
    assert desk.path == SCENES[1]
    assert desk.message == ""


def test_the_same_bad_file_is_reported_again(desk: Desk, page: Path, qtbot: QtBot) -> None:
    desk.drop(page)
    desk.idle()
    qtbot.mouseClick(desk.app.panels.banner.close_button, LEFT)
    assert desk.message == ""
    desk.drop(page)
    desk.idle()
    assert "page.jpg" in desk.message


def test_an_edited_picture_that_is_dropped_again_is_shown_anew(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    [file] = copies(tmp_path, SCENES[2:3])
    desk.drop(file)
    desk.idle()
    file.write_bytes(SCENE["fish"].read_bytes())
    desk.drop(file)
    desk.idle()
    desk.idle()
    assert same(desk.pixels, np.asarray(Image.open(SCENE["fish"]).convert("RGB")))
    assert desk.app.panels.target_picker.bars.accessibleDescription().startswith("fish ")


def test_a_failed_open_stays_reported_when_an_older_job_ends(desk: Desk, page: Path, qtbot: QtBot) -> None:
    desk.choose("SmoothGrad")
    desk.idle()
    desk.set("samples", 400)
    desk.app.features.explain.controller.explain()
    desk.wait_for_partial_map()
    with qtbot.waitSignal(desk.app.services.loader.failed, timeout=30_000):
        desk.drop(page)
    assert not desk.board.is_idle, "the job has ended too early for this test"
    desk.idle()
    assert "page.jpg" in desk.message, "the result of another picture took the message away"


def test_an_empty_folder_is_reported(desk: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "holidays"
    empty.mkdir()
    desk.drop(empty)
    assert desk.message == "There are no pictures in holidays."
    assert desk.path == SCENES[0]


@pytest.mark.parametrize("place", ["viewer", "browser", "filter", "results", "status"])
def test_what_is_no_picture_is_refused_while_it_hovers(desk: Desk, tmp_path: Path, place: str) -> None:
    over = _children(desk)[place]
    notes = tmp_path / "notes.txt"
    notes.write_text("no picture")
    other, web = QMimeData(), QMimeData()
    other.setUrls([QUrl("ftp://example.org/a.jpg")])
    web.setUrls([QUrl("https://example.org/a.jpg")])
    assert not desk.drag(dragged(notes, text=False), over)
    assert not desk.drag(dragged(tmp_path / "gone.pdf", notes, text=False), over)
    assert not desk.drag(other, over)
    assert desk.drag(web, over), "a link, which is fetched after a question"
    assert desk.drag(dragged(notes, SCENES[0], text=False), over), "one of them is a picture"
    assert desk.drag(dragged(tmp_path, text=False), over)


# Choosing


def test_another_method_updates_the_map(desk: Desk) -> None:
    before = desk.shown.values
    desk.choose("Saliency")
    desk.idle()
    assert not same(desk.shown.values, before)
    assert desk.window.windowTitle() == f"{SCENES[0].name} - Saliency - attnstudio"
    assert desk.rows[-1][1:3] == ["Saliency", "-"]
    assert [call.id for call in desk.submitted[-1].methods] == ["saliency"]


def test_typing_in_a_list_finds_a_name_and_runs_no_shortcut(desk: Desk, qtbot: QtBot) -> None:
    chooser = desk.app.panels.method_selector.chooser
    desk.window.activateWindow()
    desk.action("choose_methods").trigger()
    assert chooser.field.hasFocus()
    chooser.list.setFocus()
    qtbot.keyClicks(chooser.list, "eigen")
    assert chooser.field.text() == "eigen"
    assert chooser.list.row is not None and chooser.list.row.name == "Eigen-CAM"
    qtbot.keyClick(chooser.field, Qt.Key.Key_Escape)
    assert not chooser.isVisible()
    assert desk.action("tool_select").isChecked()
    desk.window.activateWindow()
    desk.app.panels.canvas.setFocus()
    qtbot.keyClicks(desk.app.panels.canvas, "e")
    assert desk.action("tool_ellipse").isChecked()
    desk.action("tool_select").trigger()


def test_several_methods_are_listed_and_the_first_is_shown(desk: Desk) -> None:
    desk.choose("Saliency", "Grad-CAM")
    desk.idle()
    assert {row[1] for row in desk.rows if row[0] == SCENES[0].name} >= {"Saliency", "Grad-CAM"}
    assert [call.id for call in desk.submitted[-1].methods] == ["saliency", "gradcam"]


def test_all_that_are_fast_are_computed_in_one_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open(SCENES[0])
    asked = desk.submitted
    asked.clear()
    desk.action("run_fast").trigger()
    desk.idle()
    offered = frozenset(Need) - {Need.ATTENTION}  # the demo model is no transformer
    cheap = {method.id for method in METHODS if method.cost is Cost.SINGLE and not method.lacks(offered)}
    assert len(asked) == 1
    assert {call.id for call in asked[0].methods} == cheap
    assert {METHODS.discover()[name].name for name in cheap} == {row[1] for row in desk.rows}
    assert any("methods, computed together" in text for text in texts(desk.app.panels.method_selector))
    # Each of them is known from now on.
    busy: list[bool] = []
    desk.board.busy_changed.connect(busy.append)
    desk.choose("Saliency")
    desk.idle()
    assert desk.window.windowTitle() == f"{SCENES[0].name} - Saliency - attnstudio"
    assert busy == []


def test_a_wrapper_in_the_form_changes_the_map(desk: Desk) -> None:
    desk.open(SCENES[0])
    desk.choose("Grad-CAM")
    desk.idle()
    before = desk.shown.values
    desk.set("noise_samples", 8)
    desk.idle()
    [call] = desk.app.services.selection.now.methods
    assert call.params == (("noise_samples", 8),)
    assert not same(desk.shown.values, before)


def test_the_device_is_chosen_in_the_menu(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open(SCENES[0])
    asked = desk.submitted
    asked.clear()
    menu = desk.app.panels.device_menu
    entries = {action.text(): action for action in menu.actions()}
    assert entries["Automatic: a GPU if there is one"].isChecked()
    assert entries["Automatic: half of what is free"].isChecked()
    assert desk.app.panels.status_bar.device.menu() is menu
    entries["2 GB"].trigger()
    assert asked == [], "the memory of a batch changes no map"
    entries["CPU"].trigger()
    desk.idle()
    assert (asked[-1].device, asked[-1].memory) == ("cpu", 2 * 2**30)
    assert desk.message == ""
    entries["Automatic: a GPU if there is one"].trigger()
    entries["Automatic: half of what is free"].trigger()
    desk.idle()


def test_a_missing_device_is_reported_with_a_recovery_action(desk: Desk) -> None:
    desk.app.services.selection.set(device="gpu:5")
    desk.open(SCENES[0])
    assert "there is no gpu:5. Choose auto or cpu" in desk.message
    [auto] = [one for one in desk.app.panels.device_menu.actions() if one.data() == "auto"]
    auto.trigger()
    desk.idle()
    assert desk.shown is not None


def test_a_picture_edited_on_disk_is_shown_anew_with_its_new_map(desk: Desk, tmp_path: Path) -> None:
    [file] = copies(tmp_path, SCENES[:1])
    desk.open(file)
    old = desk.shown.values
    file.write_bytes(SCENES[3].read_bytes())
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 10**9))
    desk.app.features.explain.controller.explain()
    desk.idle()
    assert same(desk.pixels, np.asarray(Image.open(SCENES[3]).convert("RGB")))
    assert not same(desk.shown.values, old)
    assert [row[0] for row in desk.rows[-2:]] == [file.name, file.name]
    assert [row[3] for row in desk.rows[-2:]] == ["ball (0)", "butterfly (1)"]


def test_another_target_updates_the_map(desk: Desk, qtbot: QtBot) -> None:
    before = desk.shown.values
    desk.click_bar(1)
    desk.idle()
    assert not same(desk.shown.values, before)
    assert desk.rows[-1][3] == "umbrella (9)"
    search = desk.app.panels.target_picker.search
    search.setText("fish")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    desk.idle()
    assert desk.rows[-1][3] == "fish (3)"
    search.setText("0-3")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    desk.idle()
    assert desk.rows[-1][3] == "ball - fish (0)"
    qtbot.mouseClick(desk.app.panels.target_picker.rules, LEFT)
    desk.idle()
    assert same(desk.shown.values, before)
    search.clear()


def test_an_unknown_class_changes_nothing(desk: Desk, qtbot: QtBot) -> None:
    shown = desk.map
    search = desk.app.panels.target_picker.search
    search.setText("tiger shark")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    desk.idle()
    assert desk.message.startswith("The model has no class tiger shark.")
    assert desk.map is shown
    assert not desk.submitted
    search.clear()
    desk.open(SCENES[2])
    assert desk.submitted[-1].target == "top1"


def test_a_layer_is_chosen_only_for_methods_that_explain_one(desk: Desk) -> None:
    box = desk.app.panels.layer_picker.box
    assert box.isEnabled()
    desk.choose("Occlusion")
    assert not box.isEnabled()
    assert box.toolTip() == "The chosen methods explain the whole model, not a layer of it."
    desk.app.services.selection.set(methods=(MethodCall("saliency"), MethodCall("gradcam")))
    desk.idle()
    assert box.isEnabled() and box.toolTip().startswith("auto: ")


def test_another_layer_updates_the_map(desk: Desk) -> None:
    before = desk.shown.values
    box = desk.app.panels.layer_picker.box
    assert box.itemText(0) == "auto: relu6"
    box.setCurrentIndex(box.findData("relu3"))
    desk.idle()
    assert not same(desk.shown.values, before)
    assert desk.rows[-1][2] == "relu3"
    desk.open(SCENES[1])
    assert desk.submitted[-1].layer == "relu3"
    assert desk.app.panels.layer_picker.layer == "relu3"


def test_another_way_to_the_input_moves_the_map(desk: Desk, tmp_path: Path) -> None:
    portrait = tmp_path / "portrait.png"
    Image.open(SCENES[0]).resize((200, 320)).save(portrait)
    desk.open(portrait)
    assert desk.shown.placement.box == (0, 0, 200, 320)
    resize = control(desk.app.panels.layer_picker.form, "resize", QComboBox)
    resize.setCurrentIndex(resize.findData("crop"))
    desk.idle()
    assert desk.shown.placement.box == (0, 60, 200, 260)


def test_arrow_keys_walk_the_pictures_and_keep_the_focus(desk: Desk, qtbot: QtBot) -> None:
    desk.open(*SCENES)
    desk.open(SCENES[0])
    pictures = desk.app.panels.browser.list
    desk.window.activateWindow()
    pictures.setFocus()
    qtbot.waitUntil(pictures.hasFocus)
    seen = []
    for _ in range(3):
        before = desk.path
        qtbot.keyClick(pictures, Qt.Key.Key_Down)
        desk.idle()
        assert pictures.hasFocus()
        assert desk.path != before
        seen.append(desk.shown.values.tobytes())
    assert len(set(seen)) == 3


def test_a_slow_method_waits_for_run(desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    before = desk.map
    desk.choose("Occlusion")
    desk.idle()
    assert desk.map is before
    assert not desk.computed
    assert desk.app.panels.status_bar.activity.text() == (
        "The map that is shown is of Grad-CAM++. Press Run to compute that of the chosen method."
    )
    qtbot.mouseClick(desk.app.panels.explain.run_button, LEFT)
    desk.idle()
    assert desk.rows[-1][1] == "Occlusion"


def test_the_prediction_does_not_wait_for_the_map_of_a_slow_method(desk: Desk, qtbot: QtBot) -> None:
    desk.choose("Occlusion")
    desk.idle()
    desk.app.services.selection.set(methods=(MethodCall("occlusion", (("stride", 1),)),))
    desk.idle()
    desk.app.features.explain.controller.run_next_picture()
    desk.app.features.pictures.controller.open([SCENES[3]])
    bars = desk.app.panels.target_picker.bars
    name = SCENES[3].stem.partition("-")[0]
    qtbot.waitUntil(lambda: bars.accessibleDescription().startswith(name), timeout=PATIENCE)
    assert not any(row.result.request.image == SCENES[3] for row in desk.app.panels.results.model.rows)
    assert not desk.app.is_idle, "the map is still being computed"
    desk.board.cancel_all()
    desk.idle()
    assert bars.accessibleDescription().startswith(name)


def test_of_a_slow_method_the_prediction_comes_at_once_and_the_time_is_expected(desk: Desk, qtbot: QtBot) -> None:
    desk.choose("Occlusion")
    desk.open(SCENES[3])
    bars, run = desk.app.panels.target_picker.bars, desk.app.panels.explain.run_button
    assert bars.accessibleDescription().startswith(SCENES[3].stem.partition("-")[0])
    assert desk.map is None and not desk.computed
    assert re.fullmatch(r"Run, about \d+ (s|min)", run.text())
    assert desk.app.panels.status_bar.activity.text() == "Press Run to compute the map."
    qtbot.mouseClick(run, LEFT)
    desk.idle()
    assert desk.map is not None
    [row] = [row for row in desk.app.panels.results.model.rows if row.result.request.image == SCENES[3]]
    assert row.heatmap is not None
    desk.choose("Saliency")
    assert run.text() == "Run"


def test_the_map_of_a_slow_method_goes_when_another_class_or_model_is_chosen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    desk.choose("Occlusion")
    desk.app.features.explain.controller.explain()
    desk.idle()
    desk.submitted.clear()
    desk.click_bar(0)  # by its number the class that is explained already
    desk.idle()
    assert desk.map is not None
    for place in (1, 2):
        desk.click_bar(place)
        desk.idle()
        assert desk.map is None, "the map of a class lies over the picture while another is said to be explained"
        assert desk.app.panels.target_picker.bars.accessibleDescription(), "what the model sees is still known"
    assert not desk.computed
    qtbot.mouseClick(desk.app.panels.explain.run_button, LEFT)
    desk.idle()
    assert desk.map is not None
    picker = desk.app.panels.model_picker
    picker.show_models(desk.app.services.models.specs(), {"demo", "mobilenet_v2"}, "demo")
    picker.box.setCurrentIndex(picker.box.findData("mobilenet_v2"))
    desk.idle()
    assert desk.map is None
    assert desk.rows, "it stays in the table"
    desk.app.services.models.changed.emit()


# The class check


def test_explaining_what_the_model_does_not_see_is_warned_of(desk: Desk, qtbot: QtBot) -> None:
    assert desk.message == ""
    desk.click_bar(1)
    desk.idle()
    assert desk.message == "You are explaining umbrella (0.0001 %); the model predicts ball (100.0 %)."
    banner = desk.app.panels.banner
    assert banner.action.text() == "Explain ball"
    assert banner.action.isVisible()
    qtbot.mouseClick(banner.action, LEFT)
    desk.idle()
    assert desk.message == ""
    assert desk.submitted[-1].target == "top1"
    assert any("ball (0)" in text for text in texts(desk.app.panels.target_picker))
    assert desk.app.panels.banner.isHidden()


def test_the_warning_stays_while_the_map_is_measured(desk: Desk) -> None:
    desk.click_bar(1)
    desk.idle()
    said = desk.message
    desk.app.features.measure.controller.measure_all(["sparseness"])
    desk.idle()
    assert "You are explaining umbrella" in said and said in desk.message


def test_the_warning_stays_from_picture_to_picture(desk: Desk) -> None:
    desk.click_bar(1)
    desk.idle()
    assert "umbrella" in desk.message
    desk.open(SCENE["fish"])
    assert "the model predicts fish" in desk.message
    desk.open(SCENE["umbrella"])
    assert desk.message == "", "this one is an umbrella"


@pytest.fixture
def with_mobilenet(mobilenet_weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(mobilenet_weights.parent))


def test_class_308_is_no_shark(with_mobilenet: None, photos: Path, open_app: Callable[..., Desk], qtbot: QtBot) -> None:
    """The lab notebook's mistake with the real network; classes of two models are distinguished."""
    desk = open_app()
    desk.open(SCENES[0])
    demo_map = desk.shown.values
    desk.choose_model("mobilenet_v2")
    search = desk.app.panels.target_picker.search
    search.setText("308")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert desk.message == "", "the class of one model was looked for in another"
    desk.open(photos / "tiger_shark.jpg")
    assert desk.submitted[-1].target == "308"
    assert desk.message.startswith("You are explaining fly (0.0")
    assert "the model predicts tiger shark (" in desk.message
    qtbot.mouseClick(desk.app.panels.banner.action, LEFT)
    desk.idle()
    assert desk.message == ""
    assert "tiger shark (3)" in desk.rows[-1][3]

    # A map of the other model, seen again: its classes must not be taken for those of this one.
    jobs = len(desk.submitted)
    desk.click_row(0)
    desk.idle()
    assert same(desk.shown.values, demo_map)
    assert len(desk.submitted) == jobs
    assert desk.app.panels.model_picker.chosen == "demo", "the panel offers classes of a model that is not chosen"
    assert "relu6" in desk.app.panels.layer_picker.box.itemText(0)
    desk.click_bar(1)
    desk.idle()
    assert desk.submitted[-1].model == "demo"


# Jobs


def test_cancelling(desk: Desk, qtbot: QtBot) -> None:
    rows = len(desk.rows)
    desk.start_long_job()
    assert desk.app.panels.explain.cancel_button.isEnabled()
    assert desk.action("cancel").isEnabled()
    assert desk.app.panels.status_bar.progress.isVisible()
    qtbot.mouseClick(desk.app.panels.explain.cancel_button, LEFT)
    qtbot.waitUntil(lambda: desk.board.is_idle, timeout=PATIENCE)
    assert desk.app.panels.status_bar.activity.text() == "Cancelled"
    assert len(desk.rows) == rows
    assert not desk.app.panels.explain.cancel_button.isEnabled()
    assert not desk.app.panels.status_bar.progress.isVisible()
    assert desk.message == ""
    desk.set("samples", 10)
    desk.idle()
    assert desk.rows[-1][1] == "SmoothGrad"


def test_the_escape_key_cancels(desk: Desk, qtbot: QtBot) -> None:
    desk.window.activateWindow()
    desk.start_long_job()
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.board.is_idle, timeout=PATIENCE)
    assert desk.app.panels.status_bar.activity.text() == "Cancelled"


def test_partial_maps_are_seen_while_a_job_runs(desk: Desk, qtbot: QtBot) -> None:
    desk.start_long_job()
    assert desk.shown.partial
    first = desk.shown.values
    desk.wait_for_partial_map()
    assert not same(desk.shown.values, first)
    assert 0 < desk.app.panels.status_bar.progress.value() < desk.app.panels.status_bar.progress.maximum()
    assert SCENES[0].name in desk.app.panels.status_bar.activity.text()


def test_an_error_in_a_job_is_reported_and_the_window_continues(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from attnstudio.core.methods.saliency import Saliency

    def broken(*_: object) -> None:
        raise ZeroDivisionError("nobody thought of this")

    shown = desk.map
    with monkeypatch.context() as broken_for_once:
        broken_for_once.setattr(Saliency, "attribute", broken)
        desk.choose("Saliency")
        desk.idle()
    assert "ZeroDivisionError: nobody thought of this" in desk.message
    assert desk.map is shown
    desk.app.features.explain.controller.explain()
    desk.idle()
    assert desk.message == ""
    assert desk.rows[-1][1] == "Saliency"


def test_missing_weights_are_offered(desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    started: list[str] = []
    monkeypatch.setattr(desk.app.foundation.downloads, "start", lambda spec: started.append(spec.id))
    desk.choose_model("vgg16")
    assert not desk.submitted
    qtbot.mouseClick(desk.app.panels.explain.run_button, LEFT)
    assert desk.message == "The weights of VGG16 are not installed."
    assert desk.app.panels.banner.action.text() == "Download 553 MB"
    qtbot.mouseClick(desk.app.panels.banner.action, LEFT)
    qtbot.mouseClick(desk.app.panels.model_picker.install, LEFT)
    assert started == ["vgg16", "vgg16"]
    assert not desk.submitted


# Looks that compute nothing


def test_the_chosen_method_is_seen_at_every_layer_and_a_click_takes_one(desk: Desk, qtbot: QtBot) -> None:
    app, strip = desk.app, desk.app.panels.layer_strip
    desk.action("layer_strip").trigger()
    qtbot.waitUntil(lambda: strip.list.count() > 0, timeout=PATIENCE)
    desk.idle()
    items = [strip.list.item(row) for row in range(strip.list.count())]
    info = app.services.models.info
    assert info is not None and {one.data(Qt.ItemDataRole.UserRole) for one in items} <= set(info.layers)
    assert strip.list.currentItem().data(Qt.ItemDataRole.UserRole) == info.auto_layer
    strip.list.scrollToItem(items[1])
    qtbot.mouseClick(strip.list.viewport(), LEFT, pos=strip.list.visualItemRect(items[1]).center())
    desk.idle()
    layer = items[1].data(Qt.ItemDataRole.UserRole)
    assert app.services.selection.now.layer == layer and desk.rows[-1][2] == layer
    assert strip.list.count() == len(items), "the row is of all layers, whatever is chosen"
    desk.choose("Saliency")
    desk.idle()
    assert "Choose a class activation map" in strip.pages.empty.text() and strip.pages.currentWidget() != strip.list
    desk.action("layer_strip").trigger()
    assert not strip.isVisible()


def test_contrast_is_only_seen_and_goes_into_the_saved_overlay(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values, before = desk.shown.values, desk.app.panels.canvas.grab().toImage()
    contrast, panel = Contrast(0.3, 0.6, 0.5), desk.app.panels.contrast_button.panel
    desk.app.panels.contrast_button.menu().popup(QPoint(0, 0))
    for key in (*[Qt.Key.Key_PageUp] * 3, Qt.Key.Key_Space, *[Qt.Key.Key_PageDown] * 4):
        desk.qtbot.keyClick(panel.slider, key)
    panel.gamma.setValue(0.5)
    desk.app.panels.contrast_button.menu().hide()
    assert desk.app.services.display.now.contrasts.every == contrast
    assert desk.app.panels.canvas.grab().toImage() != before
    assert same(desk.shown.values, values), "the read-out and the numbers of an export are the map's own"
    file = tmp_path / "a.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), "PNG (*.png)"))
    desk.action("save_overlay").trigger()
    places = np.clip((values - 0.3) / 0.3, 0, 1) ** 0.5
    wanted = overlay.blend(desk.pixels, places, desk.shown.placement, desk.shown.colormap, 0.5)
    with Image.open(file) as saved:
        assert np.abs(np.asarray(saved).astype(int) - wanted).max() <= 2
    desk.window.activateWindow()
    for _ in range(3):  # gamma, and each handle
        desk.qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.app.panels.canvas.grab().toImage() == before
    desk.idle()
    assert not desk.submitted


def test_opacity_colormap_and_view_run_nothing(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    values, window = desk.shown.values, desk.window
    busy: list[bool] = []
    desk.board.busy_changed.connect(busy.append)
    before = desk.app.panels.canvas.grab().toImage()
    desk.app.panels.display_controls.opacity.setValue(90)
    assert desk.app.panels.display_controls.opacity_value.text() == "90 %"
    assert desk.app.panels.canvas.grab().toImage() != before
    for name in overlay.COLORMAPS:
        desk.app.panels.display_controls.colormap.setCurrentIndex(
            desk.app.panels.display_controls.colormap.findData(name)
        )
        assert desk.shown.colormap == name
    for name, view in (("view_map", View.MAP), ("view_picture", View.PICTURE), ("view_overlay", View.OVERLAY)):
        desk.action(name).trigger()
        assert desk.app.panels.canvas.view is view
        assert desk.action(name).isChecked()
    window.activateWindow()
    desk.app.panels.canvas.setFocus()
    qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_V)
    assert desk.app.panels.canvas.view is View.PICTURE
    desk.idle()
    assert desk.shown.values is values
    assert not desk.submitted
    assert not busy


def test_a_shared_scale_changes_what_is_shown_but_runs_nothing(desk: Desk) -> None:
    _window, by_range = desk.window, {}
    for scene in SCENES[:3]:
        desk.open(scene)
        by_range[(desk.shown.low, desk.shown.high)] = scene
    assert len(by_range) == 3
    weakest = by_range[min(by_range, key=lambda span: span[1])]
    desk.open(weakest)
    alone, low, high = desk.shown.values, desk.shown.low, desk.shown.high
    assert alone.max() == pytest.approx(1, abs=1e-4)
    desk.submitted.clear()

    desk.app.panels.display_controls.normalisation.setCurrentIndex(
        desk.app.panels.display_controls.normalisation.findData("shared")
    )
    span = (min(low for low, _ in by_range), max(high for _, high in by_range))
    assert (desk.shown.low, desk.shown.high) == (min(span[0], desk.shown.low), max(span[1], desk.shown.high))
    assert desk.shown.high > high
    expected = (alone * (high - low) + low - desk.shown.low) / (desk.shown.high - desk.shown.low)
    assert np.allclose(desk.shown.values, expected, atol=1e-5)
    middle = desk.app.panels.canvas.from_picture(QPointF(*(size / 2 for size in desk.shown.placement.picture_size)))
    read = desk.app.panels.canvas.read_out(middle)
    assert read is not None
    raw = alone[64, 64] * (high - low) + low
    assert read.value == pytest.approx(float(raw), abs=1e-4), "a shared scale changes the colours, not the value"

    desk.app.panels.display_controls.normalisation.setCurrentIndex(
        desk.app.panels.display_controls.normalisation.findData("per-map")
    )
    assert same(desk.shown.values, alone)
    assert (desk.shown.low, desk.shown.high) == (low, high)
    assert not desk.submitted


def test_the_scale_of_a_partial_map_is_its_own_picture(desk: Desk, tmp_path: Path) -> None:
    """A look is changed while the first map of another picture is being refined."""
    portrait = tmp_path / "portrait.png"
    Image.open(SCENES[0]).resize((200, 320)).save(portrait)
    desk.choose("SmoothGrad")
    desk.idle()
    resize = control(desk.app.panels.layer_picker.form, "resize", QComboBox)
    desk.open(portrait)
    desk.start_long_job()
    resize.setCurrentIndex(resize.findData("crop"))
    desk.qtbot.waitUntil(lambda: desk.shown.placement.box == (0, 60, 200, 260), timeout=30_000)
    desk.app.panels.display_controls.normalisation.setCurrentIndex(1)
    assert desk.shown.placement.box == (0, 60, 200, 260), "the map has jumped to another place"


def test_what_lrp_says_of_its_map_stands_below_it(desk: Desk) -> None:
    notes = desk.app.panels.map_notes
    assert not notes.isVisible()
    desk.choose("LRP")
    desk.idle()
    assert notes.isVisible() and "The relevance sums to" in notes.text()
    desk.choose("Saliency")
    desk.idle()
    assert not notes.isVisible()


def test_the_box_of_colormaps_shows_that_of_the_maps_in_view(desk: Desk) -> None:
    box, display = desk.app.panels.display_controls.colormap, desk.app.services.display
    display.set(colormap="viridis")
    signed, chosen = (overlay.DIVERGING, False), ("viridis", True)
    desk.choose("Gradient x input")
    desk.idle()
    assert (box.currentData(), box.isEnabled()) == signed and "red" in box.toolTip()
    desk.action("attack").trigger()
    desk.idle()
    assert desk.app.services.viewed.now.page is Page.ATTACK and (box.currentData(), box.isEnabled()) == signed
    desk.app.features.attacks.controller.leave()
    desk.choose("Grad-CAM++")
    desk.idle()
    assert (box.currentData(), box.isEnabled()) == chosen
    desk.app.services.selection.choose(methods=(MethodCall("gradient_x_input"),))
    desk.action("compare").trigger()
    desk.idle()
    assert (box.currentData(), box.isEnabled()) == signed
    desk.app.features.compare.controller.leave()
    assert display.now.colormap == "viridis"


def test_a_signed_map_is_seen_with_zero_in_the_middle(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.choose("Occlusion")
    desk.app.features.explain.controller.explain()
    desk.idle()
    row = desk.app.panels.results.model.rows[-1]
    assert row.heatmap.method == "occlusion"
    reach = max(abs(row.heatmap.raw_min), abs(row.heatmap.raw_max))
    assert (desk.shown.low, desk.shown.high) == pytest.approx((-reach, reach))
    assert desk.shown.colormap == overlay.DIVERGING
    raw = row.heatmap.values * (row.heatmap.raw_max - row.heatmap.raw_min) + row.heatmap.raw_min
    assert np.allclose(desk.shown.values, (raw / reach + 1) / 2, atol=1e-5)
    desk.app.services.display.set(colormap="viridis")
    assert desk.shown.colormap == overlay.DIVERGING, "the chosen colours are for maps without a sign"
    file = tmp_path / "a.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), "PNG (*.png)"))
    desk.action("save_overlay").trigger()
    with Image.open(file) as saved:
        wanted = overlay.blend(desk.pixels, (raw / reach + 1) / 2, desk.shown.placement, overlay.DIVERGING, 0.5)
        assert np.abs(np.asarray(saved).astype(int) - wanted).max() <= 2


def test_the_right_button_runs_nothing(desk: Desk, qtbot: QtBot) -> None:
    app, right = desk.app, Qt.MouseButton.RightButton
    desk.choose("Saliency")
    desk.idle()
    chosen, shown, count = app.services.selection.now, desk.map, len(desk.submitted)
    qtbot.mouseClick(app.panels.method_selector.box, Qt.MouseButton.LeftButton)
    methods = app.panels.method_selector.chooser.list
    item = next(item for row, item in methods.rows() if row.name == "HiResCAM")
    methods.scrollToItem(item)
    qtbot.mouseClick(methods.viewport(), right, pos=methods.visualItemRect(item).center())
    app.panels.method_selector.chooser.hide()
    qtbot.mouseClick(app.panels.target_picker.bars, right, pos=QPoint(50, 2 * 26 + 13))
    table = app.panels.results.table
    qtbot.mouseClick(table.viewport(), right, pos=table.visualRect(table.model().index(0, 1)).center())
    qtbot.mouseClick(app.panels.canvas, right, pos=app.panels.canvas.rect().center())
    desk.idle()
    assert app.services.selection.now == chosen and desk.map is shown and len(desk.submitted) == count


def test_keys_of_the_view_work_while_a_list_has_the_focus(desk: Desk, qtbot: QtBot) -> None:
    app = desk.app
    desk.window.activateWindow()
    for widget in (app.panels.browser.list, app.panels.results.table, app.panels.canvas):
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        before = app.services.display.now.view
        qtbot.keyClick(widget, Qt.Key.Key_V)
        assert app.services.display.now.view is not before
        app.panels.canvas.zoom(3)
        zoomed = app.panels.canvas.scale
        qtbot.keyClick(widget, Qt.Key.Key_F)
        assert app.panels.canvas.scale < zoomed
        qtbot.keyClick(widget, Qt.Key.Key_1)
        assert app.panels.canvas.scale == pytest.approx(1 / app.panels.canvas.devicePixelRatioF())
    app.panels.browser.filter.setFocus()
    qtbot.keyClicks(app.panels.browser.filter, "vf1")
    assert app.panels.browser.filter.text() == "vf1", "a field takes what is typed"


def test_the_status_bar_reads_out(desk: Desk, qtbot: QtBot) -> None:
    canvas = desk.app.panels.canvas
    point = canvas.from_picture(QPointF(20.5, 30.5)).toPoint()
    qtbot.mouseMove(canvas, point)
    place = canvas.to_picture(QPointF(point))
    x, y = int(place.x()), int(place.y())
    read = desk.app.panels.status_bar.read_out.text()
    assert f"x {x:>5}  y {y:>5}" in read
    assert "RGB {:>3} {:>3} {:>3}".format(*desk.pixels[y, x].tolist()) in read
    shown = desk.shown
    share = shown.value_at(place.x(), place.y())
    assert share is not None
    raw = shown.low + share * (shown.high - shown.low)
    assert read.endswith(f"map {in_range(raw, shown.low, shown.high)} ({round(100 * share)} %)")
    qtbot.mouseMove(canvas, QPoint(1, 1))
    assert desk.app.panels.status_bar.read_out.text() == ""


# Results


def test_an_old_map_is_shown_again_without_a_job(desk: Desk) -> None:
    desk.choose("Saliency")
    desk.idle()
    old, row = desk.shown.values, len(desk.rows) - 1
    assert desk.rows[row][:2] == [SCENES[0].name, "Saliency"]
    desk.choose("Grad-CAM")
    desk.open(SCENES[5])
    assert desk.path == SCENES[5]
    desk.submitted.clear()
    desk.click_row(row)
    desk.idle()
    assert desk.path == SCENES[0]
    assert same(desk.shown.values, old)
    assert desk.window.windowTitle() == f"{SCENES[0].name} - Saliency - attnstudio"
    assert any("ball (0)" in text for text in texts(desk.app.panels.target_picker))
    assert desk.app.panels.browser.list.currentIndex().data() == SCENES[0].name
    assert not desk.submitted


def test_another_map_of_the_same_picture_is_shown_at_once(desk: Desk) -> None:
    first = desk.shown.values
    row = next(number for number, cells in enumerate(desk.rows) if cells[:2] == [SCENES[0].name, "Grad-CAM++"])
    desk.choose("Saliency")
    desk.idle()
    desk.submitted.clear()
    desk.click_row(row)
    assert same(desk.shown.values, first)
    assert not desk.submitted


def test_the_marked_row_can_be_clicked_when_it_is_not_what_is_shown(desk: Desk) -> None:
    desk.choose("Saliency")
    desk.idle()
    values, row = desk.shown.values, len(desk.rows) - 1
    desk.choose("SmoothGrad")
    desk.set("samples", 1000)
    desk.app.features.pictures.controller.open([SCENES[6]])
    desk.qtbot.waitUntil(lambda: desk.path == SCENES[6] and desk.map is not None, timeout=30_000)
    desk.app.features.action_binder.cancel()
    desk.idle()
    desk.click_row(row)
    desk.idle()
    assert desk.path == SCENES[0]
    assert same(desk.shown.values, values)


def test_the_same_request_again_is_no_new_row(desk: Desk) -> None:
    rows = len(desk.rows)
    desk.app.features.explain.controller.explain()
    desk.idle()
    assert len(desk.rows) == rows


# Saving


def _answer(monkeypatch: pytest.MonkeyPatch, file: Path | str) -> list[str]:
    """Answers the file dialog; returns the name that it proposed."""
    proposed: list[str] = []

    def ask(_: QWidget, __: str, proposal: str, ___: str) -> tuple[str, str]:
        proposed.append(proposal)
        return str(file), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return proposed


def test_the_overlay_is_saved_at_the_size_of_the_picture(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portrait = tmp_path / "portrait.png"
    Image.open(SCENES[0]).resize((203, 320)).save(portrait)
    desk.open(portrait)
    desk.app.panels.display_controls.opacity.setValue(70)
    desk.app.panels.display_controls.colormap.setCurrentIndex(
        desk.app.panels.display_controls.colormap.findData("viridis")
    )
    file = tmp_path / "saved.png"
    proposed = _answer(monkeypatch, file)
    desk.action("save_overlay").trigger()
    assert proposed == [str(tmp_path / "portrait.gradcam++.png")]
    with Image.open(file) as saved:
        assert (saved.format, saved.size, saved.mode) == ("PNG", (203, 320), "RGB")
        pixels = np.asarray(saved)
    shown = desk.shown
    assert same(pixels, overlay.blend(desk.pixels, shown.values, shown.placement, "viridis", 0.7))
    desk.action("save_overlay").trigger()
    assert "portrait" not in desk.message, "the dialog has asked already"


def test_every_dialog_begins_where_the_pictures_are_or_where_a_file_was_saved_last(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, results = tmp_path / "pictures", tmp_path / "results"
    for folder in (pictures, results):
        folder.mkdir()
    desk.drop(*copies(pictures, SCENES[:1]))
    desk.idle()
    begun: list[Path] = []

    def close(*given: object) -> tuple[str, str]:
        begun.append(Path(str(given[2])))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", close)
    names = ("save_overlay", "export_map", "save_session_as", "save_pictures")

    def proposed() -> list[Path]:
        answers = _answer(monkeypatch, "")  # closed
        for name in names:
            desk.action(name).trigger()
        return [Path(answer).parent for answer in answers]

    desk.action("open_session").trigger()
    assert [*begun, *proposed()] == [pictures] * 5
    _answer(monkeypatch, results / "table.csv")
    desk.action("save_pictures").trigger()
    assert proposed() == [pictures, pictures, pictures, results], "what is of one picture stays beside it"


def test_an_overlay_never_mixes_two_pictures(desk: Desk) -> None:
    """It is copied at every moment while other pictures are opened and explained."""
    copied = 0
    for place, scene in enumerate(SCENES[1:5] * 2):
        desk.app.features.pictures.controller.open([scene])
        for _ in range(3 + 4 * (place % 3)):
            QApplication.processEvents()
            if not desk.action("copy_overlay").isEnabled():
                continue
            desk.action("copy_overlay").trigger()
            shown = desk.app.services.viewed.now.map
            assert shown is not None
            pixels = images.decode(shown.request.image).pixels
            expected = overlay.blend(pixels, shown.heatmap.values, shown.placement, "inferno", 0.5)
            clip = QGuiApplication.clipboard().image()
            assert clip == to_qimage(expected), "the pixels are not those of the map's picture"
            copied += 1
    desk.idle()
    assert copied > 0


def test_an_overlay_that_cannot_be_written_is_reported(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(monkeypatch, tmp_path / "no folder" / "saved.png")
    desk.action("save_overlay").trigger()
    assert "no folder" in desk.message
    assert list(tmp_path.iterdir()) == []


def test_a_closed_dialog_saves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    desk.action("save_overlay").trigger()
    assert desk.message == ""


def test_the_view_is_copied(desk: Desk) -> None:
    desk.action("copy_view").trigger()
    assert QGuiApplication.clipboard().pixmap().size() == desk.app.panels.canvas.size()


def test_pictures_and_folders_are_opened_by_dialog(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = copies(tmp_path, SCENES[2:4])
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(second)], ""))
    desk.action("open").trigger()
    desk.idle()
    assert desk.path == second
    assert desk.app.services.settings.text("folder") == str(tmp_path)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    desk.action("open_folder").trigger()
    desk.idle()
    assert desk.path == first
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    desk.action("open").trigger()
    desk.idle()
    assert desk.path == first


# Settings


def test_choices_are_remembered_over_a_restart(open_app: Callable[..., Desk], tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.json"
    desk = open_app(Settings.load(file), file)
    window = desk.window
    desk.app.panels.method_selector.choose(["saliency", "gradcam"])
    desk.app.panels.display_controls.opacity.setValue(23)
    desk.app.panels.display_controls.colormap.setCurrentIndex(desk.app.panels.display_controls.colormap.findData("jet"))
    desk.app.panels.display_controls.normalisation.setCurrentIndex(1)
    window.theme_requested.emit("light")
    window.resize(window.width(), 700)
    window.docks["log"].hide()
    window.close()
    assert file.is_file()

    again = open_app(Settings.load(file), file)
    controls = again.app.panels.display_controls
    assert {call.id for call in again.app.services.selection.now.methods} == {"saliency", "gradcam"}
    assert controls.opacity.value() == 23
    assert again.app.services.display.now.opacity == 0.23
    assert controls.colormap.currentData() == "jet"
    assert controls.normalisation.currentData() == "shared"
    assert again.window.palette().window().color().lightness() > 200
    assert again.window.height() == 700
    assert not again.window.docks["log"].isVisible()
    assert again.window.docks["results"].isVisible()


def test_the_model_is_remembered(with_mobilenet: None, open_app: Callable[..., Desk], tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    first = open_app(Settings(), file)
    assert first.app.panels.model_picker.chosen == "mobilenet_v2", "the best that is here"
    first.choose_model("demo")
    first.window.close()
    assert open_app(Settings.load(file), file).app.panels.model_picker.chosen == "demo"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{ half of a file",
        b"\xff\xfe\x00",
        b"[1, 2]",
        b"null",
        json.dumps({"opacity": "much", "theme": 7, "model": None, "language": ["ru"], "docks": {}}).encode(),
        json.dumps({"opacity": 77.0, "theme": "pink", "model": "no-such-model", "language": "xx"}).encode(),
        json.dumps({"colormap": "none", "normalisation": "none", "method": "no-such-method"}).encode(),
        json.dumps({"geometry": "!!!", "docks": "AAAA", "folder": "\u0000"}).encode(),
    ],
)
def test_a_damaged_settings_file_costs_nothing(open_app: Callable[..., Desk], tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    desk = open_app(Settings.load(file), file)
    assert desk.window.isVisible()
    assert desk.app.panels.welcome.isVisible()
    assert desk.app.panels.model_picker.chosen in all_specs()
    assert 0 <= desk.app.panels.display_controls.opacity.value() <= 100
    assert desk.app.panels.display_controls.colormap.currentData() in overlay.COLORMAPS
    desk.window.close()
    assert json.loads(file.read_text(encoding="utf-8")), "the file is whole again"


def test_without_options_the_window_begins_as_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Start] = []

    def run(start: Start) -> int:
        started.append(start)
        return 0

    monkeypatch.setattr("attnstudio.start.run_window", run)
    assert cli.main(["gui"]) == 0
    assert started == [Start()]


def test_the_command_line_chooses(open_app: Callable[..., Desk]) -> None:
    desk = open_app()
    desk.begin(Start(pictures=(SCENES[1],), model="demo", methods=("saliency",), target="fish"))
    desk.idle()
    assert desk.path == SCENES[1]
    assert desk.submitted[-1].target == "fish"
    assert [row[1] for row in desk.rows] == ["Saliency"]


# Language and theme


@needs_translations
def marked(desk: Desk, menu: str) -> list[str]:
    """The checked entries of a submenu of View."""
    [view] = [action.menu() for action in desk.window.menuBar().actions() if action.text() == "&View"]
    assert isinstance(view, QMenu)
    [submenu] = [action.menu() for action in view.actions() if action.text() == menu]
    assert isinstance(submenu, QMenu)
    return [action.text() for action in submenu.actions() if action.isChecked()]


def test_the_theme_follows_the_system_while_the_window_is_open(
    open_app: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_app(Settings({"model": "demo", "language": "en"}))
    hints = QGuiApplication.styleHints()  # this platform has no scheme of its own
    try:
        assert marked(desk, "T&heme") == ["System"] and marked(desk, "&Language") == ["English"]
        for scheme, expected in ((Qt.ColorScheme.Dark, theme.DARK), (Qt.ColorScheme.Light, theme.LIGHT)):
            monkeypatch.setattr(theme, "system_is_dark", lambda scheme=scheme: scheme is Qt.ColorScheme.Dark)
            hints.colorSchemeChanged.emit(scheme)
            assert theme.colours() is expected
        desk.window.theme_requested.emit("dark")
        assert marked(desk, "T&heme") == ["Dark"]
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
        assert theme.colours() is theme.DARK, "the user's choice stays"
    finally:
        theme.apply("dark")


def test_language_and_theme_change_while_the_window_is_open(desk: Desk) -> None:
    window, title = desk.window, desk.window.windowTitle()
    values = desk.shown.values
    try:
        window.language_requested.emit("ru")
        QApplication.processEvents()
        assert desk.app.services.settings.text("language") == "ru"
        assert desk.app.panels.explain.run_button.text() != "Run"
        assert window.windowTitle() == title
        window.theme_requested.emit("light")
        QApplication.processEvents()
        assert window.palette().window().color().lightness() > 200
        assert window.windowTitle() == title
        desk.click_bar(1)
        desk.idle()
        russian = desk.message
        assert russian
        assert "umbrella" in russian
    finally:
        window.language_requested.emit("en")
        window.theme_requested.emit("dark")
    QApplication.processEvents()
    assert desk.app.panels.explain.run_button.text() == "Run"
    assert desk.message.startswith("You are explaining umbrella")
    assert desk.message != russian
    assert desk.app.panels.banner.action.text() == "Explain ball"
    assert not same(desk.shown.values, values)


@needs_translations
def test_a_message_keeps_its_sense_and_its_button_in_another_language(desk: Desk, page: Path) -> None:
    desk.click_bar(1)
    desk.idle()
    desk.drop(page)
    desk.idle()
    assert "page.jpg" in desk.message
    try:
        desk.window.language_requested.emit("ru")
        QApplication.processEvents()
        assert "page.jpg" in desk.message, "another message took its place"
        desk.choose_model("vgg16")
        desk.app.features.explain.controller.explain()
    finally:
        desk.window.language_requested.emit("en")
    QApplication.processEvents()
    assert desk.message.startswith("The weights of VGG16 are not installed.")
    assert desk.app.panels.banner.action.isVisible()
    assert desk.app.panels.banner.action.text() == "Download 553 MB"


# The end


_END_IN_THE_MIDDLE = """
import os, signal, sys
from PySide6.QtCore import QTimer
from attnstudio import paths, start

way = sys.argv[1]
ended = []
if way.startswith("SIG"):  # as nohup and the background jobs of a script have it, what started the tests may ignore it
    signal.signal(signal.Signals[way], signal.SIG_DFL)

class Startup(start.Startup):
    def begin(self):
        super().begin()
        self.app = app = self.parent()
        if way == "at once":
            QTimer.singleShot(0, app.services.window.close)
            ended.append(way)
            return
        app.panels.method_selector.choose(["smoothgrad"])
        app.panels.method_selector.forms["smoothgrad"].control("samples").setValue(1000)
        app.services.board.added.connect(self.listen)
        app.features.pictures.controller.open([paths.resource("demo", "scenes")])

    def listen(self, job):
        if job.kind == "maps":
            job.result.connect(self.end)

    def end(self, *_):
        if not ended:
            ended.append(way)
            if way == "close":
                self.app.services.window.close()
            else:
                os.kill(os.getpid(), signal.Signals[way])

start.Startup = Startup
status = start.run_window(start.Start(model="demo"))
print(status, len(ended))
"""


_WAYS_TO_END = ["close", "at once", "SIGINT"] + ["SIGTERM", "SIGHUP"] * (sys.platform != "win32")


@pytest.mark.parametrize("way", _WAYS_TO_END)
def test_the_window_ends_cleanly_in_the_middle_of_a_job(way: str, tmp_path: Path) -> None:
    """By its cross, while TensorFlow is being imported, by Ctrl-C, with the user's session, and with the terminal."""
    ran = run_script(f"import sys; sys.argv[1:] = [{way!r}]\n{_END_IN_THE_MIDDLE}", {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr
    assert not list(tmp_path.iterdir()), "a temporary folder stays behind"
    assert ran.stdout.split() == ["0", "1"]
    assert "QThread" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_closing_in_the_middle_of_a_job_ends_the_threads(
    open_app: Callable[..., Desk], qtlog: _QtMessageCapture
) -> None:
    desk = open_app()
    desk.open(SCENES[0])
    desk.start_long_job()
    desk.app.stop()  # as Quit does; the close button asks first, where the job has run for long
    assert desk.board.engine_thread.isFinished()
    desk.window.close()
    QApplication.processEvents()
    assert not [record.message for record in qtlog.records if "QThread" in record.message]


# attnstudio gui


def _gui(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "attnstudio", "gui", *map(str, arguments)],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_screenshot_is_taken_in_the_language_and_the_theme_of_the_settings(tmp_path: Path) -> None:
    file, saved = tmp_path / "window.png", paths.settings_file()
    Settings({"language": "ru", "theme": "light", "model": "gone", "colormap": "jet"}).save(saved)
    before = saved.read_bytes()
    settings, _ = settings_of(Start(screenshot=file))
    assert [settings.text(key) for key in ("language", "theme", "model", "colormap")] == ["ru", "light", "", "inferno"]
    ran = _gui(SCENES[0], "--model", "demo", "--method", "saliency", "--screenshot", file)
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "QThread" not in ran.stderr
    with Image.open(file) as shot:
        assert shot.format == "PNG"
        assert min(shot.size) > 600
        assert len(shot.convert("RGB").getcolors(1 << 24) or []) > 1000, "the window is empty"
        corner = shot.convert("L").getpixel((shot.width - 1, 2))
        assert isinstance(corner, int) and corner > 200, "the theme is light"
    assert saved.read_bytes() == before, "a screenshot changes no settings"


def test_a_screenshot_of_the_first_page_is_taken(open_app: Callable[..., Desk], tmp_path: Path) -> None:
    desk = open_app(Settings())
    desk.shoot(tmp_path / "window.png")
    with Image.open(tmp_path / "window.png") as shot:
        assert shot.size == desk.window.size().toTuple()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("--method", "no-such-method"), "no-such-method"), (("--model", "no-such-model"), "no-such-model")],
)
def test_a_wrong_call_is_reported_in_one_line(
    call: Call, tmp_path: Path, arguments: tuple[str, ...], named: str
) -> None:
    ended = call("gui", SCENES[0], *arguments, "--screenshot", tmp_path / "window.png")
    assert ended.status == 2
    [line] = ended.err.splitlines()
    assert line.startswith("attnstudio: ")
    assert named in line
    assert not (tmp_path / "window.png").exists()


def test_a_screenshot_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    ran = _gui("--screenshot", tmp_path / "no folder" / "window.png")
    assert ran.returncode == 1
    assert "no folder" in ran.stderr
    assert "Traceback" not in ran.stderr
