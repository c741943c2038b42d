"""The compiled graphs give what an eager GradientTape gives, are traced once, and leave the model alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import helpers
import numpy as np
import pytest

from attnstudio.core import compiled as module
from attnstudio.core import graphs
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.models.head import to_logits
from attnstudio.core.needs import Need
from attnstudio.core.passes import Pass
from attnstudio.core.rules import Rule

if TYPE_CHECKING:
    import keras

Build = Callable[[], "keras.Model"]

# Every network with its layers, in the order of the data, and whether its weights are frozen.
NETWORKS: list[tuple[Build, list[str], bool]] = [
    (helpers.normed, ["conv", "conv_norm", "conv_relu", "depthwise", "depthwise_relu"], True),
    (helpers.residual, ["stem", "inside", "last_inside", "merge", "merge_relu"], False),
]
IDS = ["normed", "residual"]
TOLERANCE = 1e-5
PLAIN = frozenset({Rule.PLAIN})


def weights_of(model: keras.Model) -> np.ndarray:
    """Of a difference of two classes."""
    weights = np.zeros(model.output_shape[-1], np.float32)
    weights[[0, -1]] = 1, -1
    return weights


@pytest.mark.parametrize(("build", "layers", "frozen"), NETWORKS, ids=IDS)
def test_only_networks_with_batch_norms_are_frozen(build: Build, layers: list[str], frozen: bool) -> None:
    assert helpers.compiled(build()).frozen == frozen


SHARED, CONSTANT = 0, module.CONSTANT_AT_MOST  # parameters that are constants, at most


@pytest.mark.parametrize(("frozen", "constants"), [(True, CONSTANT), (True, SHARED), (False, SHARED)])
@pytest.mark.parametrize(("build", "layers", "_"), NETWORKS, ids=IDS)
def test_equals_eager_gradients(
    build: Build, layers: list[str], _: bool, frozen: bool, constants: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONSTANT_AT_MOST", constants)
    monkeypatch.setattr(graphs, "SMALL", 0)
    logits_model = to_logits(build())[0]
    model = CompiledModel(logits_model, frozen=frozen)
    batch, weights = helpers.inputs(logits_model, 3), weights_of(logits_model)
    slow = helpers.slow(logits_model, batch, weights)
    np.testing.assert_allclose(model.logits(batch), slow.logits, atol=TOLERANCE)
    np.testing.assert_allclose(model.input_gradients(batch, weights), slow.input_gradient, atol=TOLERANCE)
    assert np.abs(slow.input_gradient).max() > 0.01  # so that the comparison says something
    for layer in layers:
        slow = helpers.slow(logits_model, batch[:1], weights, layer)
        assert np.abs(slow.layer_gradient).max() > 1e-3
        for rules in (PLAIN, frozenset[Rule](), frozenset(Rule)):
            found = model.single_passes(batch[:1], weights, Pass(rules, frozenset({layer})))[0]
            np.testing.assert_allclose(found.logits, slow.logits[0], atol=TOLERANCE)
            np.testing.assert_allclose(found.layers[layer].activation, slow.activation[0], atol=TOLERANCE)
            np.testing.assert_allclose(found.layers[layer].gradient, slow.layer_gradient[0], atol=TOLERANCE)
            assert set(found.input_gradients) == rules
            if rules:
                np.testing.assert_allclose(found.input_gradients[Rule.PLAIN], slow.input_gradient[0], atol=TOLERANCE)


def test_frozen_equals_unfrozen() -> None:
    logits_model = to_logits(helpers.normed())[0]
    frozen = CompiledModel(logits_model)
    plain = CompiledModel(logits_model, frozen=False)
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


def test_each_input_of_a_pass_has_its_own_score() -> None:
    keras_model = helpers.normed()
    model = helpers.compiled(keras_model)
    batch, weights = helpers.inputs(keras_model, 4), np.eye(4, dtype=np.float32)
    requested = Pass(PLAIN, frozenset({"conv_relu"}))
    for number, found in enumerate(model.single_passes(batch, weights, requested)):
        (alone,) = model.single_passes(batch[number : number + 1], weights[number], requested)
        np.testing.assert_allclose(found.input_gradients[Rule.PLAIN], alone.input_gradients[Rule.PLAIN], atol=TOLERANCE)
        for one, other in zip(*(astuple(each.layers["conv_relu"]) for each in (found, alone)), strict=True):
            assert one is None if other is None else np.allclose(one, other, atol=TOLERANCE)


def test_maps_requested_together_equal_those_requested_alone() -> None:
    keras_model = helpers.residual()
    model, one = helpers.compiled(keras_model), helpers.inputs(keras_model, 1)
    weights = weights_of(keras_model)
    asks = [Pass(frozenset({rule})) for rule in Rule]
    asks += [Pass(layers=frozenset({layer}), curved=frozenset({layer})) for layer in ("stem", "merge_relu")]
    (together,) = model.single_passes(one, weights, reduce(or_, asks))
    for requested in asks:
        (alone,) = model.single_passes(one, weights, requested)
        for rule, gradient in alone.input_gradients.items():
            np.testing.assert_allclose(together.input_gradients[rule], gradient, atol=TOLERANCE)
        for layer, at in alone.layers.items():
            for found, expected in zip(astuple(together.layers[layer]), astuple(at), strict=True):
                np.testing.assert_allclose(found, expected, atol=TOLERANCE)
    assert not np.allclose(together.input_gradients[Rule.GUIDED], together.input_gradients[Rule.PLAIN], atol=1e-3)


def test_shapes_and_types() -> None:
    keras_model = helpers.normed()
    model = helpers.compiled(keras_model)
    batch, weights = helpers.inputs(keras_model, 2), helpers.weights_for(1, 0, 0, 0)
    (found,) = model.single_passes(batch[:1], weights, Pass(PLAIN, frozenset({"depthwise_relu"})))
    gradient, at = found.input_gradients[Rule.PLAIN], found.layers["depthwise_relu"]
    assert model.class_count == 4
    assert model.logits(batch).shape == (2, 4)
    assert model.input_gradients(batch, weights).shape == batch.shape
    assert found.logits.shape == (4,)
    assert gradient.shape == helpers.TINY_INPUT
    assert at.activation.shape == at.gradient.shape == (6, 5, 6)
    for array in (found.logits, gradient, at.activation, at.gradient):
        assert array.dtype == np.float32


def test_what_the_score_does_not_depend_on_has_gradient_0() -> None:
    keras_model = helpers.normed()
    requested = Pass(frozenset(Rule), frozenset({"conv_relu"}), frozenset({"conv_relu"}))
    one, nothing = helpers.inputs(keras_model, 1), helpers.weights_for(0, 0, 0, 0)
    (found,) = helpers.compiled(keras_model).single_passes(one, nothing, requested)
    at = found.layers["conv_relu"]
    for gradient in (*found.input_gradients.values(), at.gradient, at.curvature):
        assert gradient is not None
        assert not gradient.any()
    assert at.activation.any()


@pytest.mark.parametrize(("build", "layers", "_"), NETWORKS, ids=IDS)
def test_every_kind_of_pass_is_traced_once(build: Build, layers: list[str], _: bool) -> None:
    keras_model = build()
    model, weights = helpers.compiled(keras_model), weights_of(keras_model)
    batches = [helpers.inputs(keras_model, count) for count in (1, 3, 10, 2, 1)]
    for number, batch in enumerate(batches):
        model.logits(batch)
        model.input_gradients(batch, weights * number)
        for rules in (PLAIN, frozenset[Rule]()):
            for layer in (layers[0], layers[-1]):
                model.single_passes(batch, weights * number, Pass(rules, frozenset({layer})))
        assert model.trace_count == 6


@pytest.mark.parametrize(("build", "layers", "_"), NETWORKS, ids=IDS)
def test_training_is_over(build: Build, layers: list[str], _: bool) -> None:
    """Batch norms use their moving averages, and dropout drops nothing."""
    keras_model = build()
    model, batch = helpers.compiled(keras_model), helpers.inputs(keras_model, 4)
    assert np.array_equal(model.logits(batch), model.logits(batch))
    np.testing.assert_allclose(model.logits(batch)[:1], model.logits(batch[:1]), atol=TOLERANCE)


@pytest.mark.parametrize(("build", "layers", "_"), NETWORKS, ids=IDS)
def test_no_method_changes_the_model(build: Build, layers: list[str], _: bool) -> None:
    model = build()
    batch = helpers.inputs(model, 2)
    before = helpers.fingerprint(model, batch)
    network = helpers.compiled(model)
    helpers.maps(network, batch[0], weights_of(model), layers[-1], *helpers.fitting(Need.RELU))
    assert helpers.fingerprint(model, batch) == before


def test_the_first_run_of_a_graph_belongs_to_its_building() -> None:
    class Counting(CompiledModel):
        """Notes the size of each batch."""

        def __init__(self) -> None:
            super().__init__(to_logits(helpers.normed())[0])
            self.batches: list[int] = []

        def execute(self, graph: Callable[..., list[Any]], *arguments: np.ndarray) -> list[np.ndarray]:
            self.batches.append(len(arguments[0]))
            return super().execute(graph, *arguments)

    network = Counting()
    batch = helpers.inputs(network.model, 3)
    first = network.logits(batch)
    assert network.batches == [1, 3], "TensorFlow optimises a graph when it runs first"
    built = network.build_seconds
    assert np.array_equal(network.logits(batch), first)
    assert network.batches == [1, 3, 3]
    assert network.build_seconds == built
    assert network.passes == 6
