"""Methods that hide parts of the picture, against values worked out by hand or by brute force."""

from __future__ import annotations

import threading
from itertools import combinations
from math import factorial
from typing import Any

import keras
import numpy as np
import pytest

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.baselines import baseline
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled
from attnstudio.core.masks import cells, smooth
from attnstudio.core.methods import hsic, kernel_shap
from attnstudio.core.methods.base import Method
from attnstudio.core.methods.hsic import Hsic
from attnstudio.core.methods.kernel_shap import KernelShap
from attnstudio.core.methods.lime import Lime
from attnstudio.core.methods.occlusion import Occlusion
from attnstudio.core.methods.rise import RandomMasks, Rise
from attnstudio.core.methods.sobol import Sobol
from attnstudio.core.params import complete
from attnstudio.core.superpixels import superpixels

HEIGHT, WIDTH = SHAPE = (24, 40)  # not square
RNG = np.random.default_rng(7)
BLOCKS = np.kron(RNG.integers(0, 256, (4, 5, 3)), np.ones((6, 8, 1)))
PICTURE = np.clip(BLOCKS + RNG.normal(0, 8, (*SHAPE, 3)), 0, 255).astype(np.uint8)
QUICK = [
    (Occlusion(), {"patch": 7, "stride": 5}),
    (Rise(), {"samples": 45, "grid": 4}),
    (Lime(), {"samples": 45, "segments": 12}),
    (KernelShap(), {"samples": 45, "segments": 12}),
    (Sobol(), {"designs": 3, "grid": 4}),
    (Hsic(), {"samples": 45, "grid": 4}),
]
every_method = pytest.mark.parametrize(("method", "params"), QUICK, ids=[method.id for method, _ in QUICK])


def preprocess(pixels: np.ndarray) -> np.ndarray:
    return np.asarray(pixels, np.float32) / 127.5 - 1


def chain(*layers: keras.layers.Layer) -> keras.Model:
    first = last = keras.Input((*SHAPE, 3))
    for layer in layers:
        last = layer(last)
    return keras.Model(first, last)


def linear(weights: np.ndarray, bias: float = 0.0) -> CompiledModel:
    """Two classes: y = sum(weights * x) + bias, and minus that."""
    layer = keras.layers.Dense(2)
    model = chain(keras.layers.Flatten(), layer)
    layer.set_weights([np.stack([weights.ravel(), -weights.ravel()], axis=1), np.array([bias, -bias])])
    return CompiledModel(model)


@pytest.fixture(scope="module")
def curved() -> CompiledModel:
    """A small network in which parts of the picture act together."""
    keras.utils.set_random_seed(3)
    layers = keras.layers
    return CompiledModel(
        chain(
            layers.Conv2D(8, 5, strides=4, activation="relu"),
            layers.Flatten(),
            layers.Dense(16, activation="relu"),
            layers.Dense(3),
        )
    )


@pytest.fixture(scope="module")
def weights() -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.1, (*SHAPE, 3)).astype(np.float32)


def job_of(
    model: CompiledModel, method: Method, ctx: RunContext | None = None, **given: int | float | str
) -> AttributionContext:
    return AttributionContext(
        model=model,
        pixels=PICTURE,
        preprocess=preprocess,
        class_weights=np.eye(model.class_count, dtype=np.float32)[0],
        layer=None,
        params=complete(method.params, given),
        run=ctx or RunContext(),
        input=preprocess(PICTURE),
    )


def with_picture(job: AttributionContext, pixels: np.ndarray) -> AttributionContext:
    return AttributionContext(**{**vars(job), "pixels": pixels, "input": preprocess(pixels)})


def effect(job: AttributionContext, weights: np.ndarray) -> np.ndarray:
    """What each pixel adds to the score of a linear model."""
    return (weights * (job.input - baseline(job, job.params["baseline"]))).sum(axis=-1, dtype=np.float64)


