"""Every metric: scores computed by hand on linear models, and the contract of all metrics."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import helpers
import numpy as np
import pytest
from numpy.typing import ArrayLike

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, ChoiceFailure
from attnstudio.core.evaluation.measure import bind_metrics
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS, Curve, Family, MetricCall, Score, Trial
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.request import Heatmap
from attnstudio.core.scaling import normalised
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice

EVERY_METRIC = sorted(METRICS.discover())
FAITHFULNESS = [metric.id for metric in METRICS if metric.family is Family.FAITHFULNESS]
NINE_TIMES = np.log(9)  # a logit of it makes 0.9 of 0.5


def never(*_: Any) -> Any:
    raise AssertionError("the metric asked for what it should not need")


def trial(
    network: CompiledModel,
    pixels: ArrayLike,
    values: ArrayLike,
    *,
    metric: str,
    region: ArrayLike | None = None,
    method: str = "saliency",
    target: Target = Target(0),  # noqa: B008
    again: Callable[[Sequence[np.ndarray]], list[np.ndarray]] = never,
    of_classes: Callable[[Sequence[np.ndarray]], list[np.ndarray]] = never,
    cascade: Callable[[], Curve] = never,
    randomised: Callable[[], np.ndarray] = never,
    ctx: RunContext | None = None,
    **params: Any,
) -> Trial:
    """`pixels`: grey values 0..255, (height, width); the model sees them in -1..1. `values`: the raw map."""
    shades = np.repeat(np.asarray(pixels, np.uint8)[..., None], 3, axis=-1)
    scaled, low, high = normalised(np.asarray(values, np.float32))
    (chosen,) = bind_metrics([MetricCall(metric, tuple(params.items()))])
    return Trial(
        heatmap=Heatmap(scaled, low, high, method, None, 0.0),
        method=METHODS.discover()[method],
        network=network,
        model_input=ModelInput(shades, PREPROCESSING["minus_one_to_one"]),
        target=target,
        class_weights=target.class_weights(network.class_count),
        region=Notice("unknown") if region is None else np.asarray(region, bool),
        params=chosen.params,
        ctx=ctx or RunContext(),
        again=again,
        of_classes=of_classes,
        cascade=cascade,
        randomised=randomised,
    )


def score(made: Trial, metric: str) -> Score:
    assert METRICS.discover()[metric].obstacle(made) is None
    return METRICS.discover()[metric].measure(made)


def deciding(*places: tuple[int, int], side: int = 2) -> CompiledModel:
    """p(class 0) is 0.9 where the pixels at these places are white, 0.1 where they are black: of all three channels."""
    kernel = np.zeros((side, side, 3, 2), np.float32)
    for row, column in places:
        kernel[row, column, :, 0] = NINE_TIMES / 3 / len(places)
    return helpers.compiled(helpers.linear(kernel))


WHITE = np.full((2, 2), 255)
FIRST, LAST = [[4, 3], [2, 1]], [[1, 2], [3, 4]]  # the deciding pixel is the strongest, or the weakest


@pytest.mark.parametrize(
    ("metric", "values", "curve", "area"),
    [
        ("insertion", FIRST, [0.1, 0.9, 0.9, 0.9, 0.9], 0.8),
        ("insertion", LAST, [0.1, 0.1, 0.1, 0.1, 0.9], 0.2),
        ("deletion", FIRST, [0.9, 0.1, 0.1, 0.1, 0.1], 0.2),
        ("deletion", LAST, [0.9, 0.9, 0.9, 0.9, 0.1], 0.8),
    ],
)
def test_curves_by_hand(metric: str, values: ArrayLike, curve: list[float], area: float) -> None:
    found = score(trial(deciding((0, 0)), WHITE, values, metric=metric, steps=4, baseline="black"), metric)
    assert found.value == pytest.approx(area, abs=1e-5)
    assert found.curve is not None
    np.testing.assert_allclose(found.curve.y, curve, atol=1e-5)
    np.testing.assert_allclose(found.curve.x, [0, 0.25, 0.5, 0.75, 1])


@pytest.mark.parametrize("metric", ["insertion", "deletion"])
@pytest.mark.parametrize("steps", [7, 10])
def test_curves_as_xplique_defines_them(metric: str, steps: int) -> None:
    """CausalFidelity: linspace(0, n, steps + 1) as whole numbers, the strongest n pixels set to the other picture,
    the softmax of the target, and mean(scores[:-1] + scores[1:]) / 2."""
    rng = np.random.default_rng(3)
    network = helpers.compiled(helpers.normed())
    height, width = helpers.TINY_INPUT[:2]
    made = trial(
        network,
        rng.integers(0, 256, (height, width)),
        rng.random((height, width)),
        metric=metric,
        steps=steps,
        baseline="black",
        target=Target(2),
    )
    strongest = np.argsort(-made.values.ravel())
    black = np.full_like(made.model_input.input, -1)
    start, goal = (black, made.model_input.input) if metric == "insertion" else (made.model_input.input, black)
    scores = []
    for count in np.linspace(0, strongest.size, steps + 1).astype(np.int32):
        mixed = start.reshape(-1, 3).copy()
        mixed[strongest[:count]] = goal.reshape(-1, 3)[strongest[:count]]
        logits = network.logits(mixed.reshape(1, height, width, 3))[0].astype(np.float64)
        scores.append(np.exp(logits[2]) / np.exp(logits).sum())
    theirs = np.mean(np.array(scores[:-1]) + scores[1:]) * 0.5
    assert score(made, metric).value == pytest.approx(theirs, abs=1e-6)


def test_equal_pixels_are_in_no_order_of_place() -> None:
    """A ReLU leaves most pixels at 0; in the order of the rows, the upper half would always come first."""
    values = np.zeros((20, 20))
    values[10, 10] = 1
    ranks = trial(deciding((0, 0), side=20), np.zeros((20, 20)), values, metric="road").ranks
    assert ranks[10, 10] == 0
    assert sorted(ranks.ravel()) == list(range(400))
    assert abs(ranks[:10].mean() - ranks[10:].mean()) < 40  # 200 in order of place


def test_road_by_hand() -> None:
    """One white pixel decides. Removed, it becomes black as its neighbours; otherwise it stays white."""
    pixels = np.zeros((10, 10))
    pixels[4, 5] = 255
    values = np.random.default_rng(0).random((10, 10))
    values[4, 5] = 2
    network = deciding((4, 5), side=10)
    found = score(trial(network, pixels, values, metric="road", noise=0.0), "road")
    assert found.value == pytest.approx((0.9 - 0.1) / 2, abs=1e-4)
    values[4, 5] = -1  # now it is the weakest
    assert score(trial(network, pixels, values, metric="road", noise=0.0), "road").value == pytest.approx(
        -0.4, abs=1e-4
    )


def test_road_of_a_plain_picture_is_nothing() -> None:
    """Pixels filled from equal neighbours do not change, so removing them does not change the score."""
    values = np.random.default_rng(1).random((8, 8))
    assert score(
        trial(deciding((4, 5), side=8), np.full((8, 8), 90), values, metric="road", noise=0.0), "road"
    ).value == (pytest.approx(0, abs=1e-4))


def test_mufidelity_by_hand() -> None:
    """Of a linear model, the gradient predicts every drop: hiding a cell takes away its part of the score."""
    rng = np.random.default_rng(2)
    parts = rng.uniform(0.1, 1, (8, 8))
    kernel = np.zeros((8, 8, 3, 2), np.float32)
    kernel[..., 0] = parts[..., None] / 3
    network = helpers.compiled(helpers.linear(kernel))
    for values, wanted in ((parts, 1.0), (-parts, -1.0)):
        made = trial(network, np.full((8, 8), 255), values, metric="mufidelity", grid=8, baseline="black", samples=50)
        assert score(made, "mufidelity").value == pytest.approx(wanted, abs=1e-4)


def test_mufidelity_where_nothing_matters() -> None:
    network = helpers.compiled(helpers.linear(np.zeros((8, 8, 3, 2), np.float32)))
    made = trial(network, np.full((8, 8), 255), np.random.default_rng(0).random((8, 8)), metric="mufidelity")
    assert score(made, "mufidelity").value == 0


@pytest.mark.parametrize(("values", "gain", "coefficient"), [(FIRST, 0.6, 1.0), (LAST, -0.6, -0.2)])
def test_orders_of_hiding_by_hand(values: ArrayLike, gain: float, coefficient: float) -> None:
    """The areas of deletion are 0.2 and 0.8, one for each order. Of four groups with the strengths 1, 2/3, 1/3 and 0
    the six differences make 10/3; where the last group alone matters, the three with it (2) count against the others
    (4/3)."""
    made = trial(deciding((0, 0)), WHITE, values, metric="srg", steps=4, baseline="black")
    assert score(made, "srg").value == pytest.approx(gain, abs=1e-5)
    made = trial(deciding((0, 0)), WHITE, values, metric="saco", groups=4, baseline="black")
    assert score(made, "saco").value == pytest.approx(coefficient, abs=1e-5)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([[1, 1], [0, 0]], 0.0),  # both cells that matter
        ([[1, 0], [0, 0]], 0.5),  # one of them: the other half of the drops is not forecast
        ([[0, 0], [0, 1]], 1.0),  # one that does not matter
    ],
)
def test_infidelity_by_hand(values: ArrayLike, wanted: float) -> None:
    """A linear model with two cells that matter alike; each subset hides one cell of four."""
    network = deciding((0, 0), (0, 1))
    settings: dict[str, Any] = {"grid": 2, "hidden": 0.25, "samples": 4000, "baseline": "black"}
    made = trial(network, WHITE, values, metric="infidelity", **settings)
    assert score(made, "infidelity").value == pytest.approx(wanted, abs=0.04)


@pytest.mark.parametrize(
    ("pixels", "values", "baseline", "drop", "increase", "gain"),
    [
        (255, [[1, 0], [0, 0]], "black", 0, 0, 0),  # what decides is shown
        (255, [[0, 1], [1, 1]], "black", 8 / 9, 0, 0),  # what decides is hidden: 0.9 becomes 0.1
        (0, [[0, 1], [1, 1]], "white", 0, 1, 8 / 9),  # what speaks against is hidden: 0.1 becomes 0.9
        (255, [[0.5, 1], [0, 0]], "black", (0.9 - 0.5) / 0.9, 0, 0),  # half hidden
    ],
)
def test_kept_shares_by_hand(
    pixels: int, values: ArrayLike, baseline: str, drop: float, increase: float, gain: float
) -> None:
    for metric, wanted in (("average_drop", drop), ("average_increase", increase), ("average_gain", gain)):
        made = trial(deciding((0, 0)), np.full((2, 2), pixels), values, metric=metric, baseline=baseline)
        assert score(made, metric).value == pytest.approx(wanted, abs=1e-5), metric


def test_stability_by_hand() -> None:
    """The furthest of the moved maps counts, as a share of the map's length; every colour moves within the radius."""
    values = np.array([[1.0, 0], [0, 0]])
    tried: list[np.ndarray] = []

    def again(pixels: Sequence[np.ndarray]) -> list[np.ndarray]:
        tried.extend(pixels)
        return [values + (0.3 if len(tried) >= 5 else 0.1) for _ in pixels]

    made = trial(deciding((0, 0)), [[128] * 2] * 2, values, metric="stability", again=again, samples=7, radius=0.02)
    assert score(made, "stability").value == pytest.approx(0.6, abs=1e-4)  # the length of (0.3, 0.3, 0.3, 0.3)
    moved = np.array(tried).astype(int) - 128
    assert len(tried) == 7
    assert np.abs(moved).max() == 5  # 0.02 of 255
    assert len({one.tobytes() for one in tried}) == 7


