"""Users' own models: real saved files of every kind that must work, and those that are refused with a reason."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.own_models import SIZE, WORKING, four_channels, not_a_number

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.context import RunContext, running
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, ModelFailure
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.models import keras_file, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.legacy import reading
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.preprocessing import preset
from attnstudio.core.models.vetting import Limits, vet
from attnstudio.core.needs import Need
from attnstudio.core.placement import Placement, fit
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.core.text import Notice

SCENE = sorted((helpers.ROOT / "resources" / "demo" / "scenes").iterdir())[0]


def saved(folder: Path, model: Any, name: str = "mine.keras") -> Path:
    path = folder / name
    model.save(path)
    return path


def explained(
    path: Path,
    *methods: str | MethodCall,
    options: ModelOptions | None = None,
    engine: Engine | None = None,
    **requested: Any,
) -> Result:
    calls = tuple(MethodCall(one) if isinstance(one, str) else one for one in methods)
    request = Request(SCENE, str(path), calls, options=options or ModelOptions(), **requested)
    return (engine or Engine(())).run(request, RunContext())


def own_answer(model: Any, path: Path, options: ModelOptions) -> np.ndarray:
    """The prediction of Keras for the preprocessed picture."""
    spec = spec_of(str(path), options)
    picture = images.decode(SCENE).pixels
    height, width = picture.shape[:2]
    fitted = fit(picture, Placement.of((width, height), spec.input_size, "stretch"), "bilinear")
    answer = helpers.answer(model, preset(spec.preprocessing, spec.channels)(fitted)[None])
    return np.asarray(answer[options.output] if isinstance(answer, dict) else answer)[0]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("kind", WORKING)
def test_every_kind_of_model_gives_its_own_answer_and_maps(kind: str, tmp_path: Path) -> None:
    build, auto = WORKING[kind]
    model = helpers.with_random_weights(build())
    path = saved(tmp_path, model)
    options = ModelOptions(output="kind" if kind == "several outputs" else "")
    engine = Engine(())
    result = explained(path, options=options, engine=engine)
    offered = result.model.offered
    assert result.model.auto_layer == auto
    cheap = [one.id for one in METHODS if one.cost is Cost.SINGLE and not one.lacks(offered)]
    assert ("gradcam" in cheap) == (auto is not None)
    assert ("gradient_attention" in cheap) == kind.startswith("transformer")
    result = explained(path, *cheap, options=options, engine=engine)
    assert [heatmap.method for heatmap in result.heatmaps] == cheap
    for heatmap in result.heatmaps:
        width, height = result.model.input_size
        assert heatmap.values.shape == (height, width)
        assert np.isfinite(heatmap.values).all()
    saliency = next(heatmap for heatmap in result.heatmaps if heatmap.method == "saliency")
    assert saliency.values.max() > 0.9
    answer = own_answer(model, path, options)
    found = result.prediction
    if kind == "binary":
        answer = np.append(1 - answer, answer)
    if kind == "logits":
        np.testing.assert_allclose(found.logits, answer, rtol=1e-4, atol=1e-5)
    else:
        np.testing.assert_allclose(found.probabilities, answer, atol=1e-3 if kind == "mixed precision" else 1e-5)


@pytest.mark.usefixtures("here")
def test_either_side_of_a_binary_model_can_be_explained(tmp_path: Path) -> None:
    path = saved(tmp_path, helpers.with_random_weights(WORKING["binary"][0](), seed=7))
    (tmp_path / "mine.txt").write_text("shark\n", encoding="utf-8")
    engine = Engine(())
    sides = [explained(path, "gradcam", "scorecam", target=name, engine=engine) for name in ("not shark", "shark")]
    assert "Class names: from mine.txt, next to the model file." in map(str, sides[0].notices)
    assert [side.target.index for side in sides] == [0, 1]
    assert sides[0].prediction.probabilities.sum() == pytest.approx(1)
    maps = [[heatmap.raw_max for heatmap in side.heatmaps] for side in sides]
    assert max(maps[0]) > 0 and max(maps[1]) > 0
    for one, other in zip(sides[0].heatmaps, sides[1].heatmaps, strict=True):
        assert not np.allclose(one.values, other.values)


@pytest.mark.usefixtures("here")
def test_perturbation_methods_work_on_a_transformer_and_on_grey(tmp_path: Path) -> None:
    for kind in ("transformer", "one channel"):
        path = saved(tmp_path, helpers.with_random_weights(WORKING[kind][0]()), f"{kind}.keras")
        calls = ("occlusion", "rise", "lime", "xrai", "blur_ig", "integrated_gradients")
        request = Request(SCENE, str(path), tuple(helpers.quick(one) for one in calls))
        for heatmap in Engine(()).run(request, RunContext()).heatmaps:
            assert np.isfinite(heatmap.values).all()
            assert heatmap.values.max() > 0.9, heatmap.method


@pytest.mark.usefixtures("here")
def test_what_was_chosen_is_used(tmp_path: Path) -> None:
    path = saved(tmp_path, helpers.with_random_weights(WORKING["any size"][0]()))
    labels = tmp_path / "names.json"
    labels.write_text(json.dumps(["cat", "dog", "кит", "fly"]), encoding="utf-8")
    options = ModelOptions(labels=labels, preprocessing="caffe", input_size=(48, 64))
    result = explained(path, "gradcam", options=options, target="кит")
    assert result.model.input_size == (48, 64)
    assert result.model.class_names == ("cat", "dog", "кит", "fly")
    assert result.heatmaps[0].values.shape == (64, 48)
    assert spec_of(str(path), options).preprocessing == "caffe"
    assert spec_of(str(path)).preprocessing == "zero_to_one"
    assert spec_of(str(path)).input_size == (224, 224)


@pytest.mark.usefixtures("here")
def test_a_changed_file_is_another_model(tmp_path: Path) -> None:
    first, second = (helpers.with_random_weights(WORKING["logits"][0](), seed) for seed in (1, 2))
    engine, path = Engine(()), saved(tmp_path, first)
    request = Request(SCENE, str(path))
    before = engine.run(request, RunContext()).prediction.logits
    saved(tmp_path, second)
    assert not np.allclose(engine.run(request, RunContext()).prediction.logits, before)


@pytest.mark.usefixtures("here")
def test_a_wrong_choice_names_what_there_is(tmp_path: Path) -> None:
    path = str(saved(tmp_path, WORKING["several outputs"][0]()))
    with pytest.raises(ChoiceFailure, match=r"has no output embedding of classes\. Its outputs are: .*kind"):
        spec_of(path, ModelOptions(output="embedding"))
    with pytest.raises(ChoiceFailure, match=r"There is no preprocessing magic\. There are: minus_one_to_one"):
        spec_of(path, ModelOptions(preprocessing="magic"))
    with pytest.raises(ChoiceFailure, match=r"takes pictures of 32x40 pixels only"):
        spec_of(path, ModelOptions(input_size=(64, 64)))
    labels = tmp_path / "three.txt"
    labels.write_text("a\nb\n", encoding="utf-8")
    with pytest.raises(ModelFailure, match=r"three\.txt names 2 classes, and the model has"):
        spec_of(path, ModelOptions(labels=labels))


def refused() -> dict[str, tuple[Any, str]]:
    """Models that cannot be explained, and the message of each."""
    keras = helpers.keras_ready()
    layers = keras.layers

    def two_inputs() -> Any:
        one, other = keras.Input(SIZE), keras.Input(SIZE)
        x = layers.GlobalAveragePooling2D()(layers.Add()([one, other]))
        return keras.Model([one, other], layers.Dense(2)(x))

    def on(shape: tuple[int | None, ...], *stack: Any) -> Any:
        return keras.Sequential([keras.Input(shape), *stack])

    def number_of_the_class() -> Any:
        model = on(SIZE, layers.Flatten(), layers.Dense(4))
        return keras.Model(model.inputs, keras.ops.argmax(model.outputs[0], axis=-1))

    def mixed_batch() -> Any:
        """rot90 turns the first two axes, of which one is the batch."""
        inputs = keras.Input(SIZE)
        x = layers.GlobalAveragePooling2D()(layers.Conv2D(2, 1)(keras.ops.rot90(inputs)))
        return keras.Model(inputs, layers.Dense(4, name="scores")(x))

    return {
        "number of the class": (number_of_the_class, r"output argmax of .* gives integers or booleans"),
        "mixed batch": (mixed_batch, r"output scores of .* does not have one row for each picture"),
        "list of no picture": (lambda: on((8, 1), layers.Flatten(), layers.Dense(2)), r"has the shape \(8, 1\)"),
        "list of any length": (lambda: on((None, 1), layers.LSTM(2)), r"has the shape \(None, 1\)"),
        "four channels": (four_channels, r"has 4 channels\. A picture gives it 3"),
        "channels first": (lambda: on((3, 8, 8), layers.Flatten(), layers.Dense(2)), r"channels first"),
        "two inputs": (two_inputs, r"has 2 inputs; attnstudio explains models with one input"),
        "no picture": (lambda: on((8,), layers.Dense(2)), r"has the shape \(8,\); that of a picture is"),
        "segmentation": (lambda: on(SIZE, layers.Conv2D(2, 1)), r"has the shape 40x32x2; a classifier's is one number"),
        "NaN weights": (not_a_number, r"hold numbers that are not finite"),
    }


REFUSED = (
    *("four channels", "channels first", "two inputs", "no picture", "segmentation", "NaN weights"),
    *("number of the class", "mixed batch", "list of no picture", "list of any length"),
)


@pytest.mark.parametrize("kind", REFUSED)
def test_a_model_that_cannot_be_explained_says_why(kind: str) -> None:
    build, reason = refused()[kind]
    with pytest.raises(ModelFailure, match=reason):
        child.describe(build())


def test_attention_is_refused_where_there_is_none(engine: Engine) -> None:
    request = Request(SCENE, "demo", (MethodCall("attention_rollout"),))
    with pytest.raises(ChoiceFailure, match="has no attention layers, required by: Attention rollout"):
        engine.run(request, RunContext())
    assert Need.ATTENTION not in engine.load("demo").info.offered


# The child process


def test_a_file_is_tried_in_the_sandbox_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, helpers.with_random_weights(WORKING["nested two deep"][0]()))
    first = vet(path)
    assert first.metadata.outputs[0].classes == 4
    assert first.metadata == child.describe(keras_file.load(path))
    monkeypatch.setattr(vetting, "run_sandbox", lambda *_: pytest.fail("it was tried again"))
    assert vet(path) == first
    copy = tmp_path / "копия 🐟.keras"
    copy.write_bytes(path.read_bytes())
    assert vet(copy).metadata == first.metadata


def test_the_failure_of_the_sandbox_is_reported_unchanged(tmp_path: Path) -> None:
    build, reason = refused()["four channels"]
    with pytest.raises(ModelFailure, match=reason):
        vet(saved(tmp_path, build()))


def test_a_sandbox_over_its_limits_is_stopped(tmp_path: Path) -> None:
    path = saved(tmp_path, WORKING["logits"][0]())
    with pytest.raises(ModelFailure, match=r"mine\.keras took longer than 0 s.*slow to build.*It is not loaded"):
        vet(path, limits=Limits(seconds=0.2))
    with pytest.raises(ModelFailure, match=r"mine\.keras takes more than 0\.0 GB of memory\. It is not loaded"):
        vet(path, limits=Limits(memory=2**22))


def test_what_is_waited_for_is_said_once_where_it_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vetting, "SAID_AFTER", 0)
    path, said = saved(tmp_path, WORKING["logits"][0]()), list[Notice]()
    with running(threading.Event(), said.append):
        vet(path)
    [notice] = said
    assert re.fullmatch(r"Checking the model file .*mine\.keras: \d+ s so far, at most 180 s", str(notice))


def test_looking_into_a_file_can_be_cancelled(tmp_path: Path) -> None:
    ctx = RunContext()
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        vet(saved(tmp_path, WORKING["logits"][0]()), ctx)


@pytest.mark.parametrize(
    "crime",
    [
        "open('{sentinel}', 'w')",
        "__import__('os').open('{sentinel}', 65)",
        "__import__('os').system('touch {sentinel}')",
        "__import__('subprocess').run(['touch', '{sentinel}'])",
        "__import__('socket').create_connection(('127.0.0.1', {port}), 2)",
        "__import__('os').remove('{victim}')",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:{port}')",
    ],
)
def test_the_sandbox_is_confined(crime: str, tmp_path: Path) -> None:
    """Should the scan and Keras's safe mode both fail, this is what a file's code can do: nothing."""
    sentinel, victim = tmp_path / "sentinel", tmp_path / "victim"
    victim.touch()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        code = crime.format(sentinel=sentinel, victim=victim, port=server.getsockname()[1])
        program = f"from attnstudio.core.models import sandbox\nsandbox._confine()\ntry:\n    {code}\n"
        program += "except PermissionError as error:\n    print('refused:', error)\n"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
        with pytest.raises(TimeoutError):
            server.accept()
    assert done.stdout.startswith("refused: a model file is not allowed to do this: "), done.stderr
    assert not sentinel.exists()
    assert victim.exists()


def test_a_sandbox_that_dies_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, WORKING["logits"][0]())
    monkeypatch.setattr(paths, "program", lambda: [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(ModelFailure, match=r"crashed the sandbox \(status -6\)"):
        vet(path)


_NAMESPACE = """
import os
from attnstudio.core.models import sandbox as child
if os.getuid() == 0:  # an ordinary user, as most are
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
before = os.readlink("/proc/self/ns/net")
child.leave_the_network()
print(before != os.readlink("/proc/self/ns/net"))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has network namespaces")
def test_the_sandbox_leaves_the_network_without_being_root(tmp_path: Path) -> None:
    environment = vetting.sandbox_environment(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _NAMESPACE], env=environment, capture_output=True, text=True, timeout=60
    )
    if done.stdout.strip() == "False" and not _may_make_namespaces():
        pytest.skip("this system lets no ordinary user make a network namespace")
    assert done.stdout.strip() == "True", done.stderr


