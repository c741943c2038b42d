"""From a layer's small map to the input's size, and from a raw map to 0..1."""

from __future__ import annotations

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.ndimage import zoom

from attnstudio.core.scaling import enlarge, first_component, normalised


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).random(shape, np.float32)


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((7, 7), (224, 224)),
        ((14, 14), (224, 224)),
        ((8, 8), (128, 128)),
        ((3, 7), (50, 31)),
        ((7, 3), (7, 90)),
        ((2, 2), (3, 5)),
        ((1, 5), (30, 40)),
        ((5, 1), (40, 30)),
        ((1, 1), (9, 9)),
        ((10, 12), (5, 4)),
        ((9, 9), (1, 1)),
    ],
)
def test_enlarge_is_scipys_zoom(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    raw = noise(*size)
    expected = zoom(raw, (wanted[0] / size[0], wanted[1] / size[1]), order=1)
    enlarged = enlarge(raw, *wanted)
    assert enlarged.shape == expected.shape == wanted
    assert enlarged.dtype == np.float32
    np.testing.assert_allclose(enlarged, expected, atol=1e-6, rtol=0)


def test_enlarge_by_hand() -> None:
    raw = np.array([[0, 2], [4, 6]], np.float32)
    assert enlarge(raw, 3, 3).tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]


def test_enlarge_leaves_the_right_size_alone() -> None:
    raw = noise(5, 6)
    assert np.array_equal(enlarge(raw, 5, 6), raw)


def test_enlarge_stays_within_the_range_of_the_map() -> None:
    raw = noise(7, 7) + 1000
    enlarged = enlarge(raw, 224, 200)
    assert enlarged.min() >= raw.min() * (1 - 1e-6)
    assert enlarged.max() <= raw.max() * (1 + 1e-6)


def test_the_first_component_of_many_places_takes_little_memory() -> None:
    """All left singular vectors of 25,600 places would take 2.6 GB."""
    maps = np.random.default_rng(0).normal(size=(160, 160, 4)).astype(np.float32)
    tracemalloc.start()
    first_component(maps)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * maps.nbytes


def test_normalised_by_hand() -> None:
    values, low, high = normalised(np.array([[-1, 0], [1, 3]], np.float32))
    np.testing.assert_allclose(values, [[0, 0.25], [0.5, 1]], atol=1e-6)
    assert (low, high) == (-1.0, 3.0)
    assert values.dtype == np.float32


@pytest.mark.parametrize("scale", [1, 1000, 0.5])
def test_normalised_is_tf_keras_vis(scale: float, tf_keras_vis: SimpleNamespace) -> None:
    raw = (noise(20, 30) - np.float32(0.3)) * np.float32(scale)
    theirs = np.asarray(tf_keras_vis.normalize(raw[None]))[0]
    np.testing.assert_allclose(normalised(raw)[0], theirs, atol=1e-6, rtol=0)


def test_a_map_of_tiny_values_is_not_washed_out() -> None:
    values, low, high = normalised(noise(4, 4) * np.float32(1e-12))
    assert (values.min(), values.max()) == (0, 1)
    assert 0 <= low < high < 1e-12


@pytest.mark.parametrize("level", [0.0, 5.0, -3.0, 1e30])
def test_a_flat_map_becomes_0(level: float) -> None:
    values, low, high = normalised(np.full((3, 4), level, np.float32))
    assert values.tolist() == np.zeros((3, 4)).tolist()
    assert low == high == np.float32(level)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_becomes_the_minimum(bad: float) -> None:
    values, low, high = normalised(np.array([[2, bad], [4, 3]], np.float32))
    np.testing.assert_allclose(values, np.array([[0, 0], [1, 0.5]]), atol=1e-6)
    assert (low, high) == (2.0, 4.0)


def test_a_map_without_one_finite_value_becomes_0() -> None:
    values, low, high = normalised(np.array([[np.nan, np.inf]], np.float32))
    assert values.tolist() == [[0, 0]]
    assert (low, high) == (0.0, 0.0)


def test_normalised_is_read_only_and_a_copy() -> None:
    raw = np.array([[0, 1]], np.float32)
    values = normalised(raw)[0]
    with pytest.raises(ValueError, match="read-only"):
        values[0, 0] = 1
    assert not np.shares_memory(values, raw)
    assert raw.flags.writeable
