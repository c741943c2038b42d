"""How alike two maps are, held against SciPy and scikit-image."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from scipy.stats import spearmanr
from skimage.metrics import structural_similarity as their_ssim

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, ChoiceFailure
from attnstudio.core.placement import Placement, Resize
from attnstudio.core.similarity import Measure, matrix, placed_on, rank_correlation, structural_similarity

SHAPE = (24, 30)
MEASURES = {Measure.SPEARMAN: rank_correlation, Measure.SSIM: structural_similarity}


def _map(seed: int, levels: int = 0) -> np.ndarray:
    """float32 noise in 0..1; with few levels there are many ties."""
    values = np.random.default_rng(seed).random(SHAPE)
    return (np.round(values * levels) / levels if levels else values).astype(np.float32)


@pytest.mark.parametrize("levels", [0, 1, 3])
def test_spearman_is_scipys(levels: int) -> None:
    one, other = _map(1, levels), _map(1, levels) * 0.5 + _map(2, levels)
    expected = spearmanr(one.ravel(), other.ravel()).statistic
    assert 0.3 < expected < 0.9
    assert rank_correlation(one, other) == pytest.approx(expected, abs=1e-12)


def test_spearman_sees_the_order_alone() -> None:
    one = _map(1)
    assert rank_correlation(one, one**3) == pytest.approx(1)
    assert rank_correlation(one, -one) == pytest.approx(-1)
    assert abs(rank_correlation(one, _map(2))) < 0.1


def test_mean_ranks_by_hand() -> None:
    """1 2 2 2 5 has the ranks 1 3 3 3 5."""
    one, other = np.array([[1.0, 2.0, 2.0, 2.0, 5.0]]), np.array([[1.0, 2.0, 3.0, 4.0, 5.0]])
    assert rank_correlation(one, other) == pytest.approx(8 / np.sqrt(8 * 10))


def test_ssim_is_that_of_the_paper() -> None:
    one, other = _map(1), np.clip(_map(1) * 0.7 + 0.3 * _map(2), 0, 1)
    expected = their_ssim(one, other, data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
    assert 0.3 < expected < 0.95
    assert structural_similarity(one, other) == pytest.approx(expected, abs=1e-5)
    assert structural_similarity(one, 1 - one) < 0


@pytest.mark.parametrize("shape", [(1, 1), (2, 9), (3, 4), (10, 40)])
def test_small_maps_have_a_similarity(shape: tuple[int, int]) -> None:
    one = np.random.default_rng(1).random(shape)
    assert structural_similarity(one, one) == pytest.approx(1)
    assert structural_similarity(one, 1 - one) < 1


@pytest.mark.parametrize("measure", MEASURES.values())
def test_constant_maps_have_an_answer(measure: object) -> None:
    assert callable(measure)
    flat, other = np.zeros(SHAPE, np.float32), _map(1)
    assert measure(flat, flat) == pytest.approx(1)
    assert measure(flat, other) == pytest.approx(0, abs=0.1)
    assert measure(other, flat) == measure(flat, other)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_matrix_has_each_with_each(measure: Measure) -> None:
    maps = [_map(seed, levels) for seed, levels in ((1, 0), (2, 0), (1, 4))]
    found = matrix(maps, measure, RunContext())
    assert found.shape == (3, 3)
    for row, one in enumerate(maps):
        for column, other in enumerate(maps):
            assert found[row, column] == pytest.approx(MEASURES[measure](one, other))
    assert found[0, 2] > 0.5 > abs(found[0, 1])


def test_a_matrix_can_be_stopped() -> None:
    token = threading.Event()
    token.set()
    with pytest.raises(Cancelled):
        matrix([_map(1), _map(2)], Measure.SSIM, RunContext(cancelled=token))


def _placement(resize: Resize, size: tuple[int, int]) -> Placement:
    return Placement.of((400, 200), size, resize)


def test_maps_of_another_size_are_brought_to_one_grid() -> None:
    ramp = np.tile(np.linspace(0, 1, 60, dtype=np.float32), (40, 1))
    there = placed_on(_placement("stretch", (30, 20)), ramp, _placement("stretch", (60, 40)))
    assert there.shape == (20, 30)
    assert there.dtype == np.float32
    assert np.allclose(there, np.tile(ramp[0].reshape(30, 2).mean(axis=1), (20, 1)), atol=0.01)
    assert placed_on(_placement("stretch", (60, 40)), ramp, _placement("stretch", (60, 40))) is ramp
    assert placed_on(_placement("crop", (20, 20)), np.ones((30, 30)), _placement("crop", (30, 30))).shape == (20, 20)


def test_maps_of_different_parts_of_the_picture_are_not_compared() -> None:
    with pytest.raises(ChoiceFailure, match="different parts"):
        placed_on(_placement("stretch", (30, 30)), np.ones((30, 30)), _placement("crop", (30, 30)))
