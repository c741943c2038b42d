"""What people do with the lists of the window: take pictures off, menus, drag out."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import LEFT, Desk, copies
from helpers.jobs import SCENES
from PIL import Image
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QDrag, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFileDialog, QMenu, QWidget

from attnstudio.core import images
from attnstudio.core.contrast import Contrast, Contrasts
from attnstudio.core.regions import Rectangle, Region
from attnstudio.core.request import MethodCall
from attnstudio.jobs.maps import MapsWork
from attnstudio.ui.pictures.row_selection import selected_places
from attnstudio.ui.state.viewed import Page

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

NARROW = Contrast(0.25, 0.75)


@pytest.fixture
def pictures(desk: Desk, tmp_path: Path) -> list[Path]:
    """Three open ones; the first is shown."""
    made = copies(tmp_path, SCENES[:3])
    desk.app.services.pictures.replace(made)
    desk.app.panels.browser.choose(made[0])
    desk.idle()
    return made


def listed(desk: Desk) -> list[Path]:
    return list(desk.app.services.pictures.paths)


def press(
    desk: Desk, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    desk.window.activateWindow()
    widget.setFocus()
    desk.qtbot.waitUntil(widget.hasFocus)
    desk.qtbot.keyClick(widget, key, modifier)


def test_delete_takes_pictures_off_the_list_and_undo_puts_them_back(desk: Desk, pictures: list[Path]) -> None:
    press(desk, desk.app.panels.browser.list, Qt.Key.Key_Delete)
    desk.idle()
    assert listed(desk) == pictures[1:]
    assert desk.path == pictures[1], "its neighbour is shown"
    assert pictures[0].is_file()
    desk.app.services.pictures.select_rows(np.array([1, 2]))
    desk.action("remove_pictures").trigger()
    desk.idle()
    assert listed(desk) == []
    assert desk.app.panels.welcome.isVisible()
    assert desk.app.panels.canvas.picture is None
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
    assert not desk.app.panels.browser.list.isVisible()
    assert len(desk.rows) == row + 1, "its maps stay"
    desk.click_row(row)
    desk.idle()
    assert listed(desk) == pictures[:1]
    assert desk.path == pictures[0]
    assert desk.map is not None


def test_undo_is_of_the_latest_change_that_is_seen(desk: Desk, pictures: list[Path]) -> None:
    box = Region((Rectangle(5, 5, 30, 30),))
    desk.app.features.regions.controller.replace({pictures[0]: box})
    desk.app.services.pictures.select_rows(np.array([1]))
    desk.action("remove_pictures").trigger()
    desk.app.panels.browser.choose(pictures[0])
    desk.idle()
    desk.action("undo").trigger()
    assert listed(desk) == pictures
    assert desk.app.features.regions.controller.region_of(pictures[0]) == box
    desk.action("undo").trigger()
    assert desk.app.features.regions.controller.region_of(pictures[0]) is None


# Context menus


def menu_at(desk: Desk, widget: QWidget, place: QPoint | None = None) -> list[str]:
    """The entries of the menu that the right button opens, or, without a place, Shift+F10; it is closed again."""
    if place is None:
        press(desk, widget, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    else:
        right_click(desk, widget, place)
    menu = QApplication.activePopupWidget()
    if menu is None:
        return []
    assert isinstance(menu, QMenu)
    entries = texts(menu)
    menu.close()
    return entries


def right_click(desk: Desk, widget: QWidget, place: QPoint) -> None:
    desk.qtbot.mouseClick(widget, Qt.MouseButton.RightButton, pos=place)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))


def open_menu(desk: Desk, widget: QWidget, place: QPoint) -> QMenu:
    right_click(desk, widget, place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def texts(menu: QMenu) -> list[str]:
    return [one.text().replace("&", "") for one in menu.actions() if not one.isSeparator()]


def choose_entry(desk: Desk, widget: QWidget, place: QPoint, text: str) -> None:
    menu = open_menu(desk, widget, place)
    [entry] = [one for one in menu.actions() if one.text().replace("&", "") == text]
    desk.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())


def row_place(view: QAbstractItemView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def test_the_menu_of_another_picture_leaves_the_one_that_is_shown_selected(desk: Desk, pictures: list[Path]) -> None:
    view, selected = desk.app.panels.browser.list, desk.app.services.pictures
    desk.submitted.clear()

    def highlighted() -> list[int]:
        return selected_places(view).tolist()

    menu = open_menu(desk, view.viewport(), row_place(view, 2))
    assert {"Explain these", "Remove from list", "Copy path of picture", "Set label..."} <= set(texts(menu))
    assert highlighted() == [2], "the menu is of this one"
    menu.close()
    assert highlighted() == [0] and selected.selected == (pictures[0],)
    desk.idle()
    assert (desk.path, desk.submitted) == (pictures[0], []), "nothing runs"
    assert "Remove from list" in menu_at(desk, view)
    choose_entry(desk, view.viewport(), row_place(view, 2), "Copy path of picture")
    assert QGuiApplication.clipboard().text() == str(pictures[2])
    choose_entry(desk, view.viewport(), row_place(view, 1), "Remove from list")
    desk.idle()
    assert listed(desk) == [pictures[0], pictures[2]]
    assert selected.selected == (pictures[0],) and desk.path == pictures[0]
    desk.action("undo").trigger()


def test_what_the_menu_of_another_picture_runs_goes_to_that_picture(desk: Desk, pictures: list[Path]) -> None:
    view, selected = desk.app.panels.browser.list, desk.app.services.pictures
    choose_entry(desk, view.viewport(), row_place(view, 2), "Explain these")
    desk.idle()
    assert desk.path == pictures[2] and selected.selected == (pictures[2],)
    assert [request.image for request in desk.computed][-1] == pictures[2]
    choose_entry(desk, view.viewport(), row_place(view, 1), "Compare maps")
    desk.idle()
    assert desk.app.features.compare.controller.comparison.plan.pictures == (pictures[1],)
    assert selected.selected == (pictures[1],)
    desk.app.features.compare.controller.leave()
    desk.idle()
    assert desk.path == pictures[1]


def test_the_menu_of_a_selection_is_of_all_of_it(desk: Desk, pictures: list[Path]) -> None:
    view = desk.app.panels.browser.list
    desk.app.services.pictures.select_rows(np.array([1, 2]))
    choose_entry(desk, view.viewport(), row_place(view, 1), "Remove from list")
    assert listed(desk) == pictures[:1]


def test_the_picture_has_a_menu_and_a_region_its_own(desk: Desk, pictures: list[Path]) -> None:
    canvas = desk.app.panels.canvas
    centre = canvas.rect().center()
    assert {"Run", "Save overlay...", "Compare maps", "Fit"} <= set(menu_at(desk, canvas, centre))
    assert "Save overlay..." in menu_at(desk, canvas)
    width, height = desk.pixels.shape[1], desk.pixels.shape[0]
    box = Region((Rectangle(0.25 * width, 0.25 * height, 0.75 * width, 0.75 * height),))
    desk.app.features.regions.controller.replace({pictures[0]: box})
    entries = menu_at(desk, canvas, centre)
    assert "Delete region" in entries
    assert "Save overlay..." not in entries
    assert "Delete region" in menu_at(desk, canvas), "it is selected now"
    choose_entry(desk, canvas, centre, "Delete region")
    assert desk.app.features.regions.controller.region_of(pictures[0]) is None
    assert "Delete region" not in menu_at(desk, canvas, centre)


def test_a_result_is_shown_used_and_removed_from_its_menu(desk: Desk, pictures: list[Path]) -> None:
    table = desk.app.panels.results.table
    desk.choose("Saliency")
    desk.idle()
    rows = desk.rows
    last = len(rows) - 1
    entries = menu_at(desk, table.viewport(), row_place(table, last - 1))
    assert entries[:3] == [f"Grad-CAM++, {pictures[0].name}", "Show this map", "Use its settings"]
    assert entries[-1] == "Remove from results"
    assert desk.app.services.viewed.now.map is not None
    assert desk.app.services.viewed.now.map.heatmap.method == "saliency", "the right button shows nothing"
    assert "Save overlay..." in menu_at(desk, table.viewport(), row_place(table, last))
    desk.app.services.selection.set(target="2")
    desk.idle()
    row = desk.app.panels.results.model.rows[last - 1]
    desk.app.features.explain.menu.use_settings(row, "methods")
    now = desk.app.services.selection.now
    assert ([call.id for call in now.methods], now.target) == (["gradcam++"], "2"), "only the method"
    desk.app.features.explain.menu.use_settings(row)
    assert desk.app.services.selection.now.target == "top1"
    desk.idle()
    rows, last = desk.rows, len(desk.rows) - 1
    choose_entry(desk, table.viewport(), row_place(table, last), "Remove from results")
    assert desk.rows == rows[:-1]
    desk.action("undo").trigger()
    assert desk.rows == rows


def test_settings_are_copied_from_a_map_and_pasted_on_another_picture(desk: Desk, pictures: list[Path]) -> None:
    table, clipboard, selection = (
        desk.app.panels.results.table,
        desk.app.features.explain.clipboard,
        desk.app.services.selection,
    )
    desk.choose("SmoothGrad")
    desk.set("samples", 3)
    desk.app.services.display.set(colormap="viridis", opacity=0.75, contrasts=Contrasts(NARROW))
    desk.action("run").trigger()
    desk.idle()
    asked = desk.submitted[-1]
    desk.action("copy_settings").trigger()
    desk.app.services.display.set(colormap="inferno", opacity=0.5, contrasts=Contrasts())
    desk.choose("Saliency")
    selection.set(target="2", layer="last-conv")
    desk.app.panels.browser.choose(pictures[1])
    desk.idle()
    desk.app.services.display.set(contrasts=Contrasts().with_own(pictures[1], "saliency", Contrast(0.0, 0.5)))
    assert "Paste a part of the settings" in menu_at(desk, desk.app.panels.canvas)
    clipboard.paste("layer")
    now = selection.now
    assert ([call.id for call in now.methods], now.target, now.layer) == (["saliency"], "2", asked.layer)
    clipboard.paste("colours")
    assert desk.app.services.display.now.colormap == "viridis"
    assert desk.app.services.display.now.contrasts.of(pictures[1], "saliency") == NARROW, "the map has one of its own"
    desk.action("paste_settings").trigger()
    assert (selection.now.methods, selection.now.target) == (asked.methods, asked.target)
    assert selection.now.methods[0].params == (("samples", 3),)
    assert desk.path == pictures[1]
    desk.action("undo").trigger()
    assert ([call.id for call in selection.now.methods], selection.now.target) == (["saliency"], "2"), "in one step"
    desk.idle()
    last = row_place(table, len(desk.rows) - 1)
    choose_entry(desk, table.viewport(), last, "Copy settings")
    selection.set(target="top1")
    clipboard.paste("target")
    assert selection.now.target == "2", "those of the result"
    desk.app.services.display.set(contrasts=Contrasts())


def test_parameters_and_the_model_are_undone(desk: Desk, pictures: list[Path]) -> None:
    undo, selection = desk.action("undo"), desk.app.services.selection
    desk.choose("SmoothGrad")
    desk.set("samples", 3)
    desk.set("samples", 4)
    desk.idle()
    assert undo.text() == "&Undo change of parameters"
    undo.trigger()
    assert selection.now.methods == (MethodCall("smoothgrad"),), "both edits are one step"
    assert desk.app.panels.method_selector.forms["smoothgrad"].values()["samples"] != 4, "the form follows"
    desk.action("redo").trigger()
    assert selection.now.methods == (MethodCall("smoothgrad", (("samples", 4),)),)
    selection.set(target="2", layer="last-conv")
    before = selection.now
    desk.app.features.models.controller.choose("mobilenet_v2")  # whether or not its weights are here
    desk.idle()
    assert (selection.now.model, selection.now.target) == ("mobilenet_v2", "top1")
    assert undo.text() == "&Undo choice of model"
    undo.trigger()
    assert desk.app.panels.model_picker.chosen == "demo"
    assert (selection.now.target, selection.now.layer) == (before.target, before.layer), "in one step"
    desk.action("run").trigger()
    desk.idle()
    assert (desk.submitted[-1].model, desk.submitted[-1].target) == ("demo", "2")
    assert desk.app.services.viewed.now.map is not None
    assert desk.app.services.viewed.now.map.request.model == "demo"


def test_a_method_has_a_menu(desk: Desk, pictures: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    desk.app.panels.method_selector.box.showPopup()
    chooser = desk.app.panels.method_selector.chooser
    place = next(chooser.list.visualItemRect(item) for row, item in chooser.list.rows() if row.name == "Saliency")
    desk.submitted.clear()
    entries = menu_at(desk, chooser.list.viewport(), place.center())
    assert entries == ["Choose Saliency", "Favourite", "Open its paper"]
    choose_entry(desk, chooser.list.viewport(), place.center(), "Open its paper")
    assert opened == ["https://arxiv.org/abs/1312.6034"]
    assert desk.submitted == [], "the right button chooses nothing"
    choose_entry(desk, chooser.list.viewport(), place.center(), "Choose Saliency")
    assert [call.id for call in desk.app.services.selection.now.methods] == ["saliency"]
    desk.idle()


def test_the_method_box_has_a_menu(desk: Desk, pictures: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    box, selection = desk.app.panels.method_selector.box, desk.app.services.selection
    place, opened = box.rect().center(), list[str]()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    desk.choose("Grad-CAM++")
    entries = menu_at(desk, box, place)
    assert {"Choose methods...", "Run all fast methods", "Copy settings", "Favourite", "Open its paper"} <= set(entries)
    assert menu_at(desk, box) == entries
    choose_entry(desk, box, place, "Open its paper")
    assert "1710.11063" in opened[0]
    choose_entry(desk, box, place, "Favourite")
    assert "gradcam++" in desk.app.services.settings.text("method_favourites")
    choose_entry(desk, box, place, "Favourite")
    assert "gradcam++" not in desk.app.services.settings.text("method_favourites")
    desk.choose("Grad-CAM", "Saliency")
    menu = open_menu(desk, box, place)
    [of_saliency] = [one.menu() for one in menu.actions() if one.text() == "Saliency"]
    assert isinstance(of_saliency, QMenu)
    assert texts(of_saliency) == ["Choose Saliency", "Leave it out", "Favourite", "Open its paper"]
    of_saliency.actions()[1].trigger()
    menu.close()
    assert [call.id for call in selection.now.methods] == ["gradcam"]
    desk.idle()


def test_the_layer_box_has_a_menu(desk: Desk, pictures: list[Path]) -> None:
    box, place = desk.app.panels.layer_picker.box, desk.app.panels.layer_picker.box.rect().center()
    assert menu_at(desk, box, place) == ["Copy name of layer", "Layer inspector", "Map at every layer"]
    choose_entry(desk, box, place, "Copy name of layer")
    info = desk.app.services.models.info
    assert info is not None and QGuiApplication.clipboard().text() == info.auto_layer
    assert "Copy name of layer" in menu_at(desk, box)


def test_the_layers_of_the_strip_have_a_menu(desk: Desk, pictures: list[Path]) -> None:
    desk.choose("Grad-CAM")
    desk.action("layer_strip").trigger()
    desk.idle()
    strip = desk.app.panels.layer_strip
    place = row_place(strip.list, 0)
    layer = strip.layer(strip.list.model().index(0, 0))
    assert desk.app.services.selection.now.layer == "auto"
    assert menu_at(desk, strip.list.viewport(), place)[:2] == ["Explain this layer", "Copy name of layer"]
    assert desk.app.services.selection.now.layer == "auto", "the right button chooses nothing"
    choose_entry(desk, strip.list.viewport(), place, "Copy name of layer")
    assert QGuiApplication.clipboard().text() == layer
    choose_entry(desk, strip.list.viewport(), place, "Explain this layer")
    desk.idle()
    assert desk.app.services.selection.now.layer == layer
    desk.action("layer_strip").trigger()


def test_the_channels_have_a_menu(desk: Desk, pictures: list[Path]) -> None:
    desk.app.panels.inspector_dock.open()
    desk.idle()
    grid = desk.app.panels.inspector.channels
    place, name = row_place(grid.list, 1), grid.name(grid.list.model().index(1, 0))
    assert menu_at(desk, grid.list.viewport(), place) == [
        "Show this channel",
        "What excites this channel",
        "Copy name of channel",
    ]
    assert grid.channel is None, "the right button chooses nothing"
    choose_entry(desk, grid.list.viewport(), place, "Copy name of channel")
    assert QGuiApplication.clipboard().text() == name
    choose_entry(desk, grid.list.viewport(), place, "Show this channel")
    assert grid.channel is not None and name == f"{grid.channel[0]}[{grid.channel[1]}]"
    choose_entry(desk, grid.list.viewport(), place, "Back to the map")
    assert grid.channel is None
    desk.action("inspector").trigger()


def test_choices_are_undone_one_by_one(desk: Desk, pictures: list[Path]) -> None:
    selection, undo = desk.app.services.selection, desk.action("undo")
    before = selection.now
    layers = desk.app.panels.layer_picker.box
    desk.choose("Saliency")
    desk.app.features.explain.controller.choose_target("3")
    layers.setCurrentIndex(layers.count() - 1)
    # Another model has another class and layer; this one is the same.
    desk.app.features.models.controller.choose("demo")
    desk.idle()
    assert (selection.now.target, selection.now.layer) == ("top1", "auto")
    after = selection.now
    told = []
    while undo.text() != "&Undo" and selection.now.methods != before.methods:
        told.append(undo.text().removeprefix("&Undo "))
        undo.trigger()
        desk.idle()
    assert told == ["choice of target", "choice of layer", "choice of target", "choice of methods"]
    assert (selection.now.methods, selection.now.target, selection.now.layer) == (
        before.methods,
        before.target,
        before.layer,
    )
    for _ in told:
        desk.action("redo").trigger()
    desk.idle()
    assert (selection.now.methods, selection.now.target) == (after.methods, after.target)


def test_a_cell_of_the_comparison_is_chosen_by_its_menu(desk: Desk, pictures: list[Path]) -> None:
    desk.choose("Grad-CAM", "Saliency")
    desk.action("compare").trigger()
    desk.idle()
    view = desk.app.panels.compare
    cell = view.grid.cells[1, 0]
    assert "Export figure..." in menu_at(desk, view, cell.mapTo(view, cell.rect().center()))
    assert view.pair[0] == (1, 0)
    desk.app.features.compare.controller.reset()


# Files


def test_a_result_is_dragged_out_as_the_overlay_that_is_saved(desk: Desk, pictures: list[Path], tmp_path: Path) -> None:
    table = desk.app.panels.results.table
    data = desk.app.features.drag_out.data(table.model().index(len(desk.rows) - 1, 0))
    assert data is not None
    [url] = data.urls()
    file = Path(url.toLocalFile())
    assert file.name == f"{pictures[0].stem}.gradcam++.png"
    assert np.array_equal(images.decode(file).pixels, saved_overlay(desk, tmp_path))
    Image.new("RGB", (9, 7)).save(pictures[0])
    desk.app.services.loader.store.clear()
    assert desk.app.features.drag_out.data(table.model().index(len(desk.rows) - 1, 0)) is None
    assert desk.message.endswith("was changed since this map was computed. Explain it again.")
    pictures[0].unlink()
    assert desk.app.features.drag_out.data(table.model().index(len(desk.rows) - 1, 0)) is None
    assert pictures[0].name in desk.message


def test_the_mouse_drags_the_row_that_it_was_pressed_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[str] = []

    def drop(drag: QDrag, _: Qt.DropAction) -> Qt.DropAction:
        [url] = drag.mimeData().urls()
        dragged.append(Path(url.toLocalFile()).name)
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", drop)
    desk.choose("Saliency")
    desk.idle()
    table = desk.app.panels.results.table
    [row] = [number for number, texts in enumerate(desk.rows) if texts[1] == "Grad-CAM++"]
    place = table.visualRect(table.model().index(row, 0)).center()
    desk.qtbot.mousePress(table.viewport(), LEFT, pos=place)
    desk.qtbot.mouseMove(table.viewport(), place + QPoint(2, 0))
    assert dragged == [], "the hand trembled"
    desk.qtbot.mouseMove(table.viewport(), place + QPoint(0, 60))
    desk.qtbot.mouseRelease(table.viewport(), LEFT, pos=place + QPoint(0, 60))
    assert dragged == [f"{Path(desk.rows[row][0]).stem}.gradcam++.png"]
    desk.qtbot.mouseMove(table.viewport(), place)
    assert len(dragged) == 1, "the button is up"


def test_an_overlay_that_is_saved_while_another_picture_is_opened(
    desk: Desk, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its map stays with its own picture, although another of another size is shown when the file is named."""
    wanted, file = saved_overlay(desk, tmp_path), tmp_path / "late.png"
    Image.new("RGB", (90, 70)).save(pictures[1])

    def name_late(*_: object) -> tuple[str, str]:
        desk.app.panels.browser.choose(pictures[1])
        desk.idle()
        return str(file), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name_late)
    desk.action("save_overlay").trigger()
    assert desk.path == pictures[1]
    assert np.array_equal(images.decode(file).pixels, wanted)


