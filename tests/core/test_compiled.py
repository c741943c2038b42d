"""The compiled graphs give what an eager GradientTape gives, are traced once, and leave the model alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import helpers
import numpy as np
import pytest

from attnstudio.core import compiled as module
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.methods.base import METHODS
from attnstudio.core.models.head import to_logits

if TYPE_CHECKING:
    import keras

# Every network with its layers, in the order of the data, and whether its weights are frozen.
NETWORKS: list[tuple[Callable[[], keras.Model], list[str], bool]] = [
    (helpers.normed, ["conv", "conv_norm", "conv_relu", "depthwise", "depthwise_relu"], True),
    (helpers.residual, ["stem", "inside", "last_inside", "merge", "merge_relu"], False),
]
IDS = ["normed", "residual"]
TOLERANCE = 1e-5


def weights_of(model: keras.Model) -> np.ndarray:
    """Of a difference of two classes."""
    weights = np.zeros(model.output_shape[-1], np.float32)
    weights[[0, -1]] = 1, -1
    return weights


@pytest.mark.parametrize(("build", "layers", "frozen"), NETWORKS, ids=IDS)
def test_only_small_networks_with_batch_norms_are_frozen(build, layers, frozen, monkeypatch) -> None:
    assert helpers.compiled(build()).frozen == frozen
    monkeypatch.setattr(module, "FREEZE_AT_MOST", 10)
    assert not helpers.compiled(build()).frozen


@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize(("build", "layers", "_"), NETWORKS, ids=IDS)
def test_equals_eager_gradients(build, layers, _, frozen) -> None:
    logits_model = to_logits(build())[0]
    model = CompiledModel(logits_model)
    model.frozen = frozen
    batch, weights = helpers.inputs(logits_model, 3), weights_of(logits_model)
    slow = helpers.slow(logits_model, batch, weights)
    np.testing.assert_allclose(model.logits(batch), slow.logits, atol=TOLERANCE)
    np.testing.assert_allclose(model.input_gradients(batch, weights), slow.input_gradient, atol=TOLERANCE)
    assert np.abs(slow.input_gradient).max() > 0.01  # so that the comparison says something
    for layer in layers:
        slow = helpers.slow(logits_model, batch[:1], weights, layer)
        assert slow.layer_gradient is not None
        assert np.abs(slow.layer_gradient).max() > 1e-3
        for to_input in (True, False):
            found = model.single_pass(batch[0], weights, layer, to_input)
            np.testing.assert_allclose(found.logits, slow.logits[0], atol=TOLERANCE)
            np.testing.assert_allclose(found.activation, slow.activation[0], atol=TOLERANCE)
            np.testing.assert_allclose(found.layer_gradient, slow.layer_gradient[0], atol=TOLERANCE)
            if to_input:
                np.testing.assert_allclose(found.input_gradient, slow.input_gradient[0], atol=TOLERANCE)
            else:
                assert found.input_gradient.size == 0


def test_frozen_equals_unfrozen() -> None:
    logits_model = to_logits(helpers.normed())[0]
    frozen, plain = CompiledModel(logits_model), CompiledModel(logits_model)
    plain.frozen = False
    batch, weights = helpers.inputs(logits_model, 4), weights_of(logits_model)
    assert frozen.frozen
    np.testing.assert_allclose(frozen.logits(batch), plain.logits(batch), atol=TOLERANCE)
    np.testing.assert_allclose(
        frozen.input_gradients(batch, weights), plain.input_gradients(batch, weights), atol=TOLERANCE
    )


def test_each_input_of_a_batch_is_on_its_own() -> None:
    keras_model = helpers.normed()
    model = helpers.compiled(keras_model)
    batch, weights = helpers.inputs(keras_model, 5), helpers.weights_for(0, 1, 0, 0)
    alone = np.concatenate([model.input_gradients(one[None], weights) for one in batch])
    np.testing.assert_allclose(model.input_gradients(batch, weights), alone, atol=TOLERANCE)


def test_shapes_and_types() -> None:
    keras_model = helpers.normed()
    model = helpers.compiled(keras_model)
    batch, weights = helpers.inputs(keras_model, 2), helpers.weights_for(1, 0, 0, 0)
    found = model.single_pass(batch[0], weights, "depthwise_relu", True)
    assert model.class_count == 4
    assert model.logits(batch).shape == (2, 4)
    assert model.input_gradients(batch, weights).shape == batch.shape
    assert found.logits.shape == (4,)
    assert found.input_gradient.shape == helpers.TINY_INPUT
    assert found.activation.shape == found.layer_gradient.shape == (6, 5, 6)
    for array in (found.logits, found.input_gradient, found.activation, found.layer_gradient):
        assert array.dtype == np.float32


def test_what_the_score_does_not_depend_on_has_gradient_0() -> None:
    keras_model = helpers.normed()
    one_input = helpers.inputs(keras_model, 1)[0]
    found = helpers.compiled(keras_model).single_pass(one_input, helpers.weights_for(0, 0, 0, 0), "conv_relu", True)
    assert not found.input_gradient.any()
    assert not found.layer_gradient.any()
    assert found.activation.any()


@pytest.mark.parametrize(("build", "layers", "_"), NETWORKS, ids=IDS)
def test_every_kind_of_pass_is_traced_once(build, layers, _) -> None:
    keras_model = build()
    model, weights = helpers.compiled(keras_model), weights_of(keras_model)
    batches = [helpers.inputs(keras_model, count) for count in (1, 3, 10, 2, 1)]
    for number, batch in enumerate(batches):
        model.logits(batch)
        model.input_gradients(batch, weights * number)
        for to_input in (True, False):
            model.single_pass(batch[0], weights * number, layers[0], to_input)
            model.single_pass(batch[-1], weights * number, layers[-1], to_input)
        assert model.trace_count == 6


@pytest.mark.parametrize(("build", "layers", "_"), NETWORKS, ids=IDS)
def test_training_is_over(build, layers, _) -> None:
    """Batch norms use their moving averages, and dropout drops nothing."""
    keras_model = build()
    model, batch = helpers.compiled(keras_model), helpers.inputs(keras_model, 4)
    assert np.array_equal(model.logits(batch), model.logits(batch))
    np.testing.assert_allclose(model.logits(batch)[:1], model.logits(batch[:1]), atol=TOLERANCE)


@pytest.mark.parametrize(("build", "layers", "_"), NETWORKS, ids=IDS)
def test_no_method_changes_the_model(build, layers, _) -> None:
    model = build()
    batch = helpers.inputs(model, 2)
    before = helpers.fingerprint(model, batch)
    network = helpers.compiled(model)
    helpers.maps(network, batch[0], weights_of(model), layers[-1], *METHODS.discover())
    assert helpers.fingerprint(model, batch) == before
