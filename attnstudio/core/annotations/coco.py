"""COCO instances: JSON, any number of pictures; boxes, polygons and run-length masks (1405.0312)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from attnstudio.core.annotations import coco_rle
from attnstudio.core.annotations.base import FORMATS, Entry, Format
from attnstudio.core.annotations.builder import NO_AREA, RegionBuilder
from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.rotated import rotated_box
from attnstudio.core.annotations.values import (
    as_list,
    as_object,
    has_area,
    invalid,
    invalid_value,
    label,
    number,
    points,
    rectangle,
    size_text,
    text,
)
from attnstudio.core.errors import RegionFailure
from attnstudio.core.regions import Polygon, Shape, Size, sized
from attnstudio.core.text import Notice, tr_noop

Id = int | float | str


@FORMATS.register
class Coco(Format):
    id = "coco"
    name = "COCO JSON"
    suffixes = frozenset({".json"})

    def recognises(self, content: Content) -> bool:
        if content.is_large:
            return any(key in content.data for key in (b'"images"', b'"annotations"'))
        return all(isinstance(content.json.get(key), list) for key in ("images", "annotations"))

    def entries(self, content: Content) -> Sequence[Entry]:
        file = content.path
        as_list(content.json.get("categories", []), "categories", file)
        names: dict[Id, str] = {}
        objects = defaultdict[Id, list[Any]](list)  # of each picture, to be read when they are wanted
        images: list[tuple[Id, str, Size | None]] = []
        for key, element, handle in content.elements():
            if key not in ("categories", "annotations", "images"):
                continue
            one = as_object(element, key, file)
            if key == "annotations":
                objects[_id(one, "image_id", file)].append(handle)
            elif key == "images":
                size = size_text(one.get("width"), one.get("height"))
                images.append((_id(one, "id", file), text(one.get("file_name"), "file_name", file), size))
            else:
                names[_id(one, "id", file)] = label(one.get("name", ""), "name", file)
        return [
            Entry((name,), partial(_read_of, content, objects.get(its_id, ()), names), size)
            for its_id, name, size in images
        ]


def _read_of(content: Content, handles: Sequence[Any], names: dict[Id, str], builder: RegionBuilder) -> None:
    objects = content.objects(handles)
    _read([as_object(one, "annotations", builder.name) for one in objects], names, builder)


def _id(record: dict[str, Any], key: str, file: object) -> Id:
    found = record.get(key)
    if not isinstance(found, int | float | str):
        raise invalid_value(found, key, file)
    return found


def _read(objects: Sequence[dict[str, Any]], names: dict[Id, str], builder: RegionBuilder) -> None:
    runs: dict[Size, list[coco_rle.Runs]] = {}
    for place, one in enumerate(objects, 1):
        if builder.skips(one.get("iscrowd") in (1, "1")):
            continue
        its_id = one.get("id")
        which = f"id {its_id}" if isinstance(its_id, int) and abs(its_id) < 1e15 else f"#{place}"
        with builder.object(which) as found:
            if "category_id" in one:
                found.label = names.get(_id(one, "category_id", builder.name), "")
            if isinstance(one.get("segmentation"), dict):
                size, its_runs = _mask(one["segmentation"], builder)
                runs.setdefault(size, []).append(its_runs)
                found.is_joined = True
            else:
                found.shapes += _shapes(one, which, builder)
    builder.shapes += [coco_rle.bitmap(size, of_size) for size, of_size in runs.items()]


def _mask(segmentation: dict[str, Any], builder: RegionBuilder) -> tuple[Size, coco_rle.Runs]:
    size, runs = coco_rle.runs(segmentation, builder.name)
    if builder.size not in (None, size):
        template = tr_noop("the mask has {mask_size} pixels, and the picture {size}")
        raise invalid(Notice(template, {"mask_size": sized(size), "size": sized(builder.size)}), builder.name)
    return size, runs


def _shapes(one: dict[str, Any], which: str, builder: RegionBuilder) -> Sequence[Shape]:
    """The outline of an object, or its box where it has no outline that can be used."""
    if one.get("segmentation"):
        try:
            return _outline(one["segmentation"], which, builder)
        except RegionFailure as failure:
            if "bbox" not in one:
                raise
            box = _box(one, builder.name)
            if not has_area(box):
                raise
            reason = failure.values["reason"]
            template = tr_noop("{name}: the outline of {shape} cannot be used; its box is used instead: {reason}.")
            builder.note(template, name=builder.name, shape=which, reason=reason)
            return [box]
    if "bbox" in one:
        return [_box(one, builder.name)]
    raise invalid(Notice(next((why for key, why in _OTHER.items() if key in one), _NOTHING)), builder.name)


_NOTHING = tr_noop("it has no box and no outline: bbox cannot be None")
_OTHER = {  # what annotations are that mark no place
    "keypoints": tr_noop("it has only keypoints, no box and no outline"),
    "segments_info": tr_noop("it is a panoptic segmentation, which is not supported"),
    "caption": tr_noop("it is a caption"),
}


def _outline(segmentation: object, which: str, builder: RegionBuilder) -> Sequence[Polygon]:
    """The polygons that can be used. Raises RegionFailure where none can."""
    found: list[Polygon] = []
    failures: dict[str, RegionFailure] = {}
    for place, flat in enumerate(as_list(segmentation, "segmentation", builder.name), 1):
        try:
            found.append(_polygon(flat, builder.name))
        except RegionFailure as failure:
            failures[f"{which}, segmentation #{place}"] = failure
    if not found:
        raise next(iter(failures.values()))
    for part, reason in failures.items():
        builder.leave_out(part, reason)
    return found


def _polygon(flat: object, name: str) -> Polygon:
    """Of a list [x, y, x, y, ...]."""
    numbers = as_list(flat, "segmentation", name)
    if len(numbers) % 2:
        raise invalid_value(flat, "segmentation", name)
    pairs = [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
    polygon = Polygon(points(pairs, "segmentation", name, least=3))
    if not has_area(polygon):
        raise invalid(NO_AREA, name)
    return polygon


def _box(one: dict[str, Any], name: str) -> Shape:
    """Of [left, top, width, height]. CVAT adds by how many degrees the box is turned about its centre, clockwise."""
    sides = as_list(one.get("bbox"), "bbox", name)
    if len(sides) != 4:
        raise invalid_value(sides, "bbox", name)
    left, top, width, height = (number(side, "bbox", name) for side in sides)
    upright = rectangle([left, top, left + width, top + height], "bbox", name)
    attributes = one.get("attributes")
    turned = attributes.get("rotation") if isinstance(attributes, dict) else None
    if not turned:
        return upright
    angle = math.radians(number(turned, "rotation", name))
    return rotated_box((left + width / 2, top + height / 2), width, height, angle)
