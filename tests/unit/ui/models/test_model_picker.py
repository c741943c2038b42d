"""The models to choose from, and the download of weights."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from attnstudio.core.models.base import all_specs
from attnstudio.ui.models.model_picker import ModelPicker

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def model_picker(qtbot: QtBot) -> ModelPicker:
    made = ModelPicker()
    qtbot.addWidget(made)
    made.show_models(all_specs(), {"demo"}, "demo")
    made.show()
    return made


def _choose(picker: ModelPicker, model_id: str) -> None:
    if picker.box.findData(model_id) < 0:
        picker.box.setCurrentIndex(picker.box.count() - 1)
    picker.box.setCurrentIndex(picker.box.findData(model_id))


def test_a_model_that_is_here_can_be_chosen(model_picker: ModelPicker) -> None:
    emitted: list[str] = []
    model_picker.model_chosen.connect(emitted.append)
    assert model_picker.chosen == "demo"
    assert not model_picker.install.isVisible()
    _choose(model_picker, "vgg16")
    assert model_picker.install.isVisible(), "its weights are missing"
    _choose(model_picker, "demo")
    assert emitted == ["vgg16", "demo"]


def test_models_that_are_not_here_are_folded_under_the_last_row(model_picker: ModelPicker, qtbot: QtBot) -> None:
    emitted: list[str] = []
    model_picker.model_chosen.connect(emitted.append)
    box = model_picker.box
    assert [box.itemText(row) for row in range(box.count())] == ["Demo: drawn scenes (built in)", "Get more..."]
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(box.view().isVisible)
    assert box.count() == len(all_specs()) and box.currentText() == "Demo: drawn scenes (built in)"
    assert not emitted, "nothing is chosen by that"
    box.hidePopup()
    _choose(model_picker, "vgg16")
    assert emitted == ["vgg16"]
    model_picker.show_models(all_specs(), set(all_specs()), "demo")
    assert box.findText("Get more...") == -1, "all are here"


def test_a_chosen_model_that_is_not_here_is_listed(model_picker: ModelPicker) -> None:
    model_picker.show_models(all_specs(), {"demo"}, "vgg16")
    assert model_picker.chosen == "vgg16" and model_picker.box.count() == 3


@pytest.mark.parametrize(("model_id", "size"), [("mobilenet_v2", "15 MB"), ("vgg16", "553 MB")])
def test_missing_weights_are_offered_with_their_size(
    model_picker: ModelPicker, qtbot: QtBot, model_id: str, size: str
) -> None:
    wanted: list[str] = []
    model_picker.install_requested.connect(wanted.append)
    _choose(model_picker, model_id)
    name = all_specs()[model_id].name
    assert model_picker.box.currentText() == f"{name} (not installed)"
    assert model_picker.install.isVisible()
    assert size in model_picker.install.text()
    assert any(name in label.text() and label.isVisible() for label in model_picker.findChildren(QLabel))
    qtbot.mouseClick(model_picker.install, Qt.MouseButton.LeftButton)
    assert wanted == [model_id]


def test_a_download_shows_its_progress_and_can_be_stopped(model_picker: ModelPicker, qtbot: QtBot) -> None:
    stopped: list[bool] = []
    model_picker.cancel_requested.connect(lambda: stopped.append(True))
    _choose(model_picker, "vgg16")
    model_picker.show_download(150_000_000, 600_000_000)
    assert not model_picker.install.isVisible()
    assert model_picker.progress.isVisible()
    assert model_picker.progress.value() / model_picker.progress.maximum() == 0.25
    assert model_picker.progress.text() == "150.0 / 600.0 MB"
    [stop] = [button for button in model_picker.findChildren(QPushButton) if button.text() == "Stop"]
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert stopped == [True]
    model_picker.end_download()
    assert model_picker.install.isVisible()
    assert not model_picker.progress.isVisible()
    assert not stop.isVisible()


def test_a_download_of_unknown_size_shows_what_came(model_picker: ModelPicker) -> None:
    _choose(model_picker, "vgg16")
    model_picker.show_download(3_000_000_000, 0)
    assert (model_picker.progress.minimum(), model_picker.progress.maximum()) == (0, 0)


def test_listing_models_anew_is_no_choice_of_the_user(model_picker: ModelPicker) -> None:
    emitted: list[str] = []
    model_picker.model_chosen.connect(emitted.append)
    model_picker.show_models(all_specs(), set(all_specs()), "vgg16")
    assert model_picker.chosen == "vgg16"
    assert not model_picker.install.isVisible()
    model_picker.show_models(all_specs(), {"demo"}, "no such model")
    assert model_picker.chosen in all_specs()
    assert not emitted