def test_the_stability_of_a_signed_map_is_relative_to_its_distance_from_zero() -> None:
    made = trial(
        deciding((0, 0)),
        [[128] * 2] * 2,
        [[-1, 0], [0, 0]],
        metric="stability",
        method="occlusion",
        again=lambda pixels: [np.zeros((2, 2), np.float32) for _ in pixels],
        samples=1,
    )
    assert score(made, "stability").value == pytest.approx(1, abs=1e-4)  # all of the map is gone


@pytest.mark.parametrize(
    ("values", "gini", "entropy"),
    [
        ([[0, 0], [0, 1]], 0.75, 0.0),
        ([[0, 0], [1, 1]], 0.5, np.log(2)),
        ([[0, 1], [1, 1]], 0.25, np.log(3)),
    ],
)
def test_conciseness_by_hand(values: ArrayLike, gini: float, entropy: float) -> None:
    network = deciding((0, 0))
    assert score(trial(network, WHITE, values, metric="sparseness"), "sparseness").value == pytest.approx(
        gini, abs=1e-5
    )
    assert score(trial(network, WHITE, values, metric="complexity"), "complexity").value == pytest.approx(
        entropy, abs=1e-5
    )


@pytest.mark.parametrize(
    ("values", "region", "wanted"),
    [
        # the strongest pixel; the share of the map; of the two strongest; above half of the maximum; best IoU
        ([[4, 3], [2, 0]], [[1, 1], [0, 0]], (1, 7 / 9, 1, 1, 1)),
        ([[4, 3], [2, 0]], [[0, 0], [1, 1]], (0, 2 / 9, 0, 0, 0.5)),
        ([[4, 3], [2, 0]], [[1, 0], [1, 0]], (1, 6 / 9, 0.5, 0.5, 2 / 3)),
        ([[4, 4], [1, 0]], [[1, 0], [0, 0]], (0.5, 4 / 9, None, 1, 0.5)),  # equals share the point and the threshold
        ([[8, 5], [0, 0]], [[1, 1], [1, 1]], (1, 1, 1, 0.5, 1)),
    ],
)
def test_localisation_by_hand(values: ArrayLike, region: ArrayLike, wanted: tuple[float | None, ...]) -> None:
    for metric, value in zip(("pointing_game", "energy", "rank_accuracy", "coverage", "iou"), wanted, strict=True):
        found = score(trial(deciding((0, 0)), WHITE, values, metric=metric, region=region), metric)
        if value is not None:  # None: the order of equals decides
            assert found.value == pytest.approx(value, abs=1e-5), metric


