"""LabelMe: JSON, one file a picture; rectangles, upright or turned, polygons, circles and masks."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from attnstudio.core.annotations.base import FORMATS, Entry, Format
from attnstudio.core.annotations.builder import RegionBuilder
from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.joined_masks import JoinedMasks
from attnstudio.core.annotations.mask_pixels import read_mask_png
from attnstudio.core.annotations.rotated import rotated_box
from attnstudio.core.annotations.values import (
    as_object,
    invalid,
    invalid_value,
    label,
    number,
    points,
    size_text,
    text,
    unknown_kind,
)
from attnstudio.core.regions import Ellipse, Point, Polygon, Rectangle, Shape
from attnstudio.core.text import Notice, tr_noop

_TURNED = ("oriented_rectangle", "rotation")  # as labelme and X-AnyLabeling call boxes, which have all their corners
_BOXES = ("rectangle", *_TURNED)
_POLYGONS = ("polygon", "quadrilateral", *_TURNED)
_WITHOUT_AREA = ("point", "points", "line", "linestrip")


@FORMATS.register
class LabelMe(Format):
    id = "labelme"
    name = "LabelMe JSON"
    suffixes = frozenset({".json"})

    def recognises(self, content: Content) -> bool:
        return isinstance(content.json.get("shapes"), list) and "imagePath" in content.json

    def entries(self, content: Content) -> Sequence[Entry]:
        root = content.json
        picture = text(root["imagePath"], "imagePath", content.path)
        size = size_text(root.get("imageWidth"), root.get("imageHeight"))
        return [Entry((picture, content.path.name), partial(_read, root["shapes"]), size)]


def _read(drawn: list[object], builder: RegionBuilder) -> None:
    masks = JoinedMasks(builder.size, "imageWidth, imageHeight", builder.name)
    for place, one in enumerate(drawn, 1):
        with builder.object(f"#{place}") as found:
            shape = as_object(one, "shapes", builder.name)
            found.label = label(shape.get("label") or "", "label", builder.name)
            kind = shape.get("shape_type") or "polygon"  # what files of before 2018 mean
            if builder.skips(shape.get("difficult") is True):
                continue
            if kind == "mask":
                _add_mask(shape, masks, builder.name)
                found.is_joined = True
            else:
                found.shapes.append(_shape(kind, shape, builder.name))
    builder.shapes += masks.bitmaps()


def _shape(kind: object, shape: dict[str, Any], name: str) -> Shape:
    value = shape.get("points")
    if kind in _BOXES and isinstance(value, list) and len(value) <= 2:
        return _box(shape, name)
    if kind in _POLYGONS:
        return Polygon(points(value, "points", name, least=3))
    if kind == "rectangle":
        return _of_corners(points(value, "points", name, least=4))
    if kind == "circle":  # its centre, and a point on it
        (x0, y0), (x1, y1), *_ = points(value, "points", name, least=2)
        radius = math.hypot(x1 - x0, y1 - y0)
        return Ellipse(x0 - radius, y0 - radius, x0 + radius, y0 + radius)
    if kind in _WITHOUT_AREA:
        raise invalid(Notice(tr_noop("a shape of the type {kind} encloses no area"), {"kind": kind}), name)
    raise unknown_kind(kind, "shape_type", name)


def _box(shape: dict[str, Any], name: str) -> Shape:
    """Two opposite corners. Some programs add how far the box is turned, clockwise: in radians, or in degrees."""
    (x0, y0), (x1, y1), *_ = points(shape.get("points"), "points", name, least=2)
    angle = number(shape.get("direction") or 0.0, "direction", name)
    angle += math.radians(number(shape.get("rotation") or 0.0, "rotation", name))
    return rotated_box(((x0 + x1) / 2, (y0 + y1) / 2), abs(x1 - x0), abs(y1 - y0), angle)


def _of_corners(corners: tuple[Point, ...]) -> Shape:
    """All four, of a box that may be turned."""
    x, y = zip(*corners, strict=True)
    if all(one in (min(x), max(x)) and other in (min(y), max(y)) for one, other in corners):
        return Rectangle(min(x), min(y), max(x), max(y))
    return Polygon(corners)


def _add_mask(one: dict[str, Any], masks: JoinedMasks, name: str) -> None:
    """A PNG picture that lies at a place of the picture."""
    masks.check(0, 0)
    (x, y), *_ = points(one.get("points"), "points", name, least=1)
    try:
        part = read_mask_png(base64.b64decode(str(one.get("mask")), validate=True)).pixels
    except Exception as error:  # Pillow raises nearly anything
        raise invalid_value(one.get("mask"), "mask", name) from error
    masks.check(*part.shape)
    masks.add(round(x), round(y), part)
