"""Regions: which pixels of the picture they cover, which the model sees of them, and how they are saved."""

from __future__ import annotations

import base64
import json
import math
import zlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.annotations.region_json import from_json, to_json
from attnstudio.core.errors import RegionFailure
from attnstudio.core.placement import Placement, Resize
from attnstudio.core.regions import (
    Bitmap,
    Ellipse,
    Polygon,
    Rectangle,
    Region,
    Shape,
    Stroke,
    check,
    check_place,
    mask,
    on_input,
)

TRIANGLE = Polygon(((1.0, 1.0), (6.0, 1.0), (1.0, 6.0)))
STAR = Polygon(((5, 0), (8, 10), (0, 4), (10, 4), (2, 10)))
BITS = np.array([[0, 1, 1], [1, 0, 0]], bool)


def drawn(*shapes: Shape, size: tuple[int, int] = (6, 4)) -> list[str]:
    """The mask in rows of # and dots."""
    covered = mask(Region(shapes), size)
    assert covered.dtype == bool
    return ["".join(".#"[int(one)] for one in row) for row in covered]


# Which pixels


def test_a_rectangle_covers_the_pixels_whose_centres_it_holds() -> None:
    assert drawn(Rectangle(1, 1, 4, 3)) == ["......", ".###..", ".###..", "......"]
    assert drawn(Rectangle(1.5, 0.6, 3.5, 2.4)) == ["......", ".##...", "......", "......"]


def test_neighbours_share_no_pixel_and_leave_none_out() -> None:
    left, right = (mask(Region((box,)), (6, 4)) for box in (Rectangle(0, 0, 2.5, 4), Rectangle(2.5, 0, 6, 4)))
    assert not (left & right).any()
    assert (left | right).all()


@pytest.mark.parametrize(
    "box", [(-5, -5, 2, 1), (-1e9, -1e9, 2, 1), (0.0, 0.0, 2.0, 1.0)], ids=["beyond", "far beyond", "inside"]
)
def test_a_rectangle_is_cut_off_at_the_edge(box: tuple[float, float, float, float]) -> None:
    assert drawn(Rectangle(*box)) == ["##....", "......", "......", "......"]


@pytest.mark.parametrize(
    "shape",
    [Rectangle(7, 0, 9, 4), Rectangle(-4, -4, 0, 0), Rectangle(3, 1, 3, 3), Rectangle(4, 3, 1, 1), Ellipse(2, 2, 2, 2)],
)
def test_what_lies_outside_or_has_no_inside_covers_nothing(shape: Shape) -> None:
    assert not mask(Region((shape,)), (6, 4)).any()


def test_a_circle() -> None:
    assert drawn(Ellipse(1, 0, 5, 4)) == ["..##..", ".####.", ".####.", "..##.."]


def test_a_polygon() -> None:
    assert drawn(TRIANGLE, size=(7, 7)) == [
        ".......",
        ".####..",
        ".###...",
        ".##....",
        ".#.....",
        ".......",
        ".......",
    ]


def test_a_polygon_with_the_corners_of_a_rectangle_is_one() -> None:
    left, top, right, bottom = 0.5, 1.5, 4.5, 3.5
    corners = Polygon(((left, top), (right, top), (right, bottom), (left, bottom)))
    assert drawn(corners) == drawn(Rectangle(left, top, right, bottom))


def test_a_polygon_that_crosses_itself_is_hollow() -> None:
    covered = mask(Region((STAR,)), (10, 10))
    assert covered[2, 4] and covered[4, 1]  # its points
    assert not covered[5, 4] and not covered[5, 5]  # its middle