def by_part(pixels: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.bincount(labels.ravel(), pixels.ravel())


class Recorder(CompiledModel):
    """Notes the size of every batch of masks."""

    def __init__(self, model: CompiledModel, batch: int) -> None:
        vars(self).update(vars(model))
        self.forward_batch = batch
        self.batches: list[int] = []

    def masked_logits(self, masks: np.ndarray, one_input: np.ndarray, baseline: np.ndarray) -> np.ndarray:
        assert masks.dtype == np.float32 and masks.shape[1:] == SHAPE
        assert masks.min() >= 0 and masks.max() <= 1
        self.batches.append(len(masks))
        return super().masked_logits(masks, one_input, baseline)


# All of them


@every_method
def test_batches_seeds_progress(curved: CompiledModel, method: Method, params: dict[str, Any]) -> None:
    maps = []
    for batch in (1, 7, 64):
        steps: list[tuple[int, int]] = []
        partial: list[np.ndarray] = []
        model = Recorder(curved, batch)
        ctx = RunContext(on_progress=lambda *step: steps.append(step), on_partial=partial.append)  # noqa: B023
        maps.append(method.attribute(job_of(model, method, ctx, **params)))
        assert max(model.batches) <= batch
        assert [done for done, _ in steps] == list(np.cumsum(model.batches))
        assert steps[-1][0] == steps[-1][1]
        assert batch > 7 or partial
        assert all(raw.shape == SHAPE and raw.dtype == np.float32 and np.isfinite(raw).all() for raw in partial)
    assert maps[0].shape == SHAPE and maps[0].dtype == np.float32 and np.ptp(maps[0]) > 0
    assert (maps[0].min() < 0) <= method.signed
    for other in maps[1:]:
        np.testing.assert_allclose(other, maps[0], rtol=1e-5, atol=1e-5)
    other_seed = method.attribute(job_of(curved, method, RunContext(seed=1), **params))
    assert (np.abs(other_seed - maps[0]).max() < 1e-5) == (method.id == "occlusion")


@every_method
def test_stops_between_batches(curved: CompiledModel, method: Method, params: dict[str, Any]) -> None:
    stop = threading.Event()
    model = Recorder(curved, 4)
    with pytest.raises(Cancelled):
        method.attribute(job_of(model, method, RunContext(lambda *_: stop.set(), cancelled=stop), **params))
    assert model.batches in ([3], [4])  # one batch, of at most four


@every_method
@pytest.mark.parametrize("value", [0, 128, 255])
def test_flat_pictures(curved: CompiledModel, method: Method, params: dict[str, Any], value: int) -> None:
    for kind in ("grey", "black", "blur"):
        job = job_of(curved, method, **params, baseline=kind)
        raw = method.attribute(with_picture(job, np.full_like(PICTURE, value)))
        assert np.isfinite(raw).all()


# Occlusion


@pytest.mark.parametrize(("patch", "stride"), [(7, 5), (8, 8), (3, 9), (30, 16), (64, 64)])
def test_occlusion_by_hand(weights: np.ndarray, patch: int, stride: int) -> None:
    job = job_of(linear(weights), Occlusion(), patch=patch, stride=stride)
    pixels = effect(job, weights)
    total, count = np.zeros(SHAPE), np.zeros(SHAPE)
    side = [min(patch, size) for size in SHAPE]
    step = min(stride, patch)
    for top in {*range(0, HEIGHT - side[0], step), HEIGHT - side[0]}:
        for left in {*range(0, WIDTH - side[1], step), WIDTH - side[1]}:
            hidden = slice(top, top + side[0]), slice(left, left + side[1])
            total[hidden] += pixels[hidden].sum()
            count[hidden] += 1
    assert count.min() >= 1
    np.testing.assert_allclose(Occlusion().attribute(job), total / count, atol=1e-4)


# RISE


def test_rise_expectation() -> None:
    """E[s M] / p, where s = a + b M: covariances of an interpolated Bernoulli grid, over all offsets."""
    grid, kept = 4, 0.5
    weights = np.zeros((*SHAPE, 3), np.float32)
    weights[4:12, 26:34] = 0.002
    job = job_of(linear(weights), Rise(), samples=6000, grid=grid, baseline="black")
    job.model.forward_batch = 500
    pixels = effect(job, weights)
    bias = -float((weights * -1).sum()) - kept * pixels.sum()  # the score is 0 on average, where softmax is linear
    job = AttributionContext(
        **{**vars(job), "model": linear(weights, bias), "class_weights": np.array([1, -1], np.float32)}
    )
    job.model.forward_batch = 500

    def products(size: int) -> np.ndarray:
        cell = -(-size // grid)
        enlarged = np.arange((grid + 1) * cell)
        basis = np.stack(
            [np.interp((enlarged + 0.5) * grid / len(enlarged) - 0.5, range(grid), e) for e in np.eye(grid)]
        )
        crops = [basis[:, offset : offset + size] for offset in range(cell)]
        return np.mean([crop.T @ crop for crop in crops], axis=0)

    # With two classes, p0 - p1 = tanh(y), which is y for a small one.
    expected = (1 - kept) * products(HEIGHT) @ pixels @ products(WIDTH)
    np.testing.assert_allclose(Rise().attribute(job), expected, atol=0.06 * np.ptp(expected))


def test_rise_masks() -> None:
    masks = RandomMasks(np.random.default_rng(0), 3000, SHAPE, 5, 0.3)
    whole = masks(0, 3000)
    assert whole.shape == (3000, *SHAPE) and whole.min() >= 0 and whole.max() <= 1
    np.testing.assert_allclose(whole.mean(axis=0), 0.3, atol=0.04)
    np.testing.assert_allclose(masks(1000, 1010), whole[1000:1010], atol=1e-6)


def test_rise_crops_each_mask_for_itself() -> None:
    class OneGrid(np.random.Generator):
        def random(self, size: Any = None, *_: Any, **__: Any) -> Any:
            return np.broadcast_to(np.random.default_rng(5).random(size[1:], np.float32), size)

    masks = RandomMasks(OneGrid(np.random.PCG64(0)), 60, SHAPE, 4, 0.5)(0, 60)
    assert len(np.unique(masks.reshape(60, -1), axis=0)) > 30  # of 6 * 10 offsets


def test_rise_ends_early(curved: CompiledModel) -> None:
    model = Recorder(curved, 10)
    Rise().attribute(job_of(model, Rise(), samples=2000, stop_at=0.3))
    assert sum(model.batches) < 2000


# Superpixels


def test_superpixels() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (96, 160, 3)).astype(np.uint8)
    for pixels in (PICTURE, np.zeros_like(PICTURE), noise, PICTURE[:1]):
        labels = superpixels(pixels, 20)
        assert labels.shape == pixels.shape[:2]
        assert set(np.unique(labels)) == set(range(labels.max() + 1))
        assert 5 <= labels.max() < 60


def test_lime_recovers_linear_weights(weights: np.ndarray) -> None:
    model = linear(weights, 2.0)
    job = job_of(model, Lime(), samples=400, segments=15, ridge=0.0)
    labels = superpixels(PICTURE, 15)
    expected = by_part(effect(job, weights), labels)[labels]
    np.testing.assert_allclose(Lime().attribute(job), expected, atol=1e-3)
    ridge = Lime().attribute(job_of(model, Lime(), segments=15))
    np.testing.assert_allclose(ridge, expected, atol=0.05 * np.abs(expected).max())


def test_shap_of_a_linear_model(weights: np.ndarray) -> None:
    """Coalitions that are drawn, not all: a linear model leaves nothing to chance."""
    job = job_of(linear(weights), KernelShap(), samples=200, segments=30)
    labels = superpixels(PICTURE, 30)
    assert labels.max() > 10
    expected = by_part(effect(job, weights), labels)[labels]
    np.testing.assert_allclose(KernelShap().attribute(job), expected, atol=1e-4)


def test_shap_of_a_game(curved: CompiledModel, monkeypatch: pytest.MonkeyPatch) -> None:
    players = 6
    labels = (np.arange(HEIGHT) * 2 // HEIGHT)[:, None] * 3 + np.arange(WIDTH) * 3 // WIDTH
    monkeypatch.setattr(kernel_shap, "superpixels", lambda *_: labels)
    job = job_of(curved, KernelShap(), samples=100)
    background = baseline(job, "grey")

    def value(coalition: tuple[int, ...]) -> float:
        mask = np.isin(labels, coalition).astype(np.float32)
        return float(job.scores(curved.masked_logits(mask[None], job.input, background))[0])

    expected = np.zeros(players)
    for player in range(players):
        others = [other for other in range(players) if other != player]
        for size in range(players):
            share = factorial(size) * factorial(players - size - 1) / factorial(players)
            for coalition in combinations(others, size):
                expected[player] += share * (value((*coalition, player)) - value(coalition))
    assert abs(value((0,)) - value(()) - expected[0]) > 1e-3  # the parts do act together
    np.testing.assert_allclose(KernelShap().attribute(job), expected[labels], atol=1e-5)


@pytest.mark.parametrize("samples", [10, 45, 300])
def test_shap_values_add_up(curved: CompiledModel, samples: int) -> None:
    job = job_of(curved, KernelShap(), samples=samples, segments=20)
    labels = superpixels(PICTURE, 20)
    values = by_part(KernelShap().attribute(job).astype(np.float64), labels) / np.bincount(labels.ravel())
    ends = np.stack([job.input, baseline(job, "grey")])
    whole, nothing = job.scores(curved.logits(ends))
    assert values.sum() == pytest.approx(whole - nothing, abs=1e-5)


def test_shap_of_one_superpixel(weights: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_shap, "superpixels", lambda *_: np.zeros(SHAPE, int))
    job = job_of(linear(weights), KernelShap())
    np.testing.assert_allclose(KernelShap().attribute(job), effect(job, weights).sum(), atol=1e-4)


# Cells


def test_cells_and_their_centres() -> None:
    labels = cells(SHAPE, 8)
    assert set(np.bincount(labels.ravel())) == {15}
    values = np.random.default_rng(0).random((8, 8))
    raw = smooth(values, SHAPE)
    np.testing.assert_allclose(raw[1::3, 2::5], values, rtol=1e-5)
    np.testing.assert_allclose(raw[:2, :3], values[0, 0], rtol=1e-5)
    assert set(np.unique(cells((50, 7), 8))) <= set(range(64))


def test_sobol_of_an_additive_score(weights: np.ndarray) -> None:
    """y = sum e_i m_i, m_i uniform: the index of i is e_i^2 / sum e^2."""
    job = job_of(linear(weights), Sobol(), designs=512)
    job.model.forward_batch = 500
    shares = by_part(effect(job, weights), cells(SHAPE, 8)) ** 2
    expected = (shares / shares.sum()).reshape(8, 8)
    np.testing.assert_allclose(Sobol().attribute(job)[1::3, 2::5], expected, atol=0.1 * expected.max())


def test_sobol_counts_what_acts_together(curved: CompiledModel) -> None:
    indices = Sobol().attribute(job_of(curved, Sobol(), designs=64, grid=2))
    assert indices.min() >= 0
    assert 0.9 < indices[[5, 5, 17, 17], [9, 29, 9, 29]].sum() < 4


def test_hsic_finds_the_cell() -> None:
    weights = np.zeros((*SHAPE, 3), np.float32)
    weights[cells(SHAPE, 8) == 29] = 0.1
    values = Hsic().attribute(job_of(linear(weights), Hsic(), samples=100))[1::3, 2::5]
    assert values.argmax() == 29
    assert values.ravel()[29] > 5 * np.sort(values.ravel())[-2]


def test_hsic_transcribed() -> None:
    rng = np.random.default_rng(2)
    count = 30
    kept = (rng.random((count, 5)) < 0.5).astype(np.float32)
    scores = kept @ [3.0, 0.0, -1.0, 0.5, 0.0] + rng.normal(0, 0.1, count)
    distances = [abs(a - b) for a in scores for b in scores if a != b]
    outputs = np.array([[np.exp(-((a - b) ** 2) / (2 * np.median(distances) ** 2)) for a in scores] for b in scores])
    centring = np.eye(count) - 1 / count
    for cell, value in enumerate(hsic.dependence(kept, scores)):
        inputs = np.array([[0.5 - (a - b) ** 2 for a in kept[:, cell]] for b in kept[:, cell]])
        trace = np.trace(inputs @ centring @ outputs @ centring)
        assert value == pytest.approx(trace / (count - 1) ** 2, rel=1e-6)
