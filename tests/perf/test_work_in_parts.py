"""Long work shows partial maps and ends within a short time after a cancel."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from helpers.jobs import SCENES
from helpers.stopwatch import Show

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled
from attnstudio.core.request import Heatmap, MethodCall, Request

LONG = [
    MethodCall("smoothgrad", (("samples", 1000),)),
    MethodCall("rise"),
    MethodCall("occlusion", (("stride", 12),)),
    MethodCall("scorecam"),
    MethodCall("lime", (("samples", 2000),)),
    MethodCall("sobol"),
]


@pytest.mark.parametrize("call", LONG, ids=lambda call: call.id)
def test_partial_maps_and_a_cancel(call: MethodCall, mobilenet_weights: Path, show: Show) -> None:
    engine = Engine((mobilenet_weights.parent,))
    times: list[float] = []
    ctx = RunContext()

    def partial(_: Heatmap, __: object) -> None:
        times.append(time.perf_counter())
        if len(times) == 6:
            ctx.cancelled.set()

    with pytest.raises(Cancelled):
        engine.run(Request(SCENES[0], "mobilenet_v2", (call,)), ctx, partial)
    show(f"MobileNetV2, {call.id}: from the cancel to the end", time.perf_counter() - times[-1])
    show(f"MobileNetV2, {call.id}: between two partial maps (median)", float(np.median(np.diff(times))))
