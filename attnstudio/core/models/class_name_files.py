"""Files of class names as people have them: one name a line, CSV, JSON, in the encodings that programs write."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attnstudio.core.errors import ModelFailure, first_line
from attnstudio.core.models.name_table import HEADINGS, Unclear, in_order, names_of_rows
from attnstudio.core.text import Notice, tr_noop

_MAX_BYTES = 4 * 2**20
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_BINARY = (b"PK", b"\x80", b"\x93NUMPY", b"\x89", b"\x1f\x8b", b"%PDF")  # archives and sheets, pickles, arrays
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")  # no text holds them
_NUMBERED = re.compile(r"\s*(\d+)(?:\s*[:,;=|\t]\s*|\s+)(\S.*)")  # as in Teachable Machine's labels.txt: 0 cat
_SYNSET = re.compile(r"\s*(n\d{8})\s+(\S.*)")  # as in ImageNet's synset_words.txt
_WRAPPERS = ("names", "classes", "class_names", "labels", "categories", "id2label", "class_indices")


def read(path: Path, count: int | None = None) -> tuple[str, ...]:
    """The names, by class index.

    A text file has one name a line, with or without its index before it. A CSV has one class a row: its name, or
    several columns, index and name recognised by headings or content. A JSON file is a list of names or of
    objects such as {"id": 0, "name": "cat"}, {"0": name}, {name: 0}, or ImageNet's {"0": ["n01440764", name]}.

    Args:
        count: of the model's classes, if known: decides whether the first row is a heading.

    Raises:
        ModelFailure: the file cannot be read, or has none of these forms.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ModelFailure(
            "The class names in {file} cannot be read ({reason}). Choose another file.",
            file=path,
            reason=error.strerror or error,
        ) from error
    try:
        if len(data) > _MAX_BYTES:
            raise Unclear(tr_noop("It is larger than {limit} MB."), limit=_MAX_BYTES // 2**20)
        text = _decoded(data).strip("\r\n")
        if not text.strip():
            raise Unclear(tr_noop("It is empty."))
        reader: Callable[[str, int | None], Sequence[object]] = {".json": _from_json, ".csv": _from_csv}.get(
            path.suffix.lower(), _from_lines
        )
        names = tuple(" ".join(str(name).split()) for name in reader(text, count))
        if not any(names):
            raise Unclear(tr_noop("It is empty."))
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, MemoryError, csv.Error) as error:
        reason = error.notice if isinstance(error, Unclear) else Notice(tr_noop("Its format is not recognised."))
        raise ModelFailure(
            "{file} is not a list of class names: one name a line, a CSV of index and name, or a JSON list is "
            "expected. {reason}",
            file=path,
            reason=reason,
        ) from error
    return names


def _decoded(data: bytes) -> str:
    """The text, by its byte order mark, else as UTF-8, UTF-16, or the usual encoding of Russian Windows."""
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return data.decode(encoding)
    found = [text for encoding in ("utf-8", "cp1251") if (text := _plain(data, encoding)) is not None]
    if not found and not data.startswith(_BINARY):
        # Of the two byte orders the right one gives letters near the beginning of Unicode, and line breaks.
        orders = [text for encoding in ("utf-16-le", "utf-16-be") if (text := _plain(data, encoding)) is not None]
        found = sorted(filter(_is_plausible, orders), key=_low, reverse=True)
    if not found:
        raise Unclear(tr_noop("It is not text."))
    return found[0]


