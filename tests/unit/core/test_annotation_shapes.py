"""Shapes that cannot be used, or that do not count unless it is chosen: left out by name, and the rest counts."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from helpers.annotation_files import (
    SIZE,
    box,
    coco,
    cvat,
    cvat_box,
    labelme,
    notices,
    only,
    picture,
    pixels_of,
    voc,
    voc_box,
    written,
)

from attnstudio.core.annotations.base import load
from attnstudio.core.errors import RegionFailure
from attnstudio.core.regions import mask

GOOD = box(4, 6, 14, 16)
SQUARE = [[4, 6], [14, 6], [14, 16], [4, 16]]
FLAT = [4, 6, 14, 6, 14, 16, 4, 16]
COCO_GOOD = {"bbox": [4, 6, 10, 10]}
LABELME_GOOD = {"shape_type": "polygon", "points": SQUARE}
VOC_GOOD = voc_box(5, 7, 14, 16)
CVAT_GOOD = cvat_box(4, 6, 14, 16)
YOLO_GOOD = f"0 {9 / 40} {11 / 30} {10 / 40} {10 / 30}"

# By name: what is beside the good shape in a file, and how the notice calls it and says why.
COCO_BAD: dict[str, tuple[dict[str, object], str]] = {
    "keypoints": ({"keypoints": [1, 1, 2], "num_keypoints": 1}, r"id 11 \(fish\): it has only keypoints"),
    "no polygon": ({"segmentation": [[]]}, r"id 11 \(fish\): segmentation cannot be \[\]: points needed: 3"),
    "two points": ({"segmentation": [[1, 1, 9, 9]]}, r"id 11 \(fish\): .*points needed: 3"),
    "a line": ({"segmentation": [[1, 1, 5, 5, 9, 9]]}, r"id 11 \(fish\): it has no area"),
    "a width of 0": ({"bbox": [20, 20, 0, 5]}, r"id 11 \(fish\): it has no area"),
    "an empty box": ({"bbox": [0, 0, 0, 0], "segmentation": []}, r"id 11 \(fish\): it has no area"),
    "a negative width": ({"bbox": [20, 20, -3, 5]}, r"id 11 \(fish\): the box .* ends before it begins"),
    "NaN": ({"bbox": [20, float("nan"), 3, 5]}, r"id 11 \(fish\): bbox cannot be nan"),
    "infinity": ({"segmentation": [[1, 1, 9, float("inf"), 9, 9]]}, r"id 11 \(fish\): segmentation cannot be inf"),
    "no numbers": ({"bbox": "here"}, r"id 11 \(fish\): bbox cannot be 'here'"),
    "an angle as a fifth": ({"bbox": [20, 20, 3, 5, 45]}, r"id 11 \(fish\): bbox cannot be \[20, 20, 3, 5, 45\]"),
    "a mask of another size": (
        {"segmentation": {"size": [5, 5], "counts": [0, 25]}},
        r"id 11 \(fish\): the mask has 5 x 5 pixels, and the picture 40 x 30",
    ),
    "outside": ({"bbox": [50, 20, 3, 5]}, r"id 11 \(fish\): the box \[50, 20, 53, 25\] .* lies outside"),
    "a panoptic one": ({"segments_info": [], "file_name": "fish.png"}, r"id 11 \(fish\): it is a panoptic"),
    "an angle without a number": (COCO_GOOD | {"attributes": {"rotation": "a"}}, r"rotation cannot be 'a'"),
}
LABELME_BAD: dict[str, tuple[object, str]] = {
    "no points": ({"shape_type": "polygon", "points": []}, r"#2 \(fish\): points cannot be \[\]: points needed: 3"),
    "two points": ({"shape_type": "polygon", "points": [[1, 1], [9, 9]]}, r"#2 \(fish\): .*points needed: 3"),
    "one corner": ({"shape_type": "rectangle", "points": [[1, 1]]}, r"#2 \(fish\): .*points needed: 2"),
    "a line": ({"shape_type": "polygon", "points": [[1, 1], [2, 2], [7, 7]]}, r"#2 \(fish\): it has no area"),
    "no radius": ({"shape_type": "circle", "points": [[9, 9], [9, 9]]}, r"#2 \(fish\): it has no area"),
    "a point": (
        {"shape_type": "point", "points": [[9, 9]]},
        r"#2 \(fish\): a shape of the type point encloses no area",
    ),
    "an unknown kind": (
        {"shape_type": "cuboid", "points": SQUARE},
        r"#2 \(fish\): shape_type cannot be 'cuboid': unknown type",
    ),
    "a kind of no text": (
        {"shape_type": [1], "points": SQUARE},
        r"#2 \(fish\): shape_type cannot be \[1\]: unknown type",
    ),
    "an empty mask": ({"shape_type": "mask", "points": [[1, 1]], "mask": ""}, r"#2 \(fish\): mask cannot be ''"),
    "no object": ("shape", r"#2: shapes cannot be 'shape'"),
    "NaN": ({"shape_type": "rectangle", "points": [[1, 1], [float("nan"), 5]]}, r"#2 \(fish\): points cannot be nan"),
}
VOC_BAD = {
    "no box": ("<pose>left</pose>", r"#2 \(fish\): it has no box"),
    "a box that ends before": (voc_box(20, 5, 10, 9), r"#2 \(fish\): the box .* ends before it begins"),
    "an edge without a number": (voc_box(20, "", 25, 9), r"#2 \(fish\): ymin cannot be ''"),
    "NaN": (voc_box(20, "nan", 25, 9), r"#2 \(fish\): bndbox cannot be nan"),
    "no width": (voc_box(20, 5, 19, 9), r"#2 \(fish\): it has no area"),
    "a turned one without an angle": (
        "<robndbox><cx>9</cx><cy>9</cy><w>4</w><h>4</h></robndbox>",
        r"#2 \(fish\): angle cannot be None",
    ),
    "a negative height": (
        "<robndbox><cx>9</cx><cy>9</cy><w>4</w><h>-4</h><angle>1</angle></robndbox>",
        r"#2 \(fish\): the box .* ends before it begins",
    ),
}
CVAT_BAD = {
    "points": ('<points label="fish" points="1,1;2,2"/>', r"#2 \(fish\): a shape of the type points encloses no area"),
    "polyline": ('<polyline label="fish" points="1,1;9,9;9,1"/>', r"#2 \(fish\): a shape of the type polyline"),
    "tag": ('<tag label="fish"/>', r"#2 \(fish\): a shape of the type tag encloses no area"),
    "cuboid": ('<cuboid label="fish" xtl1="1"/>', r"#2 \(fish\): image cannot be 'cuboid': unknown type"),
    "two points": ('<polygon label="fish" points="1,1;9,9"/>', r"#2 \(fish\): .*points needed: 3"),
    "no points": ('<polygon label="fish" points=""/>', r"#2 \(fish\): points cannot be \[\]: points needed: 3"),
    "a line": ('<polygon label="fish" points="1,1;5,5;9,9"/>', r"#2 \(fish\): it has no area"),
    "a box that ends before": (cvat_box(30, 5, 20, 9), r"#2 \(fish\): the box .* ends before it begins"),
    "NaN": (cvat_box(float("nan"), 5, 20, 9), r"#2 \(fish\): xtl cannot be nan"),
    "no radius": ('<ellipse label="fish" cx="20" cy="9" rx="0" ry="4"/>', r"#2 \(fish\): it has no area"),
    "an empty mask": (
        '<mask label="fish" rle="4" left="0" top="0" width="2" height="2"/>',
        r"#2 \(fish\): it has no area",
    ),
    "a short mask": (
        '<mask label="fish" rle="0, 3" left="0" top="0" width="2" height="2"/>',
        r"#2 \(fish\): rle cannot be '0, 3'",
    ),
    "a mask outside": (
        '<mask label="fish" rle="0, 4" left="60" top="0" width="2" height="2"/>',
        r"#2 \(fish\): it has no area",
    ),
}
YOLO_BAD = {
    "no height": ("0 0.5 0.5 0.1 0", "line 2: it has no area"),
    "a negative width": ("0 0.5 0.5 -0.1 0.1", "line 2: the box .* ends before it begins"),
    "NaN": ("0 nan 0.5 0.1 0.1", "line 2: number cannot be nan"),
    "a word": ("fish 0.5 0.5 0.1 0.1", "line 2: number cannot be 'fish'"),
    "pixels": ("0 20 15 10 10", "line 2: its coordinates are not fractions"),
    "two points": ("0 0.1 0.1 0.9", "line 2: its numbers are neither a box nor an outline: 3"),
    "an outline that is cut off": ("0 0.1 0.1 0.9 0.1 0.9 0.9 0.5", "line 2: its numbers are neither"),
    "a line": ("0 0.1 0.1 0.5 0.5 0.9 0.9", "line 2: it has no area"),
    "an angle as a sixth": ("0 0.5 0.5 0.1 0.1 45", "line 2: the meaning of its sixth number is unknown"),
}


def check_left_out(file: Path, reported: str) -> None:
    """The good shape counts, and one notice says of the other why it does not."""
    found = load(file, [picture(file.parent / "fish.png")])
    (notice,) = (text for text in notices(found) if "the classes have no names" not in text)
    assert notice.startswith("shapes left out (1), ")
    np.testing.assert_array_equal(pixels_of(file), GOOD)
    assert re.search(reported, notice), notice


@pytest.mark.parametrize("name", COCO_BAD)
def test_coco(tmp_path: Path, name: str) -> None:
    bad, reported = COCO_BAD[name]
    check_left_out(written(tmp_path / "a.json", coco(COCO_GOOD, bad)), reported)


@pytest.mark.parametrize("name", LABELME_BAD)
def test_labelme(tmp_path: Path, name: str) -> None:
    bad, reported = LABELME_BAD[name]
    content = labelme(LABELME_GOOD)
    content["shapes"] = [*content["shapes"], bad if isinstance(bad, str) else {"label": "fish", **bad}]  # type: ignore[misc, dict-item]
    check_left_out(written(tmp_path / "a.json", content), reported)


@pytest.mark.parametrize("name", VOC_BAD)
def test_pascal_voc(tmp_path: Path, name: str) -> None:
    bad, reported = VOC_BAD[name]
    check_left_out(written(tmp_path / "a.xml", voc(VOC_GOOD, bad)), reported)


@pytest.mark.parametrize("name", CVAT_BAD)
def test_cvat(tmp_path: Path, name: str) -> None:
    bad, reported = CVAT_BAD[name]
    check_left_out(written(tmp_path / "a.xml", cvat(CVAT_GOOD, bad)), reported)


@pytest.mark.parametrize("name", YOLO_BAD)
def test_yolo(tmp_path: Path, name: str) -> None:
    bad, reported = YOLO_BAD[name]
    check_left_out(written(tmp_path / "fish.txt", f"{YOLO_GOOD}\n{bad}\n"), reported)


def test_the_programs_own_file(tmp_path: Path) -> None:
    shapes = [{"type": "cube"}, {"type": "polygon", "points": SQUARE}, {"type": "polygon", "points": [[1, 1]]}]
    content = {"fish.png": {"boxes": [[9, 9, 2, 2], [1, 1, 1, 5]], "shapes": shapes, "label": "fish"}}
    found = load(written(tmp_path / "a.json", content), ["fish.png"])
    np.testing.assert_array_equal(pixels_of(tmp_path / "a.json"), GOOD)
    assert [text.split(": ")[0] for text in notices(found)] == [
        "shapes left out (1), boxes #1",
        "shapes left out (1), boxes #2 (fish)",
        "shapes left out (1), shapes #1",
        "shapes left out (1), shapes #3",
    ]
    assert only(found).label == "fish"


def test_many_of_one_reason_are_reported_together(tmp_path: Path) -> None:
    bad: list[dict[str, object]] = [{"bbox": [1, 1, 0, 0]}] * 8
    (notice,) = notices(load(written(tmp_path / "a.json", coco(COCO_GOOD, *bad)), ["fish.png"]))
    names = ", ".join(f"id {number} (fish)" for number in range(11, 16))
    assert notice == f"shapes left out (8), {names}, ...: it has no area."


def test_many_reasons_are_not_all_reported(tmp_path: Path) -> None:
    bad: list[dict[str, object]] = [{"bbox": [1, 1, -width, 2]} for width in range(1, 500)]
    reported = notices(load(written(tmp_path / "a.json", coco(COCO_GOOD, *bad)), ["fish.png"]))
    assert len(reported) == 6 and reported[-1] == "shapes left out for other reasons: 494."


def test_the_class_of_what_is_left_out_does_not_count(tmp_path: Path) -> None:
    content = labelme(LABELME_GOOD, {"label": "cat", "shape_type": "point", "points": [[1, 1]]})
    assert only(load(written(tmp_path / "a.json", content), ["fish.png"])).label == "fish"


def test_one_bad_part_of_an_outline_costs_itself(tmp_path: Path) -> None:
    found = load(written(tmp_path / "a.json", coco({"segmentation": [FLAT, [1, 1]]})), ["fish.png"])
    np.testing.assert_array_equal(pixels_of(tmp_path / "a.json"), GOOD)
    (notice,) = notices(found)
    assert notice.startswith("shapes left out (1), id 10, segmentation #2: segmentation cannot be [[1, 1]]")


def test_an_object_whose_outline_is_empty_has_its_box(tmp_path: Path) -> None:
    found = load(written(tmp_path / "a.json", coco(COCO_GOOD | {"segmentation": [[]]})), ["fish.png"])
    np.testing.assert_array_equal(pixels_of(tmp_path / "a.json"), GOOD)
    (notice,) = notices(found)
    assert notice.startswith("the outline of id 10 cannot be used; its box is used instead: segmentation cannot be []")


UNUSABLE: dict[str, object] = {
    "keypoints.json": coco({"keypoints": [1, 1, 2]}, {"keypoints": [1, 1, 2]}),
    "points.json": labelme({"shape_type": "point", "points": [[1, 1]]}),
    "voc.xml": voc("<pose>left</pose>"),
    "cvat.xml": cvat('<points label="fish" points="1,1"/>'),
    "fish.txt": "0 200 150 20 30\n",
    "boxes.json": {"fish.png": {"boxes": [[1, 1, 1, 1]]}},
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_picture_of_which_nothing_can_be_used_says_why(tmp_path: Path, name: str) -> None:
    file = written(tmp_path / name, UNUSABLE[name])
    with pytest.raises(RegionFailure, match=r"fish\.png\): none of its shapes can be used: .*: .*\. Correct") as caught:
        load(file, [picture(tmp_path / "fish.png")])
    assert "has no region" not in str(caught.value)


def test_other_pictures_of_the_file_are_not_touched(tmp_path: Path) -> None:
    content = {"fish.png": {"boxes": [[1, 1, 1, 1]]}, "cat.png": {"boxes": [[4, 6, 14, 16]]}}
    found = load(written(tmp_path / "a.json", content), ["fish.png", "cat.png"])
    assert list(found.regions) == ["cat.png"]
    assert notices(found)[0].startswith("none of its shapes can be used: boxes #1: it has no area.")


# Crowds and difficult objects


CROWDS: dict[str, object] = {
    "coco.json": coco(COCO_GOOD, {"bbox": [20, 20, 5, 5], "iscrowd": 1}),
    "mask.json": coco(
        COCO_GOOD,
        {"iscrowd": 1, "segmentation": {"size": [30, 40], "counts": [20 * 30 + 20, *[5, 25] * 4, 5, 455]}},
    ),
    "voc.xml": voc(VOC_GOOD, voc_box(21, 21, 25, 25) + "<difficult>1</difficult>"),
    "turned.xml": voc(
        VOC_GOOD,
        "<difficult>1</difficult><robndbox><cx>22.5</cx><cy>22.5</cy><w>5</w><h>5</h><angle>0</angle></robndbox>",
    ),
    "labelme.json": labelme(
        LABELME_GOOD, {"shape_type": "rectangle", "points": [[20, 20], [25, 25]], "difficult": True}
    ),
    "cvat.xml": cvat(CVAT_GOOD, cvat_box(20, 20, 25, 25, inner='<attribute name="difficult">true</attribute>')),
}


@pytest.mark.parametrize("name", CROWDS)
def test_what_is_difficult_counts_if_it_is_chosen(tmp_path: Path, name: str) -> None:
    file = written(tmp_path / name, CROWDS[name])
    np.testing.assert_array_equal(pixels_of(file), GOOD)
    np.testing.assert_array_equal(pixels_of(file, count_difficult=True), GOOD | box(20, 20, 25, 25))
    (without,) = notices(load(file, ["fish.png"]))
    assert without.startswith("objects marked as difficult or crowd were left out: 1. To include them")
    (counted,) = notices(load(file, ["fish.png"], count_difficult=True))
    assert counted == "objects marked as difficult or crowd were included: 1."
    assert [only(load(file, ["fish.png"], count_difficult=count)).with_difficult for count in (False, True)] == [
        False,
        True,
    ]


def test_a_picture_with_a_crowd_alone_says_so(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", coco(COCO_GOOD | {"iscrowd": 1}, {"keypoints": [1, 1, 2]}))
    with pytest.raises(RegionFailure, match=r"all usable objects are marked as .* \(1\)\. To include them"):
        load(file, ["fish.png"])
    np.testing.assert_array_equal(pixels_of(file, count_difficult=True), GOOD)


@pytest.mark.parametrize("value", ["0", "", " ", "no"])
def test_what_is_not_difficult_counts(tmp_path: Path, value: str) -> None:
    file = written(tmp_path / "a.xml", voc(VOC_GOOD + f"<difficult>{value}</difficult>"))
    np.testing.assert_array_equal(pixels_of(file), GOOD)
    assert load(file, ["fish.png"]).notices == ()


# What is not there


def test_a_file_of_other_pictures_names_them(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", {"cat.png": {"boxes": [[1, 1, 2, 2]]}, "dog.png": {"boxes": []}})
    with pytest.raises(RegionFailure, match=r"has no region for fish\.png: it describes cat\.png, dog\.png\. Choose"):
        load(file, ["fish.png"])


def test_a_picture_with_nothing_marked_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegionFailure, match=r"has no region for fish\.png: they have no annotated objects"):
        load(written(tmp_path / "a.json", labelme()), ["fish.png"])


def test_a_folder_without_files_of_these_names_says_so(tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        written(tmp_path / name, voc(VOC_GOOD))
    with pytest.raises(RegionFailure, match=r"no annotation file in it has their names"):
        load(tmp_path, ["fish.png"])


@pytest.mark.parametrize(
    ("name", "content"), [("instances.json", coco(COCO_GOOD)), ("annotations.xml", cvat(CVAT_GOOD))]
)
def test_the_only_file_of_a_folder_may_cover_all_pictures(tmp_path: Path, name: str, content: object) -> None:
    written(tmp_path / name, content)
    assert pixels_of_folder(tmp_path).sum() == GOOD.sum()


def pixels_of_folder(folder: Path) -> np.ndarray:
    return mask(only(load(folder, ["fish.png"])), SIZE)
