"""Each panel by itself."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.jobs import SCENES
from helpers.widgets import CLASSES, heatmap, model_info, painted, prediction, result
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QCompleter, QLabel, QPushButton, QSpinBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.models.base import all_specs
from attnstudio.core.needs import Need
from attnstudio.core.request import MethodCall, Prediction, Request
from attnstudio.core.targets import Target
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.ui.explain.layer_picker import LayerPicker
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.explain.results import Results, Row, cells
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.models.model_picker import ModelPicker
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.shell import theme
from attnstudio.ui.state.picture_list import PictureList

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

# Image browser


@pytest.fixture
def asked(loader: PictureLoader, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The thumbnails that were asked for."""
    paths: list[Path] = []
    ask = loader.ask_thumbnail

    def spy(path: Path) -> None:
        paths.append(path)
        ask(path)

    monkeypatch.setattr(loader, "ask_thumbnail", spy)
    return paths


@pytest.fixture
def browser(qtbot: QtBot, loader: PictureLoader, asked: list[Path]) -> ImageBrowser:
    made = ImageBrowser(PictureList(), loader)
    qtbot.addWidget(made)
    made.resize(260, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def chosen(browser: ImageBrowser) -> list[Path]:
    heard: list[Path] = []
    browser.image_chosen.connect(heard.append)
    return heard


def _listed(browser: ImageBrowser) -> list[str]:
    model = browser.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_an_empty_browser_says_what_to_do(browser: ImageBrowser) -> None:
    assert any("Drop files or folders" in label.text() for label in browser.findChildren(QLabel) if label.isVisible())
    browser.pictures.add(SCENES)
    assert browser.list.isVisible()


def test_pictures_are_listed_in_order_and_once(browser: ImageBrowser, chosen: list[Path]) -> None:
    assert browser.pictures.add(SCENES[:3]) == list(SCENES[:3])
    assert browser.pictures.add([SCENES[1], SCENES[4], SCENES[4]]) == [SCENES[4]]
    assert _listed(browser) == [path.name for path in (*SCENES[:3], SCENES[4])]
    assert not chosen, "listing chooses nothing"


def test_the_filter_hides_other_names(browser: ImageBrowser, qtbot: QtBot) -> None:
    browser.pictures.add(SCENES)
    qtbot.keyClicks(browser.filter, "KITE")
    assert _listed(browser) == [path.name for path in SCENES if "kite" in path.name]
    browser.filter.clear()
    assert len(_listed(browser)) == len(SCENES)


def test_the_filter_takes_every_character_as_it_is(browser: ImageBrowser, tmp_path: Path) -> None:
    names = ["a+b (1).jpg", "aab.jpg", "[x].jpg", "100%.jpg"]
    browser.pictures.add([tmp_path / name for name in names])
    for text, left in (("+", names[:1]), ("(1", names[:1]), ("[", names[2:3]), (".", names), ("%", names[3:])):
        browser.filter.setText(text)
        assert _listed(browser) == left


def test_filtering_opens_no_picture_and_marks_the_one_that_is_open(
    browser: ImageBrowser, chosen: list[Path], qtbot: QtBot
) -> None:
    browser.pictures.add(SCENES)
    browser.choose(SCENES[0])
    qtbot.keyClicks(browser.filter, "kite")
    assert chosen == [SCENES[0]], "typing in the filter opened another picture"
    browser.filter.clear()
    assert chosen == [SCENES[0]]
    assert browser.list.currentIndex().data() == SCENES[0].name
    qtbot.keyClicks(browser.filter, "kite")
    qtbot.mouseClick(browser.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    assert [path.stem.partition("-")[0] for path in chosen[1:]] == ["kite"]


def test_a_hidden_picture_that_is_chosen_is_shown_again(browser: ImageBrowser, chosen: list[Path]) -> None:
    browser.pictures.add(SCENES)
    browser.filter.setText("kite")
    browser.choose(SCENES[0])
    assert browser.filter.text() == ""
    assert chosen[-1] == SCENES[0]
    browser.choose(Path("/not/there.jpg"))
    assert chosen[-1] == SCENES[0]


def test_arrow_keys_walk_and_keep_the_focus(browser: ImageBrowser, chosen: list[Path], qtbot: QtBot) -> None:
    browser.pictures.add(SCENES)
    browser.choose(SCENES[0])
    browser.activateWindow()
    browser.list.setFocus()
    qtbot.waitUntil(browser.list.hasFocus)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(browser.list, key)
        assert browser.list.hasFocus()
    assert chosen == [SCENES[number] for number in (0, 1, 2, 1, len(SCENES) - 1, 0)]


def test_stepping_ends_at_both_ends(browser: ImageBrowser, chosen: list[Path]) -> None:
    browser.step(1)
    assert not chosen
    browser.pictures.add(SCENES[:2])
    browser.choose(SCENES[0])
    for by in (-1, 1, 1, -1):
        browser.step(by)
    assert chosen == [SCENES[0], SCENES[1], SCENES[0]]


def test_stepping_follows_the_filter(browser: ImageBrowser, chosen: list[Path]) -> None:
    browser.pictures.add(SCENES)
    browser.filter.setText("butterfly")
    listed = _listed(browser)
    assert len(listed) == 2
    for _ in range(3):
        browser.step(1)
    assert [path.name for path in chosen] == listed


def test_thumbnails_arrive(browser: ImageBrowser, tmp_path: Path, loader: PictureLoader, qtbot: QtBot) -> None:
    page = tmp_path / "page.jpg"
    page.write_text("no picture")
    with qtbot.waitSignals([loader.thumbnail_ready] * 2, timeout=5000):
        browser.pictures.add([SCENES[0], page])
    QApplication.processEvents()
    colourful = []
    for row in range(2):
        icon = browser.list.model().index(row, 0).data(Qt.ItemDataRole.DecorationRole)
        image = icon.pixmap(64, 48).toImage()
        colourful.append(len({image.pixelColor(x, y).name() for x in range(0, 64, 4) for y in range(0, 48, 4)}))
    assert colourful[0] > 20
    assert colourful[1] == 1


def test_ten_thousand_pictures_are_listed_at_once(browser: ImageBrowser, asked: list[Path], chosen: list[Path]) -> None:
    paths = [Path(f"/nowhere/{number:05}.jpg") for number in range(10_000)]
    started = time.monotonic()
    browser.pictures.add(paths)
    browser.choose(paths[0])
    QApplication.processEvents()
    painted(browser)
    assert time.monotonic() - started < 1.0
    assert len(_listed(browser)) == 10_000
    assert 0 < len(set(asked)) < 30, "thumbnails are made that nobody sees"
    browser.choose(paths[7000])
    painted(browser)
    assert len(set(asked)) < 60
    assert paths[7000] in asked
    started = time.monotonic()
    browser.filter.setText("77")
    painted(browser)
    assert time.monotonic() - started < 1.0


# Target picker


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
    heard: list[str] = []
    picker.target_chosen.connect(heard.append)
    return heard


def _explained(picker: TargetPicker) -> str:
    [text] = [label.text() for label in picker.findChildren(QLabel) if label.text().startswith("Explained:")]
    return text


def test_an_empty_target_picker_says_what_to_do(picker: TargetPicker, targets: list[str], qtbot: QtBot) -> None:
    assert any("once a picture is explained" in label.text() for label in picker.findChildren(QLabel))
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
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert set(targets) == {"3"}
    assert picker.search.text() == "tiger shark (3)"


def test_the_top_1_button(picker: TargetPicker, targets: list[str], qtbot: QtBot) -> None:
    qtbot.mouseClick(picker.best, Qt.MouseButton.LeftButton)
    assert targets == ["top1"]


# Method selector


@pytest.fixture
def selector(qtbot: QtBot) -> MethodSelector:
    made = MethodSelector()
    qtbot.addWidget(made)
    made.resize(300, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def told(selector: MethodSelector) -> list[tuple[MethodCall, ...]]:
    heard: list[tuple[MethodCall, ...]] = []
    selector.methods_chosen.connect(lambda: heard.append(selector.calls()))
    return heard


def _click(qtbot: QtBot, selector: MethodSelector, name: str, *modifiers: Qt.KeyboardModifier) -> None:
    [item] = selector.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    selector.tree.scrollToItem(item)
    place = selector.tree.visualItemRect(item).center()
    modifier = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(selector.tree.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def _samples(selector: MethodSelector) -> QSpinBox:
    control = selector.form.control("samples")
    assert isinstance(control, QSpinBox)
    return control


def test_every_method_is_listed_with_its_cost(selector: MethodSelector) -> None:
    names = {}
    for row in range(selector.tree.topLevelItemCount()):
        family = selector.tree.topLevelItem(row)
        names |= {family.child(place).text(0): family.child(place).text(1) for place in range(family.childCount())}
    assert set(names) == {method.name for method in METHODS}
    assert names["Grad-CAM++"] == "1×"
    assert names["SmoothGrad"] == "10×"


def test_methods_that_the_model_cannot_carry_are_disabled_with_the_reason(
    selector: MethodSelector, told: list[tuple[MethodCall, ...]], qtbot: QtBot
) -> None:
    def item(name: str) -> QTreeWidgetItem:
        [found] = selector.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
        return found

    selector.choose(["gradcam"])
    dense = replace(model_info(), auto_layer=None, offered=frozenset({Need.INPUT_GRADIENT, Need.FORWARDS, Need.RELU}))
    selector.show_model(dense)
    assert item("LayerCAM").isDisabled()
    assert item("LayerCAM").toolTip(0).startswith("Net has no layer with height and width, required by: LayerCAM.")
    assert not item("Saliency").isDisabled() and not item("Occlusion").isDisabled()
    assert [call.id for call in selector.calls()] == ["gradcam"], "the choice is lost before another was made"
    assert "Net has no layer" in item("Grad-CAM").toolTip(0)
    _click(qtbot, selector, "LayerCAM")
    assert [call.id for call in selector.calls()] == ["gradcam"]
    _click(qtbot, selector, "Saliency")
    assert [call.id for call in selector.calls()] == ["saliency"]
    assert item("Grad-CAM").isDisabled()
    selector.choose(["layercam"])  # as a session does
    assert [call.id for call in selector.calls()] == ["layercam"]
    selector.show_model(model_info())
    assert not item("Grad-CAM").isDisabled()
    assert "Net" not in item("Grad-CAM").toolTip(0)
    assert item("Attention rollout").isDisabled()
    selector.show_model(None)
    assert not item("Attention rollout").isDisabled()


def test_a_click_chooses_a_method(selector: MethodSelector, told: list[tuple[MethodCall, ...]], qtbot: QtBot) -> None:
    _click(qtbot, selector, "Saliency")
    assert told == [(MethodCall("saliency"),)]
    assert selector.costs() == {Cost.SINGLE}
    _click(qtbot, selector, "SmoothGrad")
    assert told[1:] == [(MethodCall("smoothgrad"),)]
    assert selector.costs() == {Cost.TENS}


def test_a_family_cannot_be_chosen(selector: MethodSelector, qtbot: QtBot) -> None:
    selector.choose(["saliency"])
    _click(qtbot, selector, "Gradients")
    assert selector.calls() in ((MethodCall("saliency"),), ())


def test_ctrl_click_chooses_several(selector: MethodSelector, told: list[tuple[MethodCall, ...]], qtbot: QtBot) -> None:
    _click(qtbot, selector, "Saliency")
    _click(qtbot, selector, "Grad-CAM", Qt.KeyboardModifier.ControlModifier)
    assert [call.id for call in told[-1]] == ["saliency", "gradcam"]
    assert any("2 methods" in label.text() for label in selector.findChildren(QLabel))
    assert selector.form.isHidden(), "whose parameters would these be?"
    for name in ("Saliency", "Grad-CAM"):
        _click(qtbot, selector, name, Qt.KeyboardModifier.ControlModifier)
    assert selector.calls() == ()
    assert told[-1] == ()


def test_choosing_by_id_passes_over_what_is_unknown(
    selector: MethodSelector, told: list[tuple[MethodCall, ...]]
) -> None:
    selector.choose(["gradcam++", "no-such-method", "smoothgrad"])
    assert {call.id for call in selector.calls()} == {"gradcam++", "smoothgrad"}
    assert len(told) == 1


def test_parameters_are_kept_for_each_method(
    selector: MethodSelector, told: list[tuple[MethodCall, ...]], qtbot: QtBot
) -> None:
    _click(qtbot, selector, "SmoothGrad")
    assert selector.form.isVisible()
    _samples(selector).setValue(33)
    assert dict(told[-1][0].params)["samples"] == 33
    _click(qtbot, selector, "Saliency")
    assert "samples" not in selector.form.values()
    assert selector.calls() == (MethodCall("saliency"),)
    _click(qtbot, selector, "SmoothGrad")
    assert _samples(selector).value() == 33
    assert dict(selector.calls()[0].params)["samples"] == 33


def test_a_parameter_set_back_to_its_default_is_the_same_call_again(selector: MethodSelector) -> None:
    selector.choose(["smoothgrad"])
    before = selector.calls()
    _samples(selector).setValue(33)
    assert selector.calls() != before
    _samples(selector).setValue(20)
    assert selector.calls() == before, "the same map would be computed and listed a second time"


def test_the_method_is_described_with_its_paper(selector: MethodSelector) -> None:
    selector.choose(["gradcam++"])
    [text] = [label.text() for label in selector.findChildren(QLabel) if "arxiv" in label.text()]
    assert 'href="https://arxiv.org/abs/1710.11063"' in text
    assert METHODS.discover()["gradcam++"].summary in text


# Layer picker


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


def test_a_chosen_layer_is_told_and_kept(layer_picker: LayerPicker) -> None:
    layer_picker.show_model(model_info())
    heard: list[str] = []
    layer_picker.changed.connect(lambda: heard.append(layer_picker.layer))
    layer_picker.box.setCurrentIndex(layer_picker.box.findData("conv1"))
    assert heard == ["conv1"]
    layer_picker.show_model(model_info())
    assert layer_picker.layer == "conv1"
    layer_picker.show_model(model_info(layers=("conv1", "other"), auto="other"))
    assert layer_picker.layer == "conv1"
    layer_picker.show_model(model_info(layers=("other",), auto="other"))
    assert layer_picker.layer == "auto", "this model has no such layer"
    assert heard == ["conv1"], "listing is no choice of the user"


def test_a_layer_that_is_called_several_times_becomes_its_first_call(layer_picker: LayerPicker) -> None:
    layer_picker.choose("conv")
    layer_picker.show_model(model_info(layers=("conv@1", "conv@2"), auto="conv@2"))
    assert layer_picker.layer == "conv@1"


def test_the_way_to_the_input_has_the_defaults_of_a_request(layer_picker: LayerPicker) -> None:
    asked = Request(image=Path("x"), model="demo", **layer_picker.input_values())
    assert asked == Request(image=Path("x"), model="demo")
    heard: list[object] = []
    layer_picker.changed.connect(lambda: heard.append(layer_picker.input_values()["resize"]))
    box = layer_picker.form.control("resize")
    box.setCurrentIndex(box.findData("crop"))
    assert heard == ["crop"]


# Results


@pytest.fixture
def results(qtbot: QtBot) -> Results:
    made = Results()
    qtbot.addWidget(made)
    made.resize(700, 200)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def rows(results: Results) -> list[Row]:
    heard: list[Row] = []
    results.row_chosen.connect(heard.append)
    return heard


def _cells(results: Results, row: int) -> list[str]:
    return [results.model.index(row, column).data() for column in range(results.model.columnCount())]


def _marked(results: Results) -> list[int]:
    return [index.row() for index in results.table.selectionModel().selectedRows()]


def test_an_empty_list_says_what_comes(results: Results) -> None:
    assert not results.table.isVisible()
    assert any("No maps yet" in label.text() for label in results.findChildren(QLabel))


def test_a_map_is_a_row(results: Results, rows: list[Row]) -> None:
    one = heatmap("gradcam", layer="out")
    results.add(result(one), one)
    assert results.table.isVisible()
    assert _cells(results, 0) == ["shark.jpg", "Grad-CAM", "out", "tiger shark (3)", "92.8 %", "0.250"]
    assert _marked(results) == [0]
    assert not rows, "nobody clicked"


def test_every_map_of_a_result_is_a_row_and_the_shown_one_is_marked(results: Results, rows: list[Row]) -> None:
    maps = [heatmap("saliency"), heatmap("gradcam", layer="out"), heatmap("smoothgrad")]
    results.add(result(*maps), maps[1])
    assert [_cells(results, row)[1] for row in range(3)] == ["Saliency", "Grad-CAM", "SmoothGrad"]
    assert _cells(results, 0)[2] == "-"
    assert _marked(results) == [1]


def test_the_same_map_twice_is_one_row(results: Results, rows: list[Row]) -> None:
    first, other = heatmap("gradcam", layer="out"), heatmap("saliency")
    results.add(result(first, layer="auto"), first)
    results.add(result(other), other)
    again = heatmap("gradcam", layer="out")
    results.add(result(again, layer="out", target="tiger shark", id=7), again)  # what auto and top1 stood for
    assert results.model.rowCount() == 2
    assert _marked(results) == [0]
    assert not rows


@pytest.mark.parametrize(
    "changes",
    [
        {"explained": Target(4)},
        {"explained": Target(3, 2)},
        {"image": Path("/other/shark.jpg")},
        {"model": "other"},
        {"resize": "crop"},
        {"seed": 1},
        {"methods": (MethodCall("smoothgrad", (("samples", 7),)),)},
    ],
)
def test_another_map_is_another_row(results: Results, changes: dict[str, object]) -> None:
    one = heatmap("smoothgrad")
    results.add(result(one), one)
    results.add(result(one, **changes), one)
    assert results.model.rowCount() == 2


def _row_clicked(qtbot: QtBot, results: Results, row: int) -> None:
    place = results.table.visualRect(results.model.index(row, 1)).center()
    qtbot.mouseClick(results.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_and_the_arrow_keys_choose_a_row(results: Results, rows: list[Row], qtbot: QtBot) -> None:
    maps = [heatmap("saliency"), heatmap("gradcam", layer="out"), heatmap("smoothgrad")]
    made = result(*maps)
    results.add(made, maps[2])
    _row_clicked(qtbot, results, 0)
    assert [(row.result, row.heatmap) for row in rows] == [(made, maps[0])]
    qtbot.keyClick(results.table, Qt.Key.Key_Down)
    assert rows[1].heatmap is maps[1]


def test_a_map_of_several_layers_names_them_all(results: Results) -> None:
    fused = result(heatmap("gradcam", layer="out"))
    call = MethodCall("gradcam", (("layers", "conv1+conv2"),))
    results.add(replace(fused, request=replace(fused.request, methods=(call,))), fused.heatmaps[0])
    assert cells(results.model.rows[0])[2] == "out+conv1+conv2"


def test_the_shared_range_is_of_one_method_and_model(results: Results) -> None:
    for one, model in (
        (heatmap("saliency", 0.5, 2.0), "net"),
        (heatmap("saliency", 0.0, 1.0), "net"),
        (heatmap("gradcam", -9.0, 9.0), "net"),
        (heatmap("saliency", -5.0, 5.0), "other"),
    ):
        results.add(result(one, model=model, image=Path(f"{one.raw_max}.jpg")), one)
    assert results.model.shared_range(heatmap("saliency", 0.5, 2.0), "net") == (0.0, 2.0)
    assert results.model.shared_range(heatmap("saliency", 0.5, 3.0), "net") == (0.0, 3.0)


def test_the_list_is_bounded(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnstudio.ui.state.results.MOST", 3)
    for seed in range(5):
        one = heatmap()
        results.add(result(one, seed=seed), one)
    assert [row.result.request.seed for row in results.model.rows] == [2, 3, 4]
    assert _marked(results) == [2]


# Model picker


@pytest.fixture
def model_picker(qtbot: QtBot) -> ModelPicker:
    made = ModelPicker()
    qtbot.addWidget(made)
    made.show_models(all_specs(), {"demo"}, "demo")
    made.show()
    return made


def _choose(picker: ModelPicker, model_id: str) -> None:
    picker.box.setCurrentIndex(picker.box.findData(model_id))


def test_a_model_that_is_here_can_be_chosen(model_picker: ModelPicker) -> None:
    heard: list[str] = []
    model_picker.model_chosen.connect(heard.append)
    assert model_picker.chosen == "demo"
    assert not model_picker.install.isVisible()
    _choose(model_picker, "vgg16")
    assert model_picker.install.isVisible(), "its weights are missing"
    _choose(model_picker, "demo")
    assert heard == ["vgg16", "demo"]


@pytest.mark.parametrize(("model_id", "size"), [("mobilenet_v2", "15 MB"), ("vgg16", "553 MB")])
def test_missing_weights_are_offered_with_their_size(
    model_picker: ModelPicker, qtbot: QtBot, model_id: str, size: str
) -> None:
    wanted: list[str] = []
    model_picker.install_wanted.connect(wanted.append)
    _choose(model_picker, model_id)
    name = all_specs()[model_id].name
    assert model_picker.box.currentText() == f"{name} (not here)"
    assert model_picker.install.isVisible()
    assert size in model_picker.install.text()
    assert any(name in label.text() and label.isVisible() for label in model_picker.findChildren(QLabel))
    qtbot.mouseClick(model_picker.install, Qt.MouseButton.LeftButton)
    assert wanted == [model_id]


def test_a_download_shows_its_progress_and_can_be_stopped(model_picker: ModelPicker, qtbot: QtBot) -> None:
    stopped: list[bool] = []
    model_picker.cancel_wanted.connect(lambda: stopped.append(True))
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
    heard: list[str] = []
    model_picker.model_chosen.connect(heard.append)
    model_picker.show_models(all_specs(), set(all_specs()), "vgg16")
    assert model_picker.chosen == "vgg16"
    assert not model_picker.install.isVisible()
    model_picker.show_models(all_specs(), {"demo"}, "no such model")
    assert model_picker.chosen in all_specs()
    assert not heard
