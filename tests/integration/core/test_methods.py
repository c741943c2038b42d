"""Every method: the contract of all methods, and maps computed by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core import compiled
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure
from attnstudio.core.explain import bind_methods, explain
from attnstudio.core.grids import grids
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.needs import Need
from attnstudio.core.request import Heatmap, MethodCall
from attnstudio.core.rules import Rule
from attnstudio.core.scenes import draw
from attnstudio.core.wrappers import all_params

METHOD_KEYS = {"id", "name", "family", "cost", "needs", "paper", "summary", "description", "formula", "params"}
PARAM_KEYS = {"name", "type", "default", "min", "max", "choices", "help", "unit"}
EVERY_METHOD = sorted(METHODS.discover())
FITTING = {
    "normed": helpers.fitting(Need.RELU),
    "demo": helpers.fitting(Need.RELU),
    "transformer": helpers.fitting(Need.ATTENTION),
}
SLOPES = {Need.INPUT_GRADIENT, Need.LAYER_GRADIENT}
GRADIENT_METHODS = [name for name in EVERY_METHOD if METHODS.discover()[name].needs & SLOPES]
LONG_METHODS = [name for name in EVERY_METHOD if METHODS.discover()[name].cost is not Cost.SINGLE]


# A transformer differs from the others in its layers and its attention. Its graphs take long to build, so only methods
# that come near these differences keep the whole contract on it; all give a map.
NEAR_TOKENS = {"attention_rollout", "gradient_attention", "legrad", "transformer_attribution"}
NEAR_TOKENS |= {"gradcam", "ablationcam", "saliency"}


def each_with(methods: list[str], *, everywhere: bool = False) -> pytest.MarkDecorator:
    """Every network with every one of these methods that it can carry."""
    pairs = [
        (name, method)
        for name, fitting in FITTING.items()
        for method in fitting
        if method in methods and (everywhere or name != "transformer" or method in NEAR_TOKENS)
    ]
    return pytest.mark.parametrize(("subject", "method"), pairs, indirect=["subject"])


@dataclass(frozen=True)
class Subject:
    """A network, the layer to explain, and how its inputs are made from pixels."""

    network: CompiledModel
    layer: str
    shape: tuple[int, int, int]
    picture: np.ndarray  # uint8
    unchanged: Callable[[], bool]  # whether the Keras model still is what it was
    methods: list[str]  # that it can carry
    known: dict[str, Heatmap] = field(default_factory=dict)

    def input(self, pixels: np.ndarray) -> np.ndarray:
        return PREPROCESSING["minus_one_to_one"](np.broadcast_to(pixels, self.shape))

    def call(self, method: str) -> MethodCall:
        """As quick as makes sense for this network."""
        return helpers.quick(method, self.shape[0])

    def map(self, method: str, pixels: np.ndarray | None = None, seed: int = 0) -> Heatmap:
        one_input, call = self.input(self.picture if pixels is None else pixels), self.call(method)
        return helpers.maps(self.network, one_input, self.weights, self.layer, call, ctx=RunContext(seed=seed))[0]

    def map_alone(self, method: str) -> Heatmap:
        """Of its picture, the only one requested; computed once."""
        if method not in self.known:
            self.known[method] = self.map(method)
        return self.known[method]

    @property
    def weights(self) -> np.ndarray:
        """Of the class that the network sees in its picture."""
        logits = self.network.logits(self.input(self.picture)[None])[0]
        return np.eye(1, len(logits), int(logits.argmax()), dtype=np.float32)[0]


def subject_of(name: str, keras_model: Any, network: CompiledModel, layer: str, picture: np.ndarray) -> Subject:
    batch = helpers.inputs(keras_model, 2)
    before = helpers.fingerprint(keras_model, batch)
    network.forward_batch = network.gradient_batch = 2  # several batches even of a few samples
    unchanged = lambda: helpers.fingerprint(keras_model, batch) == before  # noqa: E731
    return Subject(network, layer, picture.shape, picture, unchanged, FITTING[name])


@pytest.fixture(scope="module")
def subjects(engine: Engine) -> dict[str, Subject]:
    """Each network once: building its graphs takes far longer than any map."""
    normed, transformer, demo = helpers.normed(), helpers.transformer(seed=4), engine.load("demo")
    noise = np.random.default_rng(2).integers(0, 256, helpers.TINY_INPUT, np.uint8)
    small_noise = np.random.default_rng(3).integers(0, 256, transformer.input_shape[1:], np.uint8)
    return {
        "normed": subject_of("normed", normed, helpers.compiled(normed), "depthwise_relu", noise),
        "demo": subject_of("demo", demo.keras_model, demo.network, "relu6", draw(7, 128).picture),
        "transformer": subject_of(
            "transformer", transformer, helpers.compiled(transformer), "first_merge", small_noise
        ),
    }


@pytest.fixture(params=list(FITTING))
def subject(request: pytest.FixtureRequest, subjects: dict[str, Subject]) -> Subject:
    return subjects[request.param]


# The contract


@each_with(EVERY_METHOD, everywhere=True)
def test_a_map_is_finite_and_of_the_inputs_size(subject: Subject, method: str) -> None:
    heatmap = subject.map(method, seed=3)
    assert heatmap.values.shape == subject.shape[:2]
    assert heatmap.values.dtype == np.float32
    assert not heatmap.values.flags.writeable
    assert np.isfinite(heatmap.values).all()
    assert (heatmap.values.min(), heatmap.values.max()) == (0, pytest.approx(1, abs=0.1))
    assert heatmap.raw_min < heatmap.raw_max < np.inf
    assert METHODS.discover()[method].signed or heatmap.raw_min >= 0
    assert heatmap.method == method
    assert heatmap.layer == (subject.layer if METHODS.discover()[method].uses_layer else None)
    assert heatmap.seconds > 0
    assert not heatmap.partial


@each_with(EVERY_METHOD)
def test_the_same_seed_gives_the_same_map(subject: Subject, method: str) -> None:
    assert np.array_equal(subject.map(method).values, subject.map_alone(method).values)


def test_another_seed_gives_other_noise(subject: Subject) -> None:
    first, other = (subject.map("smoothgrad", seed=seed).values for seed in (3, 4))
    assert not np.array_equal(first, other)
    assert np.corrcoef(first.ravel(), other.ravel())[0, 1] > 0.8


def test_a_map_does_not_depend_on_other_requested_methods(subject: Subject) -> None:
    one_input, calls = subject.input(subject.picture), [subject.call(method) for method in subject.methods]
    for among in helpers.maps(subject.network, one_input, subject.weights, subject.layer, *calls):
        np.testing.assert_allclose(
            among.values, subject.map_alone(among.method).values, atol=1e-5, err_msg=among.method
        )


@pytest.mark.parametrize("level", [0, 128, 255])
@each_with(EVERY_METHOD)
def test_survives_a_picture_of_one_colour(subject: Subject, method: str, level: int) -> None:
    heatmap = subject.map(method, np.full(subject.shape, level, np.uint8))
    assert np.isfinite(heatmap.values).all()
    assert np.isfinite([heatmap.raw_min, heatmap.raw_max]).all()
    assert heatmap.values.shape == subject.shape[:2]


# FinerCAM explains the difference to similar classes, which stays where the target's own weight is none.
@each_with([name for name in GRADIENT_METHODS if name != "finercam"])
def test_a_score_that_depends_on_nothing_gives_an_empty_map(subject: Subject, method: str) -> None:
    nothing = np.zeros(subject.network.class_count, np.float32)
    call = subject.call(method)
    heatmap = helpers.maps(subject.network, subject.input(subject.picture), nothing, subject.layer, call)[0]
    assert not heatmap.values.any()


def test_no_method_changes_the_model(subject: Subject) -> None:
    for method in subject.methods:
        subject.map(method)
    assert subject.unchanged()


@each_with(EVERY_METHOD)
def test_a_job_cancelled_before_it_starts_gives_nothing(subject: Subject, method: str) -> None:
    ctx, delivered = RunContext(), list[Heatmap]()
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        explain(
            bind_methods([MethodCall(method)]),
            subject.network,
            helpers.model_input_of(subject.input(subject.picture)),
            subject.weights,
            subject.layer,
            ctx,
            delivered.append,
        )
    assert delivered == []


@each_with(LONG_METHODS)
def test_a_long_job_stops_between_its_batches(subject: Subject, method: str) -> None:
    steps: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        steps.append((done, total))
        ctx.cancelled.set()

    ctx, delivered = RunContext(on_progress=stop), list[Heatmap]()
    model_input, chosen = helpers.model_input_of(subject.input(subject.picture)), bind_methods([subject.call(method)])
    with pytest.raises(Cancelled):
        explain(chosen, subject.network, model_input, subject.weights, subject.layer, ctx, delivered.append)
    assert len(steps) == 1
    assert steps[0][0] < steps[0][1]
    assert all(heatmap.partial for heatmap in delivered)


def test_progress_rises_to_the_total(subject: Subject) -> None:
    steps: list[tuple[int, int]] = []
    ctx = RunContext(on_progress=lambda *step: steps.append(step))
    one_input = subject.input(subject.picture)
    calls = [subject.call(method) for method in subject.methods]
    helpers.maps(subject.network, one_input, subject.weights, subject.layer, *calls, ctx=ctx)
    shares = [done / total for done, total in steps]
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert steps[-1][0] == steps[-1][1]
    assert [share for share in shares if share == 1] in ([1.0], [1.0, 1.0])  # not before the last method is done
    assert len(steps) > len(subject.methods)  # a long method says more than that it is done


@each_with(LONG_METHODS)
def test_a_long_job_refines_its_map(subject: Subject, method: str) -> None:
    delivered: list[Heatmap] = []
    model_input, chosen = helpers.model_input_of(subject.input(subject.picture)), bind_methods([subject.call(method)])
    explain(chosen, subject.network, model_input, subject.weights, subject.layer, RunContext(), delivered.append)
    assert [heatmap.partial for heatmap in delivered] == [True] * (len(delivered) - 1) + [False]
    assert len(delivered) > 1
    assert all(heatmap.values.shape == subject.shape[:2] for heatmap in delivered)
    assert not np.array_equal(delivered[0].values, delivered[-1].values)
    # The map before the last batch is near the last one.
    assert np.corrcoef(delivered[-2].values.ravel(), delivered[-1].values.ravel())[0, 1] > 0.5


@pytest.mark.parametrize("method", list(METHODS), ids=lambda method: method.id)
def test_describes_itself(method: Method) -> None:
    described = json.loads(json.dumps(method.describe(all_params(method))))
    assert set(described) == METHOD_KEYS
    assert described["id"] == method.id
    assert all(described[key] for key in METHOD_KEYS - {"params", "needs"})
    assert described["needs"] or method.family is Family.CONTROL
    assert described["paper"].removeprefix("arXiv ") in str(method.__doc__)  # the docstring cites it, by its formula
    for param in described["params"]:
        assert set(param) == PARAM_KEYS
        assert param["help"]
    assert {param.name: param.check(param.default) for param in all_params(method)} == {
        param["name"]: param["default"] for param in described["params"]
    }


# A draw of noise or masks, or a segmentation, does not flip with the picture.
NOT_MIRRORED = {"smoothgrad", "squaregrad", "vargrad", "gradient_shap", "rise", "lime", "kernel_shap", "sobol", "hsic"}
NOT_MIRRORED |= {"expected_gradients", "smoothdiff", "wam", "xrai", "random"}
NOT_MIRRORED |= {
    "idgi",
    "deeplift",
}  # they begin at a picture of one colour, where max pooling takes the first of equals
NOT_MIRRORED |= {"guided_ig"}  # its path follows comparisons of gradients that differ by a rounding error


@pytest.fixture(scope="module")
def symmetric() -> CompiledModel:
    """A network with equal outputs, layer by layer, for a picture and its mirror image."""
    keras = helpers.keras_ready()
    x = inputs = keras.Input((16, 16, 3))
    for filters in (6, 8):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D()(x) if filters == 6 else x
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.ReLU(name="top")(x))
    model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3, name="scores")(x)))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            kernel = layer.kernel.numpy()
            layer.kernel.assign((kernel + kernel[:, ::-1]) / 2)
    return helpers.compiled(model)


@pytest.mark.parametrize("method", [name for name in FITTING["normed"] if name not in NOT_MIRRORED])
def test_the_mirror_image_has_the_mirrored_map(symmetric: CompiledModel, method: str) -> None:
    one_input = np.random.default_rng(8).uniform(-1, 1, (16, 16, 3)).astype(np.float32)
    weights, call = np.eye(3, dtype=np.float32)[symmetric.logits(one_input[None])[0].argmax()], helpers.quick(method)
    mirrored = np.ascontiguousarray(one_input[:, ::-1])
    plain, flipped = (helpers.maps(symmetric, one, weights, "top", call)[0] for one in (one_input, mirrored))
    assert plain.values.std() > 0.01
    np.testing.assert_allclose(flipped.values[:, ::-1], plain.values, atol=2e-3)


@each_with(EVERY_METHOD)
def test_a_map_does_not_depend_on_the_batch_size(subject: Subject, method: str) -> None:
    network, (forward, gradient) = subject.network, (subject.network.forward_batch, subject.network.gradient_batch)
    expected = subject.map_alone(method)
    try:
        network.forward_batch, network.gradient_batch = 7, 5
        np.testing.assert_allclose(subject.map(method).values, expected.values, atol=2e-4)
    finally:
        network.forward_batch, network.gradient_batch = forward, gradient


def test_fast_methods_share_one_pass(subject: Subject) -> None:
    """Each rule for ReLUs adds a way back, all layers together none."""
    own = {
        "deep_taylor",
        "deeplift",
        "finercam",
        "legrad",
        "lrp",
        "transformer_attribution",
    }  # other scores, or other rules than those of gradients
    cheap = [name for name in subject.methods if METHODS.discover()[name].cost is Cost.SINGLE and name not in own]
    rules = {rule for name in cheap for rule in METHODS.discover()[name].rules}
    weights, before = subject.weights, subject.network.passes
    helpers.maps(subject.network, subject.input(subject.picture), weights, subject.layer, *cheap)
    assert subject.network.passes - before == 1 + len(rules)
    of_methods = set(Rule) - {Rule.SMOOTH}  # which is for attacks
    assert rules == (of_methods if "guided_backprop" in cheap else {Rule.PLAIN})


def test_layers_that_are_fused_share_one_pass(subject: Subject) -> None:
    first = next(name for name in grids(subject.network.model) if "relu" in name or "merge" in name)
    one_input, calls = subject.input(subject.picture), MethodCall("gradcam", (("layers", first),))
    weights, before = subject.weights, subject.network.passes
    fused = helpers.maps(subject.network, one_input, weights, subject.layer, calls)[0]
    assert subject.network.passes - before == 1
    each = [
        helpers.maps(subject.network, one_input, subject.weights, layer, "gradcam")[0].values
        for layer in (subject.layer, first)
    ]
    np.testing.assert_allclose(raw(fused), np.mean(each, axis=0), atol=1e-5)


def test_fused_layers_of_a_long_method_count_their_progress_once(subject: Subject) -> None:
    first = next(name for name in grids(subject.network.model) if "relu" in name or "merge" in name)
    call = MethodCall("faster_scorecam", (("layers", first), ("max_n", 6)))
    steps: list[float] = []
    ctx = RunContext(on_progress=lambda done, total: steps.append(done / total))
    helpers.maps(subject.network, subject.input(subject.picture), subject.weights, subject.layer, call, ctx=ctx)
    assert steps == sorted(steps)
    assert steps[-1] == 1
    assert len([step for step in steps if step < 0.5]) > 0


def test_an_unknown_method_or_parameter_names_what_there_is() -> None:
    with pytest.raises(ChoiceFailure, match=r"There is no method lime2\. The methods are: .*gradcam\+\+.*saliency"):
        bind_methods([MethodCall("lime2")])
    with pytest.raises(ChoiceFailure, match=r"There is no parameter sigma\. The parameters are: samples, noise"):
        bind_methods([MethodCall("smoothgrad", (("sigma", 1.0),))])


# Computed by hand


def raw(heatmap: Heatmap) -> np.ndarray:
    """The map before it was normalised."""
    return heatmap.values * (heatmap.raw_max - heatmap.raw_min) + heatmap.raw_min


def test_saliency_of_a_linear_model_is_its_weights() -> None:
    kernel = np.random.default_rng(0).normal(size=(5, 4, 3, 2)).astype(np.float32)
    network = helpers.compiled(helpers.linear(kernel))
    one_input = np.ones((5, 4, 3), np.float32)
    first = helpers.maps(network, one_input, helpers.weights_for(1, 0), None, "saliency")[0]
    np.testing.assert_allclose(raw(first), np.abs(kernel[..., 0]).max(axis=-1), rtol=1e-5)
    difference = helpers.maps(network, one_input, helpers.weights_for(1, -1), None, "saliency")[0]
    np.testing.assert_allclose(raw(difference), np.abs(kernel[..., 0] - kernel[..., 1]).max(axis=-1), rtol=1e-5)


# Two channels of 2x2: activations and the gradient of the first logit.
ACTIVATIONS = np.stack([[[1, 2], [3, 4]], [[0, 1], [2, 0]]], axis=-1).astype(np.float32)
GRADIENTS = np.stack([[[1, 0], [-1, 2]], [[1, 0], [0, -2]]], axis=-1).astype(np.float32)
FIRST = helpers.weights_for(1, 0)


def test_gradcam_by_hand() -> None:
    # mean gradients: 2/4 and -1/4. Map: 0.5 A0 - 0.25 A1, nowhere negative.
    network = helpers.compiled(helpers.cam(GRADIENTS))
    heatmap = helpers.maps(network, ACTIVATIONS, FIRST, "features", "gradcam")[0]
    np.testing.assert_allclose(raw(heatmap), [[0.5, 0.75], [1.0, 2.0]], rtol=1e-6)


def test_gradcam_has_positive_contributions_only() -> None:
    gradients = np.stack([np.ones((2, 2)), np.full((2, 2), -2.0)], axis=-1).astype(np.float32)
    heatmap = helpers.maps(helpers.compiled(helpers.cam(gradients)), ACTIVATIONS, FIRST, "features", "gradcam")[0]
    np.testing.assert_allclose(raw(heatmap), [[1, 0], [0, 4]], rtol=1e-6)  # ReLU(A0 - 2 A1)


def test_gradcam_plus_plus_by_hand() -> None:
    # Channel 0: sum(A) = 10, alpha = 1/(2 + 10 G) where G is not 0: 1/12, -, -1/8, 1/22; their sum is 1/264;
    # divided by it: 22, 0, -33, 12. Weight: ReLU(G) alpha = 22 + 2 * 12 = 46.
    # Channel 1: sum(A) = 3, alpha = 1/5 and -1/4; sum -1/20; divided: -4 and 5. Weight: 1 * -4 = -4.
    network = helpers.compiled(helpers.cam(GRADIENTS))
    heatmap = helpers.maps(network, ACTIVATIONS, FIRST, "features", "gradcam++")[0]
    np.testing.assert_allclose(raw(heatmap), [[46, 92 - 4], [138 - 8, 184]], rtol=1e-4)


def test_gradcam_plus_plus_survives_a_denominator_of_0() -> None:
    # sum(A) = 2 and G = -1: 2 + sum(A) G = 0. That place counts nothing; the other one, 1/(2 + 2 * 3), all.
    activations = np.array([[[0.5], [0.5]], [[1], [0]]], np.float32)
    gradients = np.array([[[-1], [3]], [[0], [0]]], np.float32)
    network = helpers.compiled(helpers.cam(gradients))
    heatmap = helpers.maps(network, activations, FIRST, "features", "gradcam++")[0]
    np.testing.assert_allclose(raw(heatmap), 3 * activations[..., 0], rtol=1e-6)


@pytest.mark.parametrize("logit", [200.0, -200.0, 5000.0])
def test_gradcam_plus_plus_of_a_large_logit(logit: float) -> None:
    """exp(logit), by which the reference scales everything, is beyond float32 from 89 on."""
    network = helpers.compiled(helpers.cam(GRADIENTS, bias=logit))
    plain = helpers.compiled(helpers.cam(GRADIENTS))
    assert network.logits(ACTIVATIONS[None])[0, 0] == pytest.approx(logit + 6)  # sum(A G) = 6
    heatmap = helpers.maps(network, ACTIVATIONS, FIRST, "features", "gradcam++")[0]
    expected = helpers.maps(plain, ACTIVATIONS, FIRST, "features", "gradcam++")[0]
    np.testing.assert_allclose(raw(heatmap), raw(expected), rtol=1e-6)


def smooth(keras_model: Any, samples: int, noise: float = 0.2, seed: int = 0) -> np.ndarray:
    """The raw map of SmoothGrad."""
    network, one_input = helpers.compiled(keras_model), helpers.inputs(keras_model, 1)[0]
    call = MethodCall("smoothgrad", (("samples", samples), ("noise", noise)))
    weights = np.eye(1, network.class_count, dtype=np.float32)[0]
    return raw(helpers.maps(network, one_input, weights, None, call, ctx=RunContext(seed=seed))[0])


def test_smoothgrad_is_its_formula() -> None:
    model = helpers.headed("logits")
    one_input = helpers.inputs(model, 1)[0]
    noise = np.random.default_rng(9).standard_normal((23, *one_input.shape), np.float32)
    noisy = one_input + np.float32(0.3) * (one_input.max() - one_input.min()) * noise
    gradients = helpers.slow(model, noisy, helpers.weights_for(1, 0, 0)).input_gradient
    expected = np.abs(gradients).mean(axis=0).max(axis=-1)
    np.testing.assert_allclose(smooth(model, 23, 0.3, seed=9), expected, rtol=1e-4)
    assert expected.std() > 0.1 * expected.mean()


@pytest.mark.parametrize("batch", [1, 3, 23, 100])
def test_smoothgrad_does_not_depend_on_how_the_samples_are_batched(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model = helpers.headed("logits")
    expected = smooth(model, 23)
    monkeypatch.setattr(compiled, "GRADIENT_BATCH", batch)
    monkeypatch.setattr(compiled, "SMALL_BATCH", batch)
    np.testing.assert_allclose(smooth(model, 23), expected, rtol=1e-4)


def test_smoothgrad_without_noise_is_saliency() -> None:
    model = helpers.headed("logits")
    network, one_input = helpers.compiled(model), helpers.inputs(model, 1)[0]
    saliency = helpers.maps(network, one_input, helpers.weights_for(1, 0, 0), None, "saliency")[0]
    np.testing.assert_allclose(smooth(model, 5, noise=0.0), raw(saliency), rtol=1e-4)


def test_smoothgrad_of_a_linear_model_is_its_saliency() -> None:
    kernel = np.random.default_rng(0).normal(size=(5, 4, 3, 2)).astype(np.float32)
    np.testing.assert_allclose(smooth(helpers.linear(kernel), 7), np.abs(kernel[..., 0]).max(axis=-1), rtol=1e-5)


def test_smoothgrad_keeps_its_memory_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    model = helpers.headed("logits")
    network = helpers.compiled(model)
    sizes: list[int] = []
    run = network.input_gradients

    def counted(batch: np.ndarray, class_weights: np.ndarray) -> np.ndarray:
        sizes.append(len(batch))
        return run(batch, class_weights)

    monkeypatch.setattr(network, "input_gradients", counted)
    call = MethodCall("smoothgrad", (("samples", 25),))
    helpers.maps(network, helpers.inputs(model, 1)[0], helpers.weights_for(1, 0, 0), None, call)
    assert sizes == [12, 13]  # two batches of at most 16
