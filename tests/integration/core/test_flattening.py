"""Nested models become one graph with the same outputs; the original model does not change."""

from __future__ import annotations

from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core import attention, grids, layers
from attnstudio.core.errors import ModelFailure
from attnstudio.core.models.flattening import flatten, needs_flattening

SHAPE = (32, 24, 3)


def base(name: str = "base") -> Any:
    """What transfer learning begins with."""
    keras = helpers.keras_ready()
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Conv2D(4, 3, padding="same", use_bias=False, name="conv")(inputs)
    x = keras.layers.BatchNormalization(name="norm")(x)
    return keras.Model(inputs, keras.layers.ReLU(name="out_relu")(x), name=name)


def in_sequential() -> Any:
    keras = helpers.keras_ready()
    layers = keras.layers
    return keras.Sequential(
        [keras.Input(SHAPE), layers.Rescaling(1 / 127.5, -1), base(), layers.GlobalAveragePooling2D(), layers.Dense(3)]
    )


def in_functional() -> Any:
    keras = helpers.keras_ready()
    inputs = keras.Input(SHAPE)
    x = keras.layers.RandomFlip()(inputs)
    x = base()(x / 127.5 - 1, training=False)
    x = keras.layers.Dropout(0.2)(keras.layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, keras.layers.Dense(3, "softmax")(x))


def two_deep() -> Any:
    keras = helpers.keras_ready()
    middle = keras.Sequential(
        [keras.Input(SHAPE), base("inner"), keras.layers.Conv2D(5, 3, name="conv")], name="middle"
    )
    inputs = keras.Input(SHAPE)
    x = keras.layers.GlobalMaxPooling2D()(middle(inputs))
    return keras.Model(inputs, keras.layers.Dense(2, "softmax")(x))


def shared_twice() -> Any:
    """One model at two places, as in Siamese networks."""
    keras = helpers.keras_ready()
    inputs, shared = keras.Input(SHAPE), base()
    x = keras.layers.Concatenate()([shared(inputs), shared(inputs * 0.5)])
    return keras.Model(inputs, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(x)))


def normalised() -> Any:
    """With a layer whose weights are read once more after they were set."""
    keras = helpers.keras_ready()
    norm = keras.layers.Normalization()
    norm.adapt(np.random.default_rng(0).normal(3, 2, (4, *SHAPE)).astype(np.float32))
    pool = keras.layers.GlobalAveragePooling2D()
    return keras.Sequential([keras.Input(SHAPE), norm, base(), pool, keras.layers.Dense(2)])


def wrapped() -> Any:
    """A layer inside a layer keeps its weights."""
    keras = helpers.keras_ready()
    inputs = keras.Input(SHAPE)
    x = keras.layers.TimeDistributed(keras.layers.Dense(4))(inputs)
    return keras.Model(inputs, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(base()(x[..., :3]))))


BUILDS = (in_sequential, in_functional, two_deep, shared_twice, wrapped, helpers.transformer)


@pytest.mark.parametrize("build", BUILDS)
def test_a_flat_copy_has_the_same_outputs_and_leaves_the_model_unchanged(build: Any) -> None:
    model = helpers.with_random_weights(build())
    shape = model.input_shape[1:]
    batch = np.random.default_rng(1).uniform(0, 255, (3, *shape)).astype(np.float32)
    before = helpers.fingerprint(model, batch)
    assert needs_flattening(model, shape)
    flat = flatten(model, shape)
    np.testing.assert_allclose(flat(batch, training=False), model(batch, training=False), rtol=1e-5, atol=1e-6)
    assert not any(isinstance(layer, helpers.keras_ready().Model) for layer in flat.layers)
    assert helpers.fingerprint(model, batch) == before
    assert not {id(layer) for layer in flat.layers} & {id(layer) for layer in model.layers}


def test_an_adapted_normalisation_stays() -> None:
    model = normalised()
    batch = np.random.default_rng(1).normal(3, 2, (3, *SHAPE)).astype(np.float32)
    np.testing.assert_allclose(flatten(model, SHAPE)(batch), model(batch), rtol=1e-5, atol=1e-6)


def test_a_plain_network_is_left_alone() -> None:
    for model in (helpers.normed(), helpers.residual()):
        assert not needs_flattening(model, model.input_shape[1:])


def test_layers_keep_their_names_and_say_whose_they_are_where_two_share_one() -> None:
    flat = flatten(two_deep(), SHAPE)
    assert [layer.name for layer in flat.layers][1:5] == ["middle.inner.conv", "norm", "out_relu", "middle.conv"]
    assert layers.auto_layer(flat) == "middle.conv"
    assert layers.auto_layer(flatten(in_functional(), SHAPE)) == "out_relu"


