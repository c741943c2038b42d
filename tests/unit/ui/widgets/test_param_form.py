"""Controls made from parameter specs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from helpers.widgets import control
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from attnstudio.core.methods.base import METHODS
from attnstudio.core.params import (
    BoolParam,
    ChoiceParam,
    FloatParam,
    FolderParam,
    IntParam,
    Param,
    SizeParam,
    Value,
    complete,
)
from attnstudio.core.request import INPUT_PARAMS
from attnstudio.ui.widgets.decimal_box import DecimalBox
from attnstudio.ui.widgets.folder_edit import FolderEdit
from attnstudio.ui.widgets.param_form import ParamForm

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

PARAMS = (
    IntParam("samples", "Samples", "How many.", 20, 1, 1000),
    FloatParam("noise", "Noise", "How much.", 0.2, 0.0, 1.0, 0.005),
    BoolParam("signed", "Signed", "Whether.", True),
    ChoiceParam("kind", "Kind", "Which.", ("one", "two", "three"), "two"),
)
DEFAULTS = {"samples": 20, "noise": 0.2, "signed": True, "kind": "two"}


@pytest.fixture
def form(qtbot: QtBot) -> ParamForm:
    made = ParamForm()
    qtbot.addWidget(made)
    made.show_params(PARAMS, {})
    made.show()
    return made


def test_every_parameter_has_its_control_with_its_range(form: ParamForm) -> None:
    samples = control(form, "samples", QSpinBox)
    assert (samples.minimum(), samples.maximum(), samples.value()) == (1, 1000, 20)
    noise = control(form, "noise", DecimalBox)
    assert (noise.minimum(), noise.maximum(), noise.singleStep(), noise.decimals()) == (0.0, 1.0, 0.005, 3)
    assert control(form, "signed", QCheckBox).isChecked()
    kind = control(form, "kind", QComboBox)
    assert [kind.itemData(row) for row in range(kind.count())] == ["one", "two", "three"]


def test_values_begin_as_defaults_or_as_given(form: ParamForm) -> None:
    assert form.values() == DEFAULTS
    given: dict[str, Value] = {"samples": 7, "noise": 0.015, "signed": False, "kind": "three"}
    form.show_params(PARAMS, given)
    assert form.values() == given
    form.show_params(PARAMS, {"samples": 9})
    assert form.values() == {**DEFAULTS, "samples": 9}


def test_values_have_the_types_that_the_parameters_want(form: ParamForm) -> None:
    assert {name: type(value) for name, value in form.values().items()} == {
        "samples": int,
        "noise": float,
        "signed": bool,
        "kind": str,
    }
    assert complete(PARAMS, form.values()) == DEFAULTS


def test_each_edit_by_the_user_is_emitted_once(form: ParamForm, qtbot: QtBot) -> None:
    heard: list[dict[str, Value]] = []
    form.changed.connect(lambda: heard.append(form.values()))
    samples = form.control("samples")
    assert isinstance(samples, QSpinBox)
    samples.selectAll()
    qtbot.keyClicks(samples, "123")
    assert not heard, "it is told while the number is being typed"
    qtbot.keyClick(samples, Qt.Key.Key_Return)
    assert heard == [{**DEFAULTS, "samples": 123}]
    qtbot.keyClick(form.control("noise"), Qt.Key.Key_Up)
    qtbot.keyClick(form.control("signed"), Qt.Key.Key_Space)
    qtbot.keyClick(form.control("kind"), Qt.Key.Key_Down)
    assert heard[1:] == [
        {"samples": 123, "noise": 0.205, "signed": True, "kind": "two"},
        {"samples": 123, "noise": 0.205, "signed": False, "kind": "two"},
        {"samples": 123, "noise": 0.205, "signed": False, "kind": "three"},
    ]


def test_nothing_is_emitted_while_the_form_is_built(form: ParamForm) -> None:
    heard: list[bool] = []
    form.changed.connect(lambda: heard.append(True))
    form.show_params(PARAMS, {"samples": 3, "noise": 0.5, "signed": False, "kind": "one"})
    form.retranslate()
    assert not heard
    assert form.values()["samples"] == 3, "retranslating loses what was set"


def test_a_value_out_of_range_cannot_becontrol(form: ParamForm, qtbot: QtBot) -> None:
    samples = form.control("samples")
    assert isinstance(samples, QSpinBox)
    samples.selectAll()
    qtbot.keyClicks(samples, "99999")
    qtbot.keyClick(samples, Qt.Key.Key_Return)
    assert 1 <= samples.value() <= 1000


def test_every_control_has_a_label_a_help_and_a_name(form: ParamForm) -> None:
    labels = {label.text(): label for label in form.findChildren(QLabel)}
    for param in PARAMS:
        control = form.control(param.name)
        assert labels[param.label].buddy() is control
        assert control.toolTip() == labels[param.label].toolTip() == param.help
        assert control.accessibleName() == param.label


def test_another_set_of_parameters_replaces_the_controls(form: ParamForm, qtbot: QtBot) -> None:
    form.show_params(PARAMS[:1], {})
    assert list(form.values()) == ["samples"]
    qtbot.waitUntil(lambda: not form.findChildren(QCheckBox))
    form.show_params((), {})
    assert form.values() == {}
    assert form.isHidden()


@dataclass(frozen=True)
class Odd(Param):
    type: ClassVar[str] = "odd"
    default: ClassVar[int] = 1

    def check(self, value: Value) -> Value:
        return value

    def parse(self, text: str) -> Value:
        return text


def test_an_unknown_kind_of_parameter_is_a_fault(form: ParamForm) -> None:
    with pytest.raises(TypeError, match="Odd"):
        form.show_params((Odd("odd", "Odd", "Odd."),), {})


@pytest.mark.parametrize("value", [1e-06, 0.123456, 1 / 256, 2.5e-10])
def test_a_value_with_more_digits_than_a_step_has_stays_as_it_is(form: ParamForm, value: float) -> None:
    form.show_params((FloatParam("rate", "Rate", "How much.", 0.5, 0.0, 1.0, 0.1),), {"rate": value})
    assert form.values()["rate"] == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("params", [*(method.params for method in METHODS if method.params), INPUT_PARAMS])
def test_the_form_of_every_method_gives_its_defaults(form: ParamForm, params: tuple[Param, ...]) -> None:
    form.show_params(params, {})
    assert complete(params, form.values()) == complete(params, {})


PATCH = SizeParam("patch", "Patch", "Side.", usual=32)
SIGMA = SizeParam("sigma", "Blur", "How far.", usual=50.0, min=0.1, max=500.0, step=0.1)


def test_a_size_reads_auto_below_its_smallest_number(form: ParamForm, qtbot: QtBot) -> None:
    form.show_params((PATCH, SIGMA), {})
    assert form.values() == {"patch": "auto", "sigma": "auto"}
    patch, sigma = control(form, "patch", QSpinBox), control(form, "sigma", DecimalBox)
    assert (patch.text(), sigma.text()) == ("auto", "auto")
    qtbot.keyClick(patch, Qt.Key.Key_Up)
    sigma.setValue(4.5)
    assert form.values() == {"patch": 1, "sigma": 4.5}
    assert {name: type(value) for name, value in form.values().items()} == {"patch": int, "sigma": float}
    qtbot.keyClick(patch, Qt.Key.Key_Down)
    assert form.values()["patch"] == "auto"
    form.show_params((PATCH, SIGMA), {"patch": 512, "sigma": "auto"})
    assert form.values() == {"patch": 512, "sigma": "auto"}


def test_a_folder_is_chosen_in_a_dialog_or_typed(
    form: ParamForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    form.show_params((FolderParam("folder", "Folder", "Of pictures."),), {})
    edit = control(form, "folder", FolderEdit)
    assert form.values() == {"folder": ""} and edit.line.accessibleName() == "Folder"
    for answer, wanted in (("/photos", "/photos"), ("", "/photos")):  # a dialog that is closed changes nothing
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, answer=answer: answer)
        qtbot.mouseClick(edit.button, Qt.MouseButton.LeftButton)
        assert form.values() == {"folder": wanted}
    edit.line.clear()
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(edit.line, " ~/scans ")
        qtbot.keyClick(edit.line, Qt.Key.Key_Return)
    assert form.values() == {"folder": "~/scans"}
