"""The layer, and how the picture becomes the model input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.widgets import control, model_info
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from attnstudio.core.request import Request
from attnstudio.ui.explain.layer_picker import LayerPicker

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def layer_picker(qtbot: QtBot) -> LayerPicker:
    made = LayerPicker()
    qtbot.addWidget(made)
    return made


def test_layers_are_listed_with_auto_first(layer_picker: LayerPicker) -> None:
    assert layer_picker.layer == "auto"
    layer_picker.show_model(model_info())
    box = layer_picker.box
    assert [box.itemData(row) for row in range(box.count())] == ["auto", "last-conv", "out", "conv2", "conv1"]
    assert box.itemText(0) == "auto: out"


def test_a_chosen_layer_is_emitted_and_stays_chosen(layer_picker: LayerPicker) -> None:
    layer_picker.show_model(model_info())
    emitted: list[str] = []
    layer_picker.changed.connect(lambda: emitted.append(layer_picker.layer))
    layer_picker.box.setCurrentIndex(layer_picker.box.findData("conv1"))
    assert emitted == ["conv1"]
    layer_picker.show_model(model_info())
    assert layer_picker.layer == "conv1"
    layer_picker.show_model(model_info(layers=("conv1", "other"), auto="other"))
    assert layer_picker.layer == "conv1"
    layer_picker.show_model(model_info(layers=("other",), auto="other"))
    assert layer_picker.layer == "auto", "this model has no such layer"
    assert emitted == ["conv1"], "listing is no choice of the user"


def test_a_layer_that_is_called_several_times_becomes_its_first_call(layer_picker: LayerPicker) -> None:
    layer_picker.choose("conv")
    layer_picker.show_model(model_info(layers=("conv@1", "conv@2"), auto="conv@2"))
    assert layer_picker.layer == "conv@1"


def test_the_way_to_the_input_has_the_defaults_of_a_request(layer_picker: LayerPicker) -> None:
    values: dict[str, Any] = layer_picker.input_values()
    asked = Request(image=Path("x"), model="demo", **values)
    assert asked == Request(image=Path("x"), model="demo")
    emitted: list[object] = []
    layer_picker.changed.connect(lambda: emitted.append(layer_picker.input_values()["resize"]))
    box = control(layer_picker.form, "resize", QComboBox)
    box.setCurrentIndex(box.findData("crop"))
    assert emitted == ["crop"]
