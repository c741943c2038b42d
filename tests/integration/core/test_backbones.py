"""A known network inside a user's model tells its preprocessing, where the model itself does nothing else to pixels."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import helpers
import pytest

from attnstudio.core.models import sandbox as child
from attnstudio.core.models.initializers import initialize_with, zeros

SHAPE = (32, 32, 3)
FRONT = 60  # layers: those by which a network is known, and some of each kind that follows

Backbone = Callable[..., Any]


@pytest.fixture(scope="module")
def backbone() -> Backbone:
    """The front of a network of keras.applications by its name; each is built once, as that takes a second."""
    keras = helpers.keras_ready()

    @cache
    def front(name: str, **options: Any) -> Any:
        with initialize_with(zeros):
            whole = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=SHAPE, **options)
        last = [layer.output for layer in whole.layers[:FRONT] if len(layer.output.shape) == 4][-1]
        return keras.Model(whole.inputs, last, name=whole.name)

    return front


def classifier(inputs: Any, *features: Any) -> Any:
    keras = helpers.keras_ready()
    pooled = [keras.layers.GlobalAveragePooling2D()(one) for one in features]
    return keras.Model(
        inputs, keras.layers.Dense(2)(pooled[0] if len(pooled) == 1 else keras.layers.Concatenate()(pooled))
    )


@pytest.mark.parametrize(
    ("name", "preset", "why"),
    [
        ("VGG16", "caffe", "It contains VGG,"),
        ("ResNet50", "caffe", "It contains ResNet,"),
        ("ResNet50V2", "minus_one_to_one", "It contains ResNetV2,"),
        ("MobileNetV2", "minus_one_to_one", "It contains MobileNetV2,"),
        ("DenseNet121", "torch", "It contains DenseNet,"),
        ("EfficientNetB0", "as_it_is", "The model rescales by itself: pixels 0 to 255 reach"),
        ("MobileNetV3Small", "as_it_is", "The model rescales by itself: pixels 0 to 255 reach"),
    ],
)
def test_a_known_network_inside_determines_the_preprocessing(
    backbone: Backbone, name: str, preset: str, why: str
) -> None:
    inputs, base = helpers.keras_ready().Input(SHAPE), backbone(name)
    found, reason = child.describe(classifier(inputs, base(inputs))).guess()
    assert found == preset
    assert str(reason).startswith(why)
    if why.startswith("It contains"):  # known by its layers too
        assert child.describe(classifier(base.input, base.output)).guess()[0] == preset


@pytest.mark.parametrize(
    ("name", "expected"), [("MobileNetV2", "minus_one_to_one"), ("DenseNet121", "torch"), ("VGG16", "as_it_is")]
)
def test_one_behind_swapped_channels_keeps_its_scale(backbone: Backbone, name: str, expected: str) -> None:
    inputs = helpers.keras_ready().Input(SHAPE)
    found, reason = child.describe(classifier(inputs, backbone(name)(inputs[..., ::-1]))).guess()
    assert found == expected
    assert "turns red, green, blue into blue, green, red" in str(reason)


@pytest.mark.parametrize(
    ("name", "expected", "reason"),
    [
        ("EfficientNetV2B0", "minus_one_to_one", "It contains EfficientNetV2,"),
        ("MobileNetV3Small", "minus_one_to_one", "It contains MobileNetV3,"),
        ("ConvNeXtTiny", "torch", "It contains ConvNeXt,"),
    ],
)
def test_one_without_its_own_preprocessing_is_guessed_as_such(
    backbone: Backbone, name: str, expected: str, reason: str
) -> None:
    keras = helpers.keras_ready()
    for own, preset, why in (
        ({}, "as_it_is", "The model rescales by itself"),
        ({"include_preprocessing": False}, expected, reason),
    ):
        inputs = keras.Input(SHAPE)
        features = backbone(name, **own)(keras.layers.RandomFlip()(inputs))
        found, message = child.describe(classifier(inputs, features)).guess()
        assert found == preset
        assert str(message).startswith(why)


def test_two_that_want_different_pixels_are_both_named(backbone: Backbone) -> None:
    inputs = helpers.keras_ready().Input(SHAPE)
    both = [backbone(name)(inputs) for name in ("MobileNetV2", "VGG16")]
    found, reason = child.describe(classifier(inputs, *both)).guess()
    assert found == "minus_one_to_one"
    assert "MobileNetV2" in str(reason) and "VGG" in str(reason) and "no preprocessing fits both" in str(reason)
