"""The list of methods with their parameters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.widgets import model_info
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSpinBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.needs import Need
from attnstudio.core.request import MethodCall
from attnstudio.ui.explain.method_selector import MethodSelector

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def selector(qtbot: QtBot) -> MethodSelector:
    made = MethodSelector()
    qtbot.addWidget(made)
    made.resize(300, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def choices(selector: MethodSelector) -> list[tuple[MethodCall, ...]]:
    emitted: list[tuple[MethodCall, ...]] = []
    selector.methods_chosen.connect(lambda: emitted.append(selector.calls()))
    return emitted


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
    names: dict[str, str] = {}
    for row in range(selector.tree.topLevelItemCount()):
        family = selector.tree.topLevelItem(row)
        assert family is not None
        methods = [family.child(place) for place in range(family.childCount())]
        names |= {method.text(0): method.text(1) for method in methods if method is not None}
    assert set(names) == {method.name for method in METHODS}
    assert names["Grad-CAM++"] == "1×"
    assert names["SmoothGrad"] == "10×"


def test_methods_that_the_model_cannot_carry_are_disabled_with_the_reason(
    selector: MethodSelector, choices: list[tuple[MethodCall, ...]], qtbot: QtBot
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


def test_a_click_chooses_a_method(
    selector: MethodSelector, choices: list[tuple[MethodCall, ...]], qtbot: QtBot
) -> None:
    _click(qtbot, selector, "Saliency")
    assert choices == [(MethodCall("saliency"),)]
    assert selector.costs() == {Cost.SINGLE}
    _click(qtbot, selector, "SmoothGrad")
    assert choices[1:] == [(MethodCall("smoothgrad"),)]
    assert selector.costs() == {Cost.TENS}


def test_a_family_cannot_be_chosen(selector: MethodSelector, qtbot: QtBot) -> None:
    selector.choose(["saliency"])
    _click(qtbot, selector, "Gradients")
    assert selector.calls() in ((MethodCall("saliency"),), ())


def test_ctrl_click_chooses_several(
    selector: MethodSelector, choices: list[tuple[MethodCall, ...]], qtbot: QtBot
) -> None:
    _click(qtbot, selector, "Saliency")
    _click(qtbot, selector, "Grad-CAM", Qt.KeyboardModifier.ControlModifier)
    assert [call.id for call in choices[-1]] == ["saliency", "gradcam"]
    assert any("2 methods" in label.text() for label in selector.findChildren(QLabel))
    assert selector.form.isHidden(), "whose parameters would these be?"
    for name in ("Saliency", "Grad-CAM"):
        _click(qtbot, selector, name, Qt.KeyboardModifier.ControlModifier)
    assert selector.calls() == ()
    assert choices[-1] == ()


def test_choosing_by_id_passes_over_what_is_unknown(
    selector: MethodSelector, choices: list[tuple[MethodCall, ...]]
) -> None:
    selector.choose(["gradcam++", "no-such-method", "smoothgrad"])
    assert {call.id for call in selector.calls()} == {"gradcam++", "smoothgrad"}
    assert len(choices) == 1


def test_parameters_are_remembered_for_each_method(
    selector: MethodSelector, choices: list[tuple[MethodCall, ...]], qtbot: QtBot
) -> None:
    _click(qtbot, selector, "SmoothGrad")
    assert selector.form.isVisible()
    _samples(selector).setValue(33)
    assert dict(choices[-1][0].params)["samples"] == 33
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
