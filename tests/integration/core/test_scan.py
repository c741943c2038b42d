"""Which model files may be loaded. Every file here is made by the test; none of the bad ones may do anything."""

from __future__ import annotations

import copy
import io
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import ROOT, keras_ready
from helpers.bad_models import BAD, Config, Made, function, honest

from attnstudio.core.errors import ModelFailure
from attnstudio.core.models import allowlist, hdf5_scan, scan


@pytest.fixture(scope="module")
def saved() -> tuple[Config, bytes]:
    return honest()


@pytest.fixture
def bad_file(saved: tuple[Config, bytes], tmp_path: Path) -> Made:
    return Made(tmp_path, *saved)


@pytest.fixture(autouse=True)
def _nothing_is_left(home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: Any) -> Iterator[None]:
    """No temporary file, none in the home folder, no connection."""
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with monkeypatch.context() as context:
        context.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))
        yield
    assert [*temporary.iterdir(), *home.iterdir()] == []


def tree(folder: Path) -> dict[Path, int]:
    return {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}


def refused(path: Path, says: str) -> None:
    """With the file's name and the reason, and with nothing changed."""
    before = tree(path.parent)
    with pytest.raises(ModelFailure) as caught:
        scan.scan(path)
    message = str(caught.value)
    assert str(path) in message and message.isprintable()
    assert re.search(says, message.replace(str(path), path.name)), message
    assert tree(path.parent) == before


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(bad_file: Made, name: str) -> None:
    says, maker = BAD[name]
    path = maker(bad_file)
    refused(path, says)
    assert not bad_file.sentinel.exists()


MEMORY = 100 * 10**6  # bytes that a scan may take besides its libraries
ALONE = f"""
import encodings.ascii, json, psutil, resource, sys
from pathlib import Path
from attnstudio.core.errors import ModelFailure
from attnstudio.core.models.scan import scan
import h5py
good, *bad = map(Path, sys.argv[1:])
scan(good)
seen, quiet = [], ("object.", "code.", "sys._getframe", "os.listdir", "os.scandir", "builtins.id")
most = psutil.Process().memory_info().vms + {MEMORY}
resource.setrlimit(resource.RLIMIT_AS, (most, most))
sys.addaudithook(lambda event, args: seen.append((event, [str(arg)[:200] for arg in args])))
said = []
for path in bad:
    try:
        scan(path)
    except ModelFailure as failure:
        said.append(str(failure))
watched = [(event, args) for event, args in seen if not event.startswith(quiet)]
print(json.dumps([said, watched, sorted(sys.modules)]))
"""


def test_in_a_process_of_its_own_nothing_but_reading_happens(bad_file: Made, tmp_path: Path) -> None:
    """With every bad file there is: no import, no code, no write, no process, no connection, little memory."""
    bad = []
    for name, (_, maker) in BAD.items():
        folder = tmp_path / name
        folder.mkdir()
        bad.append(maker(Made(folder, bad_file.config, bad_file.weights)))
    command = [sys.executable, "-c", ALONE, str(bad_file.file()), *map(str, bad)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    message, events, loaded = json.loads(done.stdout)
    assert len(message) == len(bad)
    for event, args in events:
        assert event == "open" and args[0].startswith(str(tmp_path)), (event, args)
        assert not int(args[2]) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT), (event, args)
    assert not {"keras", "tensorflow"} & set(loaded)
    assert not list(tmp_path.rglob("it ran"))


# What passes


def test_the_file_that_the_bad_ones_are_made_from_passes(bad_file: Made) -> None:
    scan.scan(bad_file.file())


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_file_packed_by_another_program_passes(bad_file: Made, compression: int) -> None:
    scan.scan(bad_file.zip(bad_file.whole(), compression=compression))


