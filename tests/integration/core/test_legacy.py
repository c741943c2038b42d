"""Models that Keras 2 saved, and models in HDF5: they predict what they predicted there, or are refused."""

from __future__ import annotations

import copy
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from typing import Any

import h5py
import helpers
import numpy as np
import pytest
from helpers import own_models, tf_keras_models
from helpers.bad_models import Made, honest, without_end

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, ModelFailure
from attnstudio.core.models import keras_file, losses, scan
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.vetting import vet

SAVED = [f"{name}.h5" for name in tf_keras_models.BUILDS]
SAVED += [f"{name}.keras" for name in tf_keras_models.BUILDS if name not in tf_keras_models.ONLY_H5]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that tf-keras saved, all of it by one process."""
    pytest.importorskip("tf_keras", reason="tf-keras is not installed (pip install --no-deps tf-keras)")
    folder = tmp_path_factory.mktemp("saved")
    script = tf_keras_models.__file__
    assert script is not None
    done = subprocess.run([sys.executable, script, str(folder)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def opened(path: Path) -> Any:
    """As the program opens a model: scanned, then loaded."""
    helpers.keras_ready()
    scan.check_file(path)
    scan.scan(path)
    return keras_file.load(path)


def training_of(path: Path) -> Any:
    with path.open("rb") as stream:
        return losses.training_of(stream)


def predicted(model: Any, pixels: np.ndarray) -> list[np.ndarray]:
    found = model(pixels, training=False)
    outputs = found if isinstance(found, list | tuple) else [found]
    return [np.asarray(helpers.keras_ready().ops.cast(output, "float32")) for output in outputs]


def check_predictions(path: Path, known: Path) -> None:
    """What the model in a file predicts is what tf-keras predicted."""
    found = predicted(opened(path), np.load(known.with_suffix(".input.npy")))
    expected = [np.load(file) for file in sorted(known.parent.glob(f"{known.stem}.output.*.npy"))]
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert other.std() > 0.01, "it shows nothing"
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", SAVED)
def test_a_model_of_keras_2_predicts_what_it_predicted_there(saved: Path, name: str) -> None:
    check_predictions(saved / name, saved / name)


def test_an_hdf5_file_may_be_called_keras_in_any_case(saved: Path, tmp_path: Path) -> None:
    """As TensorFlow up to 2.11 wrote it; and as a camera's file system may call it."""
    for number, name in enumerate(("branches.keras", "B.KERAS", "B.H5", "Модель.HDF5")):
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        path.write_bytes((saved / "branches.h5").read_bytes())
        check_predictions(path, saved / "branches.h5")
        assert keras_file.is_user_model(str(path.with_stem("not there")))
    path = tmp_path / "SEQUENTIAL.KERAS"
    path.write_bytes((saved / "sequential.keras").read_bytes())
    check_predictions(path, saved / "sequential.keras")


def test_a_keras_3_file_in_capital_letters_opens(tmp_path: Path) -> None:
    model = helpers.with_random_weights(own_models.nested_two_deep())
    model.save(tmp_path / "x.keras")
    path = (tmp_path / "x.keras").rename(tmp_path / "X.KERAS")
    pixels = np.random.default_rng(0).uniform(0, 1, (2, *own_models.SIZE)).astype("float32")
    np.testing.assert_allclose(predicted(opened(path), pixels)[0], predicted(model, pixels)[0], rtol=1e-5)


# HDF5 of Keras 3


def with_operators() -> Any:
    """Keras 3 itself cannot open this in HDF5: it does not know its own operations there."""
    keras = helpers.keras_ready()
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((12, 10, 3))
    x = (inputs / 127.5 - 1)[..., ::-1] * np.array([0.5, 1, 2], "float32")
    x = layers.Conv2D(4, 3, activation="hard_sigmoid")(x)
    x = ops.concatenate([ops.mean(x, axis=(1, 2)), layers.GlobalMaxPooling2D()(layers.Add()([x, ops.relu(-x)]))])
    return keras.Model(inputs, layers.Dense(3)(x))


@pytest.mark.parametrize("kind", ["with operators", *own_models.WORKING])
def test_hdf5_of_keras_3_predicts_what_the_model_predicts(kind: str, tmp_path: Path) -> None:
    build = with_operators if kind == "with operators" else own_models.WORKING[kind][0]
    model = helpers.with_random_weights(build())
    model.save(tmp_path / "model.h5")
    loaded = opened(tmp_path / "model.h5")
    shape = tuple(side or 32 for side in model.inputs[0].shape[1:])
    pixels = np.random.default_rng(0).uniform(0, 255, (2, *shape)).astype("float32")
    found, expected = model(pixels, training=False), loaded(pixels, training=False)
    tree = helpers.keras_ready().tree
    for one, other in zip(tree.flatten(found), tree.flatten(expected), strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=1e-5, atol=1e-5)


