"""The names of classes as YOLO's files have them: classes.txt, obj.names, or `names` in a data.yaml.

Of YAML only what such files use is read: a list or a mapping, in lines or in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from attnstudio.core.annotations.content import Content
from attnstudio.core.errors import RegionFailure

Names = Mapping[float, str]  # by class number

_LISTS = ("classes.txt", "obj.names")
_DATA_SETS = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")
_ABOVE = 3  # folders in which they are looked for
_KEY = re.compile(r"^names\s*:", re.MULTILINE)
# Nothing of it is tried twice: the file may be hostile.
_ITEM = re.compile(r"""\s*+(?:(\d{1,9})\s*+:\s*+)?("(?:[^"\\]|\\.)*+"\s*+|'(?:[^']|'')*+'\s*+|[^,\]}#]*+)(?:,|$)""")


def names_near(file: Path) -> Names:
    """Of the first file of names in the folder of a file of labels, or above. Raises RegionFailure if it is damaged."""
    for folder in list(file.absolute().parents)[:_ABOVE]:
        for name in (*_LISTS, *_DATA_SETS):
            if (place := folder / name) != file.absolute() and place.is_file():
                return names_in(Content.of(place))
    return {}


def is_data_set(content: Content) -> bool:
    """Whether it is a YAML file that names classes."""
    if content.start.startswith((b"{", b"[", b"<")) or b"names" not in content.data or b"\0" in content.data:
        return False
    try:
        return _KEY.search(content.text) is not None
    except RegionFailure:
        return False


def names_in(content: Content) -> Names:
    """Raises RegionFailure where it is no text."""
    if is_data_set(content):
        return _from_yaml(content.text)
    return dict(enumerate(line.strip() for line in content.text.strip().splitlines()))


def _from_yaml(text: str) -> Names:
    start = _KEY.search(text)
    assert start is not None
    same_line, _, below = text[start.end() :].partition("\n")
    if (inline := same_line.strip()).startswith(("[", "{")):
        closing = "]" if inline[0] == "[" else "}"
        whole = "\n".join(line.split(" #")[0] for line in (inline[1:] + "\n" + below).splitlines())
        items = _items(re.split(rf"""{re.escape(closing)}\s*(?:\n|$)""", whole)[0].replace("\n", " "))
    else:
        items = _lines(below)
    return {(place if key is None else key): name for place, (key, name) in enumerate(items)}


def _lines(text: str) -> list[tuple[int | None, str]]:
    """Of a list or a mapping in lines, until a line begins another key."""
    items: list[tuple[int | None, str]] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = re.fullmatch(r"\s*(?:-\s+|(\d{1,9})\s*:\s+)(.*)", line)
        if found is None:
            break
        key, value = found.groups()
        items.append((None if key is None else int(key), _unquoted(value)))
    return items


def _items(text: str) -> list[tuple[int | None, str]]:
    items: list[tuple[int | None, str]] = []
    place = 0
    while place < len(text) and (found := _ITEM.match(text, place)) is not None and found.end() > place:
        key, value = found.groups()
        if value.strip():
            items.append((None if key is None else int(key), _unquoted(value)))
        place = found.end()
    return items


def _unquoted(value: str) -> str:
    """A scalar of YAML without its quotes and its comment."""
    value = value.strip()
    if value.startswith('"') and (found := re.match(r'"((?:[^"\\]|\\.)*)"', value)):
        return re.sub(r'\\(["\\/])', r"\1", found.group(1))
    if value.startswith("'") and (found := re.match(r"'((?:[^']|'')*)'", value)):
        return found.group(1).replace("''", "'")
    return re.split(r"\s#", value)[0].strip()
