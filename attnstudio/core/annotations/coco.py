"""COCO instances: JSON, any number of pictures; boxes, polygons and run-length masks (1405.0312)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from attnstudio.core.annotations import coco_rle
from attnstudio.core.annotations.base import FORMATS, Entry, Format, united
from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.values import filled, label, listed, number, points, rectangle, text, told_size, unfit
from attnstudio.core.images import Note
from attnstudio.core.regions import Polygon, Region, Shape, Size

Id = int | float | str
Objects = list[dict[str, Any]]


@FORMATS.register
class Coco(Format):
    id = "coco"
    name = "COCO JSON"
    suffixes = frozenset({".json"})

    def recognises(self, content: Content) -> bool:
        return all(isinstance(content.json.get(key), list) for key in ("images", "annotations"))

    def entries(self, content: Content) -> Sequence[Entry]:
        said, file = content.json, content.path
        names: dict[Id, str] = {}
        for category in _records(said.get("categories", []), "categories", file):
            names[_id(category, "id", file)] = label(category.get("name", ""), "name", file)
        objects: dict[Id, Objects] = {}
        for one in _records(said["annotations"], "annotations", file):
            objects.setdefault(_id(one, "image_id", file), []).append(one)
        entries = []
        for image in _records(said["images"], "images", file):
            read = partial(_read, objects.get(_id(image, "id", file), []), names)
            size = told_size(image.get("width"), image.get("height"))
            entries.append(Entry((text(image.get("file_name"), "file_name", file),), read, size))
        return entries


def _records(value: object, key: str, file: object) -> Objects:
    return [filled(record, key, file) for record in listed(value, key, file)]


def _id(record: dict[str, Any], key: str, file: object) -> Id:
    found = record.get(key)
    if not isinstance(found, int | float | str):
        raise unfit(found, key, file)
    return found


def _read(objects: Objects, names: dict[Id, str], name: str, note: Note) -> Region:
    shapes: list[Shape] = []
    runs: dict[Size, list[coco_rle.Runs]] = {}
    for one in objects:
        segmentation = one.get("segmentation")
        if isinstance(segmentation, dict):
            size, its_runs = coco_rle.runs(segmentation, name)
            runs.setdefault(size, []).append(its_runs)
        elif segmentation:
            shapes += _polygons(segmentation, name)
        else:
            shapes.append(rectangle(_edges(one.get("bbox"), name), "bbox", name))
    shapes += [coco_rle.bitmap(size, of_size) for size, of_size in runs.items()]
    labels = [names.get(_id(one, "category_id", name), "") for one in objects if "category_id" in one]
    return united(shapes, labels, name, note)


def _polygons(segmentation: object, name: str) -> Iterable[Polygon]:
    """Of lists [x, y, x, y, ...]."""
    for flat in listed(segmentation, "segmentation", name):
        if len(listed(flat, "segmentation", name)) % 2:
            raise unfit(flat, "segmentation", name)
        pairs = [list(pair) for pair in zip(flat[::2], flat[1::2], strict=True)]
        yield Polygon(points(pairs, "segmentation", name, least=3))


def _edges(bbox: object, name: str) -> list[float]:
    """Of [left, top, width, height]."""
    sides = listed(bbox, "bbox", name)
    if len(sides) != 4:
        raise unfit(bbox, "bbox", name)
    left, top, width, height = (number(side, "bbox", name) for side in sides)
    return [left, top, left + width, top + height]