def _may_make_namespaces() -> bool:
    limit = Path("/proc/sys/user/max_user_namespaces")
    restricted = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
    return (not limit.exists() or limit.read_text() != "0\n") and (
        not restricted.exists() or restricted.read_text() == "0\n"
    )


def test_a_model_with_classes_without_end_is_refused() -> None:
    import keras

    picture = keras.Input((8, 8, 3))
    found = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(1, 3)(picture))
    answer = keras.layers.Dense(child.MOST_CLASSES + 1, use_bias=False, activation="softmax")(found)
    with pytest.raises(ModelFailure, match="has 250001 classes; attnstudio takes up to 250000"):
        child.describe(keras.Model(picture, answer))


# What is vetted is what is loaded


def test_a_file_that_replaces_the_vetted_one_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same size, and with the same time, which any program may set."""
    path = saved(tmp_path, WORKING["logits"][0]())
    vetted, before = vet(path), path.stat()
    other = path.with_name("other.keras")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    other.write_bytes(content)
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    monkeypatch.setattr(reading, "read", lambda _: pytest.fail("Keras saw the other file"))
    with pytest.raises(ModelFailure, match=r"mine\.keras was changed while it was loaded"):
        keras_file.load_vetted(vetted)
    with pytest.raises(ModelFailure, match="damaged"):
        vet(path)


def test_a_file_that_is_swapped_while_it_is_loaded_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, WORKING["logits"][0]())
    wanted = keras_file.load(path).get_weights()
    vetted, read = vet(path), reading.read
    other = saved(tmp_path, helpers.with_random_weights(WORKING["logits"][0]()), "other.keras")

    def read_late(stream: Any) -> Any:
        other.replace(path)
        return read(stream)

    monkeypatch.setattr(reading, "read", read_late)
    for found, expected in zip(keras_file.load_vetted(vetted).get_weights(), wanted, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_a_file_that_is_written_into_while_it_is_loaded_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, WORKING["logits"][0]())
    vetted, read = vet(path), reading.read

    def write_first(stream: Any) -> Any:
        model = read(stream)
        with path.open("r+b") as file:
            file.write(b"PK\3\5")
        return model

    monkeypatch.setattr(reading, "read", write_first)
    with pytest.raises(ModelFailure, match=r"mine\.keras was changed while it was loaded"):
        keras_file.load_vetted(vetted)


def test_the_sandbox_describes_the_file_that_it_was_sent_for(tmp_path: Path) -> None:
    path = saved(tmp_path, WORKING["logits"][0]())
    with pytest.raises(ModelFailure, match="was changed while it was loaded"):
        vetting.run_sandbox(path, RunContext(), vetting.LIMITS, "0" * 64)
