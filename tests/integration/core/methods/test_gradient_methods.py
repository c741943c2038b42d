"""The gradient methods: against values computed by hand, NumPy, and the axioms of their papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from helpers import with_required_pass
from scipy.ndimage import gaussian_filter

from attnstudio.core import device
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.baselines import baseline
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled
from attnstudio.core.explain import bind_methods, explain
from attnstudio.core.methods.base import METHODS, Cost, Family
from attnstudio.core.methods.blur_ig import Blur
from attnstudio.core.methods.guided_ig import advance
from attnstudio.core.methods.path_integral import integrate, report_gap
from attnstudio.core.methods.xrai import grow, regions, segmentations
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models import loading
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.head import to_logits
from attnstudio.core.models.preprocessing import PREPROCESSING, minus_one_to_one
from attnstudio.core.params import Value, complete
from attnstudio.core.request import Heatmap, MethodCall
from attnstudio.core.rules import Rule
from attnstudio.core.scenes import draw
from attnstudio.core.text import Notice
from attnstudio.core.wrappers import all_params, attribute

if TYPE_CHECKING:
    import keras

SHAPE = (12, 10, 3)  # neither square nor of one channel, so that swapped axes show
LONG = ("integrated_gradients", "gradient_shap", "guided_ig", "blur_ig", "xrai")
ALL = ("gradient_x_input", "guided_backprop", "deconvnet", *LONG, "random")
PICTURE = np.random.default_rng(2).integers(0, 256, SHAPE, np.uint8)


def keras_ready() -> Any:
    device.select("cpu")
    import keras

    return keras


def seeded(model: keras.Model) -> keras.Model:
    rng = np.random.default_rng(1)
    model.set_weights([rng.normal(0, 1 / np.sqrt(max(4, np.prod(w.shape[:-1]))), w.shape) for w in model.weights])
    return model


@pytest.fixture(scope="module")
def linear() -> tuple[CompiledModel, np.ndarray]:
    """A network with one score, y = sum(w x) + 0.5; and w."""
    keras = keras_ready()
    inputs = keras.Input(SHAPE)
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.Flatten()(inputs)))
    kernel = np.random.default_rng(3).normal(size=SHAPE).astype(np.float32)
    model.set_weights([kernel.reshape(-1, 1), np.array([0.5])])
    return CompiledModel(model, "logits"), kernel


@pytest.fixture(scope="module")
def relu_net() -> CompiledModel:
    keras = keras_ready()
    x = inputs = keras.Input(SHAPE)
    x = keras.layers.Conv2D(6, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(x)
    x = keras.layers.Flatten()(x)
    return CompiledModel(to_logits(seeded(keras.Model(inputs, keras.layers.Dense(3, "softmax")(x))))[0])


@pytest.fixture(scope="module")
def demo() -> CompiledModel:
    keras_ready()
    spec = spec_of("demo")
    return CompiledModel(to_logits(loading.load(spec, loading.find_weights(spec, None, ())))[0])


def job(
    model: CompiledModel, method: str, pixels: np.ndarray = PICTURE, ctx: RunContext | None = None, **params: Value
) -> AttributionContext:
    """For the class of highest score."""
    member = METHODS.discover()[method]
    one_input = minus_one_to_one(pixels)
    best = int(model.logits(one_input[None])[0].argmax())
    made = AttributionContext(
        model=model,
        pixels=pixels,
        preprocess=minus_one_to_one,
        class_weights=np.eye(model.class_count, dtype=np.float32)[best],
        layer=None,
        params=complete(all_params(member), params),
        run=ctx or RunContext(),
        input=one_input,
    )
    return with_required_pass(member, made)


def raw_map(model: CompiledModel, method: str, *args: Any, **params: Any) -> np.ndarray:
    return attribute(METHODS.discover()[method], job(model, method, *args, **params))


def noted(model: CompiledModel, method: str, pixels: np.ndarray = PICTURE, **params: Value) -> Notice:
    """The one notice that a method gives."""
    notices: list[Notice] = []
    raw_map(model, method, pixels, RunContext(on_note=notices.append), **params)
    (notice,) = notices
    return notice


def shares(model: CompiledModel, method: str, pixels: np.ndarray = PICTURE, **params: Value) -> dict[str, float]:
    """The numbers of that notice: the total of the map, the change of the score, the gap between them."""
    return {name: float(str(value)) for name, value in noted(model, method, pixels, **params).values.items()}


def with_batch(model: CompiledModel, batch: int, monkeypatch: pytest.MonkeyPatch) -> CompiledModel:
    monkeypatch.setattr(model, "gradient_batch", batch)
    return model


# What all of them keep to


@pytest.mark.parametrize("method", ALL)
def test_a_map_is_finite_float32_and_of_the_inputs_size(relu_net: CompiledModel, method: str) -> None:
    raw = raw_map(relu_net, method)
    assert raw.shape == SHAPE[:2]
    assert raw.dtype == np.float32
    assert np.isfinite(raw).all()
    assert raw.std() > 0
    assert METHODS.discover()[method].signed or raw.min() >= 0


@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("method", ALL)
def test_survives_a_picture_of_one_colour(relu_net: CompiledModel, method: str, level: int) -> None:
    assert np.isfinite(raw_map(relu_net, method, np.full(SHAPE, level, np.uint8))).all()


@pytest.mark.parametrize("method", LONG)
def test_the_batch_size_does_not_matter(relu_net: CompiledModel, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    maps = [raw_map(with_batch(relu_net, batch, monkeypatch), method) for batch in (1, 7, 16)]
    for other in maps[1:]:
        np.testing.assert_allclose(maps[0], other, atol=1e-5 * np.abs(maps[0]).max())


@pytest.mark.parametrize("method", ALL)
def test_the_same_seed_gives_the_same_map(relu_net: CompiledModel, method: str) -> None:
    first, again, other = (raw_map(relu_net, method, PICTURE, RunContext(seed=seed)) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert np.array_equal(first, other) == (method not in ("gradient_shap", "random"))


@pytest.mark.parametrize("method", LONG)
def test_stops_between_batches(relu_net: CompiledModel, method: str) -> None:
    steps: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        steps.append((done, total))
        ctx.cancelled.set()

    ctx = RunContext(on_progress=stop)
    with pytest.raises(Cancelled):
        raw_map(relu_net, method, PICTURE, ctx)
    ((done, total),) = steps
    assert 0 < done < total
    assert done <= relu_net.gradient_batch


@pytest.mark.parametrize("method", ALL)
def test_a_cancelled_job_gives_nothing(relu_net: CompiledModel, method: str) -> None:
    ctx, model_input, delivered = RunContext(), ModelInput(PICTURE, minus_one_to_one), list[Heatmap]()
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        explain(
            bind_methods([MethodCall(method)]),
            relu_net,
            model_input,
            np.ones(3, np.float32),
            None,
            ctx,
            delivered.append,
        )
    assert delivered == []


@pytest.mark.parametrize("method", LONG)
def test_partial_maps_come_near_the_final_one(relu_net: CompiledModel, method: str) -> None:
    partial: list[np.ndarray] = []
    progress: list[float] = []
    ctx = RunContext(lambda done, total: progress.append(done / total), partial.append)
    final = raw_map(relu_net, method, PICTURE, ctx)
    assert progress == sorted(progress)
    assert progress.count(1.0) == 1
    assert partial
    assert all(raw.shape == final.shape and raw.dtype == np.float32 for raw in partial)
    if method != "xrai":  # on so small a picture a region is nearly all of it
        assert np.corrcoef(partial[0].ravel(), final.ravel())[0, 1] > 0.5


@pytest.mark.parametrize("method", [name for name in ALL if name != "random"])
def test_a_score_that_depends_on_nothing_gives_an_empty_map(relu_net: CompiledModel, method: str) -> None:
    model_input, nothing = ModelInput(PICTURE, minus_one_to_one), np.zeros(3, np.float32)
    (heatmap,) = explain(bind_methods([MethodCall(method)]), relu_net, model_input, nothing, None, RunContext())
    assert not heatmap.values.any()


def test_the_control_asks_nothing_of_the_model() -> None:
    control = METHODS.discover()["random"]
    assert (control.family, control.cost, control.needs) == (Family.CONTROL, Cost.SINGLE, frozenset())
    assert [param.name for param in all_params(control)] == []


# Computed by hand, on a linear model


def expected(weights: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Signed: what speaks against the class is negative."""
    return (weights * way).sum(axis=-1)


