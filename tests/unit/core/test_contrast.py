"""Contrast: which part of a map's range the colours span. The places are worked out here with plain numbers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.contrast import ALL_PLAIN, PLAIN, Contrast, Contrasts, reach_of_few
from attnstudio.core.overlay import DIVERGING, Scale, colour_table, on_scale, overlaid, scale_of
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap
from attnstudio.export.result_cell import map_cell

VALUES = np.array([[0.0, 0.1, 0.2, 0.35], [0.5, 0.8, 0.9, 1.0]], np.float32)


def map_of(values: np.ndarray, low: float, high: float, method: str = "saliency") -> Heatmap:
    return Heatmap(values, low, high, method, None, 0.1)


def test_without_contrast_nothing_changes() -> None:
    assert PLAIN.places(VALUES, signed=False) is VALUES
    assert PLAIN.places(VALUES, signed=True) is VALUES


@pytest.mark.parametrize(("low", "high", "gamma"), [(0.2, 0.8, 1.0), (0.0, 0.5, 0.5), (0.1, 0.9, 3.0)])
def test_the_ends_are_cut_and_what_lies_between_is_bent(low: float, high: float, gamma: float) -> None:
    places = Contrast(low, high, gamma).places(VALUES, signed=False)
    wanted = [min(max((float(one) - low) / (high - low), 0), 1) ** gamma for one in VALUES.ravel()]
    assert places.ravel().tolist() == pytest.approx(wanted, abs=1e-6)
    assert places.dtype == np.float32


def test_the_middle_of_a_signed_map_stays_and_both_sides_are_alike() -> None:
    places = Contrast(0.3, 0.6, 0.5).places(VALUES, signed=True).ravel()
    reach = 0.4  # the further end, 0.3, is as far from the middle as 0.7
    wanted = []
    for one in (2 * VALUES.ravel().astype(float) - 1).tolist():
        wanted.append((math.copysign(min(abs(one) / reach, 1) ** 0.5, one) + 1) / 2)
    assert places.tolist() == pytest.approx(wanted, abs=1e-6)
    assert places[4] == 0.5


def test_percentiles_are_those_of_each_map() -> None:
    values = np.linspace(0, 1, 101, dtype=np.float32).reshape(1, -1) ** 2
    scale = scale_of([map_of(values, 0, 5)], "viridis", Contrast(0.1, 0.9, 0.5, by_percentile=True))
    assert (scale.low, scale.high) == (0, 5), "what the numbers mean stays"
    assert (scale.contrast.low, scale.contrast.high) == pytest.approx((0.01, 0.81))
    assert (scale.contrast.gamma, scale.contrast.by_percentile) == (0.5, False)
    other = scale_of([map_of(np.sqrt(values), 0, 5)], "viridis", Contrast(0.1, 0.9, by_percentile=True))
    assert (other.contrast.low, other.contrast.high) == pytest.approx((0.1, 0.9))


def test_maps_on_one_scale_have_the_percentiles_of_all() -> None:
    low, high = np.zeros((1, 50), np.float32), np.ones((1, 50), np.float32)
    low[0, 0], high[0, 0] = 1, 0  # the ends of their ranges
    maps = [map_of(low, 0, 1), map_of(high, 3, 4)]
    scale = scale_of(maps, "viridis", Contrast(0.1, 0.9, by_percentile=True))
    every = np.sort(np.concatenate([on_scale(one, scale).ravel() for one in maps]))
    assert scale.contrast.low == pytest.approx(np.quantile(every, 0.1))
    assert scale.contrast.high == pytest.approx(np.quantile(every, 0.9))


def test_percentiles_of_a_map_that_is_flat_nearly_everywhere_are_its_ends() -> None:
    values = np.zeros((20, 20), np.float32)
    values[3, 4] = 1
    scale = scale_of([map_of(values, 0, 1)], "viridis", Contrast(0.01, 0.99, by_percentile=True))
    assert scale.contrast == PLAIN


def test_a_signed_map_keeps_its_colours() -> None:
    scale = scale_of([map_of(VALUES, -1, 3, "occlusion")], "viridis", Contrast(0.25, 0.75))
    assert scale == Scale(DIVERGING, -3, 3, Contrast(0.25, 0.75))
    colours = scale.colours(np.array([[0.1, 0.5, 0.9]], np.float32))[0]
    table = colour_table(DIVERGING)
    assert colours.tolist() == [table[0].tolist(), table[128].tolist(), table[255].tolist()]


def test_an_overlay_and_a_figure_of_a_run_have_it() -> None:
    contrast, heatmap = Contrast(0.2, 0.6, 0.5), map_of(VALUES, 0, 5)
    pixels = np.full((2, 4, 3), 90, np.uint8)
    placement = Placement.of((4, 2), (4, 2), "stretch")
    seen = overlaid(pixels, heatmap, placement, "viridis", 1.0, contrast)
    places = np.clip((VALUES - 0.2) / 0.4, 0, 1) ** 0.5
    assert np.abs(seen.astype(int) - colour_table("viridis")[np.rint(places * 255).astype(int)]).max() <= 3
    cell = map_cell("shark", pixels, heatmap, placement, contrast)
    assert cell.contrast == contrast and np.array_equal(cell.values, VALUES)


def test_a_map_may_have_its_own() -> None:
    every, own = Contrast(0.1, 0.9), Contrast(0.3, 0.4)
    one, other = Path("one.png"), Path("other.png")
    contrasts = Contrasts(every).with_own(one, "gradcam", own)
    assert contrasts.of(one, "gradcam") == own
    assert contrasts.of(one, "saliency") == contrasts.of(other, "gradcam") == every
    assert contrasts.with_own(one, "gradcam", PLAIN).of(one, "gradcam") == PLAIN
    assert contrasts.with_own(one, "gradcam", None) == Contrasts(every)


@pytest.mark.parametrize(
    "wrong", [*map(Contrast, (0.5, 0.9, -0.1, 0, math.nan), (0.5, 0.1, 1, 1.1, 1)), Contrast(0, 1, 0)]
)
def test_what_cannot_be_is_no_contrast(wrong: Contrast) -> None:
    assert not wrong.is_valid
    assert not Contrasts(wrong).is_valid
    assert not ALL_PLAIN.with_own(Path("a"), "gradcam", wrong).is_valid
    assert ALL_PLAIN.is_valid


@pytest.mark.parametrize(
    ("values", "origin", "expected"),
    [
        ([0.1] * 199 + [1.0], 0.0, 10.0),
        ([0.1] * 199 + [1.0], -3.0, 10.0),  # all values are above 0: the end of the range
        ([0.4, 0.6] * 99 + [0.5, 1.0], 0.5, 5.0),  # of a signed map
        ([0.0] * 199 + [1.0], 0.0, np.inf),
        ([0.5] * 200, 0.5, 1.0),
    ],
)
def test_how_far_a_few_values_reach(values: list[float], origin: float, expected: float) -> None:
    assert reach_of_few(np.array(values, np.float32).reshape(20, 10), origin) == pytest.approx(expected, rel=1e-5)