# Older forms of the same


def changed(path: Path, target: Path, change: Callable[[Any], Any]) -> Path:
    """A copy of an HDF5 file with another model_config."""
    target.write_bytes(path.read_bytes())
    with h5py.File(target, "r+") as container:
        config = json.loads(container.attrs["model_config"])
        container.attrs["model_config"] = json.dumps(change(config) or config)
    return target


def layer_of(config: Any, kind: str) -> Any:
    return next(part["config"] for part in config["config"]["layers"] if part["class_name"] == kind)


def test_a_sequential_model_of_the_first_keras_2(saved: Path, tmp_path: Path) -> None:
    """Its config is a list of layers, the first of which has the shape of the input."""

    def change(config: Any) -> Any:
        first, *others = config["config"]["layers"]
        assert first["class_name"] == "InputLayer"
        others[0]["config"]["batch_input_shape"] = first["config"]["batch_input_shape"]
        layer_of(config, "BatchNormalization").update(axis=-1, fused=None, virtual_batch_size=None)
        layer_of(config, "Dense")["activation"] = "softmax_v2"
        layer_of(config, "Conv2D")["dtype"] = {"class_name": "Policy", "config": {"name": "float32"}}
        initializer = {"class_name": "VarianceScaling", "config": {"scale": 1.0, "dtype": "float32"}}
        layer_of(config, "Conv2D")["kernel_initializer"] = initializer
        return {"class_name": "Sequential", "config": others}

    check_predictions(changed(saved / "sequential.h5", tmp_path / "old.h5", change), saved / "sequential.h5")


def test_a_functional_model_of_the_first_keras_2(saved: Path, tmp_path: Path) -> None:
    def change(config: Any) -> None:
        config["class_name"] = "Model"
        next(part for part in config["config"]["layers"] if part["class_name"] == "Functional")["class_name"] = "Model"

    check_predictions(changed(saved / "transfer.h5", tmp_path / "old.h5", change), saved / "transfer.h5")


def repacked(path: Path, target: Path, change: Callable[[Any, h5py.File], object]) -> Path:
    """A copy of a .keras file with another config.json and other weights."""
    with zipfile.ZipFile(path) as archive:
        config, weights = json.loads(archive.read(scan.CONFIG)), io.BytesIO(archive.read(scan.WEIGHTS))
        metadata = archive.read("metadata.json")
    with h5py.File(weights, "r+") as container:
        change(config, container)
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("metadata.json", metadata)
        archive.writestr(scan.CONFIG, json.dumps(config))
        archive.writestr(scan.WEIGHTS, weights.getvalue())
    return target


def test_a_keras_file_of_tensorflow_2_12(saved: Path, tmp_path: Path) -> None:
    """Its layers with arrays are counted twice, and stand elsewhere."""

    def change(_: Any, container: h5py.File) -> None:
        layers = container["layers"]
        for name in sorted(layers, reverse=True):
            kind, _, number = name.rpartition("_")
            if number.isdigit():
                layers.move(name, f"{kind}_{int(number) * 2}")
        container.move("layers", "_layer_checkpoint_dependencies")

    path = repacked(saved / "branches.keras", tmp_path / "old.keras", change)
    with zipfile.ZipFile(path) as archive, h5py.File(io.BytesIO(archive.read(scan.WEIGHTS))) as container:
        assert "conv2d_2" in container["_layer_checkpoint_dependencies"]
    check_predictions(path, saved / "branches.keras")


# What is refused, with a way out


def refused(path: Path) -> str:
    with pytest.raises(ModelFailure) as caught:
        opened(path)
    message = str(caught.value)
    assert str(path) in message and message.isprintable()
    return message.replace(str(path), path.name)


def test_an_activation_that_means_something_else_in_keras_3_is_refused(saved: Path, tmp_path: Path) -> None:
    """0.2 x + 0.5 there, and x / 6 + 0.5 here."""

    def change(config: Any) -> None:
        layer_of(config, "Conv2D")["activation"] = "hard_sigmoid"

    message = refused(changed(saved / "sequential.h5", tmp_path / "old.h5", change))
    assert "hard_sigmoid in old.h5 means something in Keras 2 that Keras 3 does not have. Build the model" in message


