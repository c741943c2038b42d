"""The filter of the pictures: chips with counts, classes, and a range of the probability."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from attnstudio.core.errors import PictureFailure
from attnstudio.core.picture_columns import Column
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.request import Request
from attnstudio.ui.pictures.cell_text import cell_text, tool_tip
from attnstudio.ui.pictures.filter_bar import FilterBar
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList


@pytest.fixture
def state() -> DatasetState:
    """Right, wrong and unsure, failed."""
    pictures = PictureList()
    made = DatasetState(pictures)
    made.set_classes(("ant", "bee"))
    pictures.add([Path("one.jpg"), Path("two.jpg"), Path("three.jpg")])
    made.set_label(np.arange(3), 0)
    made.begin_predictions(Request(Path(), "net"))
    made.put(
        [
            (0, PredictedRow((0, 1), (0.9, 0.1), 0.1, 1, 0.9)),
            (1, PredictedRow((1, 0), (0.45, 0.4), 0.9, 2, 0.4)),
            (2, PictureFailure("broken")),
        ]
    )
    return made


@pytest.fixture
def bar(state: DatasetState, qtbot: QtBot) -> FilterBar:
    shown = FilterBar(state)
    qtbot.addWidget(shown)
    shown.resize(400, 120)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def test_chips_have_counts_and_only_those_that_list_something_are_there(bar: FilterBar) -> None:
    texts = {name: chip.text() for name, chip in bar.chips.items() if chip.isVisible()}
    assert texts == {"wrong": "Wrong  1", "unsure": "Unsure  1", "failed": "Failed  1"}
    assert bar.chips["wrong"].accessibleName() == "Wrong: 1 picture"


def test_chips_join(bar: FilterBar, state: DatasetState) -> None:
    bar.chips["wrong"].click()
    assert state.view.tolist() == [1]
    bar.chips["failed"].click()
    assert state.view.tolist() == []
    bar.chips["wrong"].click()
    assert state.view.tolist() == [2]


def test_a_class_is_searched_and_chosen(bar: FilterBar, state: DatasetState, qtbot: QtBot) -> None:
    chip = bar.class_chips["predicted"]
    chip.opening.emit()
    assert [chip.list.item(row).text() for row in range(chip.list.count())] == ["All classes", "ant  1", "bee  1"]
    qtbot.keyClicks(chip.field, "be")
    qtbot.keyClick(chip.field, Qt.Key.Key_Return)
    assert state.view.tolist() == [1]
    assert chip.isChecked() and "bee" in chip.text()
    chip.chosen.emit(None)
    assert len(state.view) == 3
    assert not chip.isChecked()


def test_a_range_of_the_probability(bar: FilterBar, state: DatasetState, qtbot: QtBot) -> None:
    bar.slider.setFocus()
    for _ in range(5):
        qtbot.keyClick(bar.slider, Qt.Key.Key_PageUp)
    assert state.view.tolist() == [0]
    assert "50" in bar.range_text.text()
    qtbot.keyClick(bar.slider, Qt.Key.Key_Space)
    for _ in range(2):
        qtbot.keyClick(bar.slider, Qt.Key.Key_PageDown)
    assert state.view.tolist() == []
    state.show_all()
    assert (bar.slider.low, bar.slider.high) == (0, 100)


def test_the_slider_by_mouse(bar: FilterBar, state: DatasetState, qtbot: QtBot) -> None:
    slider = bar.slider
    place = slider.rect().center()
    place.setX(place.x() + slider.width() // 10)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
    assert 50 < slider.high < 70 and slider.low == 0
    assert state.view.tolist() == [1]


def test_classes_without_names_are_shown_in_the_language(bar: FilterBar, state: DatasetState) -> None:
    language = Language()
    try:
        language.choose("ru")
        state.set_classes(("class 0", "class 1"))
        state.set_label(np.arange(3), 0)
        bar.retranslate()
        bar.class_chips["predicted"].chosen.emit(1)
        assert "класс 1" in bar.class_chips["predicted"].text()
        assert cell_text(state, 0, Column.LABEL) == cell_text(state, 0, Column.PREDICTED) == "класс 0"
        assert "класс 1" in tool_tip(state, 0, Column.PREDICTED)
    finally:
        language.choose("en")
