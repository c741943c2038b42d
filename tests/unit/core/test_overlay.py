"""From a map to pixels: colour tables, blending, and the map's place on the picture."""

from __future__ import annotations

import matplotlib
import numpy as np
import pytest

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.methods.base import METHODS
from attnstudio.core.overlay import (
    COLORMAPS,
    DEFAULT_COLORMAP,
    DIVERGING,
    Scale,
    blend,
    colour_table,
    coloured,
    in_range,
    on_picture,
    on_scale,
    overlaid,
    scale_of,
)
from attnstudio.core.placement import Placement, Resize
from attnstudio.core.request import Heatmap

INPUT = (20, 20)  # width, height
PORTRAIT, LANDSCAPE = (90, 160), (160, 90)


def picture(size: tuple[int, int], seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)


def values(size: tuple[int, int] = INPUT, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((size[1], size[0]), np.float32)


def hot_pixel(x: int, y: int) -> np.ndarray:
    raw = np.zeros((INPUT[1], INPUT[0]), np.float32)
    raw[y, x] = 1
    return raw


@pytest.mark.parametrize("name", [*COLORMAPS, DIVERGING])
def test_the_tables_are_matplotlibs(name: str) -> None:
    theirs = matplotlib.colormaps["gray" if name == "grey" else name](np.arange(256), bytes=True)[:, :3]
    assert np.array_equal(colour_table(name), theirs)
    assert colour_table(name).dtype == np.uint8


def test_the_default_is_the_first() -> None:
    assert COLORMAPS[0] == DEFAULT_COLORMAP == "inferno"


def test_an_unknown_colormap_names_those_there_are() -> None:
    with pytest.raises(ChoiceFailure) as caught:
        colour_table("rainbow")
    assert str(caught.value) == f"There is no colormap rainbow. The colormaps are: {', '.join(COLORMAPS)}."


def test_coloured_is_what_matplotlib_shows() -> None:
    raw = np.array([[0, 0.25, 0.5], [0.75, 1, 0.1]], np.float32)
    table = colour_table("jet")
    assert np.array_equal(coloured(raw, "jet"), table[np.array([[0, 64, 128], [191, 255, 26]])])


def test_coloured_survives_values_outside_the_range() -> None:
    table = colour_table("grey")
    assert np.array_equal(coloured(np.array([[-1.0, 7.0]]), "grey"), table[[[0, 255]]])


@pytest.mark.parametrize("resize", ["stretch", "crop", "letterbox"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, (1, 300), (7, 5)])
def test_no_opacity_is_the_picture(size: tuple[int, int], resize: Resize) -> None:
    pixels = picture(size)
    kept = pixels.copy()
    blended = blend(pixels, values(), Placement.of(size, INPUT, resize), "inferno", 0.0)
    assert np.array_equal(blended, kept)
    assert not np.shares_memory(blended, pixels)


@pytest.mark.parametrize("resize", ["stretch", "crop", "letterbox"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, (1, 300), (7, 5)])
def test_full_opacity_is_the_colormap(size: tuple[int, int], resize: Resize) -> None:
    pixels = picture(size)
    pixels.flags.writeable = False  # as the decoder hands it over
    placement = Placement.of(size, INPUT, resize)
    blended = blend(pixels, values(), placement, "viridis", 1.0)
    region, (left, top, right, bottom) = on_picture(values(), placement)
    assert blended.shape == pixels.shape
    assert blended.dtype == np.uint8
    assert np.array_equal(blended[top:bottom, left:right], coloured(region, "viridis"))
    outside = np.ones(pixels.shape[:2], bool)
    outside[top:bottom, left:right] = False
    assert np.array_equal(blended[outside], pixels[outside])


def test_half_opacity_by_hand() -> None:
    pixels = np.array([[[100, 0, 255]]], np.uint8)
    blended = blend(pixels, np.ones((1, 1), np.float32), Placement.of((1, 1), (1, 1), "stretch"), "grey", 0.5)
    assert blended.tolist() == [[[178, 128, 255]]]  # 177.5 and 127.5, rounded up


@pytest.mark.parametrize(
    ("size", "resize", "box"),
    [
        (PORTRAIT, "stretch", (0, 0, 90, 160)),
        (PORTRAIT, "crop", (0, 35, 90, 125)),
        (PORTRAIT, "letterbox", (0, 0, 90, 160)),
        (LANDSCAPE, "crop", (35, 0, 125, 90)),
        (LANDSCAPE, "letterbox", (0, 0, 160, 90)),
    ],
)
def test_the_covered_region(size: tuple[int, int], resize: Resize, box: tuple[int, ...]) -> None:
    region, found = on_picture(values(), Placement.of(size, INPUT, resize))
    assert found == box
    assert region.shape == (box[3] - box[1], box[2] - box[0])
    assert region.dtype == np.float32


@pytest.mark.parametrize(("x", "y"), [(10, 7), (7, 12), (13, 10)])
@pytest.mark.parametrize("resize", ["stretch", "crop", "letterbox"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_a_hot_pixel_lands_where_the_placement_says(size: tuple[int, int], resize: Resize, x: int, y: int) -> None:
    placement = Placement.of(size, INPUT, resize)
    blended = blend(np.zeros((size[1], size[0], 3), np.uint8), hot_pixel(x, y), placement, "grey", 1.0)
    heat = blended[..., 0].astype(float)
    rows, columns = np.mgrid[: size[1], : size[0]] + 0.5
    found = (heat * columns).sum() / heat.sum(), (heat * rows).sum() / heat.sum()
    assert found == pytest.approx(placement.to_picture(x + 0.5, y + 0.5), abs=0.3)
    # It covers what one input pixel covers, softly: everything lies within one input pixel round it.
    wide, high = np.subtract(placement.to_picture(1, 1), placement.to_picture(0, 0))
    hot = heat > 0
    assert np.abs(columns[hot] - found[0]).max() <= wide * 1.1 + 1
    assert np.abs(rows[hot] - found[1]).max() <= high * 1.1 + 1


def test_what_lies_in_the_bars_of_a_letterbox_is_not_shown() -> None:
    placement = Placement.of(PORTRAIT, INPUT, "letterbox")  # the picture fills columns 4.4 to 15.6 of 20
    bars = np.zeros((20, 20), np.float32)
    bars[:, :3] = bars[:, 17:] = 1
    pixels = picture(PORTRAIT)
    assert np.array_equal(blend(pixels, bars, placement, "grey", 1.0), np.zeros_like(pixels))


def heatmap(low: float, high: float) -> Heatmap:
    return Heatmap(np.array([[0, 0.5, 1]], np.float32), low, high, "saliency", None, 0.0)


def test_in_range_by_hand() -> None:
    scaled = in_range(heatmap(2.0, 6.0), 0.0, 8.0)  # raw 2, 4, 6
    assert scaled.tolist() == [[0.25, 0.5, 0.75]]
    assert scaled.dtype == np.float32


def test_in_range_of_its_own_range_is_the_map() -> None:
    assert in_range(heatmap(2.0, 6.0), 2.0, 6.0).tolist() == [[0, 0.5, 1]]


def test_in_range_clips() -> None:
    assert in_range(heatmap(0.0, 8.0), 4.0, 6.0).tolist() == [[0, 0, 1]]


def test_in_range_survives_an_empty_range() -> None:
    assert in_range(heatmap(3.0, 3.0), 3.0, 3.0).tolist() == [[0, 0, 0]]


def test_the_diverging_colormap_is_neutral_in_its_middle() -> None:
    table = colour_table(DIVERGING).astype(int)
    assert np.ptp(table[127]) <= 1
    assert np.ptp(table[128]) <= 2
    assert table[0, 2] > table[0, 0] + 100, "blue below"
    assert table[-1, 0] > table[-1, 2] + 100, "red above"


def signed(low: float, high: float, method: str = "occlusion") -> Heatmap:
    """Raw values low, 0 and high in a row, at least one of them negative."""
    raw = np.array([[low, 0, high]], np.float32)
    return Heatmap((raw - low) / (high - low), low, high, method, None, 0.0)


@pytest.mark.parametrize(("low", "high"), [(-1.0, 3.0), (-3.0, 1.0), (0.0, 2.0), (-2.0, 0.0)])
def test_a_signed_map_has_zero_in_the_middle_of_diverging_colours(low: float, high: float) -> None:
    heatmap, reach = signed(low, high), max(-low, high)
    scale = scale_of([heatmap], "inferno")
    assert (scale.colormap, scale.low, scale.high, scale.is_signed) == (DIVERGING, -reach, reach, True)
    places = on_scale(heatmap, scale)
    assert places[0] == pytest.approx([(low / reach + 1) / 2, 0.5, (high / reach + 1) / 2], abs=1e-6)
    blue, grey, red = (coloured(np.array([[place]]), DIVERGING)[0, 0].astype(int) for place in (0, 0.5, 1))
    assert blue[2] > blue[0] + 50 and red[0] > red[2] + 50 and np.ptp(grey) < 10


def test_maps_of_other_methods_keep_the_chosen_colours_and_their_values() -> None:
    heatmap = signed(-1.0, 3.0, "gradcam")
    scale = scale_of([heatmap], "viridis")
    assert scale == Scale("viridis", -1.0, 3.0)
    assert on_scale(heatmap, scale) is heatmap.values


def test_signed_maps_share_a_scale_that_holds_them_all() -> None:
    maps = [signed(-1.0, 3.0), signed(-5.0, 2.0)]
    scale = scale_of(maps, "inferno")
    assert (scale.low, scale.high) == (-5.0, 5.0)
    assert on_scale(maps[0], scale)[0] == pytest.approx([0.4, 0.5, 0.8])


@pytest.mark.parametrize(("low", "high", "wanted"), [(-1.0, 3.0, (-1 / 3, 1)), (-4.0, 2.0, (-1, 0.5))])
def test_the_strengths_of_a_signed_map_keep_its_zero(low: float, high: float, wanted: tuple[float, float]) -> None:
    found = METHODS.discover()["occlusion"].strengths(signed(low, high))
    assert (found.min(), found.max()) == pytest.approx(wanted, abs=1e-5)
    unsigned = signed(low, high, "gradcam")
    assert METHODS.discover()["gradcam"].strengths(unsigned) is unsigned.values


def test_an_overlay_of_a_signed_map_leaves_zero_grey() -> None:
    heatmap = signed(-1.0, 3.0)
    pixels = np.full((1, 3, 3), 100, np.uint8)
    seen = overlaid(pixels, heatmap, Placement.of((3, 1), (3, 1), "stretch"), "inferno", 1.0)
    assert np.ptp(seen[0, 1].astype(int)) < 10, "zero is neither hot nor cold"
    assert seen[0, 2, 0] > seen[0, 2, 2] + 50 and seen[0, 0, 2] > seen[0, 0, 0]