def test_the_energy_of_a_signed_map_counts_positive_values() -> None:
    """Occlusion is negative where the score rises: min-max would make that evidence, and all of it, of a flat rest."""
    made = trial(
        deciding((0, 0)), WHITE, [[3, 1], [-2, -2]], metric="energy", region=[[1, 0], [0, 0]], method="occlusion"
    )
    assert score(made, "energy").value == pytest.approx(0.75, abs=1e-5)


def test_randomisation_is_the_mean_of_the_stages() -> None:
    curve = Curve(np.array([0, 0.5, 1]), np.array([1, 0.4, 0.2]))
    found = score(trial(deciding((0, 0)), WHITE, FIRST, metric="randomisation", cascade=lambda: curve), "randomisation")
    assert found.value == pytest.approx(0.3)
    assert found.curve is curve


def test_the_rise_of_complexity_by_hand() -> None:
    """Two of four values in each half of the range: ln 2. One and three: 0.5623."""
    after = np.array([[0, 1], [1, 1]], np.float32)
    found = score(trial(deciding((0, 0)), WHITE, FIRST, metric="emprt", randomised=lambda: after, bins=2), "emprt")
    assert found.value == pytest.approx((0.56234 - np.log(2)) / np.log(2), abs=1e-4)


def test_the_rise_of_complexity_as_quantus_computes_it() -> None:
    """EfficientMPRT with discrete_entropy: scipy's entropy of a histogram of 100 bins, of the raw maps."""
    from scipy.stats import entropy

    rng = np.random.default_rng(4)
    before, after = rng.normal(size=(2, 12, 12)) ** 3
    made = trial(deciding((0, 0), side=12), np.zeros((12, 12)), before, metric="emprt", randomised=lambda: after)
    first, second = (entropy(np.histogram(one, bins=100)[0]) for one in (made.values, after))
    assert score(made, "emprt").value == pytest.approx((second - first) / first, rel=1e-6)


