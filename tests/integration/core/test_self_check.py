"""The self-check passes what is right, and refuses to draw maps of what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from integration.core.test_own_models import explained, saved

from attnstudio.core.engine import Engine
from attnstudio.core.errors import ModelFailure, SelfCheckFailure
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.self_check import self_check
from attnstudio.core.models.self_check_result import SelfCheck


def loaded(model: Any) -> LoadedModel:
    height, width, channels = model.inputs[0].shape[1:]
    names = tuple(map(str, range(model.output_shape[-1])))
    spec = ModelSpec("mine", "Mine", (width, height), None, "zero_to_one", lambda: model, None, names=names)
    return LoadedModel.of(replace(spec, channels=channels), model, "/CPU:0", random_weights=False)


def _pooled() -> Any:
    """Behind a pooling of zeros there is no derivative; the check must not stumble over that."""
    keras = helpers.keras_ready()
    layers = keras.layers
    model = keras.Sequential([layers.Input((20, 24, 3))])
    for filters in (6, 8):
        model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dense(4))
    return helpers.with_random_weights(model)


@pytest.mark.parametrize("build", (_pooled, helpers.normed, helpers.residual, helpers.transformer))
def test_a_model_that_is_right_passes(build: Callable[[], Any]) -> None:
    model = build()
    check = self_check(model, loaded(model))
    assert check.predictions < 1e-5
    assert check.input_gradient is not None and check.input_gradient < 0.03
    assert check.layer_gradient is not None and check.layer_gradient < 0.03
    assert check.layer == loaded(model).info.auto_layer
    assert str(check.notice()).startswith("Checked: predictions agree with Keras's to ")


@pytest.mark.filterwarnings("error::UserWarning:keras")
def test_inputs_in_a_list_or_by_name_are_checked_without_a_warning() -> None:
    keras = helpers.keras_ready()
    for wrap in (lambda one: [one], lambda one: {"picture": one}):
        picture = keras.Input((12, 10, 3), name="picture")
        pooled = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, 3, activation="relu")(picture))
        model = helpers.with_random_weights(keras.Model(wrap(picture), keras.layers.Dense(3)(pooled)))
        assert self_check(model, loaded(model)).predictions < 1e-5


def test_other_weights_are_found() -> None:
    model, other = helpers.with_random_weights(helpers.normed()), helpers.with_random_weights(helpers.normed(), seed=9)
    with pytest.raises(SelfCheckFailure, match="does not predict what Keras predicts"):
        self_check(other, loaded(model))


def _with_wrong_gradient(factor: float, where: str) -> Any:
    """A network with an identity whose gradient is not 1: in front of the layer, or behind it."""
    keras = helpers.keras_ready()
    import tensorflow as tf

    wrong = tf.custom_gradient(lambda x: (tf.identity(x), lambda gradient: factor * gradient))

    class Wrong(keras.layers.Layer):  # type: ignore[misc, name-defined]  # Keras has no types
        def call(self, x: Any) -> Any:
            return wrong(x)

    layers = keras.layers
    x = inputs = keras.Input((12, 10, 3))
    if where == "input":
        x = Wrong(name="wrong")(x)
    x = layers.Conv2D(6, 3, activation="gelu", name="features")(x)
    x = layers.GlobalAveragePooling2D(name="mean")(x)
    if where == "layer":
        x = Wrong(name="wrong")(x)
    return helpers.with_random_weights(keras.Model(inputs, layers.Dense(3, name="scores")(x)))


@pytest.mark.parametrize("factor", (0.0, -1.0, 0.8, 1.3))
@pytest.mark.parametrize("where", ("input", "layer"))
def test_a_wrong_gradient_is_found(where: str, factor: float) -> None:
    model = _with_wrong_gradient(factor, where)
    with pytest.raises(SelfCheckFailure, match="does not agree with finite differences"):
        self_check(model, loaded(model))


def test_the_same_network_with_its_right_gradient_passes() -> None:
    model = _with_wrong_gradient(1.0, "layer")
    check = self_check(model, loaded(model))
    assert check.layer_gradient is not None and check.layer_gradient < 1e-3


def _of_large_logits(model: Any) -> Any:
    """A bias so large that the picture's contribution is lost in float32 rounding."""
    kernel, bias = model.get_layer("scores").get_weights()
    model.get_layer("scores").set_weights([kernel, bias + np.array([1e5, 3e5, 0], np.float32)])
    return model


def test_large_logits_that_hardly_move_are_compared_all_the_same() -> None:
    model = _of_large_logits(_with_wrong_gradient(1.0, "layer"))
    check = self_check(model, loaded(model))
    assert check.input_gradient is not None and check.input_gradient < 1e-3
    assert check.layer_gradient is not None and check.layer_gradient < 1e-3


