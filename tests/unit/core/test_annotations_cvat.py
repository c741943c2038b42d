"""CVAT for images 1.1."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.annotation_files import SIZE, box, cvat, cvat_box, notices, only, pixels_of, written

from attnstudio.core.annotations.base import load
from attnstudio.core.errors import RegionFailure
from attnstudio.core.regions import Rectangle, mask

# Rows of a mask that lies at (5, 7): runs outside and inside by turns, along the rows.
ROWS = np.array([[0, 0, 1, 1], [1, 1, 1, 0], [0, 1, 0, 0]], bool)
MASK = '<mask label="fish" source="manual" occluded="0" rle="2, 5, 2, 1, 2" left="5" top="7" width="4" height="3"/>'


def test_boxes_and_polygons_join(tmp_path: Path) -> None:
    polygon = '<polygon label="fish" points="20.00,10.00;30.00,10.00;30.00,20.00;20.00,20.00" z_order="0"></polygon>'
    file = written(tmp_path / "annotations.xml", cvat(cvat_box(4, 6, 14, 16), polygon))
    np.testing.assert_array_equal(pixels_of(file), box(4, 6, 14, 16) | box(20, 10, 30, 20))
    found = load(file, ["fish.png"])
    assert found.notices == () and only(found).label == "fish"


def test_masks_go_along_the_rows_of_their_part(tmp_path: Path) -> None:
    expected = np.zeros(SIZE[::-1], bool)
    expected[7:10, 5:9] = ROWS
    file = written(tmp_path / "a.xml", cvat(MASK))
    np.testing.assert_array_equal(pixels_of(file), expected)
    whole = '<mask label="cat" rle="0,4" left="38" top="28" width="2" height="2"/>'
    over_it = '<mask label="fish" rle="3,1" left="7" top="7" width="2" height="2"/>'
    found = load(written(tmp_path / "b.xml", cvat(MASK, whole, over_it)), ["fish.png"])
    np.testing.assert_array_equal(mask(only(found), SIZE), expected | box(38, 28, 40, 30) | box(8, 8, 9, 9))
    assert notices(found) == ["the region joins objects of several classes: fish, cat."]


def test_a_picture_is_found_among_many(tmp_path: Path) -> None:
    others = "".join(
        f'<image id="{number}" name="set/{name}" width="40" height="30">{cvat_box(0, 0, 1 + number, 2)}</image>'
        for number, name in enumerate(("cat.jpg", "Рыба.jpg", "empty.jpg"))
    )
    content = cvat(cvat_box(4, 6, 14, 16)).replace("</annotations>", f"{others}</annotations>")
    found = load(written(tmp_path / "a.xml", content), ["fish.png", "Рыба.jpg"])
    assert {name: region.shapes for name, region in found.regions.items()} == {
        "fish.png": (Rectangle(4, 6, 14, 16),),
        "Рыба.jpg": (Rectangle(0, 0, 2, 2),),
    }


def test_the_form_for_videos_is_named(tmp_path: Path) -> None:
    track = '<track id="0" label="fish"><box frame="0" xtl="1" ytl="1" xbr="5" ybr="5" outside="0"/></track>'
    file = written(tmp_path / "a.xml", f"<annotations><version>1.1</version>{track}</annotations>")
    with pytest.raises(RegionFailure, match=r"a\.xml is in CVAT's video format\. Export the task as 'CVAT for images"):
        load(file, ["fish.png"])


def test_masks_cannot_take_all_memory(tmp_path: Path) -> None:
    huge = '<mask label="fish" rle="0, 999999998000000001" left="0" top="0" width="999999999" height="999999999"/>'
    with pytest.raises(RegionFailure, match=r"#1 \(fish\): mask cannot be \[999999999, 999999999\]"):
        load(written(tmp_path / "a.xml", cvat(huge)), ["fish.png"])


def test_what_declares_entities_is_refused(tmp_path: Path) -> None:
    content = cvat(cvat_box(1, 1, 5, 5)).replace("<annotations>", '<!DOCTYPE a [<!ENTITY b "c">]><annotations>')
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(RegionFailure, match="declares a document type"):
            load(written(tmp_path / "a.xml", content.replace("utf-8", encoding).encode(encoding)), ["fish.png"])


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegionFailure, match=r"a\.xml is damaged or incomplete"):
        load(written(tmp_path / "a.xml", cvat(cvat_box(1, 1, 5, 5))[:-20]), ["fish.png"])