def test_the_rise_of_complexity_to_a_flat_map_is_undefined() -> None:
    """Its entropy is 0, and -1 would read as the worst score there is."""
    made = trial(deciding((0, 0)), WHITE, FIRST, metric="emprt", randomised=lambda: np.zeros((2, 2), np.float32))
    assert "flat once the model has lost what it learned" in str(METRICS.discover()["emprt"].obstacle(made))


def test_class_sensitivity_by_hand() -> None:
    """Of five classes the third is explained: the first is the least likely, the last the runner-up. With the ranks of
    four pixels, Spearman's rho is 1 - 6 sum(d^2) / 60: -1 of the reverse, which shows the same, 0.8 of one exchange."""
    kernel = np.zeros((2, 2, 3, 5), np.float32)
    kernel[..., :] = [0.0, 0.1, 0.5, 0.2, 0.3]
    network = helpers.compiled(helpers.linear(kernel))
    reverse, exchanged = np.array([[1, 2], [3, 4]]), np.array([[4, 3], [1, 2]])
    asked: list[int] = []

    def of_classes(weights: Sequence[np.ndarray]) -> list[np.ndarray]:
        asked.extend(int(one.argmax()) for one in weights)
        return [reverse, exchanged]

    made = trial(network, WHITE, FIRST, metric="class_sensitivity", target=Target(2), of_classes=of_classes)
    assert score(made, "class_sensitivity").value == pytest.approx((1 + 0.8) / 2)
    assert asked == [0, 4]


