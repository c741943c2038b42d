"""Models that come and go while the window is open."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.desk import PATIENCE, Desk
from helpers.jobs import SCENES
from helpers.weights_server import WeightsServer, serving
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.core.models import zoo

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

LEFT = Qt.MouseButton.LeftButton
SERVERS_NAME = "mobilenet_v2_of_the_server.weights.h5"


@pytest.fixture
def server(mobilenet_weights: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeightsServer]:
    """Sends the real weights of MobileNetV2 for every model."""
    with serving(mobilenet_weights.read_bytes(), monkeypatch) as made:
        rows = tuple(replace(row, cached_as=SERVERS_NAME) if row.id == "mobilenet_v2" else row for row in zoo.table())
        monkeypatch.setattr(zoo, "table", lambda: rows)
        yield made


def damaged(weights: Path, folder: Path) -> Path:
    """A truncated copy under the server's name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SERVERS_NAME).write_bytes(weights.read_bytes()[:1_000_000])
    return folder / SERVERS_NAME


def test_the_manager_is_opened_at_the_chosen_model(desk: Desk, qtbot: QtBot) -> None:
    manager = desk.app.features.models.manager
    desk.choose_model("vgg19")
    qtbot.mouseClick(desk.app.panels.model_picker.manage, LEFT)
    assert manager.isVisible()
    assert not manager.isModal()
    assert manager.selected is not None
    assert manager.selected.spec.id == "vgg19"
    manager.close()
    desk.choose_model("demo")
    desk.action("models").trigger()
    assert manager.isVisible()
    assert manager.selected.spec.id == "demo"
    manager.close()


def test_the_manager_is_in_the_language_of_the_window(desk: Desk) -> None:
    assert desk.app.features.models.manager.windowTitle() == "Models"
    try:
        desk.window.language_requested.emit("ru")
        QApplication.processEvents()
        assert desk.app.features.models.manager.windowTitle() == "Модели"
    finally:
        desk.window.language_requested.emit("en")


def test_the_choice_survives_another_model_coming_and_going(
    desk: Desk, server: WeightsServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    picker, manager = desk.app.panels.model_picker, desk.app.features.models.manager
    assert picker.box.findText("MobileNetV2") == -1
    manager.open_at("mobilenet_v2")
    server.pause_at = 1000
    qtbot.mouseClick(manager.install_button, LEFT)
    assert picker.progress.isVisible(), "both show the same download"
    with qtbot.waitSignal(desk.app.foundation.downloads.installed, timeout=30_000):
        server.go_on.set()
    assert not picker.progress.isVisible()
    assert picker.chosen == "demo"
    assert picker.box.findText("MobileNetV2") >= 0
    qtbot.mouseClick(manager.remove_button, LEFT)
    assert not (paths.model_folder() / SERVERS_NAME).exists()
    assert picker.chosen == "demo"
    assert picker.box.findText("MobileNetV2") == -1
    manager.close()
    assert not desk.submitted
    assert desk.message == ""


def test_a_chosen_model_runs_once_its_weights_are_imported(
    open_app: Callable[..., Desk], mobilenet_weights: Path, qtbot: QtBot
) -> None:
    desk = open_app()
    desk.open(SCENES[0])
    desk.choose_model("mobilenet_v2")
    desk.app.features.models.manager.open_at("mobilenet_v2")
    with qtbot.waitSignal(desk.app.features.explain.controller.finished, timeout=PATIENCE) as told:
        desk.app.foundation.imports.start(mobilenet_weights.parent)
    assert told.args[0].model.id == "mobilenet_v2"
    assert (paths.model_folder() / mobilenet_weights.name).is_file()


def test_a_model_of_ones_own_is_listed_once_it_is_imported(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "own.keras").write_bytes(b"what is in it is seen when it is chosen")
    box = desk.app.panels.model_picker.box
    with qtbot.waitSignal(desk.app.features.models.manager.changed, timeout=30_000):
        desk.app.foundation.imports.start(tmp_path)
    assert box.findText("own", Qt.MatchFlag.MatchStartsWith) >= 0
    assert desk.app.panels.model_picker.chosen == "demo"
    assert not desk.submitted


def test_damaged_weights_can_be_downloaded_again(
    open_app: Callable[..., Desk], server: WeightsServer, mobilenet_weights: Path, qtbot: QtBot
) -> None:
    file = damaged(mobilenet_weights, paths.model_folder())
    desk = open_app()
    desk.open(SCENES[0])
    desk.choose_model("mobilenet_v2")
    desk.idle()
    assert desk.message.startswith(f"The weights file {file} is damaged: its size or checksum is wrong.")
    assert desk.app.panels.banner.action.text() == f"Download again ({len(server.body) / 1e6:.0f} MB)"
    assert not server.asked, "nothing is downloaded unasked"
    with qtbot.waitSignal(desk.app.features.explain.controller.finished, timeout=PATIENCE) as told:
        qtbot.mouseClick(desk.app.panels.banner.action, LEFT)
    assert told.args[0].model.id == "mobilenet_v2"
    assert file.read_bytes() == server.body
    assert desk.app.panels.model_picker.chosen == "mobilenet_v2"


def test_damage_that_a_download_would_not_mend_has_no_button(
    open_app: Callable[..., Desk],
    server: WeightsServer,
    mobilenet_weights: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(tmp_path / "lab"))
    file = damaged(mobilenet_weights, tmp_path / "lab")
    desk = open_app()
    desk.open(SCENES[0])
    desk.choose_model("mobilenet_v2")
    desk.idle()
    assert f"{file} is damaged" in desk.message
    assert "Delete it and download it again" in desk.message
    assert not desk.app.panels.banner.action.isVisible()


def test_closing_the_window_ends_an_import(
    open_app: Callable[..., Desk], tmp_path: Path, mobilenet_weights: Path, qtbot: QtBot
) -> None:
    stick = tmp_path / "stick"
    for number in range(20):
        (stick / str(number)).mkdir(parents=True)
        shutil.copy(mobilenet_weights, stick / str(number))
    desk = open_app()
    desk.app.features.models.manager.open_at("demo")
    with qtbot.waitSignal(desk.app.foundation.imports.started, timeout=30_000):
        desk.app.foundation.imports.start(stick)
    desk.window.close()
    desk.app.features.close_question.stop.click()
    assert not [thread for thread in threading.enumerate() if thread.name == "import"]
    qtbot.waitUntil(lambda: not desk.app.foundation.imports.busy, timeout=30_000)
    assert not desk.app.features.models.manager.isVisible()
    assert not list(paths.model_folder().glob(".*.part"))
