"""Pascal VOC: XML, one file a picture; boxes that count pixels from 1 and include the last. roLabelImg turns them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import partial
from xml.etree import ElementTree

from attnstudio.core.annotations.base import FORMATS, Entry, Format
from attnstudio.core.annotations.builder import RegionBuilder
from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.rotated import rotated_box
from attnstudio.core.annotations.values import invalid, label, number, points, rectangle, size_text
from attnstudio.core.annotations.xml_values import parsed, real, whole_or_zero
from attnstudio.core.regions import Polygon, Shape
from attnstudio.core.text import Notice, tr_noop

_EDGES = ("xmin", "ymin", "xmax", "ymax")
_CORNERS = ("left_top", "right_top", "right_bottom", "left_bottom")


@FORMATS.register
class PascalVoc(Format):
    id = "pascal_voc"
    name = "Pascal VOC XML"
    suffixes = frozenset({".xml"})

    def recognises(self, content: Content) -> bool:
        return content.start.startswith(b"<") and re.search(rb"<annotation[\s>]", content.start) is not None

    def entries(self, content: Content) -> Sequence[Entry]:
        root = parsed(content)
        size = size_text(*(whole_or_zero(root.findtext(f"size/{side}")) for side in ("width", "height")))
        names = (root.findtext("filename") or content.path.name, content.path.name)
        return [Entry(names, partial(_read, root), size)]


def _read(root: ElementTree.Element, builder: RegionBuilder) -> None:
    for place, one in enumerate(root.findall("object"), 1):
        with builder.object(f"#{place}") as found:
            found.label = label(one.findtext("name") or "", "name", builder.name)
            if not builder.skips((one.findtext("difficult") or "").strip() == "1"):
                found.shapes.append(_shape(one, builder.name))


def _shape(one: ElementTree.Element, name: str) -> Shape:
    rotated, upright = one.find("robndbox"), one.find("bndbox")
    if rotated is not None:
        return _rotated(rotated, name)
    if upright is None:
        raise invalid(Notice(tr_noop("it has no box: xmin cannot be None")), name)
    left, top, right, bottom = (real(upright.findtext(edge), edge, name) for edge in _EDGES)
    box = rectangle([left - 1, top - 1, right, bottom], "bndbox", name)
    turned = _attribute(one, "rotation")  # CVAT's: in degrees, clockwise
    if turned is None:
        return box
    centre = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    angle = math.radians(number(real(turned, "rotation", name), "rotation", name))
    return rotated_box(centre, box.right - box.left, box.bottom - box.top, angle)


def _attribute(one: ElementTree.Element, wanted: str) -> str | None:
    attributes = one.findall("attributes/attribute")
    return next((each.findtext("value") for each in attributes if each.findtext("name") == wanted), None)


def _rotated(box: ElementTree.Element, name: str) -> Shape:
    """As roLabelImg has it, the angle in radians, clockwise, and pixels from 0; or by its corners, as in DIOR-R."""
    if box.find("cx") is None:
        corners = [[real(box.findtext(f"{axis}_{at}"), f"{axis}_{at}", name) for axis in "xy"] for at in _CORNERS]
        return Polygon(points(corners, "robndbox", name, least=4))
    sizes = (real(box.findtext(key), key, name) for key in ("cx", "cy", "w", "h", "angle"))
    x, y, width, height, angle = (number(value, "robndbox", name) for value in sizes)
    rectangle([0, 0, width, height], "robndbox", name)  # neither is negative
    return rotated_box((x, y), width, height, angle)