def test_a_function_of_tensorflow_that_is_not_known_is_named(saved: Path, tmp_path: Path) -> None:
    def change(config: Any) -> None:
        layer_of(config, "TFOpLambda")["function"] = "image.per_image_standardization"

    message = refused(changed(saved / "operators.h5", tmp_path / "old.h5", change))
    assert "calls TensorFlow's image.per_image_standardization between its layers" in message


def without(name: str) -> Callable[[h5py.File], None]:
    def change(container: h5py.File) -> None:
        group = container[f"model_weights/{name}"]
        group.attrs["weight_names"] = group.attrs["weight_names"][1:]

    return change


def with_an_array_too_many(container: h5py.File) -> None:
    group = container["model_weights/flatten"]
    group["flatten/kernel:0"] = np.zeros(3, "f4")
    group.attrs["weight_names"] = [b"flatten/kernel:0"]


def with_a_layer_too_many(container: h5py.File) -> None:
    group = container.create_group("model_weights/other")
    group["kernel:0"] = np.zeros(3, "f4")
    group.attrs["weight_names"] = [b"kernel:0"]
    names = [*container["model_weights"].attrs["layer_names"], "other"]
    container["model_weights"].attrs["layer_names"] = np.array(names, "S")


def without_a_layer(container: h5py.File) -> None:
    names = [name for name in container["model_weights"].attrs["layer_names"] if name != "dense"]
    container["model_weights"].attrs["layer_names"] = np.array(names, "S")


def of_another_shape(container: h5py.File) -> None:
    del container["model_weights/dense/dense/bias:0"]
    container["model_weights/dense/dense/bias:0"] = np.zeros(6, "f4")


def without_its_array(container: h5py.File) -> None:
    del container["model_weights/dense/dense/bias:0"]


DAMAGED = {
    r"The layer dense in odd\.h5 has 2 arrays, and the file holds 1": without("dense"),
    r"The layer flatten in odd\.h5 has 0 arrays, and the file holds 1": with_an_array_too_many,
    r"odd\.h5 holds arrays of other, which is not a layer of its model": with_a_layer_too_many,
    r"odd\.h5 lacks the array kernel of the layer dense": without_a_layer,
    r"array bias of the layer dense in odd\.h5 has the shape \(6,\), and the layer needs \(5,\)": of_another_shape,
    r"odd\.h5 is incomplete: it refers to /model_weights/dense/dense/bias:0, which is missing": without_its_array,
}


@pytest.mark.parametrize("says", DAMAGED)
def test_arrays_that_are_not_the_models_are_named(saved: Path, tmp_path: Path, says: str) -> None:
    path = tmp_path / "odd.h5"
    path.write_bytes((saved / "sequential.h5").read_bytes())
    with h5py.File(path, "r+") as container:
        DAMAGED[says](container)
    assert re.search(says, refused(path))


def test_a_missing_array_of_a_keras_file_is_named(saved: Path, tmp_path: Path) -> None:
    def change(_: Any, container: h5py.File) -> None:
        del container["layers/dense/vars/1"]

    message = refused(repacked(saved / "sequential.keras", tmp_path / "odd.keras", change))
    assert "The layer dense in odd.keras has 2 arrays, and the file holds 1" in message


JUNK: list[Any] = [None, True, -1, 0.5, 10**30, "", "x", [], [None], [["x", 0, 0]], {}, {"class_name": None}]


def test_a_config_of_any_content_is_a_failure_or_a_config(saved: Path) -> None:
    """Whatever stands where: no other exception leaves the translation."""
    from attnstudio.core.models.allowlist import check_config, dictionaries
    from attnstudio.core.models.legacy.translate import to_keras_3

    rng = np.random.default_rng(0)
    configs = []
    for name in ("operators", "transfer", "recurrent"):
        with h5py.File(saved / f"{name}.h5") as container:
            configs.append(json.loads(container.attrs["model_config"]))
    failures = 0
    for number in range(900):
        config = copy.deepcopy(configs[number % 3])
        places = [one for one in dictionaries(config) if one]
        place = places[rng.integers(len(places))]
        place[list(place)[rng.integers(len(place))]] = JUNK[rng.integers(len(JUNK))]
        try:
            check_config(to_keras_3(config, keras=2))
        except ModelFailure:
            failures += 1
    assert failures > 200


# The innermost reason


