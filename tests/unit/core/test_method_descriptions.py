"""What reports say of each method."""

from __future__ import annotations

import pytest

from attnstudio.core.methods.base import METHODS
from attnstudio.core.params import Value
from attnstudio.core.translations import translated
from attnstudio.core.wrappers import effective
from attnstudio.export.report.formulas import drawn

PARAMS: dict[str, Value] = {
    "eigen_smooth": False,
    "layers": "",
    "aug_smooth": False,
    "noise_samples": 0,
    "noise_level": 0.1,
    "low_pass": 0,
}


@pytest.mark.parametrize("method_id", list(METHODS.discover()))
def test_each_has_two_sentences_in_both_languages_and_a_formula(method_id: str) -> None:
    method = METHODS.discover()[method_id]
    for text in (method.description, translated("ru", method.description)):
        assert text.endswith(".") and text.count(". ") == 1, text
    assert translated("ru", method.description) != method.description
    formula = drawn(method.formula)  # matplotlib reads it
    assert formula.text == method.formula and 16 < formula.size[1] < 90 and formula.size[0] < 640


def test_only_parameters_that_have_an_effect_are_named() -> None:
    method = METHODS.discover()["gradcam"]
    assert effective(method, PARAMS) == {}
    assert effective(method, {**PARAMS, "eigen_smooth": True}) == {"eigen_smooth": True}
    noisy = {**PARAMS, "noise_samples": 5}
    assert effective(method, noisy) == {"noise_samples": 5, "noise_level": 0.1}
    own = METHODS.discover()["fem"]
    assert effective(own, {"k": 2.0, **PARAMS}) == {"k": 2.0}, "its own are always named"
    averaged = METHODS.discover()["smoothgrad"]
    values = {**PARAMS, "samples": 25, "noise": 0.15, "stop_at": 0.0}
    assert effective(averaged, values) == {"samples": 25, "noise": 0.15}, "it never ends early"
    assert effective(averaged, {**values, "stop_at": 0.1})["stop_at"] == 0.1
