"""CVAT for images 1.1: XML, any number of pictures; boxes and ellipses, upright or turned, polygons and masks.

https://docs.cvat.ai/docs/other/xml_format
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import partial
from xml.etree import ElementTree

import numpy as np

from attnstudio.core.annotations.base import FORMATS, Entry, Format
from attnstudio.core.annotations.builder import NO_AREA, RegionBuilder
from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.joined_masks import JoinedMasks
from attnstudio.core.annotations.rotated import rotated_box, rotated_ellipse
from attnstudio.core.annotations.values import (
    invalid,
    invalid_value,
    label,
    number,
    points,
    rectangle,
    size_text,
    unknown_kind,
)
from attnstudio.core.annotations.xml_values import parsed, real, whole_or_zero
from attnstudio.core.errors import RegionFailure
from attnstudio.core.regions import Polygon, Shape
from attnstudio.core.text import Notice, tr_noop

_WITHOUT_AREA = ("polyline", "points", "tag", "skeleton")
_DIFFICULT = ("difficult", "is_crowd")  # attributes from which CVAT's exports to Pascal VOC and COCO take it


@FORMATS.register
class CvatXml(Format):
    id = "cvat_xml"
    name = "CVAT XML"
    suffixes = frozenset({".xml"})

    def recognises(self, content: Content) -> bool:
        return content.start.startswith(b"<") and re.search(rb"<annotations[\s>]", content.start) is not None

    def entries(self, content: Content) -> Sequence[Entry]:
        root = parsed(content)
        images = root.findall("image")
        if not images and root.find("track") is not None:
            raise RegionFailure(
                "{file} is in CVAT's video format. Export the task as 'CVAT for images 1.1'.", file=content.path
            )
        return [
            Entry(
                (image.get("name") or "",),
                partial(_read, image),
                size_text(*(whole_or_zero(image.get(side)) for side in ("width", "height"))),
            )
            for image in images
        ]


def _read(image: ElementTree.Element, builder: RegionBuilder) -> None:
    masks = JoinedMasks(builder.size, "width, height", builder.name)
    for place, one in enumerate(image, 1):
        with builder.object(f"#{place}") as found:
            found.label = label(one.get("label") or "", "label", builder.name)
            attributes = {each.get("name"): (each.text or "").strip().lower() for each in one.findall("attribute")}
            if builder.skips(any(attributes.get(name) in ("true", "1") for name in _DIFFICULT)):
                continue
            if one.tag == "mask":
                _add_mask(one, masks, builder.name)
                found.is_joined = True
            else:
                found.shapes.append(_shape(one, builder.name))
    builder.shapes += masks.bitmaps()


def _shape(one: ElementTree.Element, name: str) -> Shape:
    def read(*keys: str) -> list[float]:
        return [number(real(one.get(key), key, name), key, name) for key in keys]

    (angle,) = read("rotation") if one.get("rotation") else [0.0]  # degrees, clockwise
    match one.tag:
        case "box":
            left, top, right, bottom = rectangle(read("xtl", "ytl", "xbr", "ybr"), "box", name).box
            centre = (left + right) / 2, (top + bottom) / 2
            return rotated_box(centre, right - left, bottom - top, math.radians(angle))
        case "ellipse":
            x, y, radius_x, radius_y = read("cx", "cy", "rx", "ry")
            if radius_x <= 0 or radius_y <= 0:
                raise invalid(NO_AREA, name)
            return rotated_ellipse((x, y), radius_x, radius_y, math.radians(angle))
        case "polygon":
            pairs = [pair.split(",") for pair in (one.get("points") or "").split(";") if pair.strip()]
            numbers = [[real(item, "points", name) for item in pair] for pair in pairs]
            return Polygon(points(numbers, "points", name, least=3))
        case kind if kind in _WITHOUT_AREA:
            raise invalid(Notice(tr_noop("a shape of the type {kind} encloses no area"), {"kind": kind}), name)
        case kind:
            raise unknown_kind(kind, "image", name)


def _add_mask(one: ElementTree.Element, masks: JoinedMasks, name: str) -> None:
    """Runs outside and inside by turns, along the rows of a part of the picture."""
    left, top, width, height = (whole_or_zero(one.get(key)) for key in ("left", "top", "width", "height"))
    masks.check(width, height)
    lengths = [whole_or_zero(item) for item in (one.get("rle") or "").split(",")]
    if not 0 < width * height == sum(lengths):
        raise invalid_value(one.get("rle"), "rle", name)
    pixels = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    masks.add(left, top, pixels.reshape(height, width))
