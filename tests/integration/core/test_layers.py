"""Which layer a map explains."""

from __future__ import annotations

from types import SimpleNamespace

import helpers
import pytest

from attnstudio.core.engine import Engine
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.grids import grids
from attnstudio.core.layers import auto_layer, last_conv, resolve
from attnstudio.core.models import demo_network


# The side is about the smallest at which the last layer is still larger than 1x1.
@pytest.mark.parametrize(
    ("architecture", "side", "auto"),
    [
        ("MobileNetV2", 64, "out_relu"),
        ("VGG16", 32, "block5_conv3"),
        ("ResNet50", 64, "conv5_block3_out"),
        ("DenseNet121", 64, "relu"),
        ("InceptionV3", 107, "mixed10"),
        ("Xception", 71, "block14_sepconv2_act"),
        ("EfficientNetB0", 64, "top_activation"),
    ],
)
def test_keras_applications(architecture: str, side: int, auto: str, tf_keras_vis: SimpleNamespace) -> None:
    keras = helpers.keras_ready()
    model = getattr(keras.applications, architecture)(weights=None, input_shape=(side, side, 3), classes=2)
    assert resolve("auto", model) == auto
    assert resolve("last-conv", model) == tf_keras_vis.last_conv(model)
    assert auto in list(grids(model))


def test_the_demo_model(engine: Engine) -> None:
    info = engine.load("demo").info
    assert info.auto_layer == f"relu{len(demo_network.BLOCKS)}" == "relu6"
    assert info.layers[-1] == "relu6"
    assert set(info.layers) - {"picture"} == {
        f"{kind}{number}" for kind in ("conv", "bn", "relu") for number in range(1, 7)
    }
    assert engine.load("demo").layer("last-conv") == "conv6"


def test_after_the_merge_and_its_activation_before_pooling() -> None:
    model = helpers.residual()
    assert auto_layer(model) == "merge_relu"
    assert last_conv(model) == "last_inside"
    assert resolve("inside", model) == "inside"


def test_a_way_round_the_last_layers_is_seen() -> None:
    """A squeeze-and-excite block: the gate has no height and width, and its branch bypasses the merge."""
    keras = helpers.keras_ready()
    inputs = keras.Input((8, 8, 3), name="picture")
    x = features = keras.layers.Conv2D(4, 3, name="features")(inputs)
    gate = keras.layers.GlobalAveragePooling2D(keepdims=True, name="squeeze")(features)
    x = keras.layers.Multiply(name="gated")([x, gate])
    x = keras.layers.Conv2D(4, 3, name="branch")(x)
    branch = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    other = keras.layers.GlobalAveragePooling2D(name="other_pool")(features)
    x = keras.layers.Concatenate(name="both")([branch, other])
    model = keras.Model(inputs, keras.layers.Dense(2, "softmax")(x))
    assert auto_layer(model) == "features"  # "gated" and "branch" are not on the other way
    assert list(grids(model)) == ["picture", "features", "gated", "branch"]


def test_only_what_lies_after_the_last_merge_of_shared_layers() -> None:
    """A layer that is used twice is passed through only after its second use."""
    keras = helpers.keras_ready()
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(3, 3, padding="same", name="first")(inputs)
    y = keras.layers.ReLU(name="between")(x)
    x = keras.layers.Add(name="sum")([x, y])
    x = keras.layers.ReLU(name="after")(x)
    x = keras.layers.Flatten()(x)
    assert auto_layer(keras.Model(inputs, keras.layers.Dense(2)(x))) == "after"


def test_a_network_without_height_and_width() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((4, 4, 3))
    x = keras.layers.Flatten(name="flat")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(2, name="scores")(x))
    assert resolve("auto", model) is None
    assert resolve("last-conv", model) is None


def test_a_layer_of_1x1_is_no_map() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((4, 4, 3), name="picture")
    x = keras.layers.Conv2D(3, 3, name="seen")(inputs)
    x = keras.layers.GlobalAveragePooling2D(keepdims=True, name="pool")(x)
    x = keras.layers.Conv2D(2, 1, name="scores")(x)
    model = keras.Model(inputs, keras.layers.Flatten()(x))
    assert resolve("auto", model) == "seen"
    assert resolve("last-conv", model) == "seen"
    assert list(grids(model)) == ["picture", "seen"]


def test_an_unknown_layer_names_near_ones() -> None:
    with pytest.raises(ChoiceFailure) as caught:
        resolve("merge_rely", helpers.residual())
    assert str(caught.value).startswith("The model has no layer merge_rely. Similar names: merge_relu, ")
    assert str(caught.value).endswith("Or choose auto or last-conv.")
    with pytest.raises(ChoiceFailure, match="Similar names: merge_relu, pool, dropout"):  # nothing near: the last ones
        resolve("0000", helpers.residual())


@pytest.mark.parametrize("layer", ["flatten", "scores"])
def test_a_layer_without_height_and_width_names_others(layer: str) -> None:
    with pytest.raises(ChoiceFailure) as caught:
        resolve(layer, helpers.residual())
    assert str(caught.value) == (
        f"The layer {layer} has no height and width, so it has no map. "
        "The last layers that have: merge_relu, pool, dropout."
    )
