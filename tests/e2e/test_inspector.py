"""The inspector in the real window, with the built-in model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.desk import LEFT, PATIENCE, Desk, copies, same
from helpers.jobs import SCENE, SCENES
from helpers.widgets import control
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from attnstudio.core.channel_order import ChannelOrder
from attnstudio.core.channels import Channels
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.methods.base import Cost
from attnstudio.core.regions import Rectangle, Region
from attnstudio.core.request import Request
from attnstudio.core.scaling import enlarge, normalised
from attnstudio.jobs.channels import ChannelsWork
from attnstudio.jobs.job import Job
from attnstudio.ui.inspector.order_box import OrderBox
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.state.display_options import View
from attnstudio.ui.viewer.read_out import ReadOut

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


class Look:
    """A user's hands and eyes at the inspector."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.panel: Inspector = desk.app.panels.inspector
        self.asked: list[Request] = []
        self.came: list[Channels] = []
        self._submit = desk.board.submit
        desk.board.submit = self._spy  # type: ignore[method-assign]

    def _spy(self, job: Job, **options: Any) -> Job:
        if isinstance(job.work, ChannelsWork):
            self.asked.append(job.work.request)
            job.done.connect(self.came.append)
        return self._submit(job, **options)

    def end(self) -> None:
        self.desk.board.submit = self._submit  # type: ignore[method-assign]
        self.panel.filter.clear()
        self.desk.app.panels.inspector_dock.close()
        self.idle()

    def idle(self) -> None:
        """Nothing is computed, or about to be."""
        self.desk.idle()

    def open(self) -> None:
        self.desk.action("inspector").trigger()
        self.idle()

    def click_layer(self, name: str) -> None:
        tree = self.panel.tree
        model = tree.model()
        (row,) = [row for row in range(model.rowCount()) if model.index(row, 0).data() == name]
        tree.scrollTo(model.index(row, 0))
        self.qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualRect(model.index(row, 0)).center())
        self.idle()

    def click_channel(self, place: int) -> None:
        channels = self.panel.channels.list
        index = channels.model().index(place, 0)
        channels.scrollTo(index)
        self.qtbot.mouseClick(channels.viewport(), LEFT, pos=channels.visualRect(index).center())

    @property
    def captions(self) -> list[str]:
        model = self.panel.channels.list.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    @property
    def said(self) -> str:
        return "\n".join(label.text() for label in self.panel.findChildren(QLabel) if label.isVisible())

    @property
    def bold(self) -> str | None:
        """The layer that the tree marks as the explained one."""
        return self.panel.tree.layers.explained.data()


@pytest.fixture
def look(desk: Desk, qtbot: QtBot) -> Iterator[Look]:
    made = Look(desk, qtbot)
    yield made
    made.end()


@pytest.fixture
def opened(look: Look) -> Look:
    look.open()
    return look


def test_a_layer_and_a_channel_are_looked_at_and_left_again(desk: Desk, look: Look, qtbot: QtBot) -> None:
    window, first_map = desk.window, desk.shown.values
    look.open()
    assert desk.action("inspector").isChecked()
    assert look.bold == "relu6"
    assert "Parameters: " in look.said
    assert "weights for ball" in look.said
    assert not desk.submitted, "looking makes no map"

    look.click_layer("relu4")
    assert desk.app.panels.layer_picker.layer == "relu4"
    assert look.bold == "relu4"
    assert [request.layer for request in desk.submitted] == ["relu4"]
    assert desk.rows[-1][2] == "relu4"
    layer_map = desk.shown.values
    assert not same(layer_map, first_map)
    channels = look.came[-1]
    assert channels.layer == "relu4"
    assert len(look.captions) == len(channels.numbers) == channels.total
    assert np.all(np.diff(channels.weights) <= 0)

    look.click_channel(3)
    number = int(channels.numbers[3])
    values, low, high = normalised(enlarge(channels.values[3], 128, 128))
    assert same(desk.shown.values, values)
    assert (desk.shown.low, desk.shown.high) == (low, high)
    assert desk.shown.placement == channels.placement
    assert window.windowTitle() == f"{SCENES[0].name} - relu4, channel {number} - attnstudio"
    assert look.captions[3].startswith(f"{number} ")

    look.click_channel(3)
    assert same(desk.shown.values, layer_map)
    assert window.windowTitle() == f"{SCENES[0].name} - Grad-CAM++ - attnstudio"

    look.click_channel(1)
    qtbot.mouseClick(look.panel.channels.back, LEFT)
    assert same(desk.shown.values, layer_map)
    assert not look.panel.channels.back.isEnabled()