def edited(tmp_path: Path, kind: str, **arguments: Any) -> Path:
    """A file of Keras 3 with other arguments of a layer."""
    keras = helpers.keras_ready()
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.RandomContrast(0.1), layers.Conv2D(2, 3), layers.Flatten()]
    )
    model.add(layers.Dense(2))
    helpers.with_random_weights(model).save(tmp_path / "model.keras")
    return repacked(
        tmp_path / "model.keras", tmp_path / "older.keras", lambda config, _: layer_of(config, kind).update(arguments)
    )


def test_the_innermost_reason_is_reported(tmp_path: Path) -> None:
    message = refused(edited(tmp_path, "Dense", value_range=[0, 255]))
    assert "older.keras: Unrecognized keyword arguments passed to Dense: {'value_range': [0, 255]}. Build" in message


def test_arguments_of_augmentation_that_this_keras_does_not_know_do_not_matter(tmp_path: Path) -> None:
    path = edited(tmp_path, "RandomContrast", some_range=[0, 255])
    pixels = np.random.default_rng(0).uniform(0, 1, (2, 8, 8, 3)).astype("float32")
    expected = predicted(helpers.keras_ready().saving.load_model(tmp_path / "model.keras"), pixels)
    np.testing.assert_allclose(predicted(opened(path), pixels)[0], expected[0], rtol=1e-6)


def test_arrays_that_do_not_fit_are_reported_in_one_line(tmp_path: Path) -> None:
    message = refused(edited(tmp_path, "Dense", units=3))
    assert re.search(r"older\.keras: dense[_0-9]*: The shape of the target variable", message)
    assert "variable.shape=(72, 3), Received: value.shape=(72, 2)" in message
    assert "Target variable" not in message and len(message) < 600


# The loss


@pytest.mark.parametrize("name", ["sequential.h5", "sequential.keras"])
def test_the_loss_in_the_file(saved: Path, name: str) -> None:
    loss = losses.of_output(training_of(saved / name), 0, "dense", 1)
    assert loss is not None and loss.kind == "exclusive"


@pytest.mark.parametrize("name", ["several_outputs.h5", "several_outputs.keras"])
def test_the_losses_of_several_outputs(saved: Path, name: str) -> None:
    training = training_of(saved / name)
    found = [losses.of_output(training, number, output, 2) for number, output in enumerate(("kind", "age"))]
    assert [loss and loss.kind for loss in found] == ["exclusive", "numbers"]


@pytest.mark.parametrize("name", ["model.h5", "model.keras"])
def test_no_loss_in_the_file(tmp_path: Path, name: str) -> None:
    own_models.logits().save(tmp_path / name)
    assert not training_of(tmp_path / name)


# A file on which the HDF5 library never comes to an end


def test_a_file_without_end_is_refused_in_seconds(tmp_path: Path) -> None:
    path = without_end(Made(tmp_path, *honest()))
    scan.check_file(path)  # what the program's own process does
    with pytest.raises(ModelFailure, match=r"are damaged.*Copy it again") as caught:
        vet(path)
    assert str(path) in str(caught.value)


_HANGS = """
import sys, time
from attnstudio.core.models import hdf5_scan
from attnstudio.core.models import sandbox as child
child.SCAN_SECONDS = {seconds}
hdf5_scan.check_weights = lambda *_: sum(iter(int, 1))  # a loop in C, which holds the interpreter
for line in child.run(__import__("pathlib").Path(sys.argv[-2]), sys.argv[-1]):
    print(line, flush=True)
"""


def hanging(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The child never ends by itself, without taking memory, and cannot be interrupted by Python."""
    code = _HANGS.format(seconds=seconds)
    monkeypatch.setattr(paths, "program", lambda: [sys.executable, "-c", code])


def test_a_scan_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_models.logits().save(tmp_path / "model.keras")
    hanging(monkeypatch, 0.5)
    with pytest.raises(ModelFailure, match=r"model\.keras are damaged: reading them hangs or crashes"):
        vet(tmp_path / "model.keras")


def test_a_scan_that_hangs_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_models.logits().save(tmp_path / "model.keras")
    hanging(monkeypatch, 300)
    ctx = RunContext()
    timer = Timer(1, ctx.cancelled.set)
    timer.start()
    with pytest.raises(Cancelled):
        vet(tmp_path / "model.keras", ctx)
    timer.join()


def test_a_whole_hdf5_model_is_vetted_in_the_sandbox(saved: Path) -> None:
    vetted = vet(saved / "transfer.h5")
    assert vetted.metadata.outputs[0].classes == 3
    assert vetted.metadata == child.describe(keras_file.load(saved / "transfer.h5"))
