"""Methods of vision transformers, against the papers' products written out."""

from __future__ import annotations

from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core.errors import ChoiceFailure
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


@pytest.mark.parametrize("class_token", [True, False], ids=["class token", "mean of tokens"])
@pytest.mark.parametrize("last", [0, 1], ids=["all layers", "last layer"])
def test_legrad_asks_the_head_behind_each_layer(class_token: bool, last: int) -> None:
    import tensorflow as tf

    keras = helpers.keras_ready()
    model, weights = helpers.transformer(class_token), helpers.weights_for(0, 1, 0)
    batch, by_layer = helpers.inputs(model, 1), list[np.ndarray]()
    network = helpers.compiled(model).model
    for block, behind in (("first", "second_norm"), ("second", "last_norm")):
        scores = network.get_layer(f"{block}_attention").output[1]
        probe = keras.Model(network.inputs, [scores, network.get_layer(behind).input])
        with tf.GradientTape() as tape:
            attention, tokens = probe(tf.constant(batch), training=False)
            normed = model.get_layer("last_norm")(tf.reduce_mean(tokens, axis=1))
            logits = normed @ model.get_layer("scores").kernel + model.get_layer("scores").bias
            y = tf.reduce_sum(logits * weights)
        gradient = tape.gradient(y, attention).numpy()[0]
        by_layer.append(np.maximum(gradient, 0).mean(axis=(0, 1)))
    expected = np.mean(by_layer[-last:], axis=0)[1 if class_token else 0 :].reshape(4, 5)
    call = MethodCall("legrad", (("last", last),))
    np.testing.assert_allclose(found(model, batch[0], weights, call), enlarged(expected), rtol=1e-4)


def test_legrad_says_where_no_layer_sees_all_tokens() -> None:
    """Two branches of attention side by side, joined where places are gone."""
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((16, 16, 3))
    x = layers.Reshape((16, 8), name="tokens")(layers.Conv2D(8, 4, 4)(inputs))
    pool = layers.GlobalAveragePooling1D()
    both = [pool(layers.MultiHeadAttention(1, 4, name=name)(x, x)) for name in ("left", "right")]
    model = helpers.with_random_weights(keras.Model(inputs, layers.Dense(2)(layers.Concatenate()(both))))
    with pytest.raises(ChoiceFailure, match=r"Behind the attention (left|right) there is no layer.*gradient_attention"):
        found(model, helpers.inputs(model, 1)[0], helpers.weights_for(1, 0), MethodCall("legrad"))


def gains(x: np.ndarray, kernel: np.ndarray, relevance: np.ndarray) -> np.ndarray:
    """Of the input, by the positive products: (..., in), (in, out), (..., out) -> (..., in)."""
    pairs = [(np.maximum(x, 0), np.maximum(kernel, 0)), (np.minimum(x, 0), np.minimum(kernel, 0))]
    share = relevance / sum(one @ weights for one, weights in pairs)
    return np.asarray(sum(one * (share @ weights.T) for one, weights in pairs))


def balanced(first: np.ndarray, second: np.ndarray, relevance: np.ndarray) -> list[np.ndarray]:
    """Of both summands."""
    shares = [one * relevance / (first + second) for one in (first, second)]
    sizes = [abs(one.sum()) for one in shares]
    return [
        share * size / sum(sizes) * relevance.sum() / share.sum() for share, size in zip(shares, sizes, strict=True)
    ]


@pytest.mark.parametrize("class_token", [True, False], ids=["class token", "mean of tokens"])
def test_transformer_attribution_as_its_authors_propagate(class_token: bool) -> None:
    """The rules of the authors' code, written out for two blocks; in float64, from the model's own values."""
    import tensorflow as tf

    keras = helpers.keras_ready()
    model, weights = helpers.transformer(class_token), helpers.weights_for(0, 1, 0)
    batch, count = helpers.inputs(model, 1), 21 if class_token else 20
    network = helpers.compiled(model).model

    def kernel(layer: Any) -> np.ndarray:
        return layer.kernel.numpy().astype(np.float64)

    def value(tensor: Any) -> np.ndarray:
        return np.asarray(keras.Model(network.inputs, tensor)(tf.constant(batch), training=False), np.float64)[0]

    def output(name: str) -> np.ndarray:
        return value(network.get_layer(name).output)

    tokens = output("last_norm")
    read = tokens[:1] if class_token else tokens.mean(axis=0, keepdims=True)
    relevance = gains(read, kernel(network.get_layer("scores")), weights[None])
    if class_token:
        relevance = np.concatenate([relevance, np.zeros((count - 1, 16))])
    else:
        relevance = relevance * tokens / tokens.sum(axis=0)
    of_attention: list[np.ndarray] = []
    for block, before in (("second", "second_norm"), ("first", "first_norm")):
        get = network.get_layer
        attention, wide, narrow = (get(f"{block}_{name}") for name in ("attention", "wide", "narrow"))
        merged, inside = balanced(output(f"{block}_merge"), value(narrow.output), relevance)
        hidden = gains(value(narrow.input), kernel(narrow), inside)
        relevance = merged + gains(value(wide.input), kernel(wide), hidden)
        normed, mixed, scores = output(before), value(attention.output[0]), value(attention.output[1])
        passed, inside = balanced(value(get(before).input), mixed, relevance)
        kernels, biases = (
            {one.path.split("/")[-2]: one.numpy().astype(np.float64) for one in attention.weights if one.name == name}
            for name in ("kernel", "bias")
        )
        names = ("query", "key", "value")
        query, key, values = (np.einsum("td,dhk->htk", normed, kernels[name]) + biases[name][:, None] for name in names)
        heads = scores @ values
        out = kernels["attention_output"].reshape(16, 16)
        inside = gains(heads.transpose(1, 0, 2).reshape(count, 16), out, inside)
        share = inside.reshape(count, 2, 8).transpose(1, 0, 2) / heads
        of_scores = scores * (share @ values.transpose(0, 2, 1)) / 2
        of_attention.insert(0, of_scores)
        share_of_product = of_scores / (query @ key.transpose(0, 2, 1))
        of_each = [
            query * (share_of_product @ key) / 2,
            key * (share_of_product.transpose(0, 2, 1) @ query) / 2,
            values * (scores.transpose(0, 2, 1) @ share) / 2,
        ]
        relevance = passed + sum(
            gains(normed, kernels[name].reshape(16, 16), part.transpose(1, 0, 2).reshape(count, 16))
            for name, part in zip(names, of_each, strict=True)
        )
    flow = np.eye(count)
    for (_, gradient), of_scores in zip(attentions(model, batch, weights), of_attention, strict=True):
        flow = flow + np.maximum(gradient * of_scores, 0).mean(axis=0) @ flow
    row = flow[0, 1:] if class_token else flow.mean(axis=0)
    expected = enlarged(row.reshape(4, 5))
    map_of_it = found(model, batch[0], weights, MethodCall("transformer_attribution"))
    np.testing.assert_allclose(map_of_it, expected, rtol=1e-5, atol=2e-3 * np.ptp(expected))
