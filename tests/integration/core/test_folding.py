"""Batch norms folded into convolutions: equal numbers from fewer operations, and one copy of the weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import helpers
import numpy as np
import pytest

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.folding import folded
from attnstudio.core.graphs import Forward, Network
from attnstudio.core.passes import Pass
from attnstudio.core.rules import Rule

if TYPE_CHECKING:
    import keras

Layer = Callable[[], "keras.layers.Layer"]


def network(convolution: keras.layers.Layer, norm: keras.layers.Layer, *, branch: bool = False) -> keras.Model:
    """A convolution, a batch norm with statistics as after training, and a head; `branch`: it reads the convolution."""
    keras = helpers.keras_ready()
    layers, rng = keras.layers, np.random.default_rng(0)
    given = layers.Input((9, 8, 4))
    between = convolution(given)
    normed = norm(between)
    joined = layers.Concatenate()([normed, between]) if branch else normed
    pooled = layers.GlobalAveragePooling2D()(layers.ReLU(name="relu")(joined))
    model = keras.Model(given, layers.Dense(3)(pooled))
    for layer in (convolution, norm):
        layer.set_weights([rng.uniform(0.3, 1.7, one.shape).astype("float32") for one in layer.get_weights()])
    return model


def convolutions() -> dict[str, keras.layers.Layer]:
    layers = helpers.keras_ready().layers
    return {
        "plain": layers.Conv2D(6, 3, use_bias=False, name="conv"),
        "with a bias": layers.Conv2D(6, 3, strides=2, padding="same", name="conv"),
        "depthwise": layers.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False, name="conv"),
        "separable": layers.SeparableConv2D(5, 3, name="conv"),
        "with an activation": layers.Conv2D(6, 3, activation="relu", name="conv"),
    }


def norms() -> dict[str, keras.layers.Layer]:
    of = helpers.keras_ready().layers.BatchNormalization
    return {"whole": of(), "without scale": of(scale=False), "without offset": of(center=False, epsilon=1e-5)}


@pytest.mark.parametrize("norm", ["whole", "without scale", "without offset"])
@pytest.mark.parametrize("kind", ["plain", "with a bias", "depthwise", "separable", "with an activation"])
def test_equals_keras(kind: str, norm: str) -> None:
    model = network(convolutions()[kind], norms()[norm])
    assert bool(folded(model, set())) == (kind != "with an activation")
    batch, weights = helpers.inputs(model, 3), np.eye(3, dtype=np.float32)[0]
    frozen, slow = CompiledModel(model, frozen=True), helpers.slow(model, batch, weights)
    np.testing.assert_allclose(frozen.logits(batch), slow.logits, rtol=1e-5)
    np.testing.assert_allclose(frozen.input_gradients(batch, weights), slow.input_gradient, rtol=1e-4, atol=1e-7)


def test_a_convolution_whose_output_is_used_otherwise_stays() -> None:
    assert not folded(network(convolutions()["plain"], norms()["whole"], branch=True), set())


def test_a_convolution_whose_output_is_asked_for_stays() -> None:
    model = network(convolutions()["plain"], norms()["whole"])
    batch, weights = helpers.inputs(model, 2), np.eye(3, dtype=np.float32)[0]
    wanted = Pass(frozenset({Rule.PLAIN}), frozenset({"conv"}))
    found = CompiledModel(model, frozen=True).single_passes(batch, weights, wanted)[0].layers["conv"]
    slow = helpers.slow(model, batch[:1], weights, "conv")
    np.testing.assert_allclose(found.activation, slow.activation[0], rtol=1e-5)
    np.testing.assert_allclose(found.gradient, slow.layer_gradient[0], rtol=1e-4, atol=1e-7)


def test_graphs_share_the_weights() -> None:
    keras = helpers.keras_ready()
    import tensorflow as tf

    wide = keras.layers.Conv2D(300, 3, name="conv")
    model = network(wide, keras.layers.BatchNormalization())
    shared = Network(model, frozen=True, constant=False)
    signature = [tf.TensorSpec((None, 9, 8, 4), tf.float32)]
    sizes, captured = [], []
    for _ in range(2):
        graph = tf.function(Forward().function(shared), autograph=False).get_concrete_function(*signature)
        sizes.append(graph.graph.as_graph_def().ByteSize())
        captured.append({id(one) for one in graph.captured_inputs if one.dtype == tf.float32})
    assert max(sizes) < wide.kernel.numpy().nbytes
    assert captured[0] == captured[1] != set()
