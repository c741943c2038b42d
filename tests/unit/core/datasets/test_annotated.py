"""COCO and Pascal VOC as data sets, by the categories of their objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attnstudio.core.annotations.base import load
from attnstudio.core.datasets.base import NO_LABEL, is_data_set, open_data_set
from attnstudio.core.errors import DataSetFailure

COCO = {
    "info": {},
    "images": [
        {"id": 1, "file_name": "a.jpg", "width": 90, "height": 90},
        {"id": 2, "file_name": "b.jpg", "width": 90, "height": 90},
        {"id": 3, "file_name": "gone.jpg", "width": 90, "height": 90},
    ],
    "categories": [{"id": 7, "name": "cat"}, {"id": 9, "name": "dog"}],
    "annotations": [
        {"id": 1, "image_id": 1, "category_id": 7, "bbox": [0, 0, 10, 10]},
        {"id": 2, "image_id": 1, "category_id": 9, "bbox": [0, 0, 8, 9]},
        {"id": 3, "image_id": 1, "category_id": 9, "bbox": [20, 20, 8, 9]},
        {"id": 4, "image_id": 3, "category_id": 7, "bbox": [0, 0, 10, 10]},
    ],
}


def put(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"not decoded")


@pytest.mark.parametrize(
    "file, pictures",
    [
        ("boxes.json", "."),
        ("instances.json", "images"),
        ("annotations/instances_val2017.json", "val2017"),
        ("annotations/instances_val2017.json", "images/val2017"),
    ],
)
def test_coco_wherever_the_pictures_lie(file: str, pictures: str, tmp_path: Path) -> None:
    put(tmp_path / pictures / "a.jpg", tmp_path / pictures / "b.jpg")
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(json.dumps(COCO))
    for path in (tmp_path, tmp_path / file):
        found = open_data_set(path)
        assert is_data_set(path) and list(found.pictures) == [tmp_path / pictures / f"{name}.jpg" for name in "ab"]
        assert found.class_names == ("dog",) or found.class_names == ("cat", "dog")
        assert found.class_names[found.labels[0]] == "dog" and found.labels[1] == NO_LABEL
        assert list(found.columns["categories"]) == ["dog; cat", ""]
        assert [(one.name, one.is_picture) for one in found.left_out] == [("gone.jpg", True)]
        assert found.regions == tmp_path / file
        assert load(found.regions, list(found.pictures)).region_of(found.pictures[0]) is not None


def test_the_splits_of_roboflow(tmp_path: Path) -> None:
    for split, picture in (("train", "a"), ("valid", "b")):
        put(tmp_path / split / f"{picture}.jpg")
        content = {**COCO, "images": [{"id": 1, "file_name": f"{picture}.jpg"}]}
        (tmp_path / split / "_annotations.coco.json").write_text(json.dumps(content))
    found = open_data_set(tmp_path)
    assert list(found.columns["split"]) == ["train", "valid"] and found.labels.tolist() == [1, 1]


def test_unlisted_pictures_stay(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg", tmp_path / "b.jpg", tmp_path / "0.jpg")
    (tmp_path / "boxes.json").write_text(json.dumps(COCO))
    found = open_data_set(tmp_path)
    assert [path.name for path in found.pictures] == ["0.jpg", "a.jpg", "b.jpg"]
    assert found.labels[0] == NO_LABEL


@pytest.mark.parametrize(
    "content, reason",
    [
        ('{"annotations": [', "damaged"),
        ('{"annotations": [], "file_name": 3}', "no list of images"),
        (json.dumps({"images": [{"file_name": 3}, 4], "annotations": [{"id": []}], "categories": 3}), "no pictures"),
    ],
)
def test_damaged_coco(content: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(DataSetFailure, match=reason):
        open_data_set(tmp_path / "a.json")


def test_other_json_is_no_data_set(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"shapes": [], "imagePath": "a.png"}')
    (tmp_path / "b.json").write_text("[]")
    assert not is_data_set(tmp_path / "a.json") and not is_data_set(tmp_path / "b.json")


def voc(name: str, *objects: tuple[str, int, int]) -> str:
    inside = "".join(
        f"<object><name>{label}</name><difficult>{difficult}</difficult><bndbox><xmin>1</xmin><ymin>1</ymin>"
        f"<xmax>{side}</xmax><ymax>{side}</ymax></bndbox></object>"
        for label, side, difficult in objects
    )
    return f"<annotation><filename>{name}</filename>{inside}</annotation>"


@pytest.mark.parametrize("annotations, pictures", [("Annotations", "JPEGImages"), (".", ".")])
def test_voc(annotations: str, pictures: str, tmp_path: Path) -> None:
    put(tmp_path / pictures / "1.jpg", tmp_path / pictures / "2.jpg")
    (tmp_path / annotations).mkdir(exist_ok=True)
    (tmp_path / annotations / "1.xml").write_text(voc("1.jpg", ("cat", 9, 0), ("dog", 50, 1), ("bird", 5, 0)))
    (tmp_path / annotations / "2.xml").write_text(voc("2.jpg", ("dog", 9, 0)))
    (tmp_path / annotations / "3.xml").write_text("<annotation><object>")
    found = open_data_set(tmp_path)
    assert list(found.pictures) == [tmp_path / pictures / "1.jpg", tmp_path / pictures / "2.jpg"]
    assert found.class_names == ("bird", "cat", "dog") and found.labels.tolist() == [1, 2]
    assert list(found.columns["categories"]) == ["cat; bird; dog", "dog"]
    assert [one.name for one in found.left_out] == ["3.xml"]
    assert found.regions == (tmp_path / annotations) and load(found.regions, list(found.pictures)).regions


@pytest.fixture
def voc_root(tmp_path: Path) -> Path:
    """Five pictures; the fourth has no annotation file, as in a test set, and the fifth one that is damaged."""
    root = tmp_path / "VOC2012"
    put(*(root / "JPEGImages" / f"2008_00000{number}.jpg" for number in range(1, 6)))
    put(*(root / "SegmentationClass" / f"2008_00000{number}.png" for number in range(1, 6)))
    (root / "Annotations").mkdir()
    for number, name in ((1, "cat"), (2, "dog"), (3, "cat")):
        text = voc(f"2008_00000{number}.jpg", (name, 9, 0))
        (root / "Annotations" / f"2008_00000{number}.xml").write_text(text)
    (root / "Annotations" / "2008_000005.xml").write_text("<annotation>")
    (root / "ImageSets" / "Main").mkdir(parents=True)
    return root


@pytest.mark.parametrize(
    "text, numbers, labels, left_out",
    [
        ("2008_000003\n2008_000002\n", [2, 3], [1, 0], []),
        ("2008_000004\r\n\r\n2008_000001\r\n", [1, 4], [0, NO_LABEL], []),
        ("2008_000004", [4], [NO_LABEL], []),
        ("2008_000001  1\n2008_000002 -1\n2008_000003  0\n", [1, 3], [0, 0], []),
        ("2008_000001\n2008_000005\n2008_000009\n", [1], [0], ["2008_000005.xml", "2008_000009"]),
    ],
    ids=["names", "without annotations", "only such", "of a category", "missing"],
)
def test_a_list_of_voc_is_the_data_set_of_its_pictures(
    voc_root: Path, text: str, numbers: list[int], labels: list[int], left_out: list[str]
) -> None:
    file = voc_root / "ImageSets" / "Main" / "val.txt"
    file.write_text(text)
    found = open_data_set(file)
    assert is_data_set(file)
    assert list(found.pictures) == [voc_root / "JPEGImages" / f"2008_00000{number}.jpg" for number in numbers]
    assert found.labels.tolist() == labels
    assert [one.name for one in found.left_out] == left_out
    assert found.regions == (voc_root / "Annotations" if found.has_labels else None)


def test_other_text_is_no_list_of_voc(voc_root: Path, tmp_path: Path) -> None:
    (voc_root / "readme.txt").write_text("2008_000001")
    lost = tmp_path / "ImageSets" / "Main" / "val.txt"
    lost.parent.mkdir(parents=True)
    lost.write_text("2008_000001")
    assert not is_data_set(voc_root / "readme.txt") and not is_data_set(lost)
    damaged = voc_root / "ImageSets" / "Main" / "val.txt"
    damaged.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataSetFailure, match="damaged"):
        open_data_set(damaged)