def saved_overlay(desk: Desk, folder: Path) -> np.ndarray:
    """As it is saved from the menu."""
    file = folder / "saved.png"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
        desk.action("save_overlay").trigger()
    return images.decode(file).pixels


def test_what_was_saved_can_be_opened(
    desk: Desk, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def open_url(url: QUrl) -> bool:
        shown.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    bar = desk.app.panels.status_bar
    saved_overlay(desk, tmp_path)
    assert bar.activity.text() == "Saved: saved.png"
    desk.qtbot.mouseClick(bar.open_file, Qt.MouseButton.LeftButton)
    desk.qtbot.mouseClick(bar.show_file, Qt.MouseButton.LeftButton)
    assert shown == [str(tmp_path / "saved.png"), str(tmp_path)]
    (tmp_path / "saved.png").unlink()
    desk.qtbot.mouseClick(bar.open_file, Qt.MouseButton.LeftButton)
    assert bar.activity.text() == "No program can open saved.png."
    assert not bar.open_file.isVisible()


def test_the_log_is_copied_as_a_report(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "page.jpg"
    page.write_text("<html>no picture</html>")
    desk.open(page)
    log = desk.app.panels.log
    desk.window.docks["log"].raise_()
    desk.qtbot.mouseClick(log.copy, Qt.MouseButton.LeftButton)
    report = QGuiApplication.clipboard().text()
    assert report.startswith(f"attnstudio {version('attnstudio')}\nPython {platform.python_version()}, Qt ")
    assert platform.platform() in report and "page.jpg" in report
    desk.window.docks["results"].raise_()


def test_jobs_open_their_results(desk: Desk, pictures: list[Path]) -> None:
    app, panel = desk.app, desk.app.panels.jobs
    desk.window.docks["jobs"].raise_()

    def open_result(kind: str) -> None:
        rows = [row for row in range(panel.table.rowCount()) if panel.table.job(row).work.kind == kind]
        panel.view.selectRow(rows[-1])
        panel.view.setFocus()
        desk.qtbot.keyClick(panel.view, Qt.Key.Key_Return)
        desk.idle()

    first = desk.path
    desk.open(pictures[1])
    desk.choose("Saliency")
    desk.idle()
    assert app.services.viewed.now.map is not None and app.services.viewed.now.map.heatmap.method == "saliency"
    jobs = [panel.table.job(row) for row in range(panel.table.rowCount())]
    [row] = [
        place for place, job in enumerate(jobs) if isinstance(job.work, MapsWork) and job.work.request.image == first
    ][-1:]
    panel.view.selectRow(row)
    panel.actions_of_job.by_name["open"].trigger()
    desk.idle()
    assert desk.path == first and app.services.viewed.now.map.heatmap.method == "gradcam++"
    desk.action("compare").trigger()
    desk.idle()
    desk.action("leave_compare").trigger()
    open_result("comparison")
    assert app.services.viewed.now.page is Page.COMPARE
    desk.action("leave_compare").trigger()
    app.services.pictures.select_rows(np.array([0, 1]))
    desk.action("predict_all").trigger()
    desk.idle()
    open_result("predictions")
    assert app.panels.accuracy.isVisible()
    desk.action("accuracy").trigger()
    desk.window.docks["results"].raise_()
