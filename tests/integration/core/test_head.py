"""The explained score is a logit, however the network makes its probabilities; the network itself stays as it is."""

from __future__ import annotations

import helpers
import numpy as np
import pytest

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.errors import ModelFailure
from attnstudio.core.models.head import to_logits

KINDS = {"softmax": "softmax", "Softmax": "softmax", "sigmoid": "sigmoid", "logits": "logits"}


def probabilities(logits: np.ndarray, head: str) -> np.ndarray:
    if head == "logits":
        return logits
    if head == "sigmoid":
        return 1 / (1 + np.exp(-logits))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("name", helpers.HEADS)
def test_logits_give_the_models_own_probabilities(name: str) -> None:
    model = helpers.headed(name)
    batch = helpers.inputs(model, 4)
    before = helpers.fingerprint(model, batch)
    own = np.asarray(model(batch, training=False))
    logits_model, head = to_logits(model)
    assert head == KINDS[name.split()[0]]
    logits = CompiledModel(logits_model).logits(batch)
    np.testing.assert_allclose(probabilities(logits, head), own, atol=1e-6)
    assert (head == "logits") == np.allclose(logits, own)
    assert helpers.fingerprint(model, batch) == before
    assert np.array_equal(np.asarray(model(batch, training=False)), own)


@pytest.mark.parametrize("name", helpers.HEADS)
def test_all_layers_before_the_head_are_shared(name: str) -> None:
    model = helpers.headed(name)
    logits_model = to_logits(model)[0]
    for layer in ("conv", "pool"):
        assert logits_model.get_layer(layer) is model.get_layer(layer)


def test_a_head_of_convolutions() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((4, 4, 3))
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(inputs)
    x = keras.layers.Conv2D(3, 1, name="scores")(x)
    x = keras.layers.Flatten()(x)
    model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Softmax()(x)))
    batch = helpers.inputs(model, 2)
    logits_model, head = to_logits(model)
    assert head == "softmax"
    own = np.asarray(model(batch, training=False))
    np.testing.assert_allclose(probabilities(CompiledModel(logits_model).logits(batch), head), own, atol=1e-6)


@pytest.mark.parametrize("activation", ["relu", "tanh", "softplus"])
def test_another_activation_is_part_of_the_numbers_that_are_explained(activation: str) -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((2, 2, 3))
    x = keras.layers.Flatten()(inputs)
    model = helpers.with_random_weights(
        keras.Model(inputs, keras.layers.Dense(2, activation, name="last")(x), name="odd")
    )
    numbers, head = to_logits(model, "regression")
    assert head == "regression"
    batch = helpers.inputs(model, 3)
    np.testing.assert_allclose(numbers(batch), model(batch), atol=1e-6)


def test_a_single_unit_has_two_sides() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((4, 4, 3))
    scores = keras.layers.Dense(1, "sigmoid")(keras.layers.GlobalAveragePooling2D()(inputs))
    model = helpers.with_random_weights(keras.Model(inputs, scores))
    batch = helpers.inputs(model, 4)
    logits_model, head = to_logits(model)
    logits, own = np.asarray(logits_model([batch])), np.asarray(model(batch))[:, 0]
    assert head == "sigmoid"
    np.testing.assert_allclose(logits[:, 0], -logits[:, 1])
    np.testing.assert_allclose(probabilities(logits, head), np.stack([1 - own, own], axis=1), rtol=1e-5)


@pytest.mark.parametrize("shaping", ["Reshape", "Flatten", "Activation", "operation"])
def test_what_only_shapes_the_answer_is_gone_round(shaping: str) -> None:
    """As in MobileNetV1 and V3, whose last convolution has the classes for its filters."""
    keras = helpers.keras_ready()
    inputs = keras.Input((4, 4, 3))
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(keras.layers.Conv2D(5, 3)(inputs))
    x = keras.ops.softmax(x) if shaping == "operation" else keras.layers.Softmax()(x)
    last = {"Reshape": keras.layers.Reshape((5,)), "Flatten": keras.layers.Flatten()}.get(shaping)
    model = helpers.with_random_weights(keras.Model(inputs, x if last is None else last(x)))
    batch = helpers.inputs(model, 3)
    logits_model, head = to_logits(model)
    own = np.asarray(model(batch)).reshape(3, 5)
    assert head == "softmax"
    np.testing.assert_allclose(probabilities(np.asarray(logits_model([batch])), head), own, rtol=1e-5)


def test_an_answer_for_each_place_is_no_classifier() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((4, 4, 3))
    with pytest.raises(ModelFailure, match="has the shape 4x4x2; a classifier's is one number a class"):
        to_logits(keras.Model(inputs, keras.layers.Conv2D(2, 1)(inputs)))
