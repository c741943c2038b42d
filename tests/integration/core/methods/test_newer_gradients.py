"""Relatives of the gradient that later papers brought, against their sums written out with an eager tape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import helpers
import numpy as np
import pytest

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.request import Heatmap, MethodCall
from attnstudio.core.scaling import low_pass

if TYPE_CHECKING:
    import keras

CLASS = helpers.weights_for(0, 1, 0)


@pytest.fixture(scope="module")
def residual() -> keras.Model:
    """ReLUs, a branch and max pooling."""
    return helpers.residual()


@pytest.fixture(scope="module")
def network(residual: keras.Model) -> CompiledModel:
    return helpers.compiled(residual)


@pytest.fixture(scope="module")
def picture(residual: keras.Model) -> np.ndarray:
    return helpers.inputs(residual, 1)[0]


def raw(heatmap: Heatmap) -> np.ndarray:
    return heatmap.values * (heatmap.raw_max - heatmap.raw_min) + heatmap.raw_min


def found(
    network: CompiledModel, picture: np.ndarray, method: str, weights: np.ndarray = CLASS, **params: float | str
) -> np.ndarray:
    return raw(helpers.maps(network, picture, weights, None, MethodCall(method, tuple(params.items())))[0])


@pytest.mark.parametrize("weights", [CLASS, helpers.weights_for(1, -1, 0)], ids=["a class", "A rather than B"])
def test_idgi_shares_out_each_step_by_the_gradient(
    network: CompiledModel, picture: np.ndarray, weights: np.ndarray
) -> None:
    points = -1 + np.linspace(0, 1, 8, dtype=np.float32)[:, None, None, None] * (picture + 1)  # -1: black
    slow = helpers.slow(network.model, points, weights)
    scores, expected = (slow.logits @ weights).astype(float), np.zeros(picture.shape)
    for gradient, before, after in zip(slow.input_gradient, scores, scores[1:], strict=False):
        expected += (after - before) * gradient**2 / (gradient**2).sum()
    map_of_it = found(network, picture, "idgi", weights, steps=7)
    np.testing.assert_allclose(map_of_it, expected.sum(axis=-1), atol=1e-5 * np.ptp(expected))
    assert map_of_it.sum() == pytest.approx(scores[-1] - scores[0], rel=1e-4)


def test_idgi_of_two_baselines_is_the_mean(network: CompiledModel, picture: np.ndarray) -> None:
    from attnstudio.core.models.preprocessing import PREPROCESSING

    white = PREPROCESSING["minus_one_to_one"](np.full(picture.shape, 255, np.uint8))
    scores = network.logits(np.stack([picture, -np.ones_like(picture), white])) @ CLASS
    both = found(network, picture, "idgi", steps=5, baseline="two-sided")
    assert both.sum() == pytest.approx(scores[0] - scores[1:].mean(), rel=1e-4)


@pytest.mark.parametrize(("rows", "columns"), [(24, 24), (24, 60), (31, 20)], ids=["square", "wide", "high"])
def test_the_filter_takes_waves_by_their_number(rows: int, columns: int) -> None:
    """Waves along both axes: those of fewer periods than asked for, across the shorter side, stay."""
    side, places = min(rows, columns), np.mgrid[:rows, :columns]
    long = 1 + np.cos(2 * np.pi * 3 * places[0] / rows) + np.sin(2 * np.pi * 2 * places[1] / columns)
    short = np.cos(2 * np.pi * 9 * places[0] / rows) + np.sin(2 * np.pi * (9 * columns // side) * places[1] / columns)
    np.testing.assert_allclose(low_pass(long + short, 5), long, atol=1e-5)
    np.testing.assert_allclose(low_pass(long + short, side), long + short, atol=1e-5)
    diagonal = np.cos(2 * np.pi * 4 * (places[0] / rows + places[1] / columns))
    if rows == columns:  # 4 periods along each side are 5.7 across
        np.testing.assert_allclose(low_pass(diagonal, 5), 0, atol=1e-5)


def test_a_map_can_wear_the_filter(network: CompiledModel, picture: np.ndarray) -> None:
    for method in ("integrated_gradients", "smoothgrad"):
        plain, smooth = (found(network, picture, method, low_pass=periods) for periods in (0, 3))
        expected = low_pass(plain, 3)
        if method == "smoothgrad":
            expected = np.maximum(expected, 0)
        np.testing.assert_allclose(smooth, expected, atol=1e-5 * np.ptp(plain))
        assert np.ptp(smooth) < np.ptp(plain)
