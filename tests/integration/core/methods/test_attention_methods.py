"""Attention rollout and gradient-weighted attention, against the papers' products written out."""

from __future__ import annotations

from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core.request import Heatmap, MethodCall


def raw(heatmap: Heatmap) -> np.ndarray:
    return heatmap.values * (heatmap.raw_max - heatmap.raw_min) + heatmap.raw_min


def attentions(model: Any, batch: np.ndarray, class_weights: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Scores and gradients of each layer, from an eager run of the model as it was built, layer by layer."""
    import tensorflow as tf

    network = helpers.compiled(model).model
    keras = helpers.keras_ready()
    layers = [layer for layer in network.layers if isinstance(layer, keras.layers.MultiHeadAttention)]
    probe = keras.Model(network.inputs, [network.output, *(layer.output[1] for layer in layers)])
    with tf.GradientTape(persistent=True) as tape:
        logits, *scores = probe(tf.constant(batch), training=False)
        y = tf.reduce_sum(logits * class_weights)
    return [(one.numpy()[0], tape.gradient(y, one).numpy()[0]) for one in scores]


def found(model: Any, one_input: np.ndarray, class_weights: np.ndarray, call: MethodCall) -> np.ndarray:
    return raw(helpers.maps(helpers.compiled(model), one_input, class_weights, "first_merge", call)[0])


def enlarged(grid: np.ndarray) -> np.ndarray:
    from attnstudio.core.scaling import enlarge

    return enlarge(grid.astype(np.float32), 16, 20)


@pytest.mark.parametrize("class_token", [True, False])
@pytest.mark.parametrize("heads", ["mean", "max", "min"])
def test_rollout_is_the_product_of_the_layers(class_token: bool, heads: str) -> None:
    model, weights = helpers.transformer(class_token), helpers.weights_for(0, 1, 0)
    batch = helpers.inputs(model, 1)
    expected = np.eye(21 if class_token else 20)
    for scores, _ in attentions(model, batch, weights):
        fused = getattr(scores, heads)(axis=0) + np.eye(len(expected))
        expected = fused / fused.sum(axis=1, keepdims=True) @ expected
    row = expected[0, 1:] if class_token else expected.mean(axis=0)
    call = MethodCall("attention_rollout", (("heads", heads),))
    np.testing.assert_allclose(found(model, batch[0], weights, call), enlarged(row.reshape(4, 5)), atol=1e-5)


@pytest.mark.parametrize("class_token", [True, False])
def test_gradient_attention_sums_positive_contributions(class_token: bool) -> None:
    model = helpers.transformer(class_token)
    batch = helpers.inputs(model, 1)
    maps = []
    for weights in (helpers.weights_for(1, 0, 0), helpers.weights_for(0, 0, 1)):
        expected = np.eye(21 if class_token else 20)
        for scores, gradient in attentions(model, batch, weights):
            expected = expected + np.maximum(scores * gradient, 0).mean(axis=0) @ expected
        row = expected[0, 1:] if class_token else expected.mean(axis=0)
        maps.append(found(model, batch[0], weights, MethodCall("gradient_attention")))
        np.testing.assert_allclose(maps[-1], enlarged(row.reshape(4, 5)), atol=1e-5)
    assert not np.allclose(maps[0], maps[1])  # it is class-specific, unlike rollout


def test_a_class_activation_map_lies_on_the_tokens() -> None:
    """Grad-CAM by hand: weights are means over the places, the class token left out."""
    model, weights = helpers.transformer(), helpers.weights_for(0, 1, 0)
    batch = helpers.inputs(model, 1)
    network = helpers.compiled(model)
    slow = helpers.slow(network.model, batch, weights, "first_merge")
    activation, gradient = (one[0, 1:].reshape(4, 5, 16) for one in (slow.activation, slow.layer_gradient))
    expected = np.maximum((activation * gradient.mean(axis=(0, 1))).sum(axis=-1), 0)
    np.testing.assert_allclose(
        found(model, batch[0], weights, MethodCall("gradcam")), enlarged(expected), atol=1e-4 * expected.max()
    )


def test_ablation_keeps_the_class_token() -> None:
    """All channels left as they are give the network's own answer."""
    model = helpers.transformer()
    network, batch = helpers.compiled(model), helpers.inputs(model, 2)
    from attnstudio.core.passes import Pass

    for number, one in enumerate(
        network.single_passes(batch, helpers.weights_for(1, 0, 0), Pass(layers=frozenset({"first_merge"})))
    ):
        at = one.layers["first_merge"]
        assert at.activation.shape == (4, 5, 16)
        assert at.prefix.shape == (1, 16)
        logits = network.head_logits(at.activation[None], "first_merge", at.prefix)
        np.testing.assert_allclose(logits[0], network.logits(batch)[number], atol=1e-5)
