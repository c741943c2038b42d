"""Four scenes in a picture: each in its quarter, one of them asked for."""

from __future__ import annotations

import numpy as np

from attnstudio.core import scene_grid, scenes


def test_the_mask_is_the_quarter_whose_scene_has_the_class() -> None:
    places = set()
    for seed in range(12):
        grid = scene_grid.draw(seed, 64)
        rows, columns = np.nonzero(grid.mask)
        top, left = int(rows.min()), int(columns.min())
        assert (grid.mask.sum(), top % 32, left % 32) == (32 * 32, 0, 0)
        assert grid.mask[top : top + 32, left : left + 32].all()
        number = 2 * (top // 32) + left // 32
        alone = scenes.draw(4 * seed + number, 32, grid.class_index).picture
        np.testing.assert_array_equal(grid.picture[top : top + 32, left : left + 32], alone)
        places.add(number)
    assert places == {0, 1, 2, 3}


def test_the_same_seed_draws_the_same_grid() -> None:
    first, again, other = (scene_grid.draw(seed, 64) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.picture, again.picture)
    assert not np.array_equal(first.picture, other.picture)
