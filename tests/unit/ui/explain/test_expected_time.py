"""How long maps will take, from how long they took."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.widgets import heatmap, result

from attnstudio.core.expected_times import ExpectedTimes
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.ui.explain.expected_time import ExpectedTime
from attnstudio.ui.state.selection import Selection

LIME, OCCLUSION, SCORECAM = MethodCall("lime"), MethodCall("occlusion"), MethodCall("scorecam")


def took(method: MethodCall, seconds: float, building: float = 0.0, model: str = "net") -> Result:
    of = replace(heatmap(), method=method.id, seconds=seconds + building, build_seconds=building)
    return replace(result(), request=Request(Path("a.png"), model, (method,)), heatmaps=(of,))


@pytest.fixture
def selection() -> Selection:
    made = Selection()
    made.set(model="net", methods=(LIME,))
    return made


def test_fast_methods_come_by_themselves(selection: Selection) -> None:
    selection.set(methods=(MethodCall("gradcam"),))
    assert ExpectedTime(selection, ExpectedTimes(None)).seconds is None


def test_the_median_of_the_last_times_without_the_building_of_graphs(selection: Selection) -> None:
    times = ExpectedTime(selection, ExpectedTimes(None))
    for seconds in (9, 1, 2, 3, 4, 5):
        times.learn(took(LIME, seconds, building=7))
    assert times.seconds == 3
    other = MethodCall("lime", (("samples", 5),))
    times.learn(took(other, 0.5))
    assert times.seconds == 3
    selection.set(methods=(LIME, other))
    assert times.seconds == 3.5


def test_another_method_is_guessed_by_its_passes(selection: Selection) -> None:
    times = ExpectedTime(selection, ExpectedTimes(None))
    guess = times.seconds
    assert guess is not None and guess > 0
    times.learn(took(OCCLUSION, 4))  # hundreds of passes
    selection.set(methods=(SCORECAM,))  # thousands of them
    assert times.seconds == pytest.approx(20)
    selection.set(model="other")
    assert times.seconds != pytest.approx(20)
