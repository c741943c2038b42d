"""Typed, ranged parameters: what they accept, what they say otherwise, and how they describe themselves."""

from __future__ import annotations

import json
import math

import pytest

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.params import BoolParam, ChoiceParam, FloatParam, IntParam, Param, Value, complete

STEPS = IntParam("steps", "Steps", "How many.", 20, 1, 1000)
NOISE = FloatParam("noise", "Noise", "How much.", 0.2, 0.0, 1.0)
SIGN = BoolParam("signed", "Signed", "Keep the sign.", True)
BASE = ChoiceParam("baseline", "Baseline", "From where.", ("black", "grey"), "grey")
ALL = (STEPS, NOISE, SIGN, BASE)


@pytest.mark.parametrize(
    ("param", "text", "value"),
    [
        (STEPS, "1", 1),
        (STEPS, "1000", 1000),
        (NOISE, "0", 0.0),
        (NOISE, "1", 1.0),
        (NOISE, "2.5e-1", 0.25),
        (SIGN, "true", True),
        (SIGN, "No", False),
        (SIGN, "0", False),
        (BASE, "black", "black"),
    ],
)
def test_parse(param: Param, text: str, value: Value) -> None:
    parsed = param.parse(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("param", "text", "says"),
    [
        (STEPS, "0", "steps must be from 1 to 1000, not 0."),
        (STEPS, "1001", "steps must be from 1 to 1000, not 1001."),
        (STEPS, "1.5", "steps must be a whole number, not 1.5."),
        (STEPS, "ten", "steps must be a whole number, not ten."),
        (STEPS, "", "steps must be a whole number, not ."),
        (STEPS, "9" * 400, "steps must be from 1 to 1000"),
        (STEPS, "9" * 5000, "steps must be a whole number"),  # Python refuses to read it
        (NOISE, "-0.1", "noise must be from 0.0 to 1.0, not -0.1."),
        (NOISE, "1.01", "noise must be from 0.0 to 1.0, not 1.01."),
        (NOISE, "nan", "noise must be from 0.0 to 1.0, not nan."),
        (NOISE, "inf", "noise must be from 0.0 to 1.0, not inf."),
        (NOISE, "much", "noise must be a number, not much."),
        (SIGN, "maybe", "signed must be true or false, not maybe."),
        (BASE, "white", "baseline must be one of black, grey, not white."),
        (BASE, "Black", "baseline must be one of black, grey, not Black."),
    ],
)
def test_parse_refuses(param: Param, text: str, says: str) -> None:
    with pytest.raises(ChoiceFailure) as caught:
        param.parse(text)
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize(
    ("param", "value", "checked"), [(STEPS, 20.0, 20), (NOISE, 1, 1.0), (SIGN, False, False), (BASE, "grey", "grey")]
)
def test_check_gives_the_parameters_own_type(param: Param, value: Value, checked: Value) -> None:
    assert type(param.check(value)) is type(checked)
    assert param.check(value) == checked


@pytest.mark.parametrize(
    ("param", "value"),
    [
        (STEPS, True),
        (STEPS, 1.5),
        (STEPS, "20"),
        (STEPS, math.inf),
        (STEPS, math.nan),
        (NOISE, True),
        (NOISE, "0.2"),
        (NOISE, math.nan),
        (SIGN, 1),
        (SIGN, "true"),
        (BASE, 1),
        (BASE, True),
    ],
)
def test_check_refuses_other_types(param: Param, value: Value) -> None:
    with pytest.raises(ChoiceFailure, match=param.name):
        param.check(value)


@pytest.mark.parametrize("param", ALL, ids=lambda param: param.type)
def test_the_default_is_allowed(param: Param) -> None:
    assert param.check(param.default) == param.default


def test_complete_fills_in_defaults_and_checks_the_rest() -> None:
    assert complete(ALL, {"noise": 0.5}) == {"steps": 20, "noise": 0.5, "signed": True, "baseline": "grey"}
    assert complete((), {}) == {}
    with pytest.raises(ChoiceFailure, match=r"noise must be from 0\.0 to 1\.0, not 2"):
        complete(ALL, {"noise": 2.0})


@pytest.mark.parametrize(("params", "names"), [(ALL, "steps, noise, signed, baseline"), ((), "none")])
def test_complete_names_the_parameters_there_are(params: tuple[Param, ...], names: str) -> None:
    with pytest.raises(ChoiceFailure) as caught:
        complete(params, {"sigma": 1})
    assert str(caught.value) == f"There is no parameter sigma. The parameters are: {names}."


def test_describe() -> None:
    assert json.loads(json.dumps([param.describe() for param in ALL])) == [
        {
            "name": "steps",
            "type": "int",
            "default": 20,
            "min": 1,
            "max": 1000,
            "choices": None,
            "help": "How many.",
            "unit": "",
        },
        {
            "name": "noise",
            "type": "float",
            "default": 0.2,
            "min": 0,
            "max": 1,
            "choices": None,
            "help": "How much.",
            "unit": "",
        },
        {
            "name": "signed",
            "type": "bool",
            "default": True,
            "min": None,
            "max": None,
            "choices": None,
            "help": "Keep the sign.",
            "unit": "",
        },
        {
            "name": "baseline",
            "type": "choice",
            "default": "grey",
            "min": None,
            "max": None,
            "choices": ["black", "grey"],
            "help": "From where.",
            "unit": "",
        },
    ]
