"""The orders of a layer's channels, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.channel_order import ChannelOrder, activations, at, cells_of, ordered, shares_in
from attnstudio.core.channels import Channels
from attnstudio.core.images import Source
from attnstudio.core.placement import Placement
from attnstudio.core.request import Request
from attnstudio.core.targets import Target

WHOLE = Placement((40, 20), (8, 8), (0, 0, 40, 20))


def channels(*values: list[list[float]], placement: Placement = WHOLE) -> Channels:
    found = np.array(values, np.float32)
    count = len(found)
    source = Source(Path("a.png"), 1, 1, "digest")
    weights = -np.arange(count, dtype=np.float32)
    return Channels(
        Request(source.path, "net"), source, "conv", Target(0), placement, np.arange(count), weights, found, count
    )


FOUND = channels([[4, 0], [0, 0]], [[1, 1], [1, 1]], [[-3, 0], [0, 2]], [[0, 0], [0, 0]])


def test_the_mean_of_a_channel_over_its_places() -> None:
    assert activations(FOUND).tolist() == [1, 1, -0.25, 0]


def test_the_share_of_what_fires_in_a_region() -> None:
    mask = np.zeros((20, 40), bool)
    mask[10:, 20:] = True  # the last cell
    assert shares_in(FOUND, mask).tolist() == [0, 0.25, 1, 0]
    mask[:] = True
    assert shares_in(FOUND, mask).tolist() == [1, 1, 1, 0]


def test_a_region_covers_a_cell_in_part() -> None:
    mask = np.zeros((20, 40), bool)
    mask[:5, :10] = True  # a quarter of the first cell
    assert cells_of(mask, WHOLE, (2, 2)).tolist() == [[0.25, 0], [0, 0]]


def test_cells_beyond_the_picture_are_empty() -> None:
    """A letterbox: the input is square, the picture fills its middle half."""
    letterbox = Placement((40, 20), (8, 8), (0, -10, 40, 30))
    mask = np.ones((20, 40), bool)
    assert cells_of(mask, letterbox, (4, 2)).tolist() == [[0, 0], [1, 1], [1, 1], [0, 0]]


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(5, 5, [4, 1, -3, 0]), (39.5, 19.5, [0, 1, 2, 0]), (25, 5, [0, 1, 0, 0]), (40, 5, None), (5, -1, None)],
)
def test_the_activation_at_a_point(x: float, y: float, expected: list[float] | None) -> None:
    found = at(FOUND, x, y)
    assert found is None if expected is None else found is not None and found.tolist() == expected


def test_the_strongest_stand_first_and_equal_ones_in_their_order() -> None:
    found = ordered(ChannelOrder.ACTIVATION, activations(FOUND))
    assert found.places.tolist() == [0, 1, 3, 2]
    assert found.strengths.tolist() == [1, 1, 0, -0.25]
