"""What a user feels of a running job: partial maps, a quick cancel, and memory that stays what it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.jobs import run_script

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled
from attnstudio.core.request import Heatmap, MethodCall, Request

LONG = [
    MethodCall("smoothgrad", (("samples", 500),)),
    MethodCall("integrated_gradients", (("steps", 500),)),
    MethodCall("rise", (("samples", 2000),)),
    MethodCall("occlusion", (("stride", 12),)),
    MethodCall("scorecam"),
    MethodCall("lime", (("samples", 2000),)),
    MethodCall("sobol"),
]


@pytest.mark.parametrize("call", LONG, ids=lambda call: call.id)
def test_after_a_cancel_comes_no_partial_map(
    engine: Engine, mobilenet_weights: Path, photos: Path, call: MethodCall
) -> None:
    partials: list[Heatmap] = []
    ctx = RunContext()

    def partial(heatmap: Heatmap, _: object) -> None:
        assert heatmap.partial
        partials.append(heatmap)
        if len(partials) == 6:
            ctx.cancelled.set()

    with pytest.raises(Cancelled):
        engine.run(Request(photos / "tiger_shark.jpg", "mobilenet_v2", (call,)), ctx, partial)
    assert len(partials) == 6


_JOBS = """
import json
from pathlib import Path
from attnstudio.core import memory
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.request import MethodCall, Request

scenes = sorted(Path({scenes!r}).iterdir())
calls = [MethodCall(name) for name in ("saliency", "gradcam++", "smoothgrad", "fullgrad", "layercam")]
calls += [MethodCall("rise", (("samples", 64),)), MethodCall("integrated_gradients", (("steps", 10),))]
engine, taken = Engine(()), []
for number in range(200):
    asked = Request(scenes[number % len(scenes)], "demo", (calls[number % len(calls)],), seed=number)
    engine.run(asked, RunContext())
    taken.append(memory.resident_bytes())
print(json.dumps(taken))
"""


def test_memory_stays_what_it_was_over_200_jobs() -> None:
    ran = run_script(_JOBS.format(scenes=str(paths.resource("demo", "scenes"))))
    assert ran.returncode == 0, ran.stderr
    taken = json.loads(ran.stdout)
    assert taken[-1] <= 1.05 * taken[19]


def test_memory_does_not_grow_with_the_samples() -> None:
    """Once the C library's heap has what a few batches take."""
    script = _JOBS.replace("range(200)", "range(2)").replace(
        "calls[number % len(calls)]", 'MethodCall("smoothgrad", (("samples", (200, 1000)[number]),))'
    )
    ran = run_script(script.format(scenes=str(paths.resource("demo", "scenes"))))
    assert ran.returncode == 0, ran.stderr
    few, many = json.loads(ran.stdout)
    assert many <= 1.05 * few
