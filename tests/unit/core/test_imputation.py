"""Removed pixels filled from the others, against a direct solver."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.ndimage import convolve, gaussian_filter, zoom
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import spsolve

from attnstudio.core import imputation
from attnstudio.core.imputation import imputed

PRECISION = 1e-3  # of the picture's range
WEIGHTS = {(y, x): 1 / 6 if 0 in (y, x) else 1 / 12 for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0)}


def solved(picture: np.ndarray, removed: np.ndarray) -> np.ndarray:
    """The same with a direct solver, float64."""
    height, width, channels = picture.shape
    number = np.pad(np.arange(height * width).reshape(height, width), 1, constant_values=-1)
    inner = number[1:-1, 1:-1]
    rows, columns, weights = [], [], []
    for (y, x), weight in WEIGHTS.items():
        neighbour = number[1 + y : 1 + y + height, 1 + x : 1 + x + width]
        rows.append(inner[neighbour >= 0])
        columns.append(neighbour[neighbour >= 0])
        weights.append(np.full(rows[-1].size, weight))
    size = height * width
    weighted = csr_array((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), shape=(size, size))
    equations = (diags_array(weighted.sum(axis=1)) - weighted).tocsr()[removed.ravel()]
    known = weighted[removed.ravel()][:, ~removed.ravel()] @ picture[~removed].astype(np.float64)
    result = picture.astype(np.float64)
    result[removed] = spsolve(equations[:, removed.ravel()].tocsc(), known).reshape(-1, channels)
    return result


def picture_of(shape: tuple[int, ...], low: float = -1, high: float = 1) -> np.ndarray:
    """Smooth shapes, edges and grain, from low to high."""
    rng = np.random.default_rng(5)
    smooth = gaussian_filter(rng.normal(size=shape), (9, 9, 0), mode="nearest")
    mixed = smooth / smooth.std() + 2 * (smooth > 0) + rng.normal(0, 0.3, shape)
    return (low + (high - low) * (mixed - mixed.min()) / np.ptp(mixed)).astype(np.float32)


def blobs(height: int, width: int, seed: int) -> np.ndarray:
    """Like Grad-CAM: 7 x 7 values, none below 0, drawn large."""
    coarse = np.maximum(np.random.default_rng(seed).normal(size=(7, 7)), 0)
    return zoom(coarse, (height / 7, width / 7), order=1)


def grains(height: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(height, width))


def most(relevance: np.ndarray, share: float) -> np.ndarray:
    """True for this share of the pixels, the most relevant ones; of equal ones the first."""
    mask = np.zeros(relevance.size, bool)
    mask[np.argsort(-relevance.ravel(), kind="stable")[: round(share * relevance.size)]] = True
    return mask.reshape(relevance.shape)


def all_but(shape: tuple[int, ...], *kept: tuple[int, int]) -> np.ndarray:
    mask = np.ones(shape[:2], bool)
    for place in kept:
        mask[place] = False
    return mask


def without_noise(picture: np.ndarray, *masks: np.ndarray) -> np.ndarray:
    return imputed(picture, np.array(masks), 0, np.random.default_rng(0))


def largest_error(picture: np.ndarray, mask: np.ndarray) -> float:
    """As a share of the picture's range."""
    return np.abs(without_noise(picture, mask)[0] - solved(picture, mask)).max() / np.ptp(picture)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("sign", [1, -1], ids=["most relevant", "least relevant"])
@pytest.mark.parametrize("relevance", [blobs, grains])
def test_masks_at_the_size_of_a_model_take_few_cycles(
    relevance: Callable[..., np.ndarray], sign: int, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imputation, "MAX_CYCLES", 7)
    picture = picture_of((224, 224, 3))
    assert largest_error(picture, most(sign * relevance(224, 224, seed=1), share)) < PRECISION


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize(
    "size", [(2, 2), (3, 5), (5, 3), (9, 8), (16, 33), (65, 64), (97, 40), (1, 2), (1, 60), (61, 1), (2, 90)]
)
def test_sizes(size: tuple[int, int], channels: int) -> None:
    picture = picture_of((*size, channels))
    masks = [most(relevance(*size, seed=3), share) for relevance in (blobs, grains) for share in (0.3, 0.6, 0.9)]
    assert max(largest_error(picture, mask) for mask in masks if mask.any() and not mask.all()) < PRECISION