def test_gradient_x_input_of_a_linear_model(linear: tuple[CompiledModel, np.ndarray]) -> None:
    model, kernel = linear
    wanted = expected(kernel, minus_one_to_one(PICTURE))
    np.testing.assert_allclose(raw_map(model, "gradient_x_input"), wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", ["black", "grey", "blur", "two-sided"])
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("integrated_gradients", {"rule": "gauss-legendre", "steps": 7}),
        ("integrated_gradients", {"rule": "trapezoid", "steps": 7}),
        ("gradient_shap", {"noise": 0.0, "samples": 8}),
        ("guided_ig", {"steps": 30}),
    ],
)
def test_a_linear_models_shares_are_exact(
    linear: tuple[CompiledModel, np.ndarray], method: str, params: dict[str, Any], kind: str
) -> None:
    model, kernel = linear
    one = job(model, method, **params, baseline=kind)
    start = np.mean([baseline(one, name) for name in (("black", "white") if kind == "two-sided" else (kind,))], axis=0)
    wanted = expected(kernel, one.input - start)
    np.testing.assert_allclose(raw_map(model, method, **params, baseline=kind), wanted, rtol=1e-4, atol=1e-5)


def test_noisy_baselines_give_the_mean_shap_values(linear: tuple[CompiledModel, np.ndarray]) -> None:
    model, kernel = linear
    rng = RunContext(seed=5).rng()
    rng.random(40, np.float32)
    x = minus_one_to_one(PICTURE)
    noise = 0.3 * (x.max() - x.min()) * rng.standard_normal((40, *SHAPE), np.float32)
    wanted = expected(kernel, x - (-1 + noise.mean(axis=0)))
    found = raw_map(model, "gradient_shap", PICTURE, RunContext(seed=5), samples=40, noise=0.3)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_gradient_shap_may_stop_early(relu_net: CompiledModel) -> None:
    done: list[int] = []
    ctx = RunContext(on_progress=lambda step, _: done.append(step))
    raw_map(relu_net, "gradient_shap", PICTURE, ctx, samples=1000, stop_at=0.01)
    assert 2 < len(done) < 1000 / relu_net.gradient_batch


