"""The shelf of ImageNet models: every row of resources/zoo.csv against keras.applications."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core import compiled, device, layers
from attnstudio.core.context import RunContext
from attnstudio.core.explain import bind_methods, explain
from attnstudio.core.models import loading, zoo
from attnstudio.core.models.base import ModelSpec, spec_of
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.request import MethodCall

KERAS_MODULE = {  # where keras.applications keeps the preprocessing of an architecture
    "ConvNeXt": "convnext",
    "DenseNet": "densenet",
    "EfficientNetB": "efficientnet",
    "EfficientNetV2": "efficientnet_v2",
    "InceptionResNetV2": "inception_resnet_v2",
    "InceptionV3": "inception_v3",
    "MobileNetV2": "mobilenet_v2",
    "MobileNetV3": "mobilenet_v3",
    "MobileNet": "mobilenet",
    "NASNet": "nasnet",
    "VGG16": "vgg16",
    "VGG19": "vgg19",
    "Xception": "xception",
}


def module_of(architecture: str) -> str:
    if architecture.startswith("ResNet"):
        return "resnet_v2" if architecture.endswith("V2") else "resnet"
    return next(module for start, module in KERAS_MODULE.items() if architecture.startswith(start))


def test_every_classifier_of_keras_is_in_the_catalogue() -> None:
    keras = helpers.keras_ready()
    classifiers = {name for name in dir(keras.applications) if name[0].isupper()}
    assert {row.architecture for row in zoo.table()} == classifiers


@pytest.fixture
def quickly_built(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Graphs that run once need no optimising, which takes half of the time; other tests see that it changes no map."""
    device.select("cpu")
    import tensorflow as tf

    monkeypatch.setattr(compiled, "CONSTANT_AT_MOST", 0)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    yield
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": False})


@pytest.fixture
def shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks with all their kinds of blocks, of each a few: the others are more of the same layers."""
    helpers.keras_ready()
    from keras.src import applications as of

    def change(module: Any, name: str, changed: Callable[..., Any]) -> None:
        monkeypatch.setattr(module, name, partial(changed, getattr(module, name)))

    change(of.convnext, "ConvNeXt", lambda make, **given: make(**{**given, "depths": [1, 1, 2, 1]}))
    change(of.densenet, "dense_block", lambda make, x, _, name: make(x, 2, name))
    change(of.efficientnet, "EfficientNet", lambda make, width, _, *given, **named: make(width, 0.3, *given, **named))
    change(of.efficientnet_v2, "EfficientNetV2", lambda make, **given: make(**{**given, "depth_coefficient": 0.3}))
    change(of.nasnet, "NASNet", lambda make, *given, **named: make(*given, **{**named, "num_blocks": 1}))
    for stack in ("stack_residual_blocks_v1", "stack_residual_blocks_v2"):
        change(of.resnet, stack, lambda make, x, filters, _, **named: make(x, filters, 2, **named))
    change(
        of.inception_resnet_v2,
        "inception_resnet_block",
        lambda make, x, **given: make(x, **given) if given["block_idx"] in (1, 10) else x,
    )


@contextmanager
def without_weights() -> Iterator[None]:
    """Networks built inside know the shapes of their weights only; to make up to 350 million takes half of the time."""
    keras = helpers.keras_ready()
    from keras.src.backend.common import global_state

    with keras.StatelessScope(initialize_variables=False):
        yield
    global_state.set_global_attribute("uninitialized_variables", [])  # else Keras makes them later


def smallest_of_each_kind() -> list[zoo.Row]:
    """Their larger siblings have more of the same layers."""
    smallest: dict[str, zoo.Row] = {}
    for row in sorted(zoo.table(), key=lambda row: row.parameters):
        smallest.setdefault(module_of(row.architecture), row)
    return list(smallest.values())


def built(row: zoo.Row, largest: int) -> tuple[ModelSpec, Any]:
    """Its network, with random weights, for that many pixels, or for its own size where that is less."""
    side = min(row.side, largest)
    spec = replace(spec_of(row.id), input_size=(side, side), build=replace(row, side=side).build)
    return spec, loading.load(spec, None)


@pytest.mark.parametrize("row", zoo.table(), ids=lambda row: row.id)
def test_a_row_is_true_of_its_network(row: zoo.Row) -> None:
    with without_weights():
        _, model = built(row, 224)
    spec = spec_of(row.id)
    assert spec.input_size == (row.side, row.side)
    assert model.output_shape == (None, len(spec.class_names()))
    assert model.count_params() == row.parameters
    assert layers.auto_layer(model) == row.auto_layer == spec.auto_layer


@pytest.mark.usefixtures("quickly_built", "shortened")
@pytest.mark.parametrize("row", smallest_of_each_kind(), ids=lambda row: row.id)
def test_every_kind_of_network_gives_maps(row: zoo.Row) -> None:
    loaded = LoadedModel.of(*built(row, 96), device.CPU, random_weights=True)
    loaded.network.set_budget(2**29)
    width, height = loaded.info.input_size
    pixels = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    seen, _ = loaded.model_input(pixels, "stretch", "bilinear")
    calls, weights = (
        bind_methods([MethodCall("gradcam"), MethodCall("saliency")]),
        np.eye(1, 1000, 7, dtype=np.float32)[0],
    )
    maps = explain(calls, loaded.network, seen, weights, loaded.info.auto_layer, RunContext())
    for heatmap in maps:
        assert heatmap.values.shape == (height, width)
        assert np.isfinite(heatmap.values).all()
    assert maps[1].raw_max > 0


@pytest.mark.parametrize("row", zoo.table(), ids=lambda row: row.id)
def test_a_row_preprocesses_as_keras_does(row: zoo.Row) -> None:
    keras = helpers.keras_ready()
    pixels = np.random.default_rng(0).integers(0, 256, (5, 6, 3), np.uint8)
    expected = getattr(keras.applications, module_of(row.architecture)).preprocess_input(pixels.astype(np.float32))
    np.testing.assert_allclose(PREPROCESSING[row.preprocessing](pixels), expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("row", zoo.table(), ids=lambda row: row.id)
def test_a_row_names_its_download(row: zoo.Row) -> None:
    file = row.weights()
    assert file.url.startswith("https://storage.googleapis.com/")
    assert file.url.endswith(".h5")
    assert file.file_name.endswith(".h5")
    assert file.checksum is None or re.fullmatch(r"md5:[0-9a-f]{32}|sha256:[0-9a-f]{64}", file.checksum)
    assert file.megabytes == pytest.approx(4 * row.parameters / 1e6, rel=0.05)  # float32