@pytest.mark.parametrize("place", ["channels", "canvas", "filter"])
def test_escape_leads_back_to_the_map(desk: Desk, opened: Look, qtbot: QtBot, place: str) -> None:
    shown = desk.shown.values
    opened.click_channel(0)
    assert not same(desk.shown.values, shown)
    desk.window.activateWindow()
    widget = {
        "channels": opened.panel.channels.list,
        "canvas": desk.app.panels.canvas,
        "filter": opened.panel.filter,
    }[place]
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    qtbot.keyClick(widget, Qt.Key.Key_Escape)
    assert same(desk.shown.values, shown)


def test_the_tree_follows_the_layer_picker(desk: Desk, opened: Look) -> None:
    box = desk.app.panels.layer_picker.box
    for choice, layer in (("relu3", "relu3"), ("last-conv", "conv6"), ("auto", "relu6")):
        box.setCurrentIndex(box.findData(choice))
        opened.idle()
        assert opened.bold == layer
        assert opened.came[-1].layer == layer


def test_clicking_the_layer_that_is_explained_computes_nothing(desk: Desk, opened: Look) -> None:
    opened.asked.clear()
    opened.click_layer("relu6")
    assert desk.app.panels.layer_picker.layer == "auto"
    assert not opened.asked
    assert not desk.submitted


def test_channels_follow_picture_target_and_fit(desk: Desk, opened: Look) -> None:
    desk.click_bar(1)
    opened.idle()
    assert "weights for umbrella" in opened.said
    ball, umbrella = opened.came
    assert not same(umbrella.weights, ball.weights)
    desk.open(SCENE["fish"])
    opened.idle()
    fish = opened.came[-1]
    assert fish.request.image == SCENE["fish"]
    assert not same(fish.values, umbrella.values)
    resize = control(desk.app.panels.layer_picker.form, "resize", QComboBox)
    resize.setCurrentIndex(resize.findData("crop"))
    opened.idle()
    assert opened.came[-1].request.resize == "crop"
    assert len(opened.asked) == len(opened.came) == 4


def test_another_method_asks_for_no_channels_and_shows_its_map(desk: Desk, opened: Look) -> None:
    opened.click_channel(0)
    opened.asked.clear()
    desk.choose("Saliency")
    opened.idle()
    assert not opened.asked
    assert desk.window.windowTitle() == f"{SCENES[0].name} - Saliency - attnstudio"
    assert opened.panel.channels.chosen is None
    assert opened.captions


@pytest.mark.parametrize("way", ["picture", "target", "layer", "row", "run", "tab", "close"])
def test_any_other_choice_leaves_the_channel(desk: Desk, opened: Look, way: str) -> None:
    desk.choose("Saliency")
    desk.choose("Grad-CAM")
    opened.idle()
    opened.click_channel(2)
    channel = desk.shown.values
    assert "channel" in desk.window.windowTitle()
    match way:
        case "picture":
            desk.open(SCENES[1])
        case "target":
            desk.click_bar(2)
        case "layer":
            opened.click_layer("relu5")
        case "row":
            desk.click_row(0)
        case "run":
            desk.action("run").trigger()
        case "tab":
            desk.window.docks["pictures"].raise_()
        case "close":
            desk.app.panels.inspector_dock.close()
    opened.idle()
    assert not same(desk.shown.values, channel)
    assert "channel" not in desk.window.windowTitle()
    assert not opened.panel.channels.back.isEnabled()


def test_maps_that_arrive_wait_behind_a_channel(desk: Desk, opened: Look, qtbot: QtBot) -> None:
    desk.start_long_job()
    opened.click_channel(0)
    channel, title = desk.shown, desk.window.windowTitle()
    [job] = desk.board.unfinished("maps")
    with qtbot.waitSignal(job.result, timeout=PATIENCE):
        pass
    assert desk.shown is channel
    assert desk.window.windowTitle() == title
    desk.window.activateWindow()
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    desk.idle()
    assert desk.shown is channel, "the first Esc is for the job"
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.shown.partial
    assert "SmoothGrad" in desk.window.windowTitle()


