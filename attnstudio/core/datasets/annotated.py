"""COCO and Pascal VOC: pictures whose annotations name the objects on them. The label is the category that takes most
of a picture; all of them stand in a column."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar, NamedTuple
from xml.etree import ElementTree

import numpy as np

from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.values import label
from attnstudio.core.annotations.xml_values import parsed
from attnstudio.core.datasets.base import FORMS, NO_LABEL, DataSet, DataSetForm, LeftOut, Reading
from attnstudio.core.datasets.class_folders import SPLIT_COLUMN, SPLITS
from attnstudio.core.datasets.folders import Listing, Place, listing
from attnstudio.core.datasets.picture_places import PicturePlaces
from attnstudio.core.datasets.sequences import LazyPaths, Texts
from attnstudio.core.errors import DataSetFailure, Failure, RegionFailure

CATEGORIES_COLUMN = "categories"
_HEAD_BYTES = 2**18
_MOST_FILES = 50  # of a folder, that are looked into
_EVERY = 500
_JOINT = "; "


class _Entry(NamedTuple):
    """Of one picture. `areas`: of all objects of each category, in pixels, in their order."""

    name: str
    areas: Mapping[str, float]
    file: Path
    split: str


class _Annotated(DataSetForm):
    """A form that says of each picture what is on it."""

    @abstractmethod
    def entries(self, path: Path, left_out: list[LeftOut], reading: Reading) -> Iterator[_Entry]:
        """Raises DataSetFailure where nothing can be read."""

    def read(self, path: Path, reading: Reading) -> DataSet:
        left_out: list[LeftOut] = []
        entries = list(self.entries(path, left_out, reading))
        places: dict[Path, PicturePlaces] = {}
        by_folder = defaultdict[Path, list[str]](list)
        for one in entries:
            if len(by_folder[one.file.parent]) < _EVERY:
                by_folder[one.file.parent].append(one.name)
        root = path if path.is_dir() else path.parent
        found: dict[Path, _Entry] = {}
        for number, one in enumerate(entries):
            if number % _EVERY == 0:
                reading.step(number, len(entries))
            folder = one.file.parent
            if folder not in places:
                places[folder] = PicturePlaces(folder, by_folder[folder])
            where = places[folder].find(one.name)
            if where is None:
                reason = DataSetFailure("{file} names {picture}, which is not there.", file=one.file, picture=one.name)
                left_out.append(LeftOut(one.name, reason, is_picture=True))
            else:
                found.setdefault(folder / where, one)
        if path.is_dir():
            for name in listing(path).pictures:
                found.setdefault(path / name, _Entry(name, {}, path, ""))
        if not found:
            reasons = [one.reason for one in left_out]
            raise reasons[0] if reasons else DataSetFailure("There are no pictures in {folders}.", folders=path)
        return _data_set(path, root, found, left_out)


def _data_set(path: Path, root: Path, found: Mapping[Path, _Entry], left_out: list[LeftOut]) -> DataSet:
    names = sorted({name for one in found.values() for name in one.areas})
    index = {name: place for place, name in enumerate(names)}
    texts, categories, splits, labels = Texts(), Texts(), Texts(), []
    for picture in sorted(found):
        areas = found[picture].areas
        ranked = sorted(areas, key=lambda name: -areas[name])  # the first of equal ones stays first
        texts.append(str(picture.relative_to(root)) if picture.is_relative_to(root) else str(picture.absolute()))
        labels.append(index[ranked[0]] if ranked else NO_LABEL)
        categories.append(_JOINT.join(ranked))
        splits.append(found[picture].split)
    columns = {CATEGORIES_COLUMN: categories}
    if any(splits):
        columns[SPLIT_COLUMN] = splits
    files = {one.file for one in found.values() if one.areas}
    regions = next(iter(files)) if len(files) == 1 else None
    if regions is None and len({file.parent for file in files}) == 1 and next(iter(files)).suffix == ".xml":
        regions = next(iter(files)).parent
    return DataSet(
        path, LazyPaths(root, texts), tuple(names), np.array(labels, np.int32), columns, tuple(left_out), regions
    )


@FORMS.register
class CocoSet(_Annotated):
    """A JSON file, or a folder with some: beside the pictures, in `annotations`, or in a subfolder for each split."""

    id: ClassVar[str] = "coco"
    name: ClassVar[str] = "COCO's JSON, or the folder of it"
    rank: ClassVar[int] = 40

    def recognises(self, place: Place) -> bool:
        return _may_be_coco(place.path) if place.is_file else place.is_folder and bool(_coco_files(place))

    def entries(self, path: Path, left_out: list[LeftOut], reading: Reading) -> Iterator[_Entry]:
        files = _coco_files(Place(path)) if path.is_dir() else [path]
        for file in files:
            split = file.stem.removeprefix("instances_") if len(files) > 1 else ""
            if split and file.parent.name.lower() in SPLITS:
                split = file.parent.name
            try:
                yield from _coco_entries(file, split, reading)
            except RegionFailure as failure:
                if len(files) == 1:
                    raise DataSetFailure(failure.template, **failure.values) from failure
                left_out.append(LeftOut(file.name, failure))


def _coco_entries(file: Path, split: str, reading: Reading) -> Iterator[_Entry]:
    """Raises RegionFailure where the file is damaged. What is not of COCO's form in it counts for nothing."""
    reading.step(0)
    names: dict[object, str] = {}  # of the categories
    areas = defaultdict[object, dict[object, float]](dict)  # of the images, by category
    images: list[tuple[object, str]] = []
    has_images = False
    for number, (key, one, _) in enumerate(Content.of(file).elements()):
        if number % _EVERY == 0:
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
        yield _Entry(name, its_areas, file, split)


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