def test_class_sensitivity_needs_other_classes() -> None:
    made = trial(deciding((0, 0)), WHITE, FIRST, metric="class_sensitivity")
    assert str(METRICS.discover()["class_sensitivity"].obstacle(made)).startswith("Class sensitivity needs two classes")


def test_the_true_gradient_beats_noise_on_every_metric_of_faithfulness() -> None:
    """Of a linear model, gradient x input is each pixel's part of the score."""
    rng = np.random.default_rng(5)
    parts = np.kron(rng.choice((-1, 1), (8, 8)) * rng.uniform(0.8, 1, (8, 8)), np.ones((2, 2)))
    parts *= 3 / np.maximum(parts, 0).sum()
    kernel = np.zeros((16, 16, 3, 2), np.float32)
    kernel[..., 0] = parts[..., None] / 3
    network = helpers.compiled(helpers.linear(kernel))
    pixels = np.where(parts > 0, 255, 128)  # 1 and 0 to the model
    for metric in FAITHFULNESS:
        truth, noise = (
            score(trial(network, pixels, values, metric=metric, method=method), metric).value
            for values, method in ((np.maximum(parts, 0), "gradient_x_input"), (rng.random((16, 16)), "random"))
        )
        better = truth > noise if METRICS.discover()[metric].higher_is_better else truth < noise
        assert better, (metric, truth, noise)


def test_of_a_difference_the_probability_is_that_of_the_first_class() -> None:
    made = trial(deciding((0, 0)), WHITE, FIRST, metric="deletion", target=Target(0, minus=1))
    np.testing.assert_allclose(made.probabilities(np.array([[2.0, 1.0]])), [1 / (1 + np.exp(-1))])


# What every metric keeps to, on a small network with batch norms.


@pytest.fixture(scope="module")
def network() -> CompiledModel:
    return helpers.compiled(helpers.normed())


each = pytest.mark.parametrize("name", EVERY_METRIC)


