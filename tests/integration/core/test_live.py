"""What a user feels of a running job: partial maps, a quick cancel, and memory that stays what it was."""

from __future__ import annotations

import json

import pytest
from helpers.jobs import SCENES, run_script

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled
from attnstudio.core.request import Heatmap, MethodCall, Request

LONG = [
    MethodCall("smoothgrad", (("samples", 500),)),
    MethodCall("integrated_gradients", (("steps", 500),)),
    MethodCall("rise", (("samples", 2000),)),
    MethodCall("occlusion", (("patch", 8), ("stride", 4))),
    MethodCall("scorecam"),
    MethodCall("lime", (("samples", 2000),)),
    MethodCall("sobol"),
]


@pytest.mark.parametrize("call", LONG, ids=lambda call: call.id)
def test_after_a_cancel_comes_no_partial_map(engine: Engine, call: MethodCall) -> None:
    partials: list[Heatmap] = []
    ctx = RunContext()

    def partial(heatmap: Heatmap, _: object) -> None:
        assert heatmap.partial
        partials.append(heatmap)
        if len(partials) == 3:  # of four or more
            ctx.cancelled.set()

    with pytest.raises(Cancelled):
        engine.run(Request(SCENES[0], "demo", (call,)), ctx, partial)
    assert len(partials) == 3


_JOBS = """
import json
from pathlib import Path
from attnstudio.core import memory
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.request import MethodCall, Request

scenes = sorted(Path({scenes!r}).iterdir())
calls = [MethodCall(name) for name in ("saliency", "gradcam++", "fullgrad", "layercam")]
calls += [MethodCall(name, (("samples", 20),)) for name in ("smoothgrad", "rise")]
calls += [MethodCall("integrated_gradients", (("steps", 10),))]
engine = Engine(())

def taken_after(number, call):
    engine.run(Request(scenes[number % len(scenes)], "demo", (call,), seed=number), RunContext())
    return memory.resident_bytes()

by_samples = [taken_after(0, MethodCall("smoothgrad", (("samples", samples),))) for samples in (200, 1000)]
print(json.dumps([by_samples, [taken_after(number, calls[number % len(calls)]) for number in range(200)]]))
"""


@pytest.fixture(scope="module")
def taken() -> list[list[int]]:
    """Bytes of memory in a process of its own: after a map of few samples and one of many; after each of 200 jobs."""
    ran = run_script(_JOBS.format(scenes=str(paths.resource("demo", "scenes"))))
    assert ran.returncode == 0, ran.stderr
    found: list[list[int]] = json.loads(ran.stdout)
    return found


def test_memory_does_not_grow_with_the_samples(taken: list[list[int]]) -> None:
    """Once the C library's heap has what a few batches take."""
    few, many = taken[0]
    assert many <= 1.05 * few


def test_memory_stays_what_it_was_over_200_jobs(taken: list[list[int]]) -> None:
    assert taken[1][-1] <= 1.05 * taken[1][19]
