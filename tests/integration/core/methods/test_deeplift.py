"""DeepLIFT: against values computed by hand, multipliers computed with NumPy, and summation to delta."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import helpers
import numpy as np
import pytest

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.explain import bind_methods, explain_each
from attnstudio.core.relevance.graph import Difference
from attnstudio.core.request import MethodCall

if TYPE_CHECKING:
    import keras

RULES = pytest.mark.parametrize("reveal", [False, True], ids=["rescale", "reveal_cancel"])


def contributions(network: CompiledModel, one_input: np.ndarray, reference: np.ndarray, reveal: bool) -> np.ndarray:
    """To the first logit."""
    weights = np.eye(1, network.class_count, dtype=np.float32)
    found: np.ndarray = network.run(Difference(reveal), one_input[None], weights, reference[None])[2][0]
    return found


def change(network: CompiledModel, one_input: np.ndarray, reference: np.ndarray) -> float:
    """Of the first logit."""
    logits = network.logits(np.stack([one_input, reference]))[:, 0]
    return float(logits[0] - logits[1])


def minimum() -> CompiledModel:
    """min(a, b) = a - ReLU(a - b), the example of the paper's section 3.5."""
    keras = helpers.keras_ready()
    inputs = keras.Input((1, 2, 1))
    pair = keras.layers.Flatten()(inputs)
    over = keras.layers.Dense(1, "relu", use_bias=False)(pair)
    outputs = keras.layers.Dense(2, use_bias=False)(keras.layers.Concatenate()([pair, over]))
    model = keras.Model(inputs, outputs)
    model.set_weights([np.array([[1.0], [-1.0]]), np.array([[1.0, 0.0], [0.0, 0.0], [-1.0, 0.0]])])
    return helpers.compiled(model)


@pytest.mark.parametrize(("reveal", "wanted"), [(False, (0, 6)), (True, (3, 3))], ids=["rescale", "reveal_cancel"])
def test_a_minimum_by_hand(reveal: bool, wanted: tuple[float, float]) -> None:
    """Rescale gives all of min(10, 6) to the 6; reveal-cancel sees that either one alone would have kept it at 0."""
    one_input = np.reshape([10.0, 6.0], (1, 2, 1)).astype(np.float32)
    found = contributions(minimum(), one_input, np.zeros_like(one_input), reveal)
    np.testing.assert_allclose(found.ravel(), wanted, atol=1e-5)


def test_maxima_by_hand() -> None:
    """Of (3, 1) against (0, 2) it rises from 2 to 3 by the first; against (0, 5) it falls to 3 by the second."""
    keras = helpers.keras_ready()
    inputs = keras.Input((1, 2, 1))
    x = keras.layers.Flatten()(keras.layers.MaxPooling2D((1, 2))(inputs))
    model = keras.Model(inputs, keras.layers.Dense(2, use_bias=False)(x))
    model.set_weights([np.array([[2.0, 0.0]])])
    network = helpers.compiled(model)
    for reference, wanted in (((0, 2), (2, 0)), ((0, 5), (0, -4))):
        one_input, start = (np.reshape(pair, (1, 2, 1)).astype(np.float32) for pair in ((3, 1), reference))
        np.testing.assert_allclose(contributions(network, one_input, start, False).ravel(), wanted, atol=1e-5)


def plus(values: np.ndarray) -> np.ndarray:
    return np.maximum(values, 0)


def minus(values: np.ndarray) -> np.ndarray:
    return np.minimum(values, 0)


def multipliers(w: np.ndarray, b: np.ndarray, x: np.ndarray, r: np.ndarray, m: np.ndarray, reveal: bool) -> np.ndarray:
    """Of the inputs of ReLU(x w + b), from those of its outputs, as the authors' code computes them."""
    z, start, d = x @ w + b, r @ w + b, x - r
    if not reveal:
        return w @ (m * (plus(z) - plus(start)) / (z - start))
    gain, loss = plus(d) @ plus(w) + minus(d) @ minus(w), plus(d) @ minus(w) + minus(d) @ plus(w)
    of_gain = (plus(start + gain) - plus(start) + plus(z) - plus(start + loss)) / 2 / gain * m
    of_loss = (plus(start + loss) - plus(start) + plus(z) - plus(start + gain)) / 2 / loss * m
    above, below = plus(w) @ of_gain + minus(w) @ of_loss, minus(w) @ of_gain + plus(w) @ of_loss
    return np.where(d > 0, above, np.where(d < 0, below, (above + below) / 2))


