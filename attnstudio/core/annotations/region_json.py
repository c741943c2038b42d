"""A region as JSON: how it is saved, in a file of its own or in a session."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping

import numpy as np

from attnstudio.core.annotations.values import (
    as_list,
    as_object,
    invalid_value,
    label,
    limited,
    number,
    points,
    rectangle,
    size,
    unknown_kind,
    whole,
)
from attnstudio.core.regions import Bitmap, Ellipse, Polygon, Rectangle, Region, Shape, Stroke


def to_json(region: Region) -> dict[str, object]:
    """The region without its file, in the values that JSON has."""
    content: dict[str, object] = {"shapes": [_shape_to_json(shape) for shape in region.shapes]}
    if region.class_index is not None:
        content["class_index"] = region.class_index
    if region.label:
        content["label"] = region.label
    return content


def from_json(content: object, name: object = "JSON") -> Region:
    """The inverse of `to_json`. A list `boxes` of [left, top, right, bottom] may replace or join `shapes`.

    Args:
        content: any JSON value.
        name: what messages call it.

    Raises:
        RegionFailure: the content is not a valid region. No other exception is raised.
    """
    content = as_object(content, "region", name)
    if not {"shapes", "boxes"} & content.keys():
        raise invalid_value(content, "region", name)
    shapes: list[Shape] = [box_from_json(box, name) for box in as_list(content.get("boxes", []), "boxes", name)]
    shapes += [shape_from_json(shape, name) for shape in as_list(content.get("shapes", []), "shapes", name)]
    its_label = label(content.get("label", ""), "label", name)
    return limited(Region(tuple(shapes), class_index(content, name), its_label), name)


def class_index(content: Mapping[str, object], name: object) -> int | None:
    """The class index of the object, if there is one. Raises RegionFailure."""
    index = content.get("class_index")
    return None if index is None else whole(index, "class_index", name)


def box_from_json(content: object, name: object) -> Rectangle:
    """Of `boxes`. Raises RegionFailure."""
    return rectangle(content, "boxes", name)


def _shape_to_json(shape: Shape) -> dict[str, object]:
    match shape:
        case Rectangle():
            return {"type": "rectangle", "box": list(shape.box)}
        case Ellipse():
            return {"type": "ellipse", "box": list(shape.box)}
        case Polygon():
            return {"type": "polygon", "points": [list(point) for point in shape.points]}
        case Stroke():
            content = {"type": "stroke", "points": [list(point) for point in shape.points], "radius": shape.radius}
            return content | ({"erases": True} if shape.erases else {})
        case Bitmap():
            return {"type": "bitmap", "size": list(shape.size), "packed": base64.b64encode(shape.packed).decode()}


def shape_from_json(content: object, name: object) -> Shape:
    """Of `shapes`. Raises RegionFailure."""
    content = as_object(content, "shapes", name)
    match content.get("type"):
        case "rectangle":
            return rectangle(content.get("box"), "box", name)
        case "ellipse":
            return Ellipse(*rectangle(content.get("box"), "box", name).box)
        case "polygon":
            return Polygon(points(content.get("points"), "points", name, least=3))
        case "stroke":
            radius, erases = number(content.get("radius"), "radius", name), content.get("erases", False)
            if radius < 0:
                raise invalid_value(radius, "radius", name)
            if not isinstance(erases, bool):
                raise invalid_value(erases, "erases", name)
            return Stroke(points(content.get("points"), "points", name, least=1), radius, erases)
        case "bitmap":
            return _bitmap(content, name)
        case kind:
            raise unknown_kind(kind, "type", name)


def _bitmap(content: dict[str, object], name: object) -> Bitmap:
    width, height = size(content.get("size"), "size", name)
    packed = content.get("packed")
    wanted = (width * height + 7) // 8
    try:
        inflating = zlib.decompressobj()
        bits = inflating.decompress(base64.b64decode(str(packed), validate=True), wanted + 1)  # no bomb
    except (ValueError, zlib.error) as error:
        raise invalid_value(packed, "packed", name) from error
    if len(bits) != wanted:
        raise invalid_value(packed, "packed", name)
    pixels = np.unpackbits(np.frombuffer(bits, np.uint8), count=width * height)
    return Bitmap.of(pixels.reshape(height, width))
