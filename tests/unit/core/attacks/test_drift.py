"""How far maps drift, against sorting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from attnstudio.core.attacks.drift import top_overlap


def strongest(values: np.ndarray, count: int) -> set[int]:
    """Of equal ones the first."""
    return set(sorted(range(values.size), key=lambda place: (-values.ravel()[place], place))[:count])


@pytest.mark.parametrize("levels", [2, 5, 1000], ids=lambda levels: f"{levels} values")
def test_the_strongest_pixels_in_common_are_those_of_a_sort(levels: int) -> None:
    rng = np.random.default_rng(levels)
    for share in (0.1, 0.35, 1.0):
        one, other = (rng.integers(0, levels, (9, 11)).astype(np.float32) / levels for _ in range(2))
        count = round(99 * share)
        wanted = len(strongest(one, count) & strongest(other, count)) / count
        assert top_overlap(one, other, share) == pytest.approx(wanted)


def test_a_flat_map_has_the_same_strongest_pixels_as_itself() -> None:
    assert top_overlap(np.zeros((8, 8), np.float32), np.zeros((8, 8), np.float32)) == 1
