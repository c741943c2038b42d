"""LabelMe: JSON, one file a picture; rectangles, polygons, circles and masks."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from attnstudio.core.annotations.base import FORMATS, Entry, Format, few, united
from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.marked import marked_in_png
from attnstudio.core.annotations.values import filled, label, points, text, told_size, unfit
from attnstudio.core.images import MAX_PIXELS, Note
from attnstudio.core.regions import Bitmap, Ellipse, Polygon, Rectangle, Region, Shape, Size
from attnstudio.core.text import mark


@FORMATS.register
class LabelMe(Format):
    id = "labelme"
    name = "LabelMe JSON"
    suffixes = frozenset({".json"})

    def recognises(self, content: Content) -> bool:
        return isinstance(content.json.get("shapes"), list) and "imagePath" in content.json

    def entries(self, content: Content) -> Sequence[Entry]:
        said = content.json
        picture = text(said["imagePath"], "imagePath", content.path)
        size = told_size(said.get("imageWidth"), said.get("imageHeight"))
        return [Entry((picture, content.path.name), partial(_read, said["shapes"], size), size)]


def _read(drawn: list[object], size: Size | None, name: str, note: Note) -> Region:
    shapes: list[Shape] = []
    labels: list[str] = []
    left_out: list[str] = []
    masks = _Masks(size, name)
    for one in drawn:
        one = filled(one, "shapes", name)
        kind = one.get("shape_type") or "polygon"  # what files of before 2018 mean
        if kind == "mask":
            masks.add(one)
        elif (shape := _shape(kind, one.get("points"), name)) is not None:
            shapes.append(shape)
        else:
            left_out.append(label(kind, "shape_type", name))
            continue
        labels.append(label(one.get("label") or "", "label", name))
    if left_out:
        kinds = few(sorted(set(left_out)))
        note(mark("{name}: shapes without an inside were left out: {kinds}."), name=name, kinds=kinds)
    return united(shapes + masks.bitmaps(), labels, name, note)


def _shape(kind: object, value: object, name: str) -> Shape | None:
    """None of a kind that has no inside."""
    if kind == "polygon":
        return Polygon(points(value, "points", name, least=3))
    if kind == "rectangle":  # two corners, or all four
        x, y = zip(*points(value, "points", name, least=2), strict=True)
        return Rectangle(min(x), min(y), max(x), max(y))
    if kind == "circle":  # its centre, and a point on it
        (x0, y0), (x1, y1), *_ = points(value, "points", name, least=2)
        radius = math.hypot(x1 - x0, y1 - y0)
        return Ellipse(x0 - radius, y0 - radius, x0 + radius, y0 + radius)
    return None


class _Masks:
    """The union of PNG pictures that lie at places of the picture."""

    def __init__(self, size: Size | None, name: str) -> None:
        self._size, self._name = size, name
        self._affordable = 10 * MAX_PIXELS  # decoded for one picture, which takes seconds
        self._pixels: np.ndarray | None = None

    def add(self, one: dict[str, Any]) -> None:
        if self._size is None or self._size[0] * self._size[1] > MAX_PIXELS:
            raise unfit(self._size, "imageWidth, imageHeight", self._name)
        (x, y), *_ = points(one.get("points"), "points", self._name, least=1)
        try:
            part = marked_in_png(base64.b64decode(str(one.get("mask")), validate=True))
        except Exception as error:  # Pillow raises nearly anything
            raise unfit(one.get("mask"), "mask", self._name) from error
        self._affordable -= part.size
        if self._affordable < 0:
            raise unfit(part.shape, "mask", self._name)
        if self._pixels is None:
            self._pixels = np.zeros(self._size[::-1], bool)
        left, top = round(x), round(y)
        onto = self._pixels[max(top, 0) : max(top + part.shape[0], 0), max(left, 0) : max(left + part.shape[1], 0)]
        onto |= part[max(-top, 0) :, max(-left, 0) :][: onto.shape[0], : onto.shape[1]]

    def bitmaps(self) -> list[Shape]:
        return [] if self._pixels is None else [Bitmap.of(self._pixels)]