@pytest.mark.parametrize("steps", [1, 16, 37])  # also where the last batch is not full, and has one step
def test_blur_ig_of_a_linear_model(linear: tuple[CompiledModel, np.ndarray], steps: int) -> None:
    model, kernel = linear
    x = minus_one_to_one(PICTURE)
    found = raw_map(model, "blur_ig", sigma=4.0, steps=steps)
    np.testing.assert_allclose(found, expected(kernel, x - Blur(x)(4.0)), rtol=1e-4, atol=1e-5)


# The rules for ReLUs


def two_layers(limit: float | None) -> tuple[keras.Model, np.ndarray, np.ndarray, np.ndarray]:
    """y = v ReLU(ReLU(x W) U), and W, U and v; the ReLUs cut at `limit`."""
    keras = keras_ready()
    inputs = keras.Input((2, 3, 3))
    hidden = keras.layers.ReLU(limit)(keras.layers.Dense(20, use_bias=False)(keras.layers.Flatten()(inputs)))
    hidden = keras.layers.ReLU(limit)(keras.layers.Dense(8, use_bias=False)(hidden))
    model = keras.Model(inputs, keras.layers.Dense(1, use_bias=False)(hidden))
    rng = np.random.default_rng(3)
    model.set_weights([rng.normal(0.3, 2.5, weight.shape) for weight in model.weights])
    first, second, last = model.get_weights()
    return model, first, second, last


@pytest.mark.parametrize("limit", [None, 6.0])
@pytest.mark.parametrize(
    ("method", "rule"), [("guided_backprop", Rule.GUIDED), ("deconvnet", Rule.DECONV), ("saliency", Rule.PLAIN)]
)
def test_the_rules_for_relus(method: str, rule: Rule, limit: float | None) -> None:
    model, first, second, last = two_layers(limit)
    pixels = np.random.default_rng(6).integers(0, 256, (2, 3, 3), np.uint8)
    top = np.inf if limit is None else limit
    before_1 = minus_one_to_one(pixels).ravel() @ first
    before_2 = np.clip(before_1, 0, top) @ second
    assert limit is None or ((before_1 > limit).any() and (before_2 > limit).any())

    def back(gradient: np.ndarray, before: np.ndarray) -> np.ndarray:
        if rule is not Rule.PLAIN:
            gradient = np.maximum(gradient, 0)
        return gradient if rule is Rule.DECONV else gradient * ((before > 0) & (before < top))

    gradient = first @ back(second @ back(last[:, 0], before_2), before_1)
    wanted = np.abs(gradient.reshape(2, 3, 3)).max(axis=-1)
    found = raw_map(CompiledModel(model, "logits"), method, pixels)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


# Against Keras alone, one picture after the other


