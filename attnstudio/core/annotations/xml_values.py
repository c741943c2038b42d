"""XML from files that are not trusted."""

from __future__ import annotations

from xml.etree import ElementTree

from attnstudio.core.annotations.content import Content, damaged
from attnstudio.core.annotations.values import invalid_value
from attnstudio.core.errors import RegionFailure, first_line


def parsed(content: Content) -> ElementTree.Element:
    """Without a document type, which may declare entities that grow without bound or name other files.

    Raises:
        RegionFailure: there is one, or the file is damaged.
    """
    text = content.text
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise RegionFailure(
            "{file} declares a document type, which is not supported. Remove its <!DOCTYPE ...> in a text editor.",
            file=content.path,
        )
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged(content.path, first_line(error)) from error


def real(value: str | None, key: str, name: object) -> float:
    """A number that stands there as text. Raises RegionFailure."""
    try:
        return float(value or "")
    except ValueError as error:
        raise invalid_value(value, key, name) from error


def whole_or_zero(value: str | None) -> int:
    """0 where the text is no whole number, as files have it that do not know the picture's size."""
    return int(value) if value and value.strip().isdecimal() and len(value) < 10 else 0