def test_the_outer_layer_keeps_a_shared_name_wherever_it_stands() -> None:
    """Names do not depend on the order in which the branches of a graph are run: the inspector relies on it."""
    keras = helpers.keras_ready()
    for outer_first in (True, False):
        inputs, inner = keras.Input(SHAPE), base()
        conv = keras.layers.Conv2D(4, 3, padding="same", name="conv")
        branches = [conv(inputs), inner(inputs)] if outer_first else [inner(inputs), conv(inputs)]
        x = keras.layers.GlobalAveragePooling2D()(keras.layers.Add()(branches))
        model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(2)(x)))
        flat = flatten(model, SHAPE)
        np.testing.assert_array_equal(flat.get_layer("conv").get_weights()[0], conv.get_weights()[0])
        inside = inner.get_layer("conv").get_weights()[0]
        np.testing.assert_array_equal(flat.get_layer("base.conv").get_weights()[0], inside)


def test_mixed_precision_is_run_in_float32() -> None:
    keras = helpers.keras_ready()
    policy = keras.mixed_precision.global_policy() if hasattr(keras.mixed_precision, "global_policy") else "float32"
    keras.config.set_dtype_policy("mixed_float16")
    try:
        inputs = keras.Input(SHAPE)
        x = keras.layers.Conv2D(4, 3, activation="relu")(inputs)
        x = keras.layers.TimeDistributed(keras.layers.Dense(4))(x)
        x = keras.layers.GlobalAveragePooling2D()(x)
        model = keras.Model(inputs, keras.layers.Dense(3, "softmax", dtype="float32")(x))
    finally:
        keras.config.set_dtype_policy(policy)
    helpers.with_random_weights(model)
    flat = flatten(model, SHAPE)
    batch = np.random.default_rng(1).uniform(-1, 1, (2, *SHAPE)).astype(np.float32)
    assert {layer.compute_dtype for layer in flat.layers} == {"float32"}
    assert flat.layers[2].layer.compute_dtype == "float32"
    np.testing.assert_allclose(flat(batch), model(batch), atol=2e-3)  # the half precision of the original


def test_any_size_becomes_the_chosen_one() -> None:
    model = base()
    assert flatten(model, (20, 30, 3)).output_shape == (None, 20, 30, 4)


def test_a_size_that_is_too_small_is_reported() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Conv2D(2, 7)(inputs)
    model = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(x), name="wide")
    with pytest.raises(ModelFailure, match=r"The model wide cannot run on inputs of 5x4 pixels: .*Choose another"):
        flatten(model, (4, 5, 3))


def test_a_model_without_an_input_is_reported() -> None:
    keras = helpers.keras_ready()
    with pytest.raises(ModelFailure, match="does not declare its input"):
        needs_flattening(keras.Sequential([keras.layers.Dense(2)], name="bare"), SHAPE)


def test_the_chosen_output_is_the_copys_own() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input(SHAPE)
    x = keras.layers.GlobalAveragePooling2D()(inputs)
    model = helpers.with_random_weights(keras.Model(inputs, [keras.layers.Dense(2)(x), keras.layers.Dense(5)(x)]))
    batch = np.random.default_rng(1).uniform(-1, 1, (2, *SHAPE)).astype(np.float32)
    for number in (0, 1):
        np.testing.assert_allclose(flatten(model, SHAPE, number)(batch), model(batch)[number], rtol=1e-5)


# Vision transformers


@pytest.mark.parametrize(("class_token", "prefix", "auto"), [(True, 1, None), (False, 0, "last_norm")])
def test_tokens_lie_on_the_grid_of_their_patches(class_token: bool, prefix: int, auto: str | None) -> None:
    model = helpers.transformer(class_token)
    flat = flatten(model, model.input_shape[1:])
    assert grids.grids(flat)["patches"] == grids.Grid(4, 5)
    assert grids.grids(flat)["first_merge"] == grids.Grid(4, 5, True, prefix)
    assert attention.attention_grid(flat) == grids.Grid(4, 5, True, prefix)
    assert [tuple(scores.shape[1:]) for scores in attention.attention_scores(flat)] == [
        (2, 20 + prefix, 20 + prefix)
    ] * 2
    chosen = layers.auto_layer(flat)
    if auto is None:  # what lies behind the last attention gives nothing to the answer, but for the class token
        order = [one.name for one in flat.operations]
        assert order.index("first_narrow") < order.index(chosen) < order.index("second_attention")
    else:
        assert chosen == auto


def test_softmaxes_between_tokens_are_attention_too() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((12, 16, 3))
    x = keras.layers.Reshape((48, 8))(keras.layers.Conv2D(8, 2, 2)(inputs))
    split = keras.layers.Permute((2, 1, 3))(keras.layers.Reshape((48, 2, 4))(x))
    scores = keras.ops.softmax(keras.ops.matmul(split, keras.ops.transpose(split, (0, 1, 3, 2))))
    x = keras.layers.Reshape((48, 8))(keras.layers.Permute((2, 1, 3))(keras.ops.matmul(scores, split)))
    model = keras.Model(inputs, keras.layers.Dense(2, "softmax")(keras.layers.GlobalAveragePooling1D()(x)))
    assert [tuple(one.shape) for one in attention.attention_scores(model)] == [(None, 2, 48, 48)]
    assert attention.attention_grid(model) == grids.Grid(6, 8, True, 0)