def near(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """The distance of a point to the line between two."""
    along = np.subtract(end, start)
    place = np.clip(np.dot(np.subtract(point, start), along) / max(np.dot(along, along), 1e-300), 0, 1)
    return math.dist(point, np.add(start, place * along))


@pytest.mark.parametrize("points", [((4.2, 5.1),), ((2.0, 3.0), (15.0, 9.3)), ((2, 2), (2, 9), (16, 9), (16, 9))])
def test_a_stroke_covers_what_is_within_its_radius(points: tuple[tuple[float, float], ...]) -> None:
    covered = mask(Region((Stroke(points, 2.3),)), (20, 12))
    lines = list(pairwise(points)) or [(points[0], points[0])]
    expected = [[min(near((x + 0.5, y + 0.5), *line) for line in lines) <= 2.3 for x in range(20)] for y in range(12)]
    np.testing.assert_array_equal(covered, expected)


def test_shapes_are_joined_and_an_eraser_takes_away_what_came_before_it() -> None:
    eraser = Stroke(((2.5, 1.5),), 0.6, erases=True)
    assert drawn(Rectangle(1, 1, 4, 3), eraser) == ["......", ".#.#..", ".###..", "......"]
    assert drawn(eraser, Rectangle(1, 1, 4, 3)) == ["......", ".###..", ".###..", "......"]
    assert drawn(Rectangle(0, 0, 2, 1), Rectangle(1, 0, 3, 1))[0] == "###..."


def test_a_bitmap_is_its_pixels() -> None:
    assert drawn(Bitmap.of(BITS), size=(3, 2)) == [".##", "#.."]
    assert drawn(Bitmap.of(BITS), Rectangle(1, 1, 2, 2), size=(3, 2)) == [".##", "##."]
    np.testing.assert_array_equal(Bitmap.of(BITS).pixels(), BITS)


def test_regions_compare_by_what_they_say() -> None:
    one, other = (Region((Rectangle(0, 0, 2, 2), Bitmap.of(BITS.copy())), 3, "shark") for _ in range(2))
    assert one == other and hash(one) == hash(other)
    assert one == replace(other, file=Path("boxes.json"))
    assert one != replace(other, class_index=4)
    assert len({Rectangle(0, 0, 2, 2), Ellipse(0, 0, 2, 2)}) == 2
    assert Bitmap.of(BITS) != Bitmap.of(~BITS)


# What the model sees


def shares(covered: np.ndarray, placement: Placement) -> np.ndarray:
    """The covered share of each input pixel, from the overlap of each with each pixel of the picture."""
    overlaps = []
    for axis in (0, 1):
        pixels = placement.input_size[axis]
        edges = np.linspace(placement.box[axis], placement.box[axis + 2], pixels + 1)
        picture = np.arange(placement.picture_size[axis])
        common = np.minimum(edges[1:, None], picture + 1) - np.maximum(edges[:-1, None], picture)
        overlaps.append(np.maximum(common, 0) / (edges[1] - edges[0]))
    return overlaps[1] @ covered @ overlaps[0].T


@pytest.mark.parametrize("resize", ["stretch", "crop", "letterbox"])
@pytest.mark.parametrize("size", [(50, 37), (37, 50), (90, 200), (3, 2)])
def test_an_input_pixel_belongs_if_half_of_its_area_does(size: tuple[int, int], resize: Resize) -> None:
    covered = np.random.default_rng(1).random(size[::-1]) < 0.5
    covered[: size[1] // 2, : size[0] // 2] = True
    placement = Placement.of(size, (16, 12), resize)
    seen = on_input(covered, placement)
    assert seen.shape == (12, 16)
    expected = shares(covered, placement)
    clear = np.abs(expected - 0.5) > 1e-6
    np.testing.assert_array_equal(seen[clear], expected[clear] > 0.5)
    assert seen[~clear].all()
    assert seen.any()


def test_a_picture_of_the_inputs_size_stays_as_it_is() -> None:
    covered = np.random.default_rng(2).random((12, 16)) < 0.5
    np.testing.assert_array_equal(on_input(covered, Placement.of((16, 12), (16, 12), "stretch")), covered)


def test_the_half_counts() -> None:
    covered = np.zeros((2, 4), bool)
    covered[:, 0] = True  # half of the first input pixel
    assert on_input(covered, Placement.of((4, 2), (2, 1), "stretch")).tolist() == [[True, False]]


def test_crop_and_letterbox_put_the_region_where_the_picture_is() -> None:
    covered = np.ones((4, 8), bool)
    letterboxed = on_input(covered, Placement.of((8, 4), (8, 8), "letterbox"))
    assert letterboxed[2:6].all() and letterboxed.sum() == 4 * 8
    right_end = np.zeros((4, 8), bool)
    right_end[:, 5:] = True
    assert on_input(right_end, Placement.of((8, 4), (4, 4), "crop")).tolist() == [[False] * 3 + [True]] * 4


def test_a_tiny_region_keeps_the_pixel_that_it_covers_most() -> None:
    covered = np.zeros((100, 100), bool)
    covered[18:21, 51] = True  # two pixels high in the second row of input pixels, one in the third
    seen = on_input(covered, Placement.of((100, 100), (10, 10), "stretch"))
    assert np.argwhere(seen).tolist() == [[1, 5]]


def test_nothing_is_left_of_what_the_model_does_not_see() -> None:
    covered = np.zeros((4, 8), bool)
    covered[:, 0] = True
    assert not on_input(covered, Placement.of((8, 4), (4, 4), "crop")).any()
    assert not on_input(np.zeros((4, 8), bool), Placement.of((8, 4), (4, 4), "stretch")).any()


@pytest.mark.parametrize("size", [(20000, 1), (1, 20000)])
def test_a_picture_of_one_line(size: tuple[int, int]) -> None:
    covered = np.zeros(size[::-1], bool)
    covered.reshape(-1)[:10000] = True
    assert on_input(covered, Placement.of(size, (32, 32), "stretch")).sum() == 32 * 16


# Whether it can be used


def test_a_sound_region_says_nothing() -> None:
    assert check(Region((Rectangle(0, 0, 6, 4), Ellipse(1, 1, 3, 3))), (6, 4), "fish.jpg") == ()
    assert check(Region((Rectangle(-1, -1, 6.4, 4),)), (6, 4), "fish.jpg") == ()  # a pixel is other programs' counting


def test_what_is_cut_off_is_reported() -> None:
    (notice,) = check(Region((Rectangle(2, 1, 9, 3), Rectangle(0, 0, 2, 2), TRIANGLE)), (6, 4), "fish.jpg")
    assert str(notice) == "fish.jpg: shapes that reach beyond the picture (6 x 4) are cut off there: 2."


def test_a_shape_outside_of_the_picture_is_named() -> None:
    region = Region((Rectangle(0, 0, 2, 2), Rectangle(510, 10, 600.5, 50)), file=Path("boxes.json"))
    message = r"boxes\.json \(fish\.jpg\): the box \[510, 10, 600\.5, 50\] .* lies outside of the picture \(500 x 375\)"
    for function in (check, check_place):
        with pytest.raises(RegionFailure, match=message):
            function(region, (500, 375), "fish.jpg")


@pytest.mark.parametrize(
    "region",
    [
        Region(()),
        Region((Rectangle(1.6, 1.6, 2.4, 2.4),)),
        Region((Stroke(((40, 40),), 3),)),
        Region((Rectangle(0, 0, 2, 2), Stroke(((1, 1),), 5, erases=True))),
        Region((Bitmap.of(np.zeros((4, 6), bool)),)),
    ],
    ids=["no shape", "between the centres", "a stroke outside", "all erased", "a black mask"],
)
def test_a_region_without_a_pixel_is_refused(region: Region) -> None:
    with pytest.raises(RegionFailure, match=r"fish\.jpg: the region covers no pixel of the picture"):
        check(region, (6, 4), "fish.jpg")


def test_a_mask_of_another_size_is_refused_with_both_sizes() -> None:
    region = Region((Bitmap.of(BITS),), file=Path("fish.png"))
    with pytest.raises(
        RegionFailure, match=r"fish\.png \(fish\.jpg\): the mask has 3 x 2 pixels, and the picture 6 x 4"
    ):
        check(region, (6, 4), "fish.jpg")
    with pytest.raises(RegionFailure, match=r"fish\.png: the mask has 3 x 2 pixels.*Scale the mask"):
        mask(region, (6, 4))


# How it is saved


def test_what_is_saved_comes_back() -> None:
    shapes = (
        Rectangle(1, 2, 3.25, 4),
        Ellipse(0.1, 0.2, 5, 6),
        TRIANGLE,
        Stroke(((1, 2), (3.5, 4)), 2.5),
        Stroke(((1, 2),), 0.5, erases=True),
        Bitmap.of(BITS),
    )
    for region in (Region(shapes, 3, "tiger shark"), Region(shapes[:1])):
        assert from_json(json.loads(json.dumps(to_json(region)))) == region


def test_plain_boxes_are_taken() -> None:
    region = from_json({"class_index": 4, "boxes": [[50, 45, 105, 255], [258, 98, 295, 260]]})
    assert region == Region((Rectangle(50, 45, 105, 255), Rectangle(258, 98, 295, 260)), 4)


def one(**values: object) -> dict[str, object]:
    return {"shapes": [values]}


def bitmap(size: object, packed: bytes) -> dict[str, object]:
    return one(type="bitmap", size=size, packed=base64.b64encode(packed).decode())


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "region",
        {},
        {"shapes": None},
        {"shapes": {"type": "rectangle"}},
        {"shapes": [None]},
        {"boxes": [[1, 2, 3]]},
        {"boxes": [1, 2, 3, 4]},
        {"boxes": [["1", "2", "3", "4"]]},
        {"boxes": [[0, 0, True, 1]]},
        {"boxes": [[0, 0, NAN, 1]]},
        {"boxes": [[0, 0, INFINITE, 1]]},
        {"boxes": [[0, 0, 1e300, 1]]},
        {"boxes": [[0, 0, 10**5000, 1]]},
        {"boxes": [[3, 0, 2, 1]]},
        {"boxes": [[0, 3, 1, 2]]},
        {"boxes": nested(5000)},
        {"shapes": [], "class_index": -1},
        {"shapes": [], "class_index": 1.5},
        {"shapes": [], "class_index": True},
        {"shapes": [], "label": 3},
        one(),
        one(type="cube", box=[0, 0, 1, 1]),
        one(type=["rectangle"], box=[0, 0, 1, 1]),
        one(type="rectangle"),
        one(type="ellipse", box=[2, 0, 1, 1]),
        one(type="polygon", points=[[0, 0], [1, 1]]),
        one(type="polygon", points=[[0, 0], [1, 1], [2]]),
        one(type="polygon", points=[[0, 0], [1, 1], [2, None]]),
        one(type="polygon", points={"0": [0, 0]}),
        one(type="stroke", points=[], radius=1),
        one(type="stroke", points=[[0, 0]], radius=-1),
        one(type="stroke", points=[[0, 0]], radius=NAN),
        one(type="stroke", points=[[0, 0]]),
        one(type="stroke", points=[[0, 0]], radius=1, erases="no"),
        one(type="bitmap", size=[3, 2], packed="not base64"),
        one(type="bitmap", size=[3, 2], packed=5),
        bitmap([3, 2], b"not deflated"),
        bitmap([3, 2], zlib.compress(b"too long")),
        bitmap([30, 20], zlib.compress(b"too short")),
        bitmap([3, 0], zlib.compress(b"")),
        bitmap([3.0, 2], zlib.compress(b"\0")),
        bitmap([10**6, 10**6], zlib.compress(b"\0")),
        bitmap(3, zlib.compress(b"\0")),
        {"boxes": [[0, 0, 1, 1]] * 10_001},
    ],
)
def test_nonsense_is_refused_in_a_sentence(content: object) -> None:
    with pytest.raises(RegionFailure, match=r"^session\.json: ") as caught:
        from_json(content, "session.json")
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


def test_a_million_points_are_enough() -> None:
    with pytest.raises(RegionFailure, match="up to 10000 shapes and 1000000 points"):
        from_json(one(type="polygon", points=[[0, 0]] * 1_000_001))


def test_a_bitmap_that_unpacks_to_gigabytes_is_stopped_at_its_size() -> None:
    bomb = zlib.compress(bytes(2**26))  # 64 MB
    with pytest.raises(RegionFailure, match="packed cannot be"):
        from_json(bitmap([8, 8], bomb))
