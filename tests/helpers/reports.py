"""What a reader finds in a report, whatever its format: the text in its order, the pictures, the addresses."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from typing import Any


@dataclass
class Found:
    """`text`: without spaces, which formats set as they like. `images`: the files and the texts in their place."""

    text: str
    images: list[tuple[bytes, str]]
    links: list[str]


def in_html(data: bytes) -> Found:
    page = _Page()
    page.feed(data.decode())
    page.close()
    return Found(_close("".join(page.words)), page.images, page.links)


def in_docx(data: bytes) -> Found:
    from docx import Document

    word = Document(BytesIO(data))
    links = [link.address for paragraph in _paragraphs(word) for link in paragraph.hyperlinks]
    images = []
    for drawn in word.element.body.iter("{*}inline"):
        if any(crop.get("t") != "0" for crop in drawn.iter("{*}srcRect")):
            continue  # a further piece of a picture that may go on on the next page
        (blip,) = drawn.iter("{*}blip")
        (part,) = [word.part.related_parts[key] for name, key in blip.attrib.items() if name.endswith("embed")]
        images.append((part.blob, drawn.docPr.get("descr")))
    return Found(_close("".join(one.text for one in _paragraphs(word))), images, links)


def inflated(data: bytes) -> list[bytes]:
    """The compressed streams of a PDF, but for pictures: one a page, in order."""
    found = []
    for match in re.finditer(rb"stream\n(.*?)\nendstream", data, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompress(match[1]))
    return [one for one in found if b" Tf" in one or b" Do" in one]


def _paragraphs(place: Any) -> Iterator[Any]:
    """Of a document or a cell, those in its tables too."""
    for part in place.iter_inner_content():
        if hasattr(part, "rows"):
            for row in part.rows:
                for cell in row.cells:
                    yield from _paragraphs(cell)
        else:
            yield part


def _close(text: str) -> str:
    return re.sub(r"\s", "", text)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.images: list[tuple[bytes, str]] = []
        self.links: list[str] = []
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_head |= tag == "head"
        if tag == "img":
            self.images.append((b64decode((given["src"] or "").partition(",")[2]), given["alt"] or ""))
        if tag == "a":
            self.links.append(given["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_head &= tag != "head"

    def handle_data(self, data: str) -> None:
        if not self._in_head:
            self.words.append(data)