@pytest.mark.parametrize(
    "mask",
    [
        np.indices((70, 90)).sum(0) % 2 == 0,  # a chessboard
        np.indices((70, 90))[0] % 4 > 0,  # lines
        np.indices((70, 90))[1] > 0,  # all but the left column
        np.hypot(*(np.indices((70, 90)) - 40)) > 3,  # all but a spot
        np.hypot(*(np.indices((70, 90)) - 40)) < 30,  # a disc
        (np.indices((70, 90)) % 9 > 0).all(0),  # squares, a line between them
        all_but((70, 90), (0, 0), (69, 89)),
        all_but((70, 90), (35, 44), (35, 46), (2, 80)),
        ~all_but((70, 90), (69, 0)),
    ],
)
def test_shapes(mask: np.ndarray) -> None:
    assert largest_error(picture_of((70, 90, 3)), mask) < PRECISION


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-124, 152), (250, 255)])
def test_precision_goes_with_the_range(low: float, high: float) -> None:
    picture = picture_of((80, 80, 3), low, high)
    assert largest_error(picture, most(blobs(80, 80, seed=2), 0.8)) < PRECISION


def test_one_removed_pixel_is_the_mean_of_its_neighbours() -> None:
    picture = picture_of((5, 7, 3))
    for place in [(2, 3), (0, 3), (2, 6), (0, 0), (4, 6)]:
        mask = ~all_but((5, 7), place)
        kernel = np.array([[1, 2, 1], [2, 0, 2], [1, 2, 1]])[..., None]
        inside = np.ones((5, 7, 1))
        mean = convolve(picture.astype(np.float64), kernel, mode="constant") / convolve(inside, kernel, mode="constant")
        np.testing.assert_allclose(without_noise(picture, mask)[0][place], mean[place], rtol=0, atol=1e-6)


def test_all_removed_is_the_mean_colour() -> None:
    picture = picture_of((20, 30, 3))
    filled = without_noise(picture, np.ones((20, 30), bool))[0]
    np.testing.assert_allclose(filled, np.broadcast_to(picture.mean((0, 1)), picture.shape), rtol=0, atol=1e-6)


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (31, 50), (300, 300)])
@pytest.mark.parametrize("place", [(0, 0), (-1, -1)])
def test_one_kept_pixel_fills_the_picture(size: tuple[int, int], place: tuple[int, int]) -> None:
    picture = picture_of((*size, 3)) if size != (1, 1) else np.array([[[0.1, 0.2, 0.3]]], np.float32)
    filled = without_noise(picture, all_but(size, place))[0]
    np.testing.assert_allclose(filled, np.broadcast_to(picture[place], picture.shape), rtol=0, atol=1e-5)


def test_nothing_removed_is_the_picture() -> None:
    picture = picture_of((20, 30, 3))
    assert np.array_equal(imputed(picture, np.zeros((1, 20, 30), bool), 1, np.random.default_rng(0))[0], picture)


@pytest.mark.parametrize("value", [0, 0.3, 255])
def test_flat_pictures_stay_flat(value: float) -> None:
    picture = np.full((40, 30, 3), value, np.float32)
    filled = without_noise(picture, most(blobs(40, 30, seed=4), 0.7), np.ones((40, 30), bool))
    np.testing.assert_allclose(filled, value, rtol=1e-6)


def test_kept_pixels_stay_to_the_bit() -> None:
    picture = picture_of((40, 30, 3), -124, 152)
    masks = np.array([most(grains(40, 30, seed), 0.4) for seed in range(3)])
    results = imputed(picture, masks, 0.5, np.random.default_rng(0))
    assert results.dtype == np.float32
    assert results.shape == (3, 40, 30, 3)
    for result, mask in zip(results, masks, strict=True):
        assert np.array_equal(result[~mask], picture[~mask])
        assert (result[mask] != picture[mask]).any(axis=-1).all()


def test_each_mask_is_filled_by_itself() -> None:
    picture = picture_of((40, 30, 3))
    masks = [most(blobs(40, 30, seed), 0.6) for seed in range(3)]
    together = without_noise(picture, *masks)
    assert all(np.array_equal(without_noise(picture, mask)[0], one) for mask, one in zip(masks, together, strict=True))


def test_no_masks_no_pictures() -> None:
    assert imputed(picture_of((4, 5, 3)), np.zeros((0, 4, 5), bool), 0, np.random.default_rng(0)).shape == (0, 4, 5, 3)


def test_noise_is_normal_and_comes_from_the_generator() -> None:
    picture = picture_of((100, 100, 3))
    masks = np.array([most(grains(100, 100, seed=1), 0.6), np.ones((100, 100), bool)])
    noisy, again, other = (imputed(picture, masks, 0.25, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(noisy, again)
    assert not np.array_equal(noisy, other)
    noise = (noisy - without_noise(picture, *masks))[masks]
    assert abs(noise.mean()) < 0.01
    assert noise.std() == pytest.approx(0.25, rel=0.02)
    assert np.abs(np.corrcoef(noise.T) - np.eye(3)).max() < 0.05


def test_imputing_changes_neither_picture_nor_mask() -> None:
    picture = picture_of((40, 30, 3))
    mask = most(blobs(40, 30, seed=1), 0.5)
    before = picture.copy(), mask.copy()
    imputed(picture, mask[None], 0.1, np.random.default_rng(0))
    assert np.array_equal(picture, before[0])
    assert np.array_equal(mask, before[1])
