"""Relevance and path methods of a plain Sequential model, from its file to the map, against eager TensorFlow on the
model as Keras loads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.placement import Placement, fit
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.scaling import denormalised

SCENE = sorted((helpers.ROOT / "resources" / "demo" / "scenes").iterdir())[0]
HEIGHT, WIDTH = 20, 16
CALLS = {
    "LRP": MethodCall("lrp"),
    "LRP, epsilon": MethodCall("lrp", (("composite", "epsilon"), ("epsilon", 0.1))),
    "LRP, biases ignored": MethodCall("lrp", (("biases", "ignore"),)),
    "deep Taylor": MethodCall("deep_taylor"),
    "DeepLIFT": MethodCall("deeplift", (("baseline", "black"),)),
    "IDGI": MethodCall("idgi", (("baseline", "black"), ("steps", 9))),
    "SmoothDiff without noise": MethodCall("smoothdiff", (("samples", 1), ("noise", 0.0))),
}
TARGETS = {"2": (0, 0, 1, 0), "3-1": (0, -1, 0, 1)}


class Loaded:
    """The model as Keras loads it, its layers computed one by one."""

    def __init__(self, path: Path) -> None:
        import keras

        self.layers = keras.models.load_model(path).layers

    def linear(self, layer: Any, x: Any, kernel: Any) -> Any:
        import tensorflow as tf

        return x @ kernel if len(kernel.shape) == 2 else tf.nn.conv2d(x, kernel, 1, "VALID")

    def inputs_of_layers(self, x: Any) -> list[Any]:
        """And the logits: the last layer's softmax is left out."""
        import tensorflow as tf

        every = [tf.convert_to_tensor(x)]
        for layer in self.layers:
            y = self.linear(layer, every[-1], layer.kernel) + layer.bias if layer.weights else layer(every[-1])
            is_hidden = bool(layer.weights) and layer is not self.layers[-1]
            every.append(tf.nn.relu(y) if is_hidden else y)
        return every

    def score(self, x: np.ndarray, weights: np.ndarray) -> float:
        return float((self.inputs_of_layers(x[None])[-1].numpy() @ weights)[0])

    def gradient(self, x: np.ndarray, weights: np.ndarray) -> np.ndarray:
        import tensorflow as tf

        batch = tf.constant(x[None])
        with tf.GradientTape() as tape:
            tape.watch(batch)
            score = tf.reduce_sum(self.inputs_of_layers(batch)[-1] * weights)
        return np.asarray(tape.gradient(score, batch)[0])

    def relevance(self, x: np.ndarray, weights: np.ndarray, name: str) -> np.ndarray:
        every = self.inputs_of_layers(x[None])
        relevance = every[-1] * weights
        for place in reversed(range(len(self.layers))):
            layer, given = self.layers[place], every[place]
            if not layer.weights:
                relevance = self._back(layer, given, relevance)  # max pooling, flattening
            elif name == "LRP, epsilon" or (name != "deep Taylor" and len(layer.kernel.shape) == 2):
                epsilon = 0.1 if name == "LRP, epsilon" else 1e-6
                relevance = self._epsilon(layer, given, relevance, epsilon, absorbs=name != "LRP, biases ignored")
            elif name == "deep Taylor" and place == 0:
                relevance = self._box(layer, given, relevance)
            else:
                relevance = self._positive(layer, given, relevance, absorbs=name == "LRP")
        return np.asarray(relevance[0])

    def _back(self, function: Any, x: Any, incoming: Any) -> Any:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, x, output_gradients=incoming)

    def _epsilon(self, layer: Any, x: Any, relevance: Any, epsilon: float, *, absorbs: bool) -> Any:
        import tensorflow as tf

        z = self.linear(layer, x, layer.kernel) + (layer.bias if absorbs else 0.0)
        quotient = relevance / (z + epsilon * tf.where(z < 0, -1.0, 1.0))
        return x * self._back(lambda one: self.linear(layer, one, layer.kernel), x, quotient)

    def _parts(self, layer: Any, parts: list[tuple[Any, Any]], bias: Any, relevance: Any) -> Any:
        z = sum(self.linear(layer, x, kernel) for x, kernel in parts) + bias + 1e-6
        shares = (x * self._back(lambda one, k=k: self.linear(layer, one, k), x, relevance / z) for x, k in parts)
        return sum(shares)

    def _positive(self, layer: Any, x: Any, relevance: Any, *, absorbs: bool) -> Any:
        import tensorflow as tf

        kernel = tf.convert_to_tensor(layer.kernel)
        parts = [(tf.maximum(x, 0), tf.maximum(kernel, 0)), (tf.minimum(x, 0), tf.minimum(kernel, 0))]
        return self._parts(layer, parts, tf.maximum(layer.bias, 0) if absorbs else 0.0, relevance)

    def _box(self, layer: Any, x: Any, relevance: Any) -> Any:
        import tensorflow as tf

        kernel = tf.convert_to_tensor(layer.kernel)
        low, high = -tf.ones_like(x), tf.ones_like(x)
        parts = [(x, kernel), (-low, tf.maximum(kernel, 0)), (-high, tf.minimum(kernel, 0))]
        return self._parts(layer, parts, 0.0, relevance)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    keras = helpers.keras_ready()
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((HEIGHT, WIDTH, 3)),
            layers.Conv2D(6, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(12, activation="relu"),
            layers.Dense(4, activation="softmax"),
        ]
    )
    made = tmp_path_factory.mktemp("file") / "plain.keras"
    helpers.with_random_weights(model, seed=3).save(made)
    return made


@pytest.fixture(scope="module")
def maps(path: Path) -> dict[tuple[str, str], np.ndarray]:
    """Every map, before normalisation."""
    engine, found = Engine(()), {}
    for target in TARGETS:
        options = ModelOptions(preprocessing="minus_one_to_one")
        request = Request(SCENE, str(path), tuple(CALLS.values()), target=target, options=options)
        for name, one in zip(CALLS, engine.run(request, RunContext()).heatmaps, strict=True):
            found[target, name] = denormalised(one.values, one.raw_min, one.raw_max)
    return found


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", CALLS)
def test_the_map_is_that_of_eager_tensorflow(
    name: str, target: str, path: Path, maps: dict[tuple[str, str], np.ndarray]
) -> None:
    loaded, weights, found = Loaded(path), np.array(TARGETS[target], np.float32), maps[target, name]
    pixels = images.decode(SCENE).pixels
    size = pixels.shape[1], pixels.shape[0]
    x = fit(pixels, Placement.of(size, (WIDTH, HEIGHT), "stretch"), "bilinear").astype(np.float32) / 127.5 - 1
    if name in ("DeepLIFT", "IDGI"):
        rise = loaded.score(x, weights) - loaded.score(np.full_like(x, -1), weights)
        assert found.sum() == pytest.approx(rise, rel=1e-3, abs=1e-4 * float(np.abs(found).sum()))
        assert np.ptp(found) > 0
        return
    if name == "SmoothDiff without noise":
        wanted = np.abs(loaded.gradient(x, weights)).max(axis=-1)
    else:
        wanted = loaded.relevance(x, weights, name).sum(axis=-1)
    assert np.ptp(wanted) > 0
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-4 * np.abs(wanted).max())
