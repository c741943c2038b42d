"""The three ways to begin."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from attnstudio.ui.pictures.welcome import Welcome

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def welcome(qtbot: QtBot) -> Welcome:
    made = Welcome()
    qtbot.addWidget(made)
    made.resize(760, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize(
    ("button", "signal", "model"),
    [
        ("scenes_button", "scenes_requested", ""),
        ("open_button", "models_requested", ""),
        ("open_button", "photos_requested", "MobileNetV2"),
        ("model_button", "model_requested", ""),
    ],
)
def test_each_way_is_one_click(welcome: Welcome, qtbot: QtBot, button: str, signal: str, model: str) -> None:
    welcome.show_photo_model(model)
    with qtbot.waitSignal(getattr(welcome, signal), timeout=1000):
        qtbot.mouseClick(getattr(welcome, button), LEFT)


def test_photos_need_a_model_of_photos(welcome: Welcome) -> None:
    assert welcome.open_button.text() == "Get a model..."
    welcome.show_photo_model("MobileNetV2")
    assert welcome.open_button.text() == "Open photos..."