@pytest.mark.parametrize("factor", (0.5, -1.0))
def test_a_wrong_gradient_is_found_behind_large_logits_too(factor: float) -> None:
    model = _of_large_logits(_with_wrong_gradient(factor, "layer"))
    with pytest.raises(SelfCheckFailure, match="does not agree with finite differences"):
        self_check(model, loaded(model))


@pytest.mark.parametrize("bias", (20, 500, 2000))
def test_one_sure_sigmoid_passes(bias: float) -> None:
    """Long steps meet kinks, short ones the rounding of float32."""
    keras = helpers.keras_ready()
    layers = keras.layers
    model = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D()])
    model.add(layers.Conv2D(8, 3, activation="relu"))
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(1, name="scores"))
    model = helpers.with_random_weights(model)
    model.layers[-1].set_weights([model.layers[-1].get_weights()[0], np.array([bias], np.float32)])
    check = self_check(model, loaded(model))
    assert check.input_gradient is not None and check.input_gradient < 0.05
    assert check.layer_gradient is not None and check.layer_gradient < 0.05


def test_a_model_that_computes_in_steps_passes() -> None:
    """The gradient of a sign is 0, and nearly everywhere that is right."""
    keras = helpers.keras_ready()
    inputs = keras.Input((16, 16, 3))
    x = keras.layers.Conv2D(6, 3, activation="gelu", name="features")(inputs)
    x = keras.layers.GlobalAveragePooling2D()(keras.ops.sign(x))
    model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3)(x)))
    assert self_check(model, loaded(model)).input_gradient == 0


def test_a_gradient_that_is_not_finite_is_not_compared_with_a_notice() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((16, 16, 3))
    x = keras.ops.sqrt(keras.layers.Conv2D(6, 3, activation="relu", name="features")(inputs))
    x = keras.layers.GlobalAveragePooling2D()(x)
    model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3)(x)))
    check = self_check(model, loaded(model))
    assert check.input_gradient is None and check.layer_gradient is not None
    assert "that at the input could not be compared" in str(check.notice())


def test_a_model_that_overflows_is_not_called_a_wrong_copy() -> None:
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((16, 16, 3))
    x = layers.Rescaling(1e30)(layers.Rescaling(1e30)(layers.Conv2D(4, 3, activation="relu")(inputs)))
    model = helpers.with_random_weights(keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling2D()(x))))
    with pytest.raises(ModelFailure, match="are not finite: values overflow") as failed:
        self_check(model, loaded(model))
    assert not isinstance(failed.value, SelfCheckFailure)


def test_a_layer_that_others_bypass_is_checked_in_its_place() -> None:
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((12, 10, 3))
    ends = []
    for filters in (4, 8):
        x = layers.Conv2D(filters, 3, activation="gelu", name=f"conv{filters}")(inputs)
        ends.append(layers.GlobalAveragePooling2D(name=f"mean{filters}")(x))
    model = helpers.with_random_weights(keras.Model(inputs, layers.Dense(3, name="scores")(layers.Concatenate()(ends))))
    check = self_check(model, loaded(model))
    assert check.layer == "conv8"
    assert check.layer_gradient is not None and check.layer_gradient < 1e-3


@pytest.mark.usefixtures("here")
def test_a_model_is_checked_once_and_anew_on_demand(tmp_path: Path) -> None:
    path = saved(tmp_path, _pooled())
    first = explained(path).model.check
    assert first is not None
    assert explained(path).model.check == first  # its time too: another check would take another
    anew = Engine((), check_anew=True).load(str(path)).info.check
    assert anew is not None and anew != first
    assert replace(anew, seconds=first.seconds) == first


@pytest.mark.usefixtures("here")
def test_the_command_prints_the_check(tmp_path: Path, call: helpers.Call) -> None:
    path = saved(tmp_path, _pooled())
    ended = call("models", "check", path, "--json")
    assert ended.status == 0
    report = json.loads(ended.out)
    assert report["predictions"] < 1e-5 and report["input_gradient"] < 0.03 and report["layer"] == "conv2d_1"
    assert report["result"].startswith("Checked: ") and len(report["sha256"]) == 64
    assert "Checked: predictions agree with Keras's" in call("models", "check", "demo").out


def test_real_weights_pass(mobilenet_weights: Path) -> None:
    check = Engine((mobilenet_weights.parent,), check_anew=True).load("mobilenet_v2").info.check
    assert check is not None
    assert check.predictions < 5e-6
    assert check.input_gradient is not None and check.input_gradient < 5e-3
    assert check.layer_gradient is not None and check.layer_gradient < 1e-4


def test_what_could_not_be_compared_is_reported() -> None:
    message = str(SelfCheck(0.0, None, None, None, 0.1).notice())
    assert "predictions agree with Keras's to 0." in message and "could not be compared" in message
    only_input = str(SelfCheck(2e-6, 1e-3, None, None, 0.1).notice())
    assert "to 2e-6" in only_input and "to 1e-3" in only_input