def gradient_by_tape(model: CompiledModel, point: np.ndarray, weights: np.ndarray) -> np.ndarray:
    import tensorflow as tf

    variable = tf.Variable(point[None].astype(np.float32))
    with tf.GradientTape() as tape:
        score = tf.reduce_sum(model.model(variable, training=False) * weights)
    return np.asarray(tape.gradient(score, variable))[0]


def test_signed_maps_are_those_of_a_gradient_tape(relu_net: CompiledModel) -> None:
    one = job(relu_net, "integrated_gradients")
    start = baseline(one, "black")
    by_hand = gradient_by_tape(relu_net, one.input, one.class_weights) * one.input
    np.testing.assert_allclose(raw_map(relu_net, "gradient_x_input"), by_hand.sum(axis=-1), atol=1e-5)
    path = [
        gradient_by_tape(relu_net, start + a * (one.input - start), one.class_weights) for a in np.linspace(0, 1, 9)
    ]
    mean = (path[0] / 2 + sum(path[1:-1]) + path[-1] / 2) / 8
    wanted = (mean * (one.input - start)).sum(axis=-1)
    found = raw_map(relu_net, "integrated_gradients", rule="trapezoid", steps=9)
    np.testing.assert_allclose(found, wanted, atol=1e-5)
    assert wanted.min() < 0 < wanted.max()


# Completeness


@pytest.mark.parametrize("rule", ["gauss-legendre", "trapezoid"])
@pytest.mark.parametrize("kind", ["black", "blur", "two-sided"])
def test_integrated_gradients_are_complete(relu_net: CompiledModel, kind: str, rule: str) -> None:
    found = shares(relu_net, "integrated_gradients", steps=200, baseline=kind, rule=rule)
    assert found["gap"] < 0.01 * abs(found["change"])
    assert found["gap"] == abs(found["total"] - found["change"])


def test_the_gap_is_the_one_of_the_scores(relu_net: CompiledModel) -> None:
    one = job(relu_net, "integrated_gradients")
    starts = np.stack([baseline(one, "black")])
    attribution = integrate(one, starts, 5, "trapezoid", lambda so_far: so_far.sum(axis=-1))
    scores = one.scores(relu_net.logits(np.stack([one.input, starts[0]])))
    notice = noted(relu_net, "integrated_gradients", steps=5, rule="trapezoid")
    assert notice.values["total"] == pytest.approx(attribution.sum())
    assert notice.values["change"] == pytest.approx(float(scores[0] - scores[1]), rel=1e-5)
    assert f"{notice.values['gap']:.2g}" in str(notice)


@pytest.mark.parametrize(("share", "warned"), [(1.0, False), (1.9, False), (2.1, True), (-0.1, True), (900.0, True)])
def test_a_gap_larger_than_the_rise_is_a_warning(relu_net: CompiledModel, share: float, warned: bool) -> None:
    notices: list[Notice] = []
    one = job(relu_net, "integrated_gradients", ctx=RunContext(on_note=notices.append))
    starts = baseline(one, "black")[None]
    score, before = one.scores(relu_net.logits(np.stack([one.input, starts[0]])))
    report_gap(one, np.array([share * (score - before)]), starts)
    (notice,) = notices
    assert notice.warning == warned
    assert ("the map is unreliable" in str(notice)) == warned


def test_integrated_gradients_are_complete_on_the_demo_model(demo: CompiledModel) -> None:
    found = shares(demo, "integrated_gradients", draw(7, 128).picture, steps=200)
    assert found["gap"] < 0.01 * abs(found["change"])


@pytest.mark.parametrize(("method", "params"), [("guided_ig", {}), ("blur_ig", {"sigma": 5.0})])
def test_other_paths_are_nearly_complete(relu_net: CompiledModel, method: str, params: dict[str, Any]) -> None:
    found = shares(relu_net, method, steps=200, **params)
    assert found["gap"] < 0.05 * abs(found["change"])


# Guided integrated gradients


def advance_one_by_one(
    place: np.ndarray, length: np.ndarray, gradient: np.ndarray, share: float, fraction: float, max_dist: float
) -> np.ndarray:
    """The paper's algorithm, with lists: whole groups of least gradient go to the bound, the last one part of it."""
    low, high = max(share - max_dist, 0), min(share + max_dist, 1)
    at = [max(value, low) for value in place]
    size = int(fraction * (len(at) - 1)) + 1
    while True:
        missing = share * sum(length) - sum(way * value for way, value in zip(length, at, strict=True))
        if missing < 1e-9:
            return np.array(at)
        open_ = sorted((n for n in range(len(at)) if at[n] < high and length[n] > 0), key=lambda n: abs(gradient[n]))
        group = open_[:size]
        part = min(1.0, missing / sum(length[n] * (high - at[n]) for n in group))
        for n in group:
            at[n] = high if part == 1 else at[n] + part * (high - at[n])