def _plain(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _low(text: str) -> int:
    """How many of its characters are of the alphabets at the beginning of Unicode."""
    return sum(character < "\u0600" for character in text)


def _is_plausible(text: str) -> bool:
    """Whether it is of those alphabets for the most part, or else of the scripts of East Asia."""
    return 2 * _low(text) >= len(text) or all(
        one < "\u0600" or "\u3000" <= one <= "\u9fff" or "\uac00" <= one <= "\ud7a3" for one in text
    )


def _from_lines(text: str, count: int | None) -> Sequence[object]:
    if text.lstrip().startswith(("{", "[")):
        try:
            return _from_json(text, count)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            pass  # the names themselves may begin so
    lines = text.splitlines()
    filled = [line for line in lines if line.strip()]
    rows = [line.split("\t") for line in filled]
    if len(rows[0]) > 1 and all(len(row) == len(rows[0]) for row in rows):
        return names_of_rows(rows, None, count)
    for form in (_NUMBERED, _SYNSET):
        found = [match.groups() for line in filled if (match := form.fullmatch(line))]
        if form is _SYNSET and len(found) == len(filled):
            return [name for _, name in found]
        indices = [int(index) for index, _ in found if index.isdigit()]
        counted = sorted(indices) in (list(range(len(filled))), list(range(1, len(filled) + 1)))
        if len(filled) > 1 and counted and len({name for _, name in found}) == len(filled):  # not 1 euro, 2 euro
            return in_order({int(index): name for index, name in found})
    return _one_column(filled if len(filled) == count else lines, count)


def _one_column(names: Sequence[str], count: int | None, *, usually_headed: bool = False) -> Sequence[str]:
    """The names without a heading. The first is one if the number of classes, else the form of the file, implies it."""
    headed = names[0].strip().strip('"').lower() in HEADINGS and len(names) > 1
    if headed and (len(names) == count + 1 if count is not None else usually_headed):
        return names[1:]
    return names


def _from_csv(text: str, count: int | None) -> Sequence[object]:
    lines = [line for line in text.splitlines() if line.strip(" ,;\t")]
    for separator in "\t;,":
        rows = [list(row) for row in csv.reader(lines, delimiter=separator, skipinitialspace=True)]
        width = len(rows[0])
        if width > 1 and all(len(row) == width for row in rows):
            return names_of_rows(rows, None, count)
        body = rows if rows[0][0].strip().isdigit() else rows[1:]
        if body and all(len(row) > 1 and row[0].strip().isdigit() for row in body):  # a name that holds the separator
            return in_order({int(row[0]): f"{separator} ".join(map(str.strip, row[1:])) for row in body}, len(body))
    column = [row[0] if len(row) == 1 else line for line, row in zip(lines, csv.reader(lines), strict=False)]
    return _one_column(column, count, usually_headed=True)


def _from_json(text: str, count: int | None) -> Sequence[object]:
    try:
        content = json.loads(text)
    except ValueError as error:
        try:
            content = ast.literal_eval(text.strip())  # Python's own way to write such a list, which runs nothing
        except (ValueError, SyntaxError):
            raise Unclear(tr_noop("It is not valid JSON ({reason})."), reason=first_line(error)) from error
    return _from_content(content, count)


def _from_content(content: object, count: int | None) -> Sequence[object]:
    if isinstance(content, list | tuple):
        if all(isinstance(one, Mapping) for one in content) and content:
            return _from_objects(content, count)
        if all(isinstance(one, list | tuple) for one in content) and content:
            return names_of_rows([[str(cell) for cell in row] for row in content], None, count)
        if any(isinstance(one, Mapping | list | tuple) or one is None for one in content):
            raise Unclear(tr_noop("Its entries have different formats."))
        return content
    if not isinstance(content, Mapping):
        raise Unclear(tr_noop("It holds a single value."))
    for name in _WRAPPERS:
        if isinstance(content.get(name), list | tuple | Mapping):
            return _from_content(content[name], count)
    if all(_is_index(value) for value in content.values()) and (
        all(type(value) is int for value in content.values()) or not all(_is_index(key) for key in content)
    ):
        return in_order({int(str(value)): name for name, value in content.items()}, len(content))
    if not all(_is_index(key) for key in content):
        raise Unclear(tr_noop("It does not give an index for each name."))
    if all(isinstance(value, Mapping) for value in content.values()):
        return _from_objects([{"index": index, **value} for index, value in content.items()], count)
    if all(isinstance(value, list | tuple) for value in content.values()):
        rows = [[str(index), *map(str, value)] for index, value in content.items()]
        return names_of_rows(rows, ["index", *[""] * (len(rows[0]) - 2), "name"], count)
    if any(isinstance(value, Mapping | list | tuple) or value is None for value in content.values()):
        raise Unclear(tr_noop("Its entries have different formats."))
    return in_order({int(index): name for index, name in content.items()}, len(content))


def _from_objects(objects: Sequence[Mapping[str, object]], count: int | None) -> Sequence[str]:
    """As a table: a column for every key whose values are plain."""
    keys = [key for key in objects[0] if all(_is_cell(one.get(key)) for one in objects)]
    return names_of_rows([[str(one[key]) for key in keys] for one in objects], list(map(str, keys)), count)


def _is_cell(value: object) -> bool:
    return isinstance(value, str | int | float)


def _is_index(value: object) -> bool:
    return type(value) is int or (isinstance(value, str) and value.strip().isdigit())
