"""The choice of methods: the box with its chooser, and the parameters of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from helpers.desk import click_method
from helpers.widgets import control, model_info
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.needs import Need
from attnstudio.core.request import LAB_METHODS, MethodCall
from attnstudio.settings import Settings
from attnstudio.ui.explain.method_chooser import MethodChooser
from attnstudio.ui.explain.method_list import NAME, STAR, TIME
from attnstudio.ui.explain.method_lists import MethodLists
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.state.selection import Selection

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]
LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
FAST, SLOW = 0.012, 400.0  # seconds


def seconds(call: MethodCall) -> float:
    return FAST if METHODS.discover()[call.id].cost is Cost.SINGLE else SLOW


@dataclass
class Bench:
    """The picker as a user has it, and the choices that were made."""

    selector: MethodSelector
    selection: Selection
    settings: Settings
    qtbot: QtBot

    @property
    def chooser(self) -> MethodChooser:
        return self.selector.chooser

    @property
    def ids(self) -> list[str]:
        return [call.id for call in self.selection.now.methods]

    @property
    def names(self) -> list[str]:
        """What the chooser lists, headings left out."""
        return [row.name for row, _ in self.chooser.list.rows()]

    @property
    def headings(self) -> list[str]:
        items = [self.chooser.list.topLevelItem(place) for place in range(self.chooser.list.topLevelItemCount())]
        return [item.text(0) for item in items if item is not None and not item.flags() & Qt.ItemFlag.ItemIsEnabled]

    def open(self) -> None:
        self.qtbot.mouseClick(self.selector.box, LEFT)
        assert self.chooser.isVisible()

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.chooser.field, text)

    def press(self, *keys: Qt.Key) -> None:
        """In the field, or, once Down was pressed, in the list."""
        for key in keys:
            focus = QApplication.focusWidget()
            self.qtbot.keyClick(self.chooser.list if focus is self.chooser.list else self.chooser.field, key)

    def click(self, name: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.open()
        click_method(self.qtbot, self.chooser.list, name, modifier)

    def samples(self) -> QSpinBox:
        return control(self.selector.forms["smoothgrad"], "samples", QSpinBox)

    def texts(self) -> str:
        shown = [label for label in self.chooser.details.findChildren(QLabel) if label.isVisible()]
        return "\n".join(label.text() for label in shown)


def bench_with(settings: Settings, qtbot: QtBot) -> Bench:
    selection = Selection()
    selector = MethodSelector(selection, MethodLists(settings, selection), seconds)
    qtbot.addWidget(selector)
    selector.resize(300, 500)
    with qtbot.waitExposed(selector):
        selector.show()
    return Bench(selector, selection, settings, qtbot)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return bench_with(Settings(), qtbot)


def test_every_method_is_listed_by_family_with_its_expected_time(bench: Bench) -> None:
    bench.open()
    assert set(bench.names) == {method.name for method in METHODS} | {"The lab's four", "All fast"}
    families = ["Gradients", "Class activation maps", "Attention", "Perturbation", "Control"]
    assert bench.headings == ["Sets", *families]
    times = {row.name: item.text(TIME) for row, item in bench.chooser.list.rows()}
    assert times["Grad-CAM++"] == "10 ms"
    assert times["SmoothGrad"] == "7 min"


def test_a_click_chooses_one_method_and_closes(bench: Bench) -> None:
    bench.click("Saliency")
    assert bench.ids == ["saliency"] and not bench.chooser.isVisible()
    assert bench.selector.box.currentText() == "Saliency"
    bench.click("SmoothGrad")
    assert bench.ids == ["smoothgrad"]


def test_typing_arrows_and_enter_choose_a_method(bench: Bench) -> None:
    bench.open()
    bench.type("integrated guided")
    assert bench.names == ["Guided integrated gradients"]
    bench.press(Qt.Key.Key_Return)
    assert bench.ids == ["guided_ig"] and not bench.chooser.isVisible()
    bench.open()
    bench.type("grad-cam")
    assert bench.chooser.list.row is not None and bench.chooser.list.row.method is not None
    assert bench.chooser.list.row.name == "Grad-CAM", "a name that begins so is nearer than one that holds it"
    bench.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert bench.ids == ["gradcam++"], "the one below"


def test_a_method_is_found_by_what_it_does_and_by_its_paper(bench: Bench) -> None:
    bench.open()
    bench.type("1610.02391")
    assert bench.names == ["Grad-CAM", "Guided Grad-CAM"]
    bench.chooser.field.clear()
    bench.type("superpixels")
    assert "LIME" in bench.names and "Saliency" not in bench.names
    bench.chooser.field.clear()
    bench.type("no such method")
    assert bench.names == [] and "No method is called that." in bench.texts()
    bench.press(Qt.Key.Key_Return)
    assert bench.ids == []


def test_space_ticks_several_and_escape_closes(bench: Bench) -> None:
    bench.selector.choose(["gradcam"])
    bench.open()
    bench.type("saliency")
    bench.press(Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert bench.ids == ["saliency", "gradcam"], "a tick takes effect at once, in the order of the list"
    bench.qtbot.keyClicks(bench.chooser.list, "smoothgrad")  # what is typed in the list goes to the search
    assert bench.chooser.field.text() == "saliencysmoothgrad"
    bench.chooser.field.setText("smoothgrad")
    bench.press(Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert bench.ids == ["saliency", "smoothgrad", "gradcam"], "Enter keeps what was ticked"
    assert not bench.chooser.isVisible()
    bench.open()
    bench.type("saliency")
    bench.press(Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Escape)
    assert bench.ids == ["smoothgrad", "gradcam"] and not bench.chooser.isVisible()


def test_boxes_and_ctrl_click_tick_by_mouse(bench: Bench) -> None:
    bench.click("Saliency")
    bench.click("Grad-CAM", CTRL)
    assert bench.ids == ["saliency", "gradcam"] and bench.chooser.isVisible()
    listed = bench.chooser.list
    item = [item for row, item in listed.rows() if row.name == "LayerCAM"][-1]
    listed.scrollToItem(item)
    row = listed.visualItemRect(item)
    bench.qtbot.mouseClick(listed.viewport(), LEFT, pos=QPoint(row.left() + 10, row.center().y()))
    assert bench.chooser.isVisible()
    assert bench.ids == ["saliency", "gradcam", "layercam"]
    ticked = {row.name for row, item in listed.rows() if item.checkState(NAME) == Qt.CheckState.Checked}
    assert ticked == {"Saliency", "Grad-CAM", "LayerCAM"}
    for name in ("Saliency", "Grad-CAM", "LayerCAM"):
        click_method(bench.qtbot, listed, name, CTRL)
    assert bench.ids == []


def test_methods_that_the_model_cannot_carry_say_why_and_are_not_chosen(bench: Bench) -> None:
    bench.selector.choose(["gradcam"])
    offered = frozenset({Need.INPUT_GRADIENT, Need.FORWARDS, Need.RELU})
    bench.selector.show_model(replace(model_info(), auto_layer=None, offered=offered))
    assert bench.ids == ["gradcam"], "the choice is lost before another was made"
    bench.click("LayerCAM")
    assert bench.ids == ["gradcam"] and bench.chooser.isVisible()
    assert "Net has no layer with height and width, required by: LayerCAM." in bench.texts()
    click_method(bench.qtbot, bench.chooser.list, "LayerCAM", CTRL)
    assert bench.ids == ["gradcam"]
    ticked = {row.name for row, item in bench.chooser.list.rows() if item.checkState(NAME) == Qt.CheckState.Checked}
    assert ticked == {"Grad-CAM"}
    bench.selector.show_model(None)
    click_method(bench.qtbot, bench.chooser.list, "LayerCAM")
    assert bench.ids == ["layercam"]


def test_the_current_method_is_described(bench: Bench) -> None:
    bench.selector.choose(["gradcam++"])
    bench.open()
    said = bench.texts()
    assert METHODS.discover()["gradcam++"].summary in said
    assert 'href="https://arxiv.org/abs/1710.11063"' in said
    assert "Needs: a layer with height and width, the gradient of a layer" in said
    assert "Here about 10 ms a picture (one pass)" in said
    bench.type("ablation")
    assert 'href="https://doi.org/10.1109/WACV45572.2020.9093360"' in bench.texts()
    bench.chooser.field.setText("the lab")
    assert bench.names == ["The lab's four"]
    assert "Saliency, SmoothGrad, Grad-CAM, Grad-CAM++" in bench.texts()


def test_favourites_and_methods_used_last_are_on_top_and_remembered(bench: Bench, qtbot: QtBot) -> None:
    bench.click("LIME")
    bench.click("Saliency")
    bench.selection.set(methods=(*map(MethodCall, LAB_METHODS), MethodCall("rise")))  # too many to be "last"
    bench.open()
    bench.type("occlusion")
    bench.press(Qt.Key.Key_Down, Qt.Key.Key_Asterisk)
    assert bench.chooser.isVisible() and "occlusion" not in bench.ids
    bench.press(Qt.Key.Key_Escape)
    bench.open()
    assert bench.headings[:3] == ["Favourites", "Used last", "Sets"]
    assert bench.names[:3] == ["Occlusion", "Saliency", "LIME"]
    again = bench_with(
        Settings({key: bench.settings.text(key) for key in ("method_favourites", "method_recent")}), qtbot
    )
    again.open()
    assert again.names[:3] == ["Occlusion", "Saliency", "LIME"]
    listed = again.chooser.list
    star = listed.visualRect(listed.indexFromItem(next(item for _, item in listed.rows()), STAR)).center()
    qtbot.mouseClick(listed.viewport(), LEFT, pos=star)
    assert again.settings.text("method_favourites") == "" and again.ids == []


def test_sets_built_in(bench: Bench) -> None:
    bench.click("The lab's four")
    assert bench.ids == list(LAB_METHODS)
    bench.selector.show_model(model_info())
    bench.click("All fast")
    offered = model_info().offered
    fast = {method.id for method in METHODS if method.cost is Cost.SINGLE and not method.lacks(offered)}
    assert set(bench.ids) == fast


def test_sets_of_the_users_own_are_saved_renamed_and_deleted(bench: Bench, qtbot: QtBot) -> None:
    calls = (MethodCall("saliency"), MethodCall("smoothgrad", (("samples", 33),)))
    bench.selection.set(methods=calls)
    bench.open()
    qtbot.mouseClick(bench.chooser.save, LEFT)
    editor = bench.chooser.list.findChild(QLineEdit)
    assert editor is not None and editor.text() == "Set 1"
    editor.setText("For  the seminar")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "For the seminar" in bench.names)
    assert bench.chooser.isVisible() and "Set 1" not in bench.names
    again = bench_with(Settings({"method_sets": bench.settings.text("method_sets")}), qtbot)
    again.click("For the seminar")
    assert again.selection.now.methods == calls, "with the parameters"
    again.open()
    again.type("seminar")
    again.press(Qt.Key.Key_Down, Qt.Key.Key_Delete)
    assert again.settings.text("method_sets") == ""
    bench.type("lab")
    bench.press(Qt.Key.Key_Down, Qt.Key.Key_Delete)
    assert "The lab's four" in bench.names, "the program's own sets stay"


@pytest.mark.parametrize(
    "damaged",
    ["{", "[1]", '{"a": 3}', '{"a": [{"id": "gone"}]}', '{"a": [{"id": "smoothgrad", "params": {"samples": -1}}]}'],
)
def test_damaged_settings_cost_their_sets(damaged: str, qtbot: QtBot) -> None:
    bench = bench_with(Settings({"method_sets": damaged, "method_favourites": "gone,saliency"}), qtbot)
    bench.open()
    assert bench.names[:3] == ["Saliency", "The lab's four", "All fast"]


def test_choosing_by_id_passes_over_what_is_unknown(bench: Bench) -> None:
    bench.selector.choose(["gradcam++", "no-such-method", "smoothgrad"])
    assert bench.ids == ["smoothgrad", "gradcam++"]


def test_parameters_are_remembered_for_each_method(bench: Bench) -> None:
    bench.click("SmoothGrad")
    bench.samples().setValue(33)
    assert bench.selection.now.methods == (MethodCall("smoothgrad", (("samples", 33),)),)
    bench.click("Saliency")
    assert list(bench.selector.forms) == ["saliency"]
    assert bench.selection.now.methods == (MethodCall("saliency"),)
    bench.click("SmoothGrad")
    assert bench.samples().value() == 33
    assert bench.selection.now.methods == (MethodCall("smoothgrad", (("samples", 33),)),)


def test_a_parameter_set_back_to_its_default_is_the_same_call_again(bench: Bench) -> None:
    bench.selector.choose(["smoothgrad"])
    before = bench.selection.now.methods
    bench.samples().setValue(33)
    assert bench.selection.now.methods != before
    bench.samples().setValue(20)
    assert bench.selection.now.methods == before, "the same map would be computed and listed a second time"


def test_an_edit_keeps_its_control_and_another_choice_of_values_is_shown(bench: Bench) -> None:
    bench.selector.choose(["smoothgrad"])
    box = bench.samples()
    box.setValue(33)
    assert bench.samples() is box, "the focus would be lost at each step"
    bench.selection.set(methods=(MethodCall("smoothgrad", (("samples", 7),)),))  # as a session does
    assert bench.samples().value() == 7


def test_wrappers_are_folded_away_until_they_are_in_use(bench: Bench) -> None:
    bench.selector.choose(["gradcam"])
    form = bench.selector.forms["gradcam"]
    assert form.wrappers.button.text() == "Smoothing and fusion"
    assert not form.control("noise_samples").isVisible()
    QApplication.processEvents()  # in which Qt shows what was added
    bench.qtbot.mouseClick(form.wrappers.button, LEFT)
    copies = control(form, "noise_samples", QSpinBox)
    assert copies.isVisible()
    copies.setValue(8)
    assert bench.selection.now.methods == (MethodCall("gradcam", (("noise_samples", 8),)),)
    bench.selector.choose(["saliency"])
    bench.selector.choose(["gradcam"])
    QApplication.processEvents()
    assert bench.selector.forms["gradcam"].control("noise_samples").isVisible(), "what is in use is seen"


def test_choices_that_follow_at_once_show_no_window_of_their_own(bench: Bench) -> None:
    def windows() -> set[QWidget]:
        return {one for one in QApplication.topLevelWidgets() if one.isVisible()}

    before = windows()
    bench.selector.choose(LAB_METHODS)
    bench.selector.choose(["gradcam"])
    bench.qtbot.wait(50)
    assert windows() == before


def test_the_parameters_of_each_of_several_methods_can_be_opened(bench: Bench) -> None:
    bench.selector.choose(["smoothgrad", "gradcam++"])
    assert bench.selector.box.currentText() == "SmoothGrad, Grad-CAM++"
    assert any("2 methods" in label.text() for label in bench.selector.findChildren(QLabel))
    assert bench.selector.forms == {}
    assert [fold.button.text() for fold in bench.selector.folds.values()] == ["SmoothGrad", "Grad-CAM++"]
    bench.qtbot.mouseClick(bench.selector.folds["smoothgrad"].button, LEFT)
    QApplication.processEvents()  # in which Qt shows what was added
    assert bench.samples().isVisible()
    bench.samples().setValue(5)
    assert bench.selection.now.methods == (MethodCall("smoothgrad", (("samples", 5),)), MethodCall("gradcam++"))
    bench.qtbot.mouseClick(bench.selector.folds["smoothgrad"].button, LEFT)
    assert not bench.samples().isVisible()