def test_a_large_packed_file_passes(bad_file: Made) -> None:
    numbers = np.random.default_rng(0).normal(size=400_000)
    numbers[100_000:300_000] = 0
    path = bad_file.with_weights(lambda container: container["vars"].__setitem__("more", numbers))
    with zipfile.ZipFile(path) as archive:
        entries = [(entry, archive.read(entry)) for entry in archive.namelist()]
    scan.scan(bad_file.zip([*entries], compression=zipfile.ZIP_DEFLATED))


def test_a_file_written_in_one_go_passes(bad_file: Made) -> None:
    """To a pipe, so that sizes follow what they are of."""

    class Pipe(io.RawIOBase):
        content = b""

        def writable(self) -> bool:
            return True

        def write(self, block: Any) -> int:
            Pipe.content += bytes(block)
            return len(block)

    with zipfile.ZipFile(Pipe(), "w") as archive:
        for name, content in bad_file.whole():
            archive.writestr(name, content)
    path = bad_file.folder / "model.keras"
    path.write_bytes(Pipe.content)
    scan.scan(path)


def test_a_file_that_is_written_like_one_over_two_gigabytes_passes(bad_file: Made, monkeypatch: Any) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    path = bad_file.file()
    assert b"PK\x06\x07" in path.read_bytes()
    scan.scan(path)


def test_a_name_in_cyrillic(bad_file: Made) -> None:
    scan.scan(bad_file.file(name="Модель 🦈.keras"))


def test_what_the_model_was_compiled_with_does_not_matter(bad_file: Made) -> None:
    scan.scan(bad_file.edited(lambda config: config.update(compile_config={"loss": function("my_losses", "focal")})))


def test_a_model_with_many_arrays_has_its_limit(bad_file: Made, monkeypatch: Any) -> None:
    path = bad_file.with_weights(lambda container: [container.create_group(f"more/{n}") for n in range(300)])
    scan.scan(path)
    monkeypatch.setattr(hdf5_scan, "OBJECTS", 300)
    refused(path, "/more in model.keras is not as Keras writes it")


@pytest.mark.parametrize("part", [0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999])
def test_a_file_cut_anywhere_is_refused(bad_file: Made, part: float) -> None:
    path = bad_file.file()
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part) or 1])
    refused(path, "damaged")


def test_damage_of_any_kind_is_a_failure_or_does_not_matter(bad_file: Made) -> None:
    rng = random.Random(1)
    whole, failures = bad_file.file().read_bytes(), 0
    for number in range(300):
        inside = number % 2  # of the weights, with a right checksum around them
        content = bytearray(bad_file.weights if inside else whole)
        for _ in range(rng.randint(1, 20)):
            content[rng.randrange(len(content))] = rng.choice([0, 1, 0x7F, 0xFF, rng.randrange(256)])
        path = bad_file.folder / "model.keras"
        if inside:
            bad_file.file(weights=bytes(content))
        else:
            path.write_bytes(content)
        try:
            scan.scan(path)
        except ModelFailure as failure:
            assert str(path) in str(failure)
            failures += 1
    assert failures > 150


EMPTY: list[Any] = [[], {}]
JUNK: list[Any] = [
    *(None, True, -1, 0.5, 10**400, "", "x", [], [None], [[]], ["x", [1]], {}, {"class_name": None}),
    *({"class_name": kind, "config": config} for kind in ("__numpy__", "function", "__slice__") for config in EMPTY),
    {"class_name": ["Dense"], "module": {}, "config": 1, "registered_name": []},
]


def test_a_config_of_any_content_is_a_failure_or_does_not_matter(bad_file: Made) -> None:
    rng = random.Random(1)
    failures = 0
    for _ in range(2000):
        config = copy.deepcopy(bad_file.config)
        place = rng.choice([one for one in allowlist.dictionaries(config) if one])
        place[rng.choice([*place])] = rng.choice(JUNK)
        try:
            allowlist.check_architecture(json.dumps(config).encode())
        except ModelFailure:
            failures += 1
    assert failures > 500


Build = Callable[[Any], Any]
GOOD: dict[str, Build] = {}


def good(build: Build) -> Build:
    GOOD[build.__name__] = build
    return build


