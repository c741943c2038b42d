"""YOLO's files: one text a picture, in shares of the picture's size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.annotation_files import SIZE, box, notices, only, picture, written
from helpers.pictures import colours, exif, saved, turned

from attnstudio.core.annotations.base import Annotations, load
from attnstudio.core.errors import RegionFailure
from attnstudio.core.images import decode, upright_size
from attnstudio.core.regions import Polygon, Rectangle, Region, mask

BOX = f"{9 / 40} {11 / 30} {10 / 40} {10 / 30}"  # 4, 6 to 14, 16
OUTLINE = "0.5 0.2 0.75 0.2 0.75 0.4 0.5 0.4"  # 20, 6 to 30, 12
NO_NAMES = "the classes have no names. Put classes.txt or data.yaml next to the file to name them."


def found_in(folder: Path, labels: str, name: str = "fish.txt") -> Annotations:
    picture(folder / "fish.png")
    return load(written(folder / name, labels), [folder / "fish.png"])


def pixels(region: Region) -> np.ndarray:
    return mask(region, SIZE)


def test_boxes_and_outlines(tmp_path: Path) -> None:
    found = found_in(tmp_path, f"0 {BOX}\n\n1 {OUTLINE}\n")
    np.testing.assert_array_equal(pixels(only(found)), box(4, 6, 14, 16) | box(20, 6, 30, 12))
    assert notices(found) == [NO_NAMES] and only(found).label == ""


@pytest.mark.parametrize("more", ["", " 0.87", " 0.1 0.1 2 0.2 0.2 0", " 0.5 0.5 1 0.5 0.5 1 0.5 0.5 2"])
def test_what_follows_a_box_is_no_part_of_it(tmp_path: Path, more: str) -> None:
    """How sure a model was, or key points with their visibility."""
    np.testing.assert_array_equal(pixels(only(found_in(tmp_path, f"0 {BOX}{more}"))), box(4, 6, 14, 16))


def test_turned_boxes_are_given_by_their_corners(tmp_path: Path) -> None:
    (shape,) = only(found_in(tmp_path, "0 0.5 0.1 0.75 0.5 0.5 0.9 0.25 0.5")).shapes
    assert isinstance(shape, Polygon)
    np.testing.assert_allclose(shape.points, [(20, 3), (30, 15), (20, 27), (10, 15)])


def test_numbers_as_programs_write_them(tmp_path: Path) -> None:
    found = found_in(tmp_path, "\ufeff0.0\t2.25e-1  0.36666666666666664 0.25 0.33333333333333331\r\n")
    np.testing.assert_array_equal(pixels(only(found)), box(4, 6, 14, 16))


# Names

YAML = "path: ../data  # root\ntrain: images/train\n{names}\nnc: 2\n"
NAMES = {
    "classes.txt": "cat\nmorse: fish\n",
    "obj.names": "cat\r\nmorse: fish\r\n",
    "data.yaml": YAML.format(names="names:\n  0: cat\n  1: 'morse: fish'  # a comment"),
    "data.yml": YAML.format(names='names: ["cat", "morse: fish"]  # in brackets'),
    "dataset.yaml": YAML.format(names="names:\n- cat\n- 'morse: fish'"),
    "dataset.yml": YAML.format(names="names: {0: cat, 1: 'morse: fish'}"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("folder", [".", "..", "../.."])
def test_names_stand_next_to_the_file_or_above(tmp_path: Path, name: str, folder: str) -> None:
    place = tmp_path / "labels" / "train"
    place.mkdir(parents=True)
    written(place / folder / name, NAMES[name])
    found = found_in(place, f"1 {BOX}")
    assert only(found).label == "morse: fish" and found.notices == ()


@pytest.mark.parametrize(
    "names",
    [
        "names: ['cat',\n  'it''s', # the second\n  \"a \\\"b\\\"\",\n  plain words ]",
        "names: [cat, it's, 'a \"b\"', plain words]",
        'names:\n\n  # all of them\n  - cat\n  - it\'s\n  - a "b"\n  - plain words # the last',
        "names:\n  3: plain words\n  2: 'a \"b\"'\n  1: it's\n  0: cat",
        "names: {0: cat, 1: it's, 3: plain words, 2: 'a \"b\"'}",
    ],
)
def test_names_in_yaml(tmp_path: Path, names: str) -> None:
    written(tmp_path / "data.yaml", f"nc: 4\n{names}\nroboflow:\n  license: MIT\n")
    for number, expected in enumerate(("cat", "it's", 'a "b"', "plain words")):
        assert only(found_in(tmp_path, f"{number} {BOX}")).label == expected


@pytest.mark.parametrize("filling", [" ", "[", '"', "'", "1", "1:", "]", ",", "names:", "\\", "- ", "\n"])
def test_hostile_names_take_no_time(tmp_path: Path, filling: str) -> None:
    for start in ("names: [a, ", "names: {0: a, ", "names:\n- ", 'names: ["'):
        written(tmp_path / "data.yaml", f"{start}{filling * 300_000}#")
        found_in(tmp_path, f"0 {BOX}")


def test_names_in_other_encodings(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        written(tmp_path / "classes.txt", "кот\nрыба\n".encode(encoding))
        assert only(found_in(tmp_path, f"1 {BOX}")).label == "рыба"


def test_classes_that_the_names_do_not_have_are_reported(tmp_path: Path) -> None:
    written(tmp_path / "classes.txt", "cat\n")
    found = found_in(tmp_path, f"0 {BOX}\n7 {OUTLINE}\n3 {BOX}\n7 {BOX}")
    assert only(found).label == "cat"
    assert notices(found) == [
        "classes missing from classes.txt or data.yaml: 3, 7. Does that file belong to this data set?"
    ]


# Where files lie


def test_labels_of_images_as_ultralytics_has_them(tmp_path: Path) -> None:
    for name, left in (("fish", 4), ("cat", 5)):
        picture(tmp_path / "images" / "val" / f"{name}.jpg")
        written(tmp_path / "labels" / "val" / f"{name}.txt", f"0 {(left + 5) / 40} {11 / 30} 0.25 {10 / 30}")
    data_set = written(tmp_path / "data.yaml", "names: [fish]\nval: images/val\n")
    pictures = [tmp_path / "images" / "val" / f"{name}.jpg" for name in ("fish", "cat")]
    for source in (tmp_path, tmp_path / "labels", tmp_path / "labels" / "val", data_set):
        found = load(source, pictures)
        assert found.notices == ()
        assert found.regions["cat.jpg"].label == "fish"
        np.testing.assert_array_equal(pixels(found.regions["fish.jpg"]), box(4, 6, 14, 16))
        np.testing.assert_array_equal(pixels(found.regions["cat.jpg"]), box(5, 6, 15, 16))


def test_labels_of_a_split_as_roboflow_has_them(tmp_path: Path) -> None:
    where = picture(tmp_path / "train" / "images" / "fish.jpg")
    written(tmp_path / "train" / "labels" / "fish.txt", f"1 {BOX}")
    data_set = written(tmp_path / "data.yaml", "names: ['cat', 'fish']\ntrain: ../train/images\n")
    for source in (tmp_path, data_set):
        assert only(load(source, [where])).label == "fish"


def test_texts_next_to_the_pictures(tmp_path: Path) -> None:
    pictures = [picture(tmp_path / f"{name}.png") for name in ("fish", "cat", "dog")]
    written(tmp_path / "fish.txt", f"0 {BOX}")
    written(tmp_path / "cat.txt", b"")  # nothing is on it
    written(tmp_path / "classes.txt", "fish\n")
    found = load(tmp_path, pictures)
    assert list(found.regions) == ["fish.png"] and found.notices == ()


def test_a_text_of_other_words_is_no_second_annotation(tmp_path: Path) -> None:
    picture(tmp_path / "fish.png")
    written(tmp_path / "fish.txt", "a fish\n")
    written(tmp_path / "fish.json", {"fish.png": {"boxes": [[4, 6, 14, 16]]}})
    assert only(load(tmp_path, [tmp_path / "fish.png"])).shapes == (Rectangle(4, 6, 14, 16),)


def test_a_single_requested_picture_is_matched(tmp_path: Path) -> None:
    np.testing.assert_array_equal(pixels(only(found_in(tmp_path, f"0 {BOX}", "labels.txt"))), box(4, 6, 14, 16))


def test_the_picture_is_looked_for_where_it_may_be(tmp_path: Path) -> None:
    file = written(tmp_path / "labels" / "fish.txt", f"0 {BOX}")
    with pytest.raises(RegionFailure, match=r"the picture fish\.png was not found\. Give the picture with its folder"):
        load(file, ["fish.png"])
    picture(tmp_path / "images" / "fish.png")
    np.testing.assert_array_equal(pixels(only(load(file, ["fish.png"]))), box(4, 6, 14, 16))


def test_an_empty_text_is_a_picture_without_an_object(tmp_path: Path) -> None:
    for labels in ("", " \n\n"):
        with pytest.raises(
            RegionFailure, match=r"fish\.txt has no region for fish\.png: they have no annotated objects"
        ):
            found_in(tmp_path, labels)


def test_a_data_set_without_labels_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegionFailure, match=r"no folder 'labels' with \.txt files next to it"):
        load(written(tmp_path / "data.yaml", "names: [fish]\n"), ["fish.png"])


@pytest.mark.parametrize("labels", ["0 0.5 0.5\n", "a list of fish\n", "0.5,0.5,0.5,0.5,0.5\n"])
def test_other_texts_are_none(tmp_path: Path, labels: str) -> None:
    with pytest.raises(RegionFailure, match=r"fish\.txt is not in a supported annotation format .*YOLO txt"):
        found_in(tmp_path, labels)


# The size of the picture


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_the_size_is_that_of_the_picture_as_it_is_shown(tmp_path: Path, kind: str, orientation: int) -> None:
    stored = turned(colours(64, 32), orientation)
    file = tmp_path / "a"
    file.write_bytes(saved(stored, kind, exif=exif(orientation)))
    assert upright_size(file) == (64, 32) == decode(file).pixels.shape[1::-1]


def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "fish.png").write_bytes(b"\x89PNG\r\n\x1a\n cut")
    with pytest.raises(RegionFailure, match=r"fish\.png is a PNG picture that is damaged"):
        load(written(tmp_path / "fish.txt", f"0 {BOX}"), [tmp_path / "fish.png"])
