"""Where the computing happens: the choice of a GPU, and what becomes of a job that it has no memory for.

There is no GPU on a test machine: a second logical CPU stands for one, and its exhaustion is injected.
"""

from __future__ import annotations

import json
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.jobs import run_script

from attnstudio.core import device
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.passes import Pass
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.rules import Rule

SCENE = sorted((helpers.ROOT / "resources" / "demo" / "scenes").iterdir())[0]


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """TensorFlow with two GPUs; the names of those with memory growth enabled."""
    helpers.keras_ready()
    import tensorflow as tf

    reported: list[str] = []
    physical = [tf.config.PhysicalDevice(f"/physical_device:GPU:{number}", "GPU") for number in (0, 1)]
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: physical if kind == "GPU" else [])
    monkeypatch.setattr(
        tf.config.experimental, "set_memory_growth", lambda gpu, on: reported.append(gpu.name) if on else None
    )
    return reported


def test_memory_growth_is_set_before_a_gpu_is_used(grown: list[str]) -> None:
    assert device.select("auto") == "/GPU:0"
    assert grown == ["/physical_device:GPU:0", "/physical_device:GPU:1"]


@pytest.mark.parametrize(("choice", "found"), [("cpu", "/CPU:0"), ("gpu:0", "/GPU:0"), ("gpu:1", "/GPU:1")])
@pytest.mark.usefixtures("grown")
def test_the_choice(choice: str, found: str) -> None:
    assert device.select(choice) == found
    assert device.choices() == ("auto", "cpu", "gpu:0", "gpu:1")
    assert device.may_fall_back(choice) == (choice != "cpu")


@pytest.mark.parametrize(
    ("choice", "says"), [("gpu:2", "finds 2 GPUs, so there is no gpu:2"), ("tpu", "no device tpu. Choose auto, cpu or")]
)
@pytest.mark.usefixtures("grown")
def test_a_device_that_is_not_there(choice: str, says: str) -> None:
    with pytest.raises(ChoiceFailure, match=says):
        device.select(choice)


def test_without_a_gpu_auto_is_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "gpus", list)
    assert device.select("auto") == device.CPU
    assert device.choices() == ("auto", "cpu")


def test_names_for_people() -> None:
    assert [device.name(one) for one in ("/CPU:0", "/GPU:0", "/GPU:3")] == ["CPU", "GPU 0", "GPU 3"]


# Out of memory