def _head(file: Path, count: int) -> bytes:
    """Its first bytes; none of a file that may not be read, which lies beside others that may."""
    try:
        with file.open("rb") as stream:
            return stream.read(count)
    except OSError:
        return b""


def _inside(folder: Path) -> Listing:
    """Of a folder below the opened one, which may not be readable."""
    try:
        return listing(folder)
    except OSError:
        return Listing([], [], [])


def _may_be_coco(file: Path) -> bool:
    """By its first bytes."""
    if file.suffix.lower() != ".json":
        return False
    head = _head(file, _HEAD_BYTES)
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and any(
        key in head for key in (b'"annotations"', b'"file_name"')
    )


def _coco_files(place: Place) -> list[Path]:
    folder, here = place.path, place.inside
    found = [file for file in _with_suffix(folder, here, ".json")[:_MOST_FILES] if _may_be_coco(file)]
    for name in here.folders:
        if name == "annotations":
            files = _with_suffix(folder / name, _inside(folder / name), ".json")[:_MOST_FILES]
            inside = [file for file in files if _may_be_coco(file)]
            found += [file for file in inside if file.name.startswith("instances")] or inside
        elif name.lower() in SPLITS:
            files = _with_suffix(folder / name, _inside(folder / name), ".json")
            found += [file for file in files if file.name.endswith("coco.json")]
    return found


@FORMS.register
class VocSet(_Annotated):
    """A folder with XML files beside the pictures, or in `Annotations` with the pictures in `JPEGImages`."""

    id: ClassVar[str] = "voc"
    name: ClassVar[str] = "folder of Pascal VOC"
    rank: ClassVar[int] = 45

    def recognises(self, place: Place) -> bool:
        return place.is_folder and any(_may_be_voc(file) for file in _voc_files(place)[:3])

    def entries(self, path: Path, left_out: list[LeftOut], reading: Reading) -> Iterator[_Entry]:
        files = _voc_files(Place(path))
        for number, file in enumerate(files):
            if number % _EVERY == 0:
                reading.step(number, len(files))
            try:
                root = parsed(Content.of(file))
                yield _Entry(root.findtext("filename") or file.stem, _areas(root, file), file, "")
            except Failure as failure:
                left_out.append(LeftOut(file.name, failure))


def _areas(root: ElementTree.Element, file: Path) -> dict[str, float]:
    """Objects that are marked as difficult count least."""
    found: dict[str, float] = {}
    for one in root.iter("object"):
        name = label(one.findtext("name") or "", "name", file)
        edges = [_number(one.findtext(f"bndbox/{edge}")) for edge in ("xmin", "ymin", "xmax", "ymax")]
        area = max(0.0, edges[2] - edges[0]) * max(0.0, edges[3] - edges[1])
        if (one.findtext("difficult") or "").strip() == "1":
            area = min(area, 1e-6)
        if name:
            found[name] = found.get(name, 0.0) + area
    return found


def _number(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e9 else 0.0


def _may_be_voc(file: Path) -> bool:
    return b"<annotation" in _head(file, 4096)


def _voc_files(place: Place) -> list[Path]:
    inside = place.path / "Annotations"
    if "Annotations" in place.inside.folders:
        return _with_suffix(inside, _inside(inside), ".xml")
    return _with_suffix(place.path, place.inside, ".xml")


def _with_suffix(folder: Path, here: Listing, suffix: str) -> list[Path]:
    return [folder / name for name in here.others if name.lower().endswith(suffix)]
