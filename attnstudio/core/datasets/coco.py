"""COCO: one JSON file for many pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.values import label
from attnstudio.core.datasets.annotated import EVERY, Annotated, Entry, head, inside, with_suffix
from attnstudio.core.datasets.base import FORMS, LeftOut, Reading
from attnstudio.core.datasets.class_folders import SPLITS
from attnstudio.core.datasets.folders import Place
from attnstudio.core.errors import RegionFailure

_HEAD_BYTES = 2**18
_MOST_FILES = 50  # of a folder, that are looked into


@FORMS.register
class CocoSet(Annotated):
    """A JSON file, or a folder with some: beside the pictures, in `annotations`, or in a subfolder for each split."""

    id: ClassVar[str] = "coco"
    name: ClassVar[str] = "COCO's JSON, or the folder of it"
    rank: ClassVar[int] = 40

    def recognises(self, place: Place) -> bool:
        return _may_be_coco(place.path) if place.is_file else place.is_folder and bool(_coco_files(place))

    def entries(self, path: Path, left_out: list[LeftOut], reading: Reading) -> Iterator[Entry]:
        files = _coco_files(Place(path)) if path.is_dir() else [path]
        for file in files:
            split = file.stem.removeprefix("instances_") if len(files) > 1 else ""
            if split and file.parent.name.lower() in SPLITS:
                split = file.parent.name
            try:
                yield from _coco_entries(file, split, reading)
            except RegionFailure as failure:
                if len(files) == 1:
                    raise
                left_out.append(LeftOut(file.name, failure))


def _coco_entries(file: Path, split: str, reading: Reading) -> Iterator[Entry]:
    """Raises RegionFailure where the file is damaged. What is not of COCO's form in it counts for nothing."""
    reading.step(0)
    names: dict[object, str] = {}  # of the categories
    areas = defaultdict[object, dict[object, float]](dict)  # of the images, by category
    images: list[tuple[object, str]] = []
    has_images = False
    for number, (key, one, _) in enumerate(Content.of(file).elements()):
        if number % EVERY == 0:
            reading.step(0)
        has_images |= key == "images"
        if not isinstance(one, dict):
            continue
        if key == "annotations":
            of_picture, category = areas[_key(one, "image_id")], _key(one, "category_id")
            of_picture[category] = of_picture.get(category, 0.0) + _area(one)
        elif key == "images" and isinstance(name := one.get("file_name"), str):
            images.append((_key(one), name))
        elif key == "categories" and isinstance(name := one.get("name"), str):
            names[_key(one)] = label(name, "name", file)
    if not has_images:
        raise RegionFailure("{file} has no list of images as COCO has it.", file=file)
    for its_id, name in images:
        its_areas: dict[str, float] = {}  # two categories may have one name
        for category, area in areas.get(its_id, {}).items():
            if category_name := names.get(category):
                its_areas[category_name] = its_areas.get(category_name, 0.0) + area
        yield Entry(name, its_areas, file, split)


def _key(one: Mapping[str, object], key: str = "id") -> object:
    found = one.get(key)
    return found if isinstance(found, int | float | str) else None


def _area(one: Mapping[str, object]) -> float:
    box = one.get("bbox")
    if isinstance(box, list) and len(box) == 4 and all(isinstance(side, int | float) for side in box[2:]):
        area = float(box[2]) * float(box[3])
        return area if 0 < area < 1e18 else 0.0
    given = one.get("area")
    return float(given) if isinstance(given, int | float) and 0 < given < 1e18 else 0.0


def _may_be_coco(file: Path) -> bool:
    """By its first bytes."""
    if file.suffix.lower() != ".json":
        return False
    start = head(file, _HEAD_BYTES)
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and any(
        key in start for key in (b'"annotations"', b'"file_name"')
    )


def _coco_files(place: Place) -> list[Path]:
    folder, here = place.path, place.inside
    found = [file for file in with_suffix(folder, here, ".json")[:_MOST_FILES] if _may_be_coco(file)]
    for name in here.folders:
        if name == "annotations":
            files = with_suffix(folder / name, inside(folder / name), ".json")[:_MOST_FILES]
            likely = [file for file in files if _may_be_coco(file)]
            found += [file for file in likely if file.name.startswith("instances")] or likely
        elif name.lower() in SPLITS:
            files = with_suffix(folder / name, inside(folder / name), ".json")
            found += [file for file in files if file.name.endswith("coco.json")]
    return found
