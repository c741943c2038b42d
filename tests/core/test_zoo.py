"""The shelf of ImageNet models: every row of resources/zoo.csv against keras.applications."""

from __future__ import annotations

import re

import helpers
import numpy as np
import pytest

from attnstudio.core.layers import auto_layer
from attnstudio.core.models import loading, zoo
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.preprocessing import PREPROCESSING

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


def test_every_classifier_of_keras_is_on_the_shelf() -> None:
    keras = helpers.keras_ready()
    classifiers = {name for name in dir(keras.applications) if name[0].isupper()}
    assert {row.architecture for row in zoo.table()} == classifiers


@pytest.mark.parametrize("row", zoo.table(), ids=lambda row: row.id)
def test_a_row_is_true_of_its_network(row: zoo.Row) -> None:
    spec = spec_of(row.id)
    model = loading.load(spec, None)
    assert model.input_shape == (None, row.side, row.side, 3)
    assert model.output_shape == (None, len(spec.class_names()))
    assert model.count_params() == row.parameters
    assert auto_layer(model) == row.auto_layer == spec.auto_layer
    assert np.isfinite(model.weights[0].numpy()).all()


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