def test_while_it_is_out_of_sight_nothing_is_inspected(desk: Desk, look: Look) -> None:
    desk.open(SCENES[1])
    look.idle()
    assert not look.asked
    look.open()
    assert [request.image for request in look.asked] == [SCENES[1]]
    desk.window.docks["pictures"].raise_()
    desk.open(SCENES[2])
    look.idle()
    assert len(look.asked) == 1
    look.open()
    assert [request.image for request in look.asked] == [SCENES[1], SCENES[2]]
    assert desk.action("inspector").isChecked()
    look.open()  # it was in sight: that closes it
    assert not look.panel.isVisible()
    assert not desk.action("inspector").isChecked()


def test_only_the_newest_choice_is_shown(desk: Desk, opened: Look) -> None:
    box = desk.app.panels.layer_picker.box
    for layer in ("relu2", "relu3", "relu5"):
        box.setCurrentIndex(box.findData(layer))
        QApplication.processEvents()
    opened.idle()
    assert opened.came[-1].layer == "relu5"
    assert "relu5, " in opened.said
    assert len(opened.captions) == opened.came[-1].total


def test_with_a_slow_method_channels_come_and_the_map_waits_for_run(
    desk: Desk, opened: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attnstudio.ui.explain.method_choice.FAST", set())
    shown = desk.shown.values
    opened.click_layer("relu4")
    assert opened.came[-1].layer == "relu4"
    assert same(desk.shown.values, shown)
    assert not desk.computed


def test_a_model_that_waits_for_run_is_loaded_to_be_inspected(
    mobilenet_weights: Path, open_app: Callable[..., Desk], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(mobilenet_weights.parent))
    monkeypatch.setattr("attnstudio.ui.explain.method_choice.FAST", set[Cost]())
    desk = open_app()
    look = Look(desk, qtbot)
    desk.action("inspector").trigger()
    assert "The layers of the model appear here when it is loaded." in look.said
    assert "Choose a picture and a layer." in look.said
    desk.open(SCENES[0])
    desk.choose_model("mobilenet_v2")
    look.idle()
    assert look.bold == "out_relu"
    assert look.came[-1].values.shape == (1280, 7, 7)
    assert not desk.computed
    assert desk.map is None
    look.click_channel(1279)
    assert desk.shown.values.shape == (224, 224)
    assert desk.action("save_overlay").isEnabled()


def test_a_model_that_is_not_here_is_not_inspected(desk: Desk, opened: Look) -> None:
    opened.asked.clear()
    desk.choose_model("vgg16")
    opened.idle()
    assert not opened.asked
    assert "The layers of the model appear here when it is loaded." in opened.said
    assert "The channels of the layer appear here when the model is loaded." in opened.said


def test_failed_channels_show_the_failure_in_the_grid(
    desk: Desk, opened: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("nobody thought of this")

    with monkeypatch.context() as broken_for_once:
        broken_for_once.setattr(Engine, "channels", broken)
        opened.click_layer("relu4")
    assert "ZeroDivisionError: nobody thought of this" in opened.said
    assert desk.message == ""
    opened.click_layer("relu5")
    assert "ZeroDivisionError" not in opened.said
    assert opened.captions


def test_an_edited_picture_is_opened_anew(
    desk: Desk, opened: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attnstudio.ui.explain.method_choice.FAST", set())  # no map that would find it out
    (file,) = copies(tmp_path, SCENES[:1])
    desk.open(file)
    opened.idle()
    before = opened.came[-1].source.digest
    file.write_bytes(SCENE["fish"].read_bytes())
    opened.click_layer("relu5")
    assert opened.came[-1].source.digest != before
    assert desk.picture is not None
    assert desk.picture.source.digest == opened.came[-1].source.digest
    assert len(opened.captions) == opened.came[-1].total


def test_a_channel_is_seen_though_only_the_picture_was_shown(desk: Desk, opened: Look) -> None:
    desk.app.services.display.set(view=View.PICTURE)
    before = desk.app.panels.canvas.grab().toImage()
    opened.click_channel(0)
    assert desk.app.panels.canvas.view is View.OVERLAY
    assert desk.app.panels.canvas.grab().toImage() != before


def test_a_channel_is_saved_under_its_own_name(
    desk: Desk, opened: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def refuse(_parent: object, _title: str, name: str, *_: object) -> tuple[str, str]:
        proposed.append(name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", refuse)
    opened.click_channel(0)
    desk.action("save_overlay").trigger()
    assert [Path(name).name for name in proposed] == [f"{SCENES[0].stem}.relu6-{opened.came[-1].numbers[0]}.png"]


def test_the_colormap_is_that_of_the_map(desk: Desk, opened: Look) -> None:
    opened.click_channel(0)
    thumbnails = opened.panel.channels.list.viewport().grab().toImage()
    desk.app.panels.display_controls.colormap.setCurrentIndex(
        desk.app.panels.display_controls.colormap.findData("viridis")
    )
    assert desk.shown.colormap == "viridis"
    assert opened.panel.channels.list.viewport().grab().toImage() != thumbnails
    opened.click_channel(0)
    assert desk.shown.colormap == "viridis"


def test_the_gui_thread_is_free_while_a_layer_is_inspected(
    desk: Desk, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    channels = Engine.channels

    def spy(*said: object) -> object:
        threads.append(threading.current_thread().name)
        return channels(*said)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "channels", spy)
    look.open()
    assert threads
    assert threading.main_thread().name not in threads


def test_a_picture_may_be_dropped_on_it(desk: Desk, opened: Look, tmp_path: Path) -> None:
    for number, over in enumerate(
        (opened.panel.filter, opened.panel.tree.viewport(), opened.panel.channels.list.viewport())
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        (file,) = copies(folder, SCENES[number : number + 1])
        desk.drop(file, over=over)
        desk.idle()
        assert desk.path == file
    assert opened.panel.filter.text() == ""


def choose_order(look: Look, order: ChannelOrder) -> OrderBox:
    chooser = look.panel.channels.order
    chooser.box.setCurrentIndex(chooser.box.findData(order))
    chooser.box.activated.emit(chooser.box.currentIndex())
    look.idle()
    return chooser


def numbers(look: Look) -> list[int]:
    return [int(caption.split()[0]) for caption in look.captions]


def test_channels_that_fire_in_the_region_or_under_the_cursor_come_first(opened: Look, desk: Desk) -> None:
    channels = opened.came[-1]
    chooser = choose_order(opened, ChannelOrder.REGION)
    assert "Draw a region" in opened.said and numbers(opened) == channels.numbers.tolist()
    width, height = channels.placement.picture_size
    path = desk.path
    assert path is not None
    desk.app.features.regions.controller.replace({path: Region((Rectangle(0, 0, width / 2, height / 2),))})
    positive = np.maximum(channels.values, 0)
    rows, columns = positive.shape[1] // 2, positive.shape[2] // 2
    shares = positive[:, :rows, :columns].sum(axis=(1, 2)) / np.maximum(positive.sum(axis=(1, 2)), 1e-30)
    assert numbers(opened)[0] == channels.numbers[np.argmax(shares)]
    assert opened.captions[0].split()[1] == f"{100 * shares.max():.0f}"
    desk.app.features.regions.controller.replace({path: None})

    choose_order(opened, ChannelOrder.CURSOR)
    desk.app.panels.canvas.cursor_moved.emit(ReadOut(width - 1, height - 1, (0, 0, 0), None))
    strongest = int(channels.numbers[np.argmax(channels.values[:, -1, -1])])
    opened.qtbot.waitUntil(lambda: numbers(opened)[0] == strongest, timeout=PATIENCE)
    chooser.box.setCurrentIndex(0)


def test_weights_are_averaged_over_the_selected_pictures(opened: Look, desk: Desk) -> None:
    desk.open(*SCENES[:3])
    choose_order(opened, ChannelOrder.MEAN_WEIGHT)
    assert "Select two pictures" in opened.said
    desk.app.services.pictures.select(SCENES[:3])
    opened.idle()
    engine, request = Engine(()), opened.came[-1].request
    sums = np.zeros(opened.came[-1].total)
    for picture in SCENES[:3]:
        found = engine.channels(replace(request, image=picture), RunContext())
        sums[found.numbers] += found.weights / 3
    assert numbers(opened)[0] == int(np.argmax(sums))
    assert numbers(opened)[-1] == int(np.argmin(sums))
    opened.panel.channels.order.box.setCurrentIndex(0)
