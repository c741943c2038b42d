"""Class activation maps from the model's answers to masked layers and masked pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import helpers
import numpy as np
import pytest

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.request import Heatmap, MethodCall

if TYPE_CHECKING:
    import keras

LAYER = "depthwise_relu"  # 6x5, then pooling and four classes
CLASS = helpers.weights_for(0, 0, 1, 0)


@pytest.fixture(scope="module")
def normed() -> keras.Model:
    return helpers.normed()


@pytest.fixture(scope="module")
def network(normed: keras.Model) -> CompiledModel:
    return helpers.compiled(normed)


@pytest.fixture(scope="module")
def picture(normed: keras.Model) -> np.ndarray:
    return helpers.inputs(normed, 1)[0]


def raw(heatmap: Heatmap) -> np.ndarray:
    return heatmap.values * (heatmap.raw_max - heatmap.raw_min) + heatmap.raw_min


def found(
    network: CompiledModel, picture: np.ndarray, method: str, weights: np.ndarray, layer: str = LAYER, **params: float
) -> np.ndarray:
    return raw(helpers.maps(network, picture, weights, layer, MethodCall(method, tuple(params.items())))[0])


def softmax(logits: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True))


@pytest.mark.parametrize("gaussian", [True, False], ids=["smooth", "sharp"])
@pytest.mark.parametrize(
    "weights", [CLASS, CLASS - helpers.weights_for(1, 0, 0, 0)], ids=["a class", "A rather than B"]
)
def test_reciprocam_shows_the_head_one_place(
    normed: keras.Model, network: CompiledModel, picture: np.ndarray, gaussian: bool, weights: np.ndarray
) -> None:
    from attnstudio.core.scaling import enlarge

    activation = helpers.slow(network.model, picture[None], weights, LAYER).activation[0]
    head = normed.get_layer("scores")
    kernel, bias = head.kernel.numpy(), head.bias.numpy()
    expected = np.zeros(activation.shape[:2], np.float32)
    for row, column in np.ndindex(expected.shape):
        # Behind the layer the mean of all places is taken: only how much of the mask lies inside counts.
        reach = [
            sum({-1: 0.25, 0: 0.5, 1: 0.25}[step] for step in (-1, 0, 1) if 0 <= place + step < size)
            for place, size in zip((row, column), expected.shape, strict=True)
        ]
        share = np.prod(reach) if gaussian else 1
        pooled = share * activation[row, column] / expected.size
        expected[row, column] = max(softmax(pooled @ kernel + bias) @ weights, 0)
    map_of_it = found(network, picture, "reciprocam", weights, gaussian=gaussian)
    np.testing.assert_allclose(map_of_it, enlarge(expected, *picture.shape[:2]), atol=1e-5)


def test_opticam_climbs_by_adam() -> None:
    """The authors' loop with Keras's Adam, and a tape round the masked picture."""
    import tensorflow as tf

    from attnstudio.core.scaling import enlarge

    keras, model = helpers.keras_ready(), helpers.residual()
    network, picture, weights = helpers.compiled(model), helpers.inputs(model, 1)[0], helpers.weights_for(1, 0, 0)
    height, width = picture.shape[:2]
    activation = helpers.slow(network.model, picture[None], weights, "pool").activation[0]
    tall, wide = (enlarge(np.eye(size, dtype=np.float32), wanted, size) for size, wanted in ((6, height), (5, width)))
    u, adam = tf.Variable(np.full(activation.shape[-1], 0.5, np.float32)), keras.optimizers.Adam(0.3, epsilon=1e-8)
    assert np.count_nonzero(activation.any(axis=(0, 1))) > 2  # with one channel every mix is the same mask
    scores = []
    for _ in range(12):
        with tf.GradientTape() as tape:
            mask = tall @ tf.reduce_sum(tf.nn.softmax(u) * activation, axis=-1) @ wide.T
            mask = (mask - tf.reduce_min(mask)) / (tf.reduce_max(mask) - tf.reduce_min(mask))
            masked = mask[..., None] * (picture + 1) - 1  # -1 is black
            loss = -tf.reduce_sum(network.model(masked[None], training=False) * weights)
        scores.append(-float(loss))
        adam.apply_gradients([(tape.gradient(loss, u), u)])
    assert scores[-1] > scores[0]
    expected = enlarge((tf.nn.softmax(u) * activation).numpy().sum(axis=-1), height, width)
    map_of_it = found(network, picture, "opticam", weights, "pool", steps=12, rate=0.3)
    # Channels that are 0 everywhere change nothing but the sum of the weights, by rounding errors.
    np.testing.assert_allclose(map_of_it / map_of_it.max(), expected / expected.max(), atol=1e-3)
