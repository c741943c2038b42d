"""Boxes and ellipses that are turned about their centre, as each program writes them, with corners computed by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from helpers.annotation_files import (
    SIZE,
    box,
    coco,
    cvat,
    cvat_box,
    inside,
    labelme,
    only,
    picture,
    pixels_of,
    voc,
    voc_box,
    written,
)

from attnstudio.core.annotations.base import load
from attnstudio.core.regions import Polygon, Rectangle

# A box of 12 x 6 round (20, 15), turned clockwise as it is seen by the angle whose cosine is 0.8 and whose sine 0.6:
# its right end goes down. A corner (dx, dy) goes to (0.8 dx - 0.6 dy, 0.6 dx + 0.8 dy).
ANGLE = math.atan2(0.6, 0.8)
DEGREES = math.degrees(ANGLE)
CORNERS = [(17.0, 9.0), (26.6, 16.2), (23.0, 21.0), (13.4, 13.8)]
UPRIGHT = (14, 12, 26, 18)


def robndbox(x: float, y: float, width: float, height: float, angle: float) -> str:
    tags = {"cx": x, "cy": y, "w": width, "h": height, "angle": angle}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in tags.items())
    return f"<type>robndbox</type><robndbox>{inner}</robndbox>"


def dior(corners: list[tuple[float, float]]) -> str:
    names = ("left_top", "right_top", "right_bottom", "left_bottom")
    pairs = zip(names, corners, strict=True)
    inner = "".join(f"<x_{name}>{x}</x_{name}><y_{name}>{y}</y_{name}>" for name, (x, y) in pairs)
    return f"<type>robndbox</type><robndbox>{inner}</robndbox>"


def attribute(name: str, value: str) -> str:
    return f"<attributes><attribute><name>{name}</name><value>{value}</value></attribute></attributes>"


def shares(corners: list[tuple[float, float]]) -> str:
    return " ".join(f"{x / SIZE[0]} {y / SIZE[1]}" for x, y in corners)


def turned(angle: float) -> dict[str, object]:
    return {"bbox": [14, 12, 12, 6], "segmentation": [], "attributes": {"occluded": False, "rotation": angle}}


POINTS = [list(corner) for corner in CORNERS]
FILES: dict[str, object] = {
    "coco.json": coco(turned(DEGREES)),
    "coco-half-round.json": coco(turned(DEGREES + 180)),
    "coco-back.json": coco(turned(DEGREES - 360)),
    "coco-outline.json": coco(turned(DEGREES) | {"segmentation": [[one for corner in CORNERS for one in corner]]}),
    "labelme.json": labelme({"shape_type": "oriented_rectangle", "points": POINTS}),
    "anylabeling.json": labelme({"shape_type": "rotation", "points": POINTS, "direction": ANGLE}),
    "corners.json": labelme({"shape_type": "rectangle", "points": POINTS}),
    "direction.json": labelme({"shape_type": "rotation", "points": [[14, 12], [26, 18]], "direction": ANGLE}),
    "rotation.json": labelme({"shape_type": "rectangle", "points": [[26, 12], [14, 18]], "rotation": DEGREES}),
    "cvat-voc.xml": voc(voc_box(15, 13, 26, 18) + attribute("occluded", "0") + attribute("rotation", str(DEGREES))),
    "rolabelimg.xml": voc(robndbox(20, 15, 12, 6, ANGLE)),
    "rolabelimg-half-round.xml": voc(robndbox(20, 15, 12, 6, ANGLE + math.pi)),
    "rolabelimg-upended.xml": voc(robndbox(20, 15, 6, 12, ANGLE - math.pi / 2)),
    "dior.xml": voc(dior(CORNERS)),
    "cvat.xml": cvat(cvat_box(*UPRIGHT, f'rotation="{DEGREES}"')),
    "fish.txt": f"0 {shares(CORNERS)}\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_turned_box_is_the_polygon_of_its_corners(tmp_path: Path, name: str) -> None:
    picture(tmp_path / "fish.png")
    file = written(tmp_path / name, FILES[name])
    (shape,) = only(load(file, [tmp_path / "fish.png"])).shapes
    assert isinstance(shape, Polygon)
    found = sorted(shape.points)
    np.testing.assert_allclose(found, sorted(CORNERS), atol=1e-6)
    expected = inside(CORNERS)
    assert abs(int(expected.sum()) - 72) <= 4
    np.testing.assert_array_equal(pixels_of(file), expected)


STRAIGHT: dict[str, object] = {
    "coco.json": coco(turned(0)),
    "coco-180.json": coco(turned(180.0)),
    "rolabelimg.xml": voc(robndbox(20, 15, 12, 6, 0)),
    "rolabelimg-pi.xml": voc(robndbox(20, 15, 12, 6, 3.141593)),
    "cvat-voc.xml": voc(voc_box(15, 13, 26, 18) + attribute("rotation", "0.0")),
    "cvat.xml": cvat(cvat_box(*UPRIGHT)),
    "cvat-360.xml": cvat(cvat_box(*UPRIGHT, 'rotation="360.00"')),
    "corners.json": labelme({"shape_type": "rectangle", "points": [[14, 12], [26, 12], [26, 18], [14, 18]]}),
}


@pytest.mark.parametrize("name", STRAIGHT)
def test_a_box_that_stands_upright(tmp_path: Path, name: str) -> None:
    file = written(tmp_path / name, STRAIGHT[name])
    np.testing.assert_array_equal(pixels_of(file), box(*UPRIGHT))


def test_a_quarter_turn_stands_on_its_end(tmp_path: Path) -> None:
    for name, content in (
        ("coco.json", coco(turned(90))),
        ("a.xml", voc(robndbox(20, 15, 12, 6, math.pi / 2))),
        ("cvat.xml", cvat(cvat_box(*UPRIGHT, 'rotation="270"'))),
    ):
        covered = pixels_of(written(tmp_path / name, content))
        np.testing.assert_array_equal(covered, box(17, 9, 23, 21))


def test_rectangles_stay_rectangles(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", coco(turned(0)))
    assert only(load(file, ["fish.png"])).shapes == (Rectangle(*UPRIGHT),)


def test_an_ellipse_is_turned_too(tmp_path: Path) -> None:
    ellipse = f'<ellipse label="fish" cx="20" cy="15" rx="10" ry="4" rotation="{DEGREES}"/>'
    x, y = np.meshgrid(np.arange(SIZE[0]) + 0.5 - 20, np.arange(SIZE[1]) + 0.5 - 15)
    along, across = 0.8 * x + 0.6 * y, 0.8 * y - 0.6 * x
    expected = (along / 10) ** 2 + (across / 4) ** 2 <= 1
    np.testing.assert_array_equal(pixels_of(written(tmp_path / "a.xml", cvat(ellipse))), expected)
    upright = '<ellipse label="fish" cx="20" cy="15" rx="10" ry="4"/>'
    expected = (x / 10) ** 2 + (y / 4) ** 2 <= 1
    np.testing.assert_array_equal(pixels_of(written(tmp_path / "b.xml", cvat(upright))), expected)
