"""The top classes, and the search for another target."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.widgets import CLASSES, painted, prediction
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCompleter, QLabel
from pytestqt.qtbot import QtBot

from attnstudio.core.request import Prediction
from attnstudio.core.targets import Target
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import Language

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def picker(qtbot: QtBot) -> TargetPicker:
    made = TargetPicker()
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show_classes(CLASSES)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def targets(picker: TargetPicker) -> list[str]:
    emitted: list[str] = []
    picker.target_chosen.connect(emitted.append)
    return emitted


def _explained(picker: TargetPicker) -> str:
    [text] = [label.text() for label in picker.findChildren(QLabel) if label.text().startswith("Explained:")]
    return text


def test_an_empty_target_picker_shows_what_to_do(picker: TargetPicker, targets: list[str], qtbot: QtBot) -> None:
    assert any("when you choose a picture" in label.text() for label in picker.findChildren(QLabel))
    qtbot.mouseClick(picker.bars, Qt.MouseButton.LeftButton, pos=QPoint(50, 10))
    qtbot.keyClick(picker.bars, Qt.Key.Key_Down)
    assert not targets


def test_what_is_explained_is_named_with_its_index(picker: TargetPicker) -> None:
    picker.show_prediction(prediction(), Target(3))
    assert _explained(picker) == "Explained: tiger shark (3), 92.8 %"
    picker.show_prediction(prediction(), Target(5))
    assert _explained(picker) == "Explained: fly (5), < 0.0001 %"
    picker.show_prediction(prediction(), Target(3, 2))
    assert _explained(picker) == "Explained: tiger shark - hammerhead (3-2), 92.8 %"


def test_shares_have_the_decimal_sign_of_the_language(picker: TargetPicker) -> None:
    language = Language()
    try:
        language.choose("ru")
        picker.show_prediction(prediction(), Target(3))
        assert any("92,8\u00a0%" in label.text() for label in picker.findChildren(QLabel))
        assert "92,8\u00a0%" in picker.bars.accessibleDescription()
    finally:
        language.choose("en")


def test_a_regression_shows_numbers_without_shares(picker: TargetPicker) -> None:
    numbers = np.array([41.25, -3.0])
    answer = Prediction(numbers, numbers, ("age", "height"), regression=True)
    picker.show_prediction(answer, Target(0))
    assert _explained(picker) == "Explained: age (0), 41.25"
    assert picker.bars.accessibleDescription() == "age 41.25, height -3"
    picker.show_prediction(answer, Target(0, 1))
    assert _explained(picker) == "Explained: age - height (0-1), 44.25"


def test_the_bars_are_as_long_as_the_probabilities(picker: TargetPicker) -> None:
    picker.bars.clearFocus()
    picker.show_prediction(prediction(0.0, 0.0, -50.0, 0.0, 0.0, -50.0, -50.0), Target(0))
    pixels = painted(picker.bars)
    accent = [int(theme.DARK.accent[at : at + 2], 16) for at in (1, 3, 5)]
    lengths = [int((abs(pixels[row].astype(int) - accent).max(axis=1) < 3).sum()) for row in range(pixels.shape[0])]
    quarter = round((picker.bars.width() - 12) / 4)
    assert [length for length in lengths if length] == [quarter] * 12 + [1] * 3, "three rows of pixels for each bar"
    assert "cat 25.0 %" in picker.bars.accessibleDescription()


@pytest.mark.parametrize(("place", "target"), [(0, "3"), (1, "2"), (4, "0")])
def test_a_click_on_a_bar_chooses_its_class(
    picker: TargetPicker, targets: list[str], qtbot: QtBot, place: int, target: str
) -> None:
    picker.show_prediction(prediction(), Target(3))
    qtbot.mouseClick(picker.bars, Qt.MouseButton.LeftButton, pos=QPoint(50, place * 26 + 13))
    assert targets == [target]


def test_arrow_keys_choose_the_next_bar(picker: TargetPicker, targets: list[str], qtbot: QtBot) -> None:
    picker.show_prediction(prediction(), Target(2))
    qtbot.keyClick(picker.bars, Qt.Key.Key_Down)
    qtbot.keyClick(picker.bars, Qt.Key.Key_Up)
    assert targets == ["4", "3"]
    picker.show_prediction(prediction(), Target(3))
    qtbot.keyClick(picker.bars, Qt.Key.Key_Up)
    assert targets == ["4", "3"], "there is none above the first"
    picker.show_prediction(prediction(), Target(6))  # none of the five
    qtbot.keyClick(picker.bars, Qt.Key.Key_Down)
    assert targets[2:] == ["3"]


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("tiger shark", "tiger shark"),
        ("tiger shark (3)", "3"),
        ("  5 ", "5"),
        ("3-2", "3-2"),
        ("tiger shark-fly", "tiger shark-fly"),
        ("top2", "top2"),
        ("crane (bird)", "crane (bird)"),
    ],
)
def test_a_search_is_a_name_an_index_or_a_difference(
    picker: TargetPicker, targets: list[str], qtbot: QtBot, typed: str, target: str
) -> None:
    picker.search.completer().setCompletionMode(QCompleter.CompletionMode.InlineCompletion)  # no list in the way
    picker.search.setText(typed)
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert targets == [target]


def test_an_empty_search_chooses_nothing(picker: TargetPicker, targets: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(picker.search, "   ")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert not targets


def test_the_list_of_names_completes_what_is_typed(picker: TargetPicker, targets: list[str], qtbot: QtBot) -> None:
    picker.activateWindow()
    picker.search.setFocus()
    qtbot.waitUntil(picker.search.hasFocus)
    qtbot.keyClicks(picker.search, "SHARK")
    completer = picker.search.completer()
    offered = [completer.completionModel().index(row, 0).data() for row in range(completer.completionCount())]
    assert offered == ["tiger shark (3)", "great white shark (4)"]
    popup = completer.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert set(targets) == {"3"}
    assert picker.search.text() == "tiger shark (3)"


def test_the_top_1_button(picker: TargetPicker, targets: list[str], qtbot: QtBot) -> None:
    qtbot.mouseClick(picker.rules, Qt.MouseButton.LeftButton)
    assert targets == ["top1"]


def test_the_menu_offers_the_columns_of_the_data_set(picker: TargetPicker, targets: list[str]) -> None:
    picker.rules.show_columns(["explain", "R&D"])
    offered = picker.rules.actions_by_target
    assert [action.text() for action in offered.values()][-2:] == ['Column "explain"', 'Column "R&&D"']
    offered["column:explain"].trigger()
    assert targets == ["column:explain"]
    assert not any(action.isChecked() for action in offered.values()), "not before it is chosen"
    picker.show_choice("column:explain")
    assert [target for target, action in offered.items() if action.isChecked()] == ["column:explain"]
    picker.show_prediction(prediction(), Target(3))
    assert _explained(picker).splitlines()[1:] == ['Column "explain"']
    picker.show_choice("top1")
    assert _explained(picker).splitlines()[1:] == []


@pytest.mark.parametrize(
    ("chosen", "typed", "target"),
    [
        ("top1", "hammerhead (2)", "top1-2"),
        ("3", "2", "3-2"),
        ("3-2", "fly", "3-fly"),
        ("label", "top2", "label-top2"),
        ("3", "tiger shark", "3"),
    ],
    ids=["the prediction", "a class", "another one", "rules", "the same class"],
)
def test_a_second_class_is_what_the_first_is_told_from(
    picker: TargetPicker, targets: list[str], qtbot: QtBot, chosen: str, typed: str, target: str
) -> None:
    picker.other.completer().setCompletionMode(QCompleter.CompletionMode.InlineCompletion)  # no list in the way
    picker.show_choice(chosen)
    picker.other.setText(typed)
    qtbot.keyClick(picker.other, Qt.Key.Key_Return)
    assert targets == [target]


def test_the_second_class_shows_what_is_chosen_and_stays_with_the_next(
    picker: TargetPicker, targets: list[str], qtbot: QtBot
) -> None:
    picker.show_choice("3-2")
    assert picker.other.text() == "hammerhead (2)"
    picker.show_prediction(prediction(), Target(3, 2))
    qtbot.mouseClick(picker.bars, Qt.MouseButton.LeftButton, pos=QPoint(50, 2 * 26 + 13))
    assert targets == ["4-2"]
    qtbot.mouseClick(picker.bars, Qt.MouseButton.LeftButton, pos=QPoint(50, 26 + 13))
    assert targets[1:] == ["2"], "a class is not told from itself"
    picker.other.clear()
    assert targets[2:] == ["3"]
    picker.show_choice("3")
    assert not picker.other.text()
    picker.show_choice("column:explain")
    assert not picker.other.isEnabled(), "a column names whole targets"


def test_the_second_class_takes_no_room_until_it_is_wanted(picker: TargetPicker, qtbot: QtBot) -> None:
    assert not picker.other.isVisible()
    picker.activateWindow()
    picker.rules.show_columns(["explain"])  # which makes the menu anew
    picker.rules.other_action.trigger()
    assert picker.other.isVisible()
    qtbot.waitUntil(picker.other.hasFocus)
    picker.show_choice("4")
    assert picker.other.isVisible(), "it is still wanted"


def test_a_difference_shows_the_second_class(picker: TargetPicker) -> None:
    picker.show_choice("3-2")
    assert picker.other.isVisible()