_ON_A_SECOND_DEVICE = """
import json, sys
import numpy as np
from attnstudio.core import backend, device
backend.import_tensorflow()
import tensorflow as tf

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
device.gpus = lambda: ["/CPU:1"]

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.images import decode
from attnstudio.core.request import MethodCall, Request
from pathlib import Path
from typing import Any

used, batches, limit = set(), [], [10**9]
execute = CompiledModel.execute

def limited(self: CompiledModel, graph: Any, *arguments: Any) -> list[np.ndarray]:
    if self.processor == "/CPU:1":
        if len(arguments[0]) > limit[0]:
            raise tf.errors.ResourceExhaustedError(None, None, "injected")
        batches.append(len(arguments[0]))
    with tf.device(self.processor):
        outputs = graph(*(tf.constant(array, tf.float32) for array in arguments))
    used.update(output.device[-5:] for output in outputs)
    return [output.numpy() for output in outputs]

CompiledModel.execute = limited
scene = Path(sys.argv[1])
calls = tuple(map(MethodCall, ("saliency", "gradcam", "smoothgrad", "rise")))
calls = (*calls[:3], MethodCall("rise", (("samples", 64),)))

def run(choice):
    used.clear(), batches.clear()
    result = Engine(()).run(Request(scene, "demo", calls, device=choice), RunContext())
    told = {"used": sorted(used), "batch": max(batches, default=0), "notices": [str(one) for one in result.notices]}
    return [one.values for one in result.heatmaps], told | {"device": result.model.device}

plain, on_cpu = run("cpu")
report = {"cpu": on_cpu}
for name, fits in (("gpu", 10**9), ("halved", 3), ("moved", 0)):
    limit[0] = fits
    maps, told = run("gpu:0")
    report[name] = told | {"difference": max(float(np.abs(a - b).max()) for a, b in zip(maps, plain))}
limit[0] = 0
pictures = [decode(scene)] * 3
outcomes = list(Engine(()).run_each(Request(scene, "demo", calls[:2], device="auto"), pictures, RunContext()))
report["three"] = [[len(result.heatmaps), len(result.notices)] for _, result in outcomes]
limit[0] = 10**9
index = outcomes[0][1].prediction.top(1)[0]
found = Engine(()).examine(
    Request(Path(), "demo", device="gpu:0"),
    [scene] * 50,
    np.full(50, index),  # the class that the model sees: STRIP compares with pictures that are predicted right
    ["strip", "activation_clustering"],
    (),
    RunContext(),
)
first, limit[0] = next(found), 0
ended = [one for one in found if one.done == 1]
report["examined"] = [[one.check, any("too little memory" in str(text) for text in one.limits)] for one in ended]
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    ran = run_script(_ON_A_SECOND_DEVICE.replace("sys.argv[1]", repr(str(SCENE))))
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_a_job_runs_where_it_was_sent(report: dict[str, Any]) -> None:
    assert report["cpu"]["used"] == ["CPU:0"]
    assert report["gpu"]["used"] == ["CPU:1"]
    assert report["gpu"]["device"] == "/CPU:1"
    assert report["gpu"]["difference"] < 1e-4
    assert report["gpu"]["notices"] == []


def test_a_batch_that_does_not_fit_is_halved(report: dict[str, Any]) -> None:
    assert report["gpu"]["batch"] > 3
    assert 1 < report["halved"]["batch"] <= 3
    assert report["halved"]["used"] == ["CPU:1"]
    assert report["halved"]["difference"] < 1e-4
    assert report["halved"]["notices"] == []


def test_a_job_that_does_not_fit_at_all_moves_to_the_cpu_with_a_notice(report: dict[str, Any]) -> None:
    assert report["moved"]["used"] == ["CPU:0"]
    assert report["moved"]["device"] == "/CPU:0"
    assert report["moved"]["difference"] < 1e-4
    assert report["moved"]["notices"] == [
        "The graphics processor has too little memory for Demo (built in): the maps were computed on the CPU."
    ]


def test_all_pictures_of_a_batch_move_with_it(report: dict[str, Any]) -> None:
    assert report["three"] == [[2, 1]] * 3


def test_a_check_for_backdoors_begins_anew_on_the_cpu_and_says_so(report: dict[str, Any]) -> None:
    assert report["examined"] == [["strip", True], ["activation_clustering", True]]


def exhausted(*_: object) -> None:
    import tensorflow as tf

    raise tf.errors.ResourceExhaustedError(None, None, "injected")


def test_a_cpu_without_memory_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CompiledModel, "execute", exhausted)
    with pytest.raises(ModelFailure, match="There is not enough memory to run Demo"):
        Engine(()).run(Request(SCENE, "demo", (MethodCall("saliency"),)), RunContext())


def test_halving_keeps_each_inputs_own_score(monkeypatch: pytest.MonkeyPatch) -> None:
    keras_model = helpers.normed()
    whole, halved = helpers.compiled(keras_model), helpers.compiled(keras_model)
    batch, weights = helpers.inputs(keras_model, 7), np.eye(4, dtype=np.float32)[[0, 1, 2, 3, 2, 1, 0]]
    execute, sizes = CompiledModel.execute, list[int]()

    def limited(self: CompiledModel, graph: Any, *arguments: Any) -> list[np.ndarray]:
        if len(arguments[0]) > 2:
            exhausted()
        sizes.append(len(arguments[0]))
        return execute(self, graph, *arguments)

    requested = Pass(frozenset({Rule.PLAIN}))
    expected = whole.single_passes(batch, weights, requested)
    mask, one = np.linspace(0, 1, 5 * 120, dtype=np.float32).reshape(5, 12, 10), batch[0]
    seen_through = whole.masked_logits(mask, one, np.zeros_like(one))
    monkeypatch.setattr(CompiledModel, "execute", limited)
    for found, one_expected in zip(halved.single_passes(batch, weights, requested), expected, strict=True):
        np.testing.assert_allclose(
            found.input_gradients[Rule.PLAIN], one_expected.input_gradients[Rule.PLAIN], atol=1e-5
        )
    assert max(sizes) <= 2
    assert halved.gradient_batch == halved.forward_batch == 1  # 7 and 3 were too many
    np.testing.assert_allclose(halved.masked_logits(mask, one, np.zeros_like(one)), seen_through, atol=1e-5)


@pytest.mark.parametrize(("budget", "batch"), [(1, 1), (10**6, None), (10**12, 16)])
def test_a_budget_sets_the_batch(budget: int, batch: int | None) -> None:
    network = helpers.compiled(helpers.normed())
    network.set_budget(budget)
    forward, gradient = network.forward_batch, network.gradient_batch
    assert gradient <= forward <= 32
    if batch is not None:
        assert gradient == batch
    else:  # what the activations of the batch take, by the count of their values
        values = sum(int(np.prod(layer.output.shape[1:])) for layer in network.model.layers)
        assert forward == min(32, budget // (4 * values))
