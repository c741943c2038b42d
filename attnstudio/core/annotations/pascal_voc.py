"""Pascal VOC: XML, one file a picture; boxes that count pixels from 1 and include the last."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from xml.etree import ElementTree

from attnstudio.core.annotations.base import FORMATS, Entry, Format, united
from attnstudio.core.annotations.content import Content, damaged
from attnstudio.core.annotations.values import label, rectangle, told_size, unfit
from attnstudio.core.errors import RegionFailure, first_line
from attnstudio.core.images import Note
from attnstudio.core.regions import Region

_EDGES = ("xmin", "ymin", "xmax", "ymax")


@FORMATS.register
class PascalVoc(Format):
    id = "pascal_voc"
    name = "Pascal VOC XML"
    suffixes = frozenset({".xml"})

    def recognises(self, content: Content) -> bool:
        return content.start.startswith(b"<") and b"<annotation" in content.start

    def entries(self, content: Content) -> Sequence[Entry]:
        root = _parsed(content)
        size = told_size(*(_whole(root.findtext(f"size/{side}")) for side in ("width", "height")))
        names = (root.findtext("filename") or content.path.name, content.path.name)
        return [Entry(names, partial(_read, root), size)]


def _parsed(content: Content) -> ElementTree.Element:
    """Without a document type, which may declare entities that grow without bound or name other files."""
    ascii_bytes = content.data.replace(b"\0", b"")  # UTF-16 hides nothing
    if b"<!DOCTYPE" in ascii_bytes or b"<!ENTITY" in ascii_bytes:
        raise RegionFailure(
            "{file} declares a document type, which is not read. Remove its <!DOCTYPE ...> in a text editor.",
            file=content.path,
        )
    try:
        return ElementTree.fromstring(content.data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:  # the latter of encodings
        raise damaged(content.path, first_line(error)) from error


def _read(root: ElementTree.Element, name: str, note: Note) -> Region:
    boxes, labels = [], []
    for one in root.findall("object"):
        left, top, right, bottom = (_number(one.findtext(f"bndbox/{edge}"), edge, name) for edge in _EDGES)
        boxes.append(rectangle([left - 1, top - 1, right, bottom], "bndbox", name))
        labels.append(label(one.findtext("name") or "", "name", name))
    return united(boxes, labels, name, note)


def _number(said: str | None, key: str, name: str) -> float:
    try:
        return float(said or "")
    except ValueError as error:
        raise unfit(said, key, name) from error


def _whole(said: str | None) -> int:
    """0 where the text is none, as files have it that do not know."""
    return int(said) if said and said.strip().isdecimal() and len(said) < 10 else 0