@good
def mobilenet_v2(keras: Any) -> Any:
    return keras.applications.MobileNetV2(weights=None, input_shape=(96, 96, 3), alpha=0.35)


@good
def mobilenet_v3(keras: Any) -> Any:
    return keras.applications.MobileNetV3Small(weights=None)


@good
def efficientnet(keras: Any) -> Any:
    return keras.applications.EfficientNetB0(weights=None)


@good
def densenet(keras: Any) -> Any:
    return keras.applications.DenseNet121(weights=None, include_top=False, input_shape=(64, 64, 3), pooling="avg")


@good
def resnet_v2(keras: Any) -> Any:
    return keras.applications.ResNet50V2(weights=None, include_top=False, input_shape=(64, 64, 3))


@good
def convnext(keras: Any) -> Any:
    from keras.src.applications import convnext

    return convnext.ConvNeXt([1, 1, 1, 1], [8, 8, 8, 8], drop_path_rate=0.1, weights=None, name="convnext")


@good
def inception_resnet_scale(keras: Any) -> Any:
    from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

    inputs = keras.Input((4, 4, 3))
    return keras.Model(inputs, CustomScaleLayer(0.1)([inputs, keras.layers.Conv2D(3, 1)(inputs)]))


@good
def transfer_learning(keras: Any) -> Any:
    """On a base that was compiled and trained before."""
    layers = keras.layers
    base = keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()])
    base.compile(
        keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(1e-3, 100)),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        metrics=["accuracy", keras.metrics.TopKCategoricalAccuracy(5), keras.metrics.categorical_crossentropy],
    )
    base.trainable = False
    inputs = keras.Input((16, 16, 3))
    model = keras.Model(inputs, layers.Dense(2, "softmax")(base(inputs, training=False)))
    return keras.Sequential([keras.Input((16, 16, 3)), layers.Rescaling(1 / 255), model])


@good
def operations_between_layers(keras: Any) -> Any:
    ops = keras.ops
    inputs = keras.Input((12, 10, 3))
    x = (inputs / 127.5 - 1)[..., ::-1] * ops.convert_to_tensor([0.2, 0.3, 0.4]) - np.array([0.1, 0.2, 0.3], "float32")
    x = ops.transpose(ops.expand_dims(ops.mean(ops.relu(x), axis=1), 1), (0, 2, 1, 3))
    x = ops.concatenate([x[:, 0], ops.cast(ops.max(x, axis=1), "float32"), abs(-x[:, 1]) ** 2], axis=-1)
    return keras.Model(inputs, ops.softmax(ops.matmul(ops.reshape(x, (-1, 9)), ops.ones((9, 4)))))


@good
def augmentation(keras: Any) -> Any:
    layers = keras.layers
    normalization = layers.Normalization()
    normalization.adapt(np.random.default_rng(0).uniform(0, 255, (4, 16, 16, 3)))
    random = [layers.RandomFlip(), layers.RandomRotation(0.1), layers.RandomZoom(0.2), layers.RandomContrast(0.1)]
    return keras.Sequential([
        *(keras.Input((20, 20, 3)), *random, layers.Resizing(16, 16), layers.Rescaling(1 / 255), normalization),
        *(layers.GaussianNoise(0.1), layers.Flatten(), layers.Dropout(0.5, seed=3), layers.Dense(2)),
    ])  # fmt: skip


@good
def vision_transformer(keras: Any) -> Any:
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((16, 16, 3))
    x = layers.Reshape((16, 8))(layers.Conv2D(8, 4, 4)(inputs))
    x = x + layers.Embedding(16, 8)(ops.zeros((1, 16), "int32"))
    for _ in range(2):
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()([x, layers.MultiHeadAttention(2, 4, dropout=0.1)(y, y)])
        x = x + layers.Dense(8)(layers.Dense(16, activation=keras.activations.gelu)(layers.LayerNormalization()(x)))
    return keras.Model(inputs, layers.Dense(3)(x[:, 0]))


