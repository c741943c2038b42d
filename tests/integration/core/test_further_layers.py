"""A map may show further layers: named as at --layer, each where it lies, and offered only where it lies right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from integration.core.test_own_models import explained, saved

from attnstudio.core import layers
from attnstudio.core.request import MethodCall

pytestmark = pytest.mark.usefixtures("here")


def _called_three_times() -> Any:
    keras = helpers.keras_ready()
    inputs = keras.Input((24, 28, 3))
    shared = keras.layers.Conv2D(4, 3, padding="same", activation="gelu", name="shared")
    x = keras.layers.Conv2D(4, 1, name="stem")(inputs)
    for _ in range(3):
        x = shared(x)
    x = keras.layers.Conv2D(4, 3, name="last")(x)
    return helpers.with_random_weights(
        keras.Model(inputs, keras.layers.Dense(3)(keras.layers.GlobalAveragePooling2D()(x)))
    )


def _with_its_mirror_image() -> Any:
    """The mean of a network's outputs for a picture and its mirror image."""
    keras = helpers.keras_ready()
    inner = keras.Sequential([keras.Input((24, 28, 3)), keras.layers.Conv2D(6, 3, activation="gelu", name="conv")])
    inner.add(keras.layers.GlobalAveragePooling2D())
    inner.add(keras.layers.Dense(3, "softmax"))
    helpers.with_random_weights(inner)
    inputs = keras.Input((24, 28, 3))
    mean = keras.layers.Average()([inner(inputs), inner(keras.ops.flip(inputs, 2))])
    return keras.Model(inputs, mean)


def _fused(path: Path, names: str, layer: str = "last") -> Any:
    (found,) = explained(path, MethodCall("gradcam", (("layers", names),)), layer=layer).heatmaps
    return found


@pytest.mark.parametrize(
    ("short", "exact"),
    [
        ("shared", "shared@1+shared@2+shared@3"),
        ("shared@2+shared", "shared@2+shared@1+shared@3"),
        ("stem+auto", "stem+last"),
        ("stem+last-conv", "stem+last"),
    ],
)
def test_further_layers_are_named_as_the_layer_is(short: str, exact: str, tmp_path: Path) -> None:
    path = saved(tmp_path, _called_three_times())
    np.testing.assert_allclose(_fused(path, short).values, _fused(path, exact).values, atol=1e-6)


def test_each_layer_counts_once() -> None:
    model = _called_three_times()
    assert layers.resolve_each(["shared@1", "shared", "auto", "last"], model) == [
        *("shared@1", "shared@2", "shared@3"),
        "last",
    ]


def test_a_further_layer_that_does_not_lie_over_the_picture_says_so(tmp_path: Path) -> None:
    path = saved(tmp_path, _with_its_mirror_image())
    alone, fused = (
        "\n".join(map(str, found.notices)) for found in (_fused(path, "", "auto"), _fused(path, "conv@2", "auto"))
    )
    assert "The layer conv@2 is not aligned with the picture" in fused
    assert "and not conv@2" not in fused  # it is shown
    assert "and not conv@2." in alone and "is not aligned with the picture" not in alone
    assert "To average all" not in alone  # that would mix a picture with its mirror image


def test_a_mirrored_call_is_not_offered_either(tmp_path: Path) -> None:
    (found,) = explained(saved(tmp_path, _with_its_mirror_image()), "gradcam", layer="conv").heatmaps
    message = "\n".join(map(str, found.notices))
    assert "The layer conv is called 2 times. The map shows the first call, conv@1." in message
    assert "To average all" not in message


def test_a_layer_of_one_pixel_behind_a_crop_is_explained_by_name(tmp_path: Path) -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((24, 28, 3))
    x = keras.layers.Conv2D(4, 3, name="wide")(keras.layers.Cropping2D(2)(inputs))
    x = keras.layers.Reshape((1, 1, 4))(keras.layers.GlobalAveragePooling2D()(x))
    x = keras.layers.Flatten()(keras.layers.Conv2D(4, 1, name="one")(x))
    path = saved(tmp_path, helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3)(x))))
    (found,) = explained(path, "gradcam", layer="one").heatmaps
    assert "The layer one has a single pixel" in "\n".join(map(str, found.notices))
