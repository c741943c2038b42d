"""Validated values of untrusted files. Each function returns the value, or raises a RegionFailure that names it.

`name`: the file, or its picture, in messages. `key`: the name of the value in the file.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Iterable
from typing import Any

from attnstudio.core.errors import RegionFailure
from attnstudio.core.images import MAX_PIXELS
from attnstudio.core.regions import Bitmap, Point, Polygon, Rectangle, Region, Shape, Size, Stroke, boxed
from attnstudio.core.text import Notice, tr_noop

MAX_SHAPES = 10_000
MAX_POINTS = 1_000_000
_FARTHEST = 1e9  # no picture has such a coordinate
_LONGEST_LABEL = 200
_SHOWN = 5  # names in a message


def invalid(reason: Notice, name: object) -> RegionFailure:
    """The failure of a file. `reason`: a phrase without a full stop."""
    return RegionFailure("{name}: {reason}. Correct it, or export the annotations again.", name=name, reason=reason)


def invalid_value(found: object, key: str, name: object) -> RegionFailure:
    return invalid(Notice(tr_noop("{key} cannot be {found}"), {"key": key, "found": _shown(found)}), name)


def unknown_kind(kind: object, key: str, name: object) -> RegionFailure:
    """The failure of a shape whose type is not supported."""
    template = tr_noop("{key} cannot be {found}: unknown type of shape")
    return invalid(Notice(template, {"key": key, "found": _shown(kind)}), name)


def first_names(names: Iterable[str]) -> str:
    """The first of many names, for a message."""
    names = list(names)
    shown = [name if name.isprintable() else repr(name) for name in names[:_SHOWN]]
    return ", ".join(shown) + (", ..." if len(names) > _SHOWN else "")


def _shown(value: object) -> str:
    """At most 100 printable characters."""
    try:
        return reprlib.repr(value)[:100]
    except ValueError:  # of the thousands of digits of a number
        return "9...9"


def number(value: object, key: str, name: object) -> float:
    """A coordinate or a length in pixels."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _FARTHEST:
        raise invalid_value(value, key, name)
    return float(value)


def whole(value: object, key: str, name: object) -> int:
    """A whole number from 0 on."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _FARTHEST:
        raise invalid_value(value, key, name)
    return value


def as_list(value: object, key: str, name: object) -> list[Any]:
    if not isinstance(value, list):
        raise invalid_value(value, key, name)
    return value


def as_object(value: object, key: str, name: object) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise invalid_value(value, key, name)
    return value


def text(value: object, key: str, name: object) -> str:
    if not isinstance(value, str):
        raise invalid_value(value, key, name)
    return value


def label(value: object, key: str, name: object) -> str:
    """A text on one line, of printable characters, at most 200 of them."""
    words = " ".join(text(value, key, name).split())
    return "".join(letter for letter in words if letter.isprintable())[:_LONGEST_LABEL]


def points(value: object, key: str, name: object, *, least: int) -> tuple[Point, ...]:
    """A list of at least so many [x, y]."""
    pairs = as_list(value, key, name)
    if len(pairs) < least:
        template = tr_noop("{key} cannot be {found}: points needed: {least}")
        raise invalid(Notice(template, {"key": key, "found": _shown(value), "least": least}), name)
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise invalid_value(value, key, name)
    return tuple((number(x, key, name), number(y, key, name)) for x, y in pairs)


def rectangle(value: object, key: str, name: object) -> Rectangle:
    """A list [left, top, right, bottom]."""
    edges = as_list(value, key, name)
    if len(edges) != 4:
        raise invalid_value(value, key, name)
    left, top, right, bottom = (number(edge, key, name) for edge in edges)
    if right < left or bottom < top:
        template = tr_noop("the box {box} (left, top, right, bottom) ends before it begins")
        raise invalid(Notice(template, {"box": boxed((left, top, right, bottom))}), name)
    return Rectangle(left, top, right, bottom)


def has_area(shape: Shape) -> bool:
    """Whether a shape encloses an area. True for brush strokes and masks."""
    match shape:
        case Polygon():
            (x0, y0), *others = shape.points
            far_x, far_y = max(((x - x0, y - y0) for x, y in others), key=lambda way: math.hypot(*way), default=(0, 0))
            flat = 1e-9 * (far_x**2 + far_y**2)  # bound for twice the area of a triangle whose corners are on one line
            return any(abs((x - x0) * far_y - (y - y0) * far_x) > flat for x, y in others)
        case Stroke() | Bitmap():
            return True
        case _:
            return shape.right > shape.left and shape.bottom > shape.top


def size(value: object, key: str, name: object) -> Size:
    """A list [width, height] of a mask, at most of the largest picture's size."""
    sides = as_list(value, key, name)
    if len(sides) != 2:
        raise invalid_value(value, key, name)
    width, height = (whole(side, key, name) for side in sides)
    if not 0 < width * height <= MAX_PIXELS:
        raise invalid_value(value, key, name)
    return width, height


def size_text(width: object, height: object) -> Size | None:
    """The size of a picture, in pixels; None if a value is missing or 0."""
    if type(width) is type(height) is int and 0 < width <= _FARTHEST and 0 < height <= _FARTHEST:  # not bool
        return width, height
    return None


def limited(region: Region, name: object) -> Region:
    """The region itself, if it has no more shapes and points than allowed. Raises RegionFailure."""
    dots = sum(len(shape.points) for shape in region.shapes if isinstance(shape, Polygon | Stroke))
    if len(region.shapes) > MAX_SHAPES or dots > MAX_POINTS:
        raise RegionFailure(
            "{name}: a region may have up to {shapes} shapes and {points} points. Simplify it, or export it as a mask.",
            name=name,
            shapes=MAX_SHAPES,
            points=MAX_POINTS,
        )
    return region