@good
def mixed_precision(keras: Any) -> Any:
    layers = keras.layers
    policies = ("mixed_float16", "mixed_bfloat16", "bfloat16", keras.DTypePolicy("float16"))
    return keras.Sequential([keras.Input((8, 8, 3)), *(layers.Conv2D(3, 1, dtype=policy) for policy in policies)])


@good
def regularised(keras: Any) -> Any:
    layers = keras.layers
    separable = layers.SeparableConv2D(
        4,
        3,
        depthwise_regularizer=keras.regularizers.L1L2(1e-4, 1e-4),
        pointwise_initializer=keras.initializers.HeNormal(seed=keras.random.SeedGenerator(1)),
        depthwise_constraint=keras.constraints.MaxNorm(2),
        activation=keras.ops.silu,
    )
    dense = layers.Dense(3, kernel_regularizer="l2", activation=keras.activations.softmax)
    return keras.Sequential([keras.Input((8, 8, 3)), separable, layers.PReLU(), layers.Flatten(), dense])


@good
def recurrent(keras: Any) -> Any:
    layers = keras.layers
    return keras.Sequential([
        *(keras.Input((6, 8, 8, 3)), layers.TimeDistributed(layers.Conv2D(4, 3)), layers.ConvLSTM2D(3, 3)),
        *(layers.Reshape((4, 12)), layers.Bidirectional(layers.GRU(3, return_sequences=True))),
        *(layers.RNN([layers.LSTMCell(3), layers.SimpleRNNCell(2)]), layers.Dense(2)),
    ])  # fmt: skip


@good
def with_a_loss_of_its_own(keras: Any) -> Any:
    def focal(truth: Any, predicted: Any) -> Any:
        return keras.ops.mean((truth - predicted) ** 2)

    model = keras.Sequential([keras.Input((4, 4, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
    model.compile("sgd", focal, metrics=[focal])
    model.fit(np.zeros((2, 4, 4, 3)), np.zeros((2, 2)), verbose=0)
    return model


@pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")
@pytest.mark.parametrize("name", GOOD)
def test_an_honest_model_passes(tmp_path: Path, name: str) -> None:
    keras = keras_ready()
    path = tmp_path / f"{name}.keras"
    GOOD[name](keras).save(path)
    scan.scan(path)
    if path.stat().st_size < 10**6:
        keras.saving.load_model(path, compile=False, safe_mode=True)


# The list of what is allowed


def found(module: str, name: str) -> Any:
    """What Keras makes of a class in config.json."""
    keras_ready()
    from keras.src.saving.serialization_lib import _retrieve_class_or_fn

    return _retrieve_class_or_fn(name, None, module, "class", {})


@pytest.mark.parametrize("module", sorted({module for module, _ in allowlist.CLASSES}))
def test_every_class_that_is_allowed_is_one_of_keras(module: str) -> None:
    for name in (name for home, name in allowlist.CLASSES if home == module):
        kind = found(module, name)
        assert isinstance(kind, type) and kind.__module__.startswith("keras.src."), name


def test_every_function_that_is_allowed_is_one_of_keras() -> None:
    keras = keras_ready()
    for name in allowlist.ACTIVATIONS:
        assert callable(keras.activations.get(name)), name
    for name in allowlist.FUNCTIONS:
        assert any(hasattr(part, name) for part in (keras.activations, keras.losses, keras.metrics)), name


def test_no_layer_that_is_allowed_takes_a_function_or_reads_a_file() -> None:
    import inspect

    suspect = {"function", "fn", "f", "func", "body", "cond", "call_fn", "vocabulary", "filepath", "path", "module"}
    for module, name in allowlist.CLASSES:
        if module == "keras.layers" or ".ops." in module:
            kind = found(module, name)
            assert not suspect & set(inspect.signature(kind.__init__).parameters), name
            assert not hasattr(kind, "load_assets"), name
    assert not allowlist.CODE & {name for _, name in allowlist.CLASSES}
    assert not allowlist.LOOKUPS & {name for _, name in allowlist.CLASSES}