def made_for(network: CompiledModel, name: str, ctx: RunContext | None = None, **others: Any) -> Trial:
    rng = np.random.default_rng(8)
    height, width = helpers.TINY_INPUT[:2]
    values, region = rng.random((height, width)), np.zeros((height, width))
    region[2:7, 3:8] = 1
    quick: dict[str, Any] = {"steps": 9, "samples": 12}
    declared = {param.name for param in METRICS.discover()[name].params}
    return trial(
        network,
        rng.integers(0, 256, (height, width)),
        values,
        metric=name,
        region=region,
        again=lambda pixels: [values.astype(np.float32) * 0.9 for _ in pixels],
        of_classes=lambda weights: [values[::-1].astype(np.float32) for _ in weights],
        cascade=lambda: Curve(np.linspace(0, 1, 3), np.array([1, 0.5, 0.25])),
        randomised=lambda: values[::-1].astype(np.float32) ** 2,
        ctx=ctx,
        **{key: value for key, value in quick.items() if key in declared},
        **others,
    )


@each
def test_is_finite_and_the_same_again(network: CompiledModel, name: str) -> None:
    first, second = (score(made_for(network, name), name) for _ in range(2))
    assert np.isfinite(first.value)
    assert first.value == second.value
    if METRICS.discover()[name].axes is not None:
        assert first.curve is not None
        assert first.curve.x.shape == first.curve.y.shape
        assert np.isfinite(first.curve.y).all()


@each
def test_changes_nothing(network: CompiledModel, name: str) -> None:
    made = made_for(network, name)
    before = helpers.fingerprint(network.model, helpers.inputs(network.model, 2))
    values = made.values.copy()
    score(made, name)
    assert helpers.fingerprint(network.model, helpers.inputs(network.model, 2)) == before
    np.testing.assert_array_equal(made.values, values)


@each
def test_stops_where_it_takes_long(network: CompiledModel, name: str) -> None:
    if not {"steps", "samples"} & {param.name for param in METRICS.discover()[name].params}:
        return  # a single batch, after which the evaluation itself looks
    ctx = RunContext()
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        score(made_for(network, name, ctx), name)


@each
def test_says_where_it_has_no_meaning(network: CompiledModel, name: str) -> None:
    metric = METRICS.discover()[name]
    made = made_for(network, name)
    flat = replace(made, heatmap=replace(made.heatmap, raw_max=made.heatmap.raw_min))
    assert "is flat" in str(metric.obstacle(flat))
    if metric.needs_region:
        assert str(metric.obstacle(replace(made, region=Notice("not marked")))) == "not marked"
    if metric.needs_model:
        control = METHODS.discover()["random"]
        assert str(metric.obstacle(replace(made, method=control))) == "Random does not depend on the model."


@each
def test_describes_itself(network: CompiledModel, name: str) -> None:
    described = METRICS.discover()[name].describe()
    assert json.loads(json.dumps(described))["id"] == name
    assert described["name"]
    assert str(described["summary"]).endswith(".")


def test_curves_grow() -> None:
    """A live plot gets the curve so far after every batch."""
    network = helpers.compiled(helpers.normed())
    network.forward_batch = 4
    height, width = helpers.TINY_INPUT[:2]
    reported: list[Curve] = []
    made = trial(network, np.zeros((height, width)), np.eye(height, width), metric="insertion", steps=11)
    found = score(replace(made, on_curve=reported.append), "insertion")
    assert [curve.x.size for curve in reported] == [4, 8, 12]
    assert found.curve is not None
    np.testing.assert_array_equal(reported[0].y, found.curve.y[:4])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (MetricCall("beauty"), "There is no metric beauty. The metrics are: average_drop"),
        (MetricCall("insertion", (("steps", 0),)), "steps must be from 2 to 1000, not 0."),
        (MetricCall("energy", (("steps", 5),)), "There is no parameter steps. The parameters are: none."),
    ],
)
def test_a_wrong_choice(call: MetricCall, message: str) -> None:
    with pytest.raises(ChoiceFailure, match=message.replace(".", r"\.")):
        bind_metrics([call])
