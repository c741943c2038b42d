"""The mean of maps in the frame of their pictures, by hand and against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from attnstudio.core.mean_map import MeanMapAccumulator, grid_size, in_frame
from attnstudio.core.placement import Placement

SQUARE = Placement.of((4, 4), (4, 4), "stretch")


def test_two_maps_by_hand() -> None:
    mean = MeanMapAccumulator((2, 2))
    placement = Placement.of((2, 2), (2, 2), "stretch")
    mean.add(np.array([[0.0, 1.0], [0.5, 0.2]], np.float32), placement)
    mean.add(np.array([[1.0, 1.0], [0.0, 0.4]], np.float32), placement)
    found = mean.result()
    assert found.count == 2
    assert_allclose(found.mean, [[0.5, 1.0], [0.25, 0.3]], rtol=1e-6)
    assert_allclose(found.deviation, [[0.5, 0.0], [0.25, 0.1]], atol=1e-6)
    assert_array_equal(found.reach, [[2, 2], [2, 2]])


def test_many_maps_are_what_numpy_makes_of_them_at_once() -> None:
    maps = np.random.default_rng(0).random((200, 4, 4)).astype(np.float32)
    mean = MeanMapAccumulator((4, 4))
    for one in maps:
        mean.add(one, SQUARE)
    found = mean.result()
    assert_allclose(found.mean, maps.mean(axis=0), rtol=1e-5)
    assert_allclose(found.deviation, maps.std(axis=0), rtol=1e-5)


def test_a_crop_says_nothing_of_the_edges() -> None:
    """A picture twice as wide as high: the crop sees its middle half."""
    mean = MeanMapAccumulator((8, 4))
    mean.add(np.ones((4, 4), np.float32), Placement.of((8, 4), (4, 4), "crop"))
    found = mean.result()
    assert np.isnan(found.mean[:, [0, 1, 6, 7]]).all()
    assert_array_equal(found.mean[:, 2:6], 1.0)
    assert_array_equal(found.reach[0], [0, 0, 1, 1, 1, 1, 0, 0])


def test_crops_and_whole_pictures_count_where_each_reaches() -> None:
    mean = MeanMapAccumulator((8, 4))
    mean.add(np.ones((4, 4), np.float32), Placement.of((8, 4), (4, 4), "crop"))
    mean.add(np.zeros((4, 4), np.float32), Placement.of((8, 4), (4, 4), "stretch"))
    found = mean.result()
    assert_allclose(found.mean[0], [0, 0, 0.5, 0.5, 0.5, 0.5, 0, 0])
    assert_allclose(found.deviation[0], [0, 0, 0.5, 0.5, 0.5, 0.5, 0, 0])


def test_the_bars_of_a_letterbox_are_left_out() -> None:
    values = np.zeros((8, 8), np.float32)
    values[[0, 7]] = 1.0  # on the bars, which are two rows high
    seen, where = in_frame(values, Placement.of((8, 4), (8, 8), "letterbox"), (8, 4))
    assert where.all()
    assert_allclose(seen, 0.0, atol=1e-6)


def test_pictures_of_other_sizes_meet_on_one_grid() -> None:
    """What lies in the upper left quarter of each is in that of the mean."""
    mean = MeanMapAccumulator((4, 4))
    values = np.zeros((8, 8), np.float32)
    values[:4, :4] = 1.0
    for size in ((100, 50), (30, 90)):
        mean.add(values, Placement.of(size, (8, 8), "stretch"))
    found = mean.result()
    assert_array_equal(found.mean[[0, 0, 3, 3], [0, 3, 0, 3]], [1, 0, 0, 0])


def test_nothing_gives_an_empty_mean() -> None:
    found = MeanMapAccumulator((3, 2)).result()
    assert found.count == 0
    assert np.isnan(found.mean).all()


def test_what_comes_out_is_read_only_and_stays_as_it_is() -> None:
    mean = MeanMapAccumulator((4, 4))
    mean.add(np.ones((4, 4), np.float32), SQUARE)
    found = mean.result()
    mean.add(np.zeros((4, 4), np.float32), SQUARE)
    assert found.mean[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        found.mean[0, 0] = 0


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([(500, 375)] * 3 + [(375, 500)] * 2, (224, 168)),
        ([(375, 500)], (168, 224)),
        ([(500, 375), (1000, 751), (64, 64)], (224, 168)),
        ([(32, 32)], (224, 224)),
        ([], (224, 224)),
        ([(20_000, 1)], (224, 1)),
    ],
)
def test_the_grid_has_the_commonest_aspect(sizes: list[tuple[int, int]], expected: tuple[int, int]) -> None:
    found = grid_size(sizes)
    assert_allclose(found, expected, atol=2)
