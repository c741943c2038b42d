"""JSON that is larger than the memory it may take: the same as if it were read as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attnstudio.core.annotations import content, large_json
from attnstudio.core.annotations.base import load
from attnstudio.core.datasets.base import open_data_set
from attnstudio.core.errors import DataSetFailure, RegionFailure
from attnstudio.core.regions import Region

CONTENT: dict[str, Any] = {
    "info": {"images": [1, {"deep": ["a"]}]},
    "images": [{"id": number, "file_name": f"кадр {number}.png", "width": 90, "height": 80} for number in range(300)],
    "empty": [],
    "annotations": [
        {
            "id": number,
            "image_id": number % 300,
            "category_id": 1 + number % 2,
            "bbox": [number % 40, 3, 20, 30.5],
            "text": 'кошка, \\ "]}' * (number % 7 * 200),
        }
        for number in range(600)
    ],
    "categories": [{"id": 1, "name": "кошка"}, {"id": 2, "name": "пёс"}],
    "last": -1.5e-3,
}


def written(file: Path, **options: Any) -> Path:
    """Larger than a few pieces of what is read at once."""
    file.write_text(json.dumps(CONTENT, **options), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "options", [{}, {"ensure_ascii": False}, {"indent": 3}, {"separators": (",", ":")}], ids=lambda one: str(list(one))
)
def test_elements_are_those_of_the_whole(tmp_path: Path, options: dict[str, Any]) -> None:
    file = written(tmp_path / "a.json", **options)
    found = list(large_json.elements(file))
    whole = [(key, one) for key, value in CONTENT.items() if isinstance(value, list) for one in value]
    assert [(key, value) for key, value, _ in found] == whole
    some = found[::7]
    assert large_json.values_at(file, [one.place for one in some]) == [one.value for one in some]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b'\xef\xbb\xbf \n{"a": [12, 3]}\n')
    found = list(large_json.elements(file))
    assert found == [("a", 12, 12), ("a", 3, 16)] and large_json.values_at(file, [12, 16]) == [12, 3]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "[1]",
            "{",
            '{"a"',
            '{"a": [1, 2',
            '{"a": [1 2]}',
            '{"a": [1,]}',
            '{"a": 1 "b": 2}',
            '{"a": 1} x',
            "{1: [2]",
        ),
        *('{"a": ["' + "x" * 2**21, '{"a": [tru' + "x" * 2**21 + "]}"),
    ],
    ids=lambda text: text[:12],
)
def test_what_is_damaged_ends_with_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(text)
    with pytest.raises(ValueError, match="byte"):
        list(large_json.elements(file))


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    found = [tmp_path / str(image["file_name"]) for image in CONTENT["images"]]
    for path in found:
        path.write_bytes(b"not decoded")
    return found


def test_a_large_file_says_the_same(tmp_path: Path, pictures: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path / "instances.json", ensure_ascii=False)
    small, small_set = load(file, pictures[:20]), open_data_set(file)
    monkeypatch.setattr(content, "MAX_BYTES", 10_000)
    assert content.Content.of(file).is_large
    large, large_set = load(file, pictures[:20]), open_data_set(file)
    assert len(small.regions) == 20 and isinstance(small.region_of(pictures[3]), Region)
    assert large == small
    assert list(large_set.pictures) == list(small_set.pictures)
    assert large_set.class_names == ("кошка", "пёс") and (large_set.labels == small_set.labels).all()
    assert list(large_set.columns["categories"]) == list(small_set.columns["categories"])


def test_large_files_that_cannot_be_used(tmp_path: Path, pictures: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path / "instances.json")
    monkeypatch.setattr(content, "MAX_BYTES", 10_000)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    for use in (lambda: load(file, pictures), lambda: open_data_set(file)):
        with pytest.raises((RegionFailure, DataSetFailure), match="damaged or incomplete"):
            use()
    file.write_text(json.dumps({"shapes": ["x" * 20_000]}))
    with pytest.raises(RegionFailure, match="is larger than 0 MB"):
        load(file, pictures)


def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The objects are read after the list of the pictures."""
    file = written(tmp_path / "instances.json")
    monkeypatch.setattr(content, "MAX_BYTES", 10_000)
    opened = content.Content.of(file)
    handles = [handle for key, _, handle in opened.elements() if key == "annotations"]
    file.write_text("{}")
    with pytest.raises(RegionFailure, match="damaged or incomplete"):
        opened.objects(handles)