@pytest.mark.parametrize("max_dist", [0.02, 0.3, 1.0])
@pytest.mark.parametrize("fraction", [0.05, 0.25, 1.0])
def test_the_guided_path(fraction: float, max_dist: float) -> None:
    rng = np.random.default_rng(8)
    length = rng.uniform(0, 2, 41)
    length[5] = 0.0
    place = reference = np.zeros(41)
    for share in np.linspace(0, 1, 26)[1:]:
        gradient = rng.normal(size=41)
        moved = advance(place, length, gradient, share, fraction, max_dist)
        reference = advance_one_by_one(reference, length, gradient, share, fraction, max_dist)
        np.testing.assert_allclose(moved[length > 0], reference[length > 0], atol=1e-7)
        assert (moved >= place).all()
        assert (length * moved).sum() == pytest.approx(share * length.sum())
        assert np.abs(moved - share)[length > 0].max() <= max_dist + 1e-9
        place = moved
    np.testing.assert_allclose(place[length > 0], 1)  # it ends at the picture


def test_the_guided_path_treats_equal_gradients_alike() -> None:
    moved = advance(np.zeros(9), np.ones(9), np.full(9, 0.7), 0.5, 0.25, 1.0)
    np.testing.assert_allclose(moved, 0.5)


def test_a_guided_path_without_freedom_is_the_straight_one(relu_net: CompiledModel) -> None:
    straight = raw_map(relu_net, "integrated_gradients", rule="trapezoid", steps=201)
    guided = raw_map(relu_net, "guided_ig", steps=200, max_dist=0.0)
    np.testing.assert_allclose(guided, straight, atol=1e-3 * np.abs(straight).max())


# Blur integrated gradients


@pytest.mark.parametrize("sigma", [1.0, 2.5, 7.0])
def test_the_blur_is_the_gaussian_one_with_mirrored_borders(sigma: float) -> None:
    picture = np.random.default_rng(9).uniform(-1, 1, (40, 31, 3))
    wanted = gaussian_filter(picture, (sigma, sigma, 0), mode="reflect", truncate=6)
    np.testing.assert_allclose(Blur(picture)(sigma), wanted, atol=0.01)
    np.testing.assert_allclose(Blur(picture)(sigma).mean(axis=(0, 1)), picture.mean(axis=(0, 1)))


def test_no_blur_and_one_colour_stay_as_they_are() -> None:
    picture = np.random.default_rng(9).uniform(-1, 1, SHAPE)
    np.testing.assert_allclose(Blur(picture)(0.0), picture)
    np.testing.assert_allclose(Blur(np.full(SHAPE, 0.3))(50.0), 0.3)
    np.testing.assert_allclose(Blur(picture)(500.0), np.broadcast_to(picture.mean(axis=(0, 1)), SHAPE), atol=1e-9)


def test_blur_ig_is_the_papers_sum(relu_net: CompiledModel) -> None:
    """Derivatives of the blur by small differences, one step after the other."""
    one, steps, sigma, small = job(relu_net, "blur_ig"), 400, 3.0, 1e-4
    blurred, total = Blur(one.input), np.zeros(SHAPE)
    for number in range(steps):
        place = sigma * (number + 0.5) / steps
        gradient = relu_net.input_gradients(blurred(place)[None].astype(np.float32), one.class_weights)[0]
        total -= sigma / steps * gradient * (blurred(place + small) - blurred(place)) / small
    wanted = total.sum(axis=-1)
    found = raw_map(relu_net, "blur_ig", sigma=sigma, steps=steps)
    np.testing.assert_allclose(found, wanted, atol=0.02 * np.abs(wanted).max())


# XRAI


def grow_by_masks(attribution: np.ndarray, masks: list[np.ndarray], fewest_new: int) -> np.ndarray:
    """The paper's algorithm with whole masks."""
    result, covered = np.full(attribution.shape, np.nan), np.zeros(attribution.shape, bool)
    while gains := {
        n: attribution[mask & ~covered].mean() for n, mask in enumerate(masks) if (mask & ~covered).sum() >= fewest_new
    }:
        best = max(gains, key=lambda n: gains[n])
        result[masks[best] & ~covered] = gains[best]
        covered |= masks[best]
    result[~covered] = attribution[~covered].mean() if (~covered).any() else 0
    return result


