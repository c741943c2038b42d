"""Layer-wise relevance propagation: against values computed by hand, NumPy transcriptions of zennit 0.5, and axioms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import helpers
import numpy as np
import pytest

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.evaluation.cascade import Cascade
from attnstudio.core.explain import bind_methods, explain, explain_each
from attnstudio.core.graphs import GraphSpec
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.relevance.composites import DEEP_TAYLOR, NAMES, Composite, composite
from attnstudio.core.relevance.graph import Difference, Relevance
from attnstudio.core.relevance.linear_rules import AlphaBeta, Epsilon, Flat, Gamma, LinearRule, WSquare, ZBox, ZPlus
from attnstudio.core.request import MethodCall

if TYPE_CHECKING:
    import keras

LOW, HIGH = -1.0, 3.0


def relevance_of(
    network: CompiledModel, one_input: np.ndarray, rules: Composite, conservative: bool = False
) -> tuple[float, np.ndarray]:
    """The first logit, and the relevance of the input."""
    weights = np.eye(1, network.class_count, dtype=np.float32)
    ends = [np.full_like(one_input, level) for level in (LOW, HIGH)]
    logits, relevance = network.run(Relevance(rules, conservative), one_input[None], weights, *ends)
    return float(logits[0, 0]), relevance[0]


def without_biases(model: keras.Model, left: float = 0) -> keras.Model:
    """`left`: the share of them that stays."""
    for variable in model.weights:
        if variable.path.endswith("bias"):
            variable.assign(left * variable.numpy())
    return model


def two_products() -> CompiledModel:
    """y = 3 x1 + 2 x2 + 1, a convolution."""
    keras = helpers.keras_ready()
    inputs = keras.Input((1, 2, 1))
    x = keras.layers.Flatten()(keras.layers.Conv2D(1, (1, 2))(inputs))
    model = keras.Model(inputs, keras.layers.Dense(2, use_bias=False)(x))
    model.set_weights([np.reshape([3.0, 2.0], (1, 2, 1, 1)), np.ones(1), np.array([[1.0, 0.0]])])
    return helpers.compiled(model)


# The products are 6 and -2, the bias is 1, and so y = 5.
@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        (Epsilon(0), (6, -2)),
        (Epsilon(5), (3, -1)),
        (ZPlus(), (5 * 6 / 7, 0)),
        (AlphaBeta(), (2 * 5 * 6 / 7, -5)),
        (Gamma(0.25), (5 * 7.5 / 6.75, 5 * -2 / 6.75)),
        (Flat(), (2.5, 2.5)),
        (WSquare(), (5 * 9 / 14, 5 * 4 / 14)),
        (ZBox(), (5, 0)),  # 6 + 3 and -2 + 2, as the least input is -1
    ],
    ids=lambda one: type(one).__name__,
)
def test_each_rule_by_hand(rule: LinearRule, wanted: tuple[float, float]) -> None:
    one_input = np.reshape([2.0, -1.0], (1, 2, 1)).astype(np.float32)
    score, relevance = relevance_of(two_products(), one_input, Composite(Epsilon(0), rule, rule))
    assert score == pytest.approx(5)
    np.testing.assert_allclose(relevance.ravel(), wanted, rtol=1e-5, atol=1e-6)


def stabilised(z: np.ndarray) -> np.ndarray:
    """zennit.core.Stabilizer."""
    return z + ((z == 0) + np.sign(z)) * 1e-6


def plus(values: np.ndarray) -> np.ndarray:
    return np.maximum(values, 0)


def minus(values: np.ndarray) -> np.ndarray:
    return np.minimum(values, 0)


def by_zennit(rule: LinearRule, x: np.ndarray, w: np.ndarray, b: np.ndarray, r: np.ndarray) -> np.ndarray:
    """zennit.rules, for x (inputs,), w (inputs, outputs): input, parameters, gradient and reducer of each."""
    match rule:
        case Epsilon():
            return x * (w @ (r / stabilised(x @ w + b)))
        case ZPlus():
            z = plus(x) @ plus(w) + plus(b) + minus(x) @ minus(w)
            return plus(x) * (plus(w) @ (r / stabilised(z))) + minus(x) * (minus(w) @ (r / stabilised(z)))
        case AlphaBeta(alpha, beta):
            z = plus(x) @ plus(w) + plus(b) + minus(x) @ minus(w)
            n = plus(x) @ minus(w) + minus(b) + minus(x) @ plus(w)
            gain = plus(x) * (plus(w) @ (r / stabilised(z))) + minus(x) * (minus(w) @ (r / stabilised(z)))
            loss = plus(x) * (minus(w) @ (r / stabilised(n))) + minus(x) * (plus(w) @ (r / stabilised(n)))
            return alpha * gain - beta * loss
        case Gamma(gamma):
            more, less, z = w + gamma * plus(w), w + gamma * minus(w), x @ w + b
            above = (z > 0) * r / stabilised(plus(x) @ more + b + gamma * plus(b) + minus(x) @ less)
            below = (z < 0) * r / stabilised(plus(x) @ less + b + gamma * minus(b) + minus(x) @ more)
            return plus(x) * (more @ above + less @ below) + minus(x) * (less @ above + more @ below)
        case Flat():
            return np.ones_like(w) @ (r / stabilised(np.full(len(b), float(len(x)))))
        case WSquare():
            return w**2 @ (r / stabilised((w**2).sum(axis=0) + b**2))
        case ZBox():
            low, high = np.full_like(x, LOW), np.full_like(x, HIGH)
            s = r / stabilised(x @ w - low @ plus(w) - high @ minus(w))
            return x * (w @ s) - low * (plus(w) @ s) - high * (minus(w) @ s)
    raise AssertionError(rule)


@pytest.mark.parametrize("first", [Epsilon(), ZPlus(), AlphaBeta(), Gamma(), Flat(), WSquare(), ZBox()], ids=str)
@pytest.mark.parametrize(
    "activations", [("relu", "relu"), ("swish", "swish"), ("linear", "relu")], ids=lambda pair: "-".join(pair)
)
def test_three_layers_as_zennit_computes_them(first: LinearRule, activations: tuple[str, str]) -> None:
    """The second layer, a convolution of 1x1, has inputs of one sign or, behind a linear bottleneck, of both."""
    keras = helpers.keras_ready()
    x = inputs = keras.Input((2, 2, 3))
    x = keras.layers.Conv2D(7, 2, activation=activations[0])(x)  # one place: a dense layer of 12 inputs
    x = keras.layers.Conv2D(6, 1, activation=activations[1])(x)
    model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(x))))
    one_input = helpers.inputs(model, 1)[0]
    rest = ZPlus() if isinstance(first, (Flat, WSquare, ZBox)) else first
    score, relevance = relevance_of(helpers.compiled(model), one_input, Composite(Epsilon(), rest, first))

    weights = [one.astype(np.float64) for one in model.get_weights()]
    pairs = [(one.reshape(-1, one.shape[-1]), bias) for one, bias in zip(weights[::2], weights[1::2], strict=True)]
    before = [one_input.astype(np.float64).ravel()]
    for activation, (w, b) in zip(activations, pairs, strict=False):
        z = before[-1] @ w + b
        before.append({"linear": z, "relu": plus(z), "swish": z / (1 + np.exp(-z))}[activation])
    r = np.array([before[2] @ pairs[2][0][:, 0] + pairs[2][1][0], 0, 0])
    assert score == pytest.approx(r[0], rel=1e-4)
    for rule, a, (w, b) in zip((Epsilon(), rest, first), before[::-1], pairs[::-1], strict=True):
        r = by_zennit(rule, a, w, b, r)
    np.testing.assert_allclose(relevance.ravel(), r, rtol=2e-3, atol=1e-5 * np.abs(r).max())


def test_composites_assign_the_rules_that_zennit_assigns() -> None:
    dense = Epsilon(0.1)
    assert {name: composite(name, 0.1, 0.3) for name in NAMES} == {
        "epsilon_plus": Composite(dense, ZPlus()),
        "epsilon_plus_flat": Composite(dense, ZPlus(), Flat()),
        "epsilon_gamma_box": Composite(dense, Gamma(0.3), ZBox(), first_is_convolution=True),
        "epsilon_alpha2_beta1": Composite(dense, AlphaBeta(2, 1)),
        "epsilon": Composite(dense, dense),
    }
    box, flat = (composite(name, 0.1, 0.3) for name in ("epsilon_gamma_box", "epsilon_plus_flat"))
    assert box.rule(is_dense=False, is_first=True) == ZBox()
    assert box.rule(is_dense=True, is_first=True) == dense  # zennit has the box on convolutions alone
    assert flat.rule(is_dense=True, is_first=True) == Flat()
    assert flat.rule(is_dense=False, is_first=False) == ZPlus()


def joined() -> keras.Model:
    """Separable and depthwise convolutions, concatenation, average pooling, a residual sum."""
    keras = helpers.keras_ready()
    layers = keras.layers
    x = inputs = keras.Input((12, 10, 3))
    x = short = layers.SeparableConv2D(4, 3, padding="same", activation="relu")(x)
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu")(x)
    x = layers.Concatenate()([layers.Conv2D(4, 1, activation="relu")(x), short])
    x = layers.Add()([layers.Conv2D(8, 3, padding="same")(x), x])
    x = layers.ZeroPadding2D(1)(layers.AveragePooling2D(2)(layers.ReLU()(x)))
    return helpers.with_random_weights(keras.Model(inputs, layers.Dense(3)(layers.GlobalMaxPooling2D()(x))))


def scaled() -> keras.Model:
    """A block of ConvNeXt, whose layers are Keras's, but not in keras.layers; a convolution of 1x1 that leaves places
    out."""
    keras = helpers.keras_ready()
    from keras.src.applications.convnext import LayerScale, StochasticDepth

    layers = keras.layers
    x = inputs = keras.Input((8, 8, 3))
    x = short = layers.Conv2D(4, 2, activation="relu")(x)
    x = StochasticDepth(0.5)(LayerScale(0.3, 4)(layers.Conv2D(4, 3, padding="same")(x)))
    x = layers.Conv2D(4, 1, strides=2)(layers.ReLU()(layers.Add()([x, short])))
    return helpers.with_random_weights(keras.Model(inputs, layers.Dense(3)(layers.GlobalMaxPooling2D()(x))))


@pytest.mark.parametrize("make", [helpers.residual, joined, scaled])
def test_with_no_epsilon_and_no_biases_it_is_gradient_x_input(make: Any) -> None:
    network = helpers.compiled(without_biases(make()))
    one_input = helpers.inputs(network.model, 1)[0]
    _, relevance = relevance_of(network, one_input, composite("epsilon", 0, 0))
    weights = np.eye(1, network.class_count, dtype=np.float32)
    wanted = one_input * network.input_gradients(one_input[None], weights)[0]
    np.testing.assert_allclose(relevance, wanted, rtol=1e-3, atol=1e-4 * np.abs(wanted).max())


# Alpha-beta gives an output that nothing speaks against twice its relevance: joined() has such, with 9 inputs each.
@pytest.mark.parametrize(
    ("make", "name"),
    [(make, name) for make in (helpers.residual, joined) for name in NAMES if (make, name) != (joined, NAMES[3])],
)
def test_all_of_the_score_is_handed_out_where_there_are_no_biases(make: Any, name: str) -> None:
    network = helpers.compiled(without_biases(make()))
    score, relevance = relevance_of(network, helpers.inputs(network.model, 1)[0], composite(name, 1e-6, 0.25))
    assert relevance.sum() == pytest.approx(score, rel=1e-3)


@pytest.mark.parametrize("name", [*NAMES, "deep_taylor"])
def test_all_of_the_score_is_handed_out_where_biases_are_ignored(name: str) -> None:
    network = helpers.compiled(without_biases(helpers.residual(), 0.1))
    rules = DEEP_TAYLOR if name == "deep_taylor" else composite(name, 1e-6, 0.25, absorbing=False)
    score, relevance = relevance_of(network, helpers.inputs(network.model, 1)[0], rules)
    assert relevance.sum() == pytest.approx(score, rel=1e-3)


def test_deep_taylor_as_the_paper_computes_it() -> None:
    """z+ without biases, then the box; of a positive score no pixel gets less than nothing."""
    keras = helpers.keras_ready()
    x = inputs = keras.Input((2, 2, 3))
    x = keras.layers.Conv2D(7, 2, activation="relu")(x)  # one place: a dense layer of 12 inputs
    model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(x))), seed=2)
    one_input = helpers.inputs(model, 1)[0]
    score, relevance = relevance_of(helpers.compiled(model), one_input, DEEP_TAYLOR)
    kernel, bias, last, last_bias = (one.astype(np.float64) for one in model.get_weights())
    w, x0 = kernel.reshape(12, 7), one_input.astype(np.float64).ravel()
    hidden = plus(x0 @ w + bias)
    assert score == pytest.approx((hidden @ last + last_bias)[0], rel=1e-4)
    r = by_zennit(ZPlus(), hidden, last, np.zeros(3), np.array([score, 0, 0]))
    wanted = by_zennit(ZBox(), x0, w, np.zeros(7), r)
    np.testing.assert_allclose(relevance.ravel(), wanted, rtol=2e-3, atol=1e-5)
    assert score > 0
    assert wanted.min() >= 0


def test_a_batch_norm_is_part_of_the_convolution_before_it() -> None:
    keras = helpers.keras_ready()
    normed = helpers.normed()
    x = inputs = keras.Input(helpers.TINY_INPUT)
    for layer in ("conv", "depthwise"):
        config = {**normed.get_layer(layer).get_config(), "use_bias": True}
        x = keras.layers.ReLU(6.0)(type(normed.get_layer(layer)).from_config(config)(x))
    merged = keras.Model(inputs, keras.layers.Dense(4, name="scores")(keras.layers.GlobalAveragePooling2D()(x)))
    for layer in ("conv", "depthwise"):
        norm, kernel = normed.get_layer(f"{layer}_norm"), normed.get_layer(layer).get_weights()[0]
        gamma, beta, mean, variance = norm.get_weights()
        scale = gamma / np.sqrt(variance + norm.epsilon)
        per_filter = scale[:, None] if layer == "depthwise" else scale
        merged.get_layer(layer).set_weights([kernel * per_filter, beta - mean * scale])
    merged.get_layer("scores").set_weights(normed.get_layer("scores").get_weights())
    one_input = helpers.inputs(normed, 1)[0]
    for name in NAMES:
        (_, found), (_, wanted) = (
            relevance_of(helpers.compiled(model), one_input, composite(name, 1e-6, 0.25)) for model in (normed, merged)
        )
        np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-5 * np.abs(wanted).max())


def test_bounds_go_through_the_rescaling_before_the_first_layer() -> None:
    keras = helpers.keras_ready()
    layers = keras.layers
    relevances: list[np.ndarray] = []
    for scale in (1.0, 0.5):
        inputs = keras.Input((4, 4, 3))
        x = layers.Conv2D(5, 3, activation="relu")(layers.Rescaling(scale)(inputs))
        model = helpers.with_random_weights(keras.Model(inputs, layers.Dense(3)(layers.Flatten()(x))))
        kernel, *rest = model.get_weights()
        model.set_weights([kernel / scale, *rest])  # so that both compute the same
        one_input = helpers.inputs(model, 1)[0]
        relevances.append(
            relevance_of(helpers.compiled(model), one_input, composite("epsilon_gamma_box", 1e-6, 0.25))[1]
        )
    np.testing.assert_allclose(relevances[0], relevances[1], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_padding_by_a_layer_of_its_own_is_as_padding_by_the_convolution(name: str) -> None:
    """What was padded takes no share from the picture."""
    keras = helpers.keras_ready()
    layers = keras.layers
    found: list[np.ndarray] = []
    for padded in (True, False):
        inputs = keras.Input((5, 5, 3))
        x = layers.ZeroPadding2D(1)(inputs) if padded else inputs
        x = layers.Conv2D(4, 3, padding="valid" if padded else "same", activation="relu")(x)
        model = helpers.with_random_weights(keras.Model(inputs, layers.Dense(3)(layers.Flatten()(x))))
        one_input = helpers.inputs(model, 1)[0]
        found.append(relevance_of(helpers.compiled(model), one_input, composite(name, 1e-6, 0.25))[1])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-4, atol=1e-6)


def test_a_layer_without_a_rule_is_named() -> None:
    keras = helpers.keras_ready()

    class Odd(keras.layers.Layer):  # type: ignore[misc, name-defined]
        def call(self, x: Any) -> Any:
            return keras.ops.sort(x, axis=-1)

    inputs = keras.Input((4, 4, 3))
    scores = keras.layers.Dense(2)(keras.layers.Flatten()(Odd(name="strange")(inputs)))
    network = CompiledModel(keras.Model(inputs, scores))
    with pytest.raises(ChoiceFailure, match=r"the layer strange, which is a Odd\. Choose integrated_gradients"):
        relevance_of(network, np.zeros((4, 4, 3), np.float32), composite("epsilon_plus", 1e-6, 0.25))


@pytest.mark.parametrize(
    "spec", [Relevance(composite("epsilon_plus", 1e-6, 0.25)), Difference()], ids=lambda one: type(one).__name__
)
def test_relevance_follows_weights_that_change(spec: GraphSpec) -> None:
    """As the sanity check changes them: a graph with copies of them would pass as one that knows what was learned."""
    model = helpers.normed()
    x, start = helpers.inputs(model, 2)
    weights = np.eye(1, 4, dtype=np.float32)
    given = (x[None], weights, start[None]) if isinstance(spec, Difference) else (x[None], weights, start, start + 1)
    changing = Cascade(helpers.compiled(model)).network
    before = changing.run(spec, *given)[-1]
    helpers.with_random_weights(model, seed=9)
    changing.model.set_weights(model.get_weights())
    after = changing.run(spec, *given)[-1]
    wanted = helpers.compiled(model).run(spec, *given)[-1]
    np.testing.assert_allclose(after, wanted, rtol=1e-3, atol=1e-4 * np.abs(wanted).max())
    assert np.abs(after - before).max() > 0.1 * np.abs(wanted).max()


def attending() -> CompiledModel:
    """One head of attention over four tokens, without biases."""
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((2, 2, 3))
    x = layers.Reshape((4, 3))(inputs)
    x = layers.MultiHeadAttention(1, 5, use_bias=False, name="attention")(x, x)
    x = layers.Dense(2, use_bias=False)(layers.Flatten()(x))
    return helpers.compiled(helpers.with_random_weights(keras.Model(inputs, x)))


@pytest.mark.parametrize("conservative", [False, True])
def test_attention_as_the_papers_compute_it(conservative: bool) -> None:
    network = attending()
    one_input = helpers.inputs(network.model, 1)[0]
    score, relevance = relevance_of(network, one_input, composite("epsilon", 0, 0), conservative)
    q, k, v, o, last = (one.astype(np.float64) for one in network.model.get_weights())
    q, k, v, o, x = q[:, 0], k[:, 0], v[:, 0], o[0], one_input.astype(np.float64).reshape(4, 3)
    queries, keys, values = x @ q, x @ k, x @ v
    products = queries @ keys.T
    attention = np.exp(products / np.sqrt(5))
    attention /= attention.sum(axis=-1, keepdims=True)
    mixed = attention @ values
    given = mixed @ o
    r = given * last[:, 0].reshape(given.shape)  # of what the attention gives
    assert r.sum() == pytest.approx(score, rel=1e-4)
    r_mixed = mixed * ((r / given) @ o.T)
    of_values = values * (attention.T @ (r_mixed / mixed))
    if conservative:
        wanted = x * ((of_values / values) @ v.T)
        assert wanted.sum() == pytest.approx(score, rel=1e-4)
    else:
        of_values = of_values / 2
        of_attention = attention * ((r_mixed / mixed) @ values.T) / 2
        of_products = products / np.sqrt(5) * (of_attention - attention * of_attention.sum(axis=-1, keepdims=True))
        of_queries = queries * ((of_products / products) @ keys) / 2
        of_keys = keys * ((of_products / products).T @ queries) / 2
        wanted = sum(
            x * ((one / made) @ w.T)
            for one, made, w in ((of_values, values, v), (of_queries, queries, q), (of_keys, keys, k))
        )
    np.testing.assert_allclose(relevance.reshape(4, 3), wanted, rtol=1e-2, atol=1e-4 * np.abs(wanted).max())


def test_the_map_says_what_is_absorbed() -> None:
    one_input = np.reshape([2.0, -1.0], (1, 2, 1)).astype(np.float32)
    call = MethodCall("lrp", (("composite", "epsilon"), ("epsilon", 0.0)))
    (heatmap,) = helpers.maps(two_products(), one_input, helpers.weights_for(1, 0), None, call)
    assert [heatmap.raw_min, heatmap.raw_max] == pytest.approx([-2, 6])
    assert "sums to 4, and the score is 5: biases and stabilisers absorb 1." in str(heatmap.notices[-1])


def cancelling(depth: int) -> CompiledModel:
    """Layers whose units are given 1 - 1 and 2 - 2, and are active by their biases alone."""
    keras = helpers.keras_ready()
    inputs = keras.Input((1, 2, 2))
    x = inputs
    for _ in range(depth):
        x = keras.layers.Conv2D(2, 1, activation="relu")(x)
    model = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(x))
    model.set_weights([np.reshape([1.0, 2.0, -1.0, -2.0], (1, 1, 2, 2)), np.ones(2)] * depth)
    return helpers.compiled(model)


@pytest.mark.parametrize("name", ["epsilon", "epsilon_gamma_box"])
@pytest.mark.parametrize("depth", [4, 12], ids=["finite", "infinite"])
def test_relevance_that_grows_without_bound_is_no_map(name: str, depth: int) -> None:
    """Each layer divides by the stabiliser, 1e-6: the numbers mean nothing, whether float32 can hold them or not."""
    network = cancelling(depth)
    call = MethodCall("lrp", (("composite", name), ("gamma", 0.0), ("biases", "ignore")))
    (heatmap,) = helpers.maps(network, np.ones((1, 2, 2), np.float32), helpers.weights_for(2, 0), None, call)
    (warning,) = [one for one in heatmap.notices if one.warning]
    assert "grows from layer to layer without bound" in str(warning)
    assert warning.offered == ("lrp", "biases", "absorb")


def test_pictures_of_a_batch_share_a_pass_and_keep_their_own_maps() -> None:
    model = helpers.normed()
    network, others = helpers.compiled(model), helpers.inputs(model, 3)
    weights = list(np.eye(4, dtype=np.float32)[[2, 0, 1]])
    seen = [ModelInput(pixels, PREPROCESSING["minus_one_to_one"]) for pixels in (others * 50 + 100).astype(np.uint8)]
    chosen = bind_methods([MethodCall("lrp"), MethodCall("deep_taylor")])
    network.gradient_batch = 2
    before = network.passes
    together = list(explain_each(chosen, network, seen, weights, None, RunContext()))
    passes = network.passes - before
    runs: list[int] = []
    for one_input, one_weights, maps in zip(seen, weights, together, strict=True):
        before = network.passes
        alone = explain(chosen, network, one_input, one_weights, None, RunContext())
        runs.append(network.passes - before)
        for first, second in zip(alone, maps, strict=True):
            assert np.ptp(second.values) > 0
            np.testing.assert_allclose(second.values, first.values, atol=1e-4)
            assert second.seconds > 0
    assert passes == sum(runs), "a pass is counted for each picture"