@RULES
def test_three_layers_as_the_authors_compute_them(reveal: bool) -> None:
    keras = helpers.keras_ready()
    x = inputs = keras.Input((2, 2, 3))
    x = keras.layers.Conv2D(7, 2, activation="relu")(x)  # one place: a dense layer of 12 inputs
    x = keras.layers.ReLU()(keras.layers.Conv2D(6, 1)(x))
    model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(x))))
    one_input, reference = helpers.inputs(model, 2)
    weights = [one.astype(np.float64) for one in model.get_weights()]
    pairs = [(one.reshape(-1, one.shape[-1]), bias) for one, bias in zip(weights[::2], weights[1::2], strict=True)]
    ends = [one_input.astype(np.float64).ravel()], [reference.astype(np.float64).ravel()]
    for w, b in pairs[:2]:
        for end in ends:
            end.append(plus(end[-1] @ w + b))
    m = pairs[2][0][:, 0]
    for (w, b), x, r in list(zip(pairs[:2], *ends, strict=False))[::-1]:
        m = multipliers(w, b, x, r, m, reveal)
    wanted = m * (ends[0][0] - ends[1][0])
    found = contributions(helpers.compiled(model), one_input, reference, reveal)
    np.testing.assert_allclose(found.ravel(), wanted, rtol=2e-3, atol=1e-5 * np.abs(wanted).max())


def unusual() -> keras.Model:
    """What the paper has no rule for: layer normalisation, a product of two tensors, a softmax; and swish."""
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((6, 6, 3))
    x = layers.Conv2D(4, 3, activation="swish")(inputs)
    x = layers.Multiply()([layers.LayerNormalization()(x), layers.Activation("softmax")(x)])
    return helpers.with_random_weights(keras.Model(inputs, layers.Dense(3)(layers.Flatten()(x))))


@pytest.mark.parametrize("make", [helpers.normed, helpers.residual, helpers.transformer, unusual])
@RULES
def test_the_contributions_sum_to_the_difference(make: Any, reveal: bool) -> None:
    network = helpers.compiled(make())
    one_input, reference = helpers.inputs(network.model, 2)
    found = contributions(network, one_input, reference, reveal)
    assert found.sum() == pytest.approx(change(network, one_input, reference), rel=5e-3, abs=1e-4)


def test_the_map_is_the_mean_over_its_baselines_and_says_its_gap() -> None:
    network = helpers.compiled(helpers.residual())
    one_input, weights = helpers.inputs(network.model, 1)[0], helpers.weights_for(1, 0, 0)
    call = MethodCall("deeplift", (("baseline", "two-sided"),))
    (heatmap,) = helpers.maps(network, one_input, weights, None, call)
    ends = [np.full_like(one_input, level) for level in (-1, 1)]
    wanted = np.mean([contributions(network, one_input, end, False) for end in ends], axis=0).sum(axis=-1)
    raw = heatmap.raw_min + heatmap.values * (heatmap.raw_max - heatmap.raw_min)
    np.testing.assert_allclose(raw, wanted, rtol=1e-3, atol=1e-4 * np.abs(wanted).max())
    rise = np.mean([change(network, one_input, end) for end in ends])
    assert f"rises by {rise:.4g}" in str(heatmap.notices[-1])


@pytest.mark.parametrize("baseline", ["black", "two-sided", "blur"])
@RULES
def test_pictures_that_are_explained_together_have_the_maps_that_each_has_alone(reveal: bool, baseline: str) -> None:
    """For a class of its own each, through convolutions, maxima, sums, and a softmax without a rule."""
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((8, 8, 3))
    x = layers.MaxPooling2D()(layers.Conv2D(6, 3, padding="same", activation="relu")(inputs))
    x = layers.Add()([x, layers.Activation("softmax")(layers.Conv2D(6, 1)(x))])
    network = helpers.compiled(
        helpers.with_random_weights(keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling2D()(x))))
    )
    network.gradient_batch = 2
    rule = "reveal_cancel" if reveal else "rescale"
    call = MethodCall("deeplift", (("baseline", baseline), ("rule", rule)))
    given, weights = helpers.inputs(network.model, 3), list(np.eye(3, dtype=np.float32))
    together = explain_each(
        bind_methods([call]), network, [helpers.model_input_of(one) for one in given], weights, None, RunContext()
    )
    for one, class_weights, (found,) in zip(given, weights, together, strict=True):
        (alone,) = helpers.maps(network, one, class_weights, None, call)
        np.testing.assert_allclose(found.values, alone.values, atol=1e-5)
        assert found.raw_max == pytest.approx(alone.raw_max, rel=1e-5)
        assert str(found.notices[-1]) == str(alone.notices[-1])