@pytest.mark.parametrize("fewest_new", [1, 6])
def test_regions_are_taken_densest_first(fewest_new: int) -> None:
    rng = np.random.default_rng(10)
    attribution = rng.normal(size=(9, 11))
    masks = []
    for _ in range(25):
        (top, left), (high, wide) = rng.integers(0, (8, 10)), rng.integers(1, 6, 2)
        masks.append(np.zeros((9, 11), bool))
        masks[-1][top : top + high, left : left + wide] = True
    found = grow(attribution, [np.flatnonzero(mask) for mask in masks], fewest_new, lambda: None)
    np.testing.assert_allclose(found, grow_by_masks(attribution, masks, fewest_new))
    assert found.sum() == pytest.approx(attribution.sum())


def test_nothing_to_grow_gives_the_mean() -> None:
    attribution = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(grow(attribution, [], 1, lambda: None), np.full((2, 3), 2.5))


def test_segments_follow_the_picture() -> None:
    pixels = np.zeros((60, 90, 3), np.uint8)
    pixels[:, 45:] = 255
    for labels in segmentations(pixels, lambda: None):
        assert labels.shape == (224, 224)
        assert len({labels[100, 20], labels[100, 200]}) == 2
    sides = {index: region for region in regions(labels, (60, 90)) for index in (0, 89) if index in region}
    assert np.isin(np.arange(40), sides[0]).all()
    assert np.isin(np.arange(50, 90), sides[89]).all()
    assert 89 not in sides[0]
    assert np.union1d(sides[0], sides[89]).size == 60 * 90
    assert sum(region.size for region in regions(labels, (60, 90))) > 60 * 90  # each reaches into its neighbours


def test_segments_are_found_once_for_each_picture() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8)
    found = segmentations(pixels, lambda: None)
    for labels, again, turned in zip(
        found, segmentations(pixels.copy(), lambda: None), segmentations(pixels[::-1], lambda: None), strict=True
    ):
        assert again is labels
        assert not labels.flags.writeable
        assert not np.array_equal(turned, labels)


def test_segments_are_dilated_by_a_disk() -> None:
    labels = np.zeros((224, 224), int)
    labels[100, 50] = 1
    rows, columns = np.indices(labels.shape)
    wanted = np.flatnonzero((rows - 100) ** 2 + (columns - 50) ** 2 <= 25)
    np.testing.assert_array_equal(regions(labels, (224, 224))[1], wanted)


def bright_square(pixels: np.ndarray, box: tuple[slice, slice]) -> np.ndarray:
    pixels[box] = 250
    return pixels


def test_xrai_finds_what_the_score_depends_on() -> None:
    """A network that adds up the brightness inside one square, and a picture in which that square is bright."""
    keras = keras_ready()
    box = np.s_[10:30, 20:50]
    inputs = keras.Input((48, 64, 3))
    model = keras.Model(inputs, keras.layers.Dense(1, use_bias=False)(keras.layers.Flatten()(inputs)))
    kernel = np.zeros((48, 64, 3), np.float32)
    kernel[box] = 1
    model.set_weights([kernel.reshape(-1, 1)])
    pixels = bright_square(np.random.default_rng(0).integers(40, 60, (48, 64, 3), np.uint8), box)
    inside = np.zeros((48, 64), bool)
    inside[box] = True
    raw = raw_map(CompiledModel(model, "logits"), "xrai", pixels, steps=2)
    assert raw[inside].mean() > 0.5
    assert raw[~inside].mean() < 0.25 * raw[inside].mean()


def test_preprocessing_may_reorder_channels(linear: tuple[CompiledModel, np.ndarray]) -> None:
    """Baselines are made of pixels, so black is black for a network that wants the channels' means subtracted."""
    caffe: Callable[[np.ndarray], np.ndarray] = PREPROCESSING["caffe"]
    model_input = ModelInput(PICTURE, caffe)
    model, kernel = linear
    weights = np.ones(1, np.float32)
    (found,) = explain(
        bind_methods([MethodCall("integrated_gradients")]), model, model_input, weights, None, RunContext()
    )
    wanted = expected(kernel, PICTURE[..., ::-1].astype(np.float32))
    assert found.raw_max == pytest.approx(wanted.max(), rel=1e-4)
