"""A table of classes: which of its columns is the index, and which the name that people read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attnstudio.core.text import Notice, tr_noop

# Headings, in small letters and without what joins their words. Earlier ones win.
_NAMES = (
    *("name", "classname", "labelname", "displayname", "readablename", "humanreadable", "humanreadablename"),
    *(
        "commonname",
        "title",
        "words",
        "word",
        "label",
        "labels",
        "class",
        "classes",
        "category",
        "description",
        "names",
    ),
)
_INDICES = ("index", "idx", "classindex", "classidx", "classid", "labelid", "id", "number", "no", "class", "label")
HEADINGS = frozenset((*_NAMES, *_INDICES, "class name", "class_name", "class names", "class_names", "имя", "класс"))
_CODE = re.compile(r"n\d{1,8}", re.IGNORECASE)  # of WordNet, by which ImageNet's classes are known
_INTEGER = re.compile(r"[-+]?\d+")
_CODES = ("wnid", "synset", "synsetid", "wordnetid", "code")


class Unclear(ValueError):
    """The reason why a file is not a list of class names."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.notice = Notice(template, values)


def names_of_rows(rows: Sequence[Sequence[str]], headings: Sequence[str] | None, count: int | None) -> list[str]:
    """Args:
        rows: all of one length.
        headings: of the columns, where they are known; else the first row may hold them.
        count: of the model's classes, where it is known.

    Raises:
        Unclear: no column can be recognised as the names, or a class is missing.
    """
    rows = [[cell.strip() for cell in row] for row in rows]
    if len({len(row) for row in rows}) != 1 or not any(map(any, rows)):
        raise Unclear(tr_noop("Its entries have different formats."))
    filled = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
    rows = [[row[place] for place in filled] for row in rows]
    headings = None if headings is None else [headings[place] for place in filled]
    if headings is None and _is_heading(rows, count):
        headings, rows = rows[0], rows[1:]
    named = [re.sub(r"[\s_\-.]", "", heading.lower()) for heading in headings or [""] * len(rows[0])]
    columns = list(zip(*rows, strict=True))
    if len(columns) == 1:
        return list(columns[0])
    index = _index_column(named, columns)
    name = _name_column(named, columns, index)
    if index is None:
        return list(columns[name])
    return in_order(dict(zip(map(int, columns[index]), columns[name], strict=True)), len(rows))


def in_order(names: Mapping[int, str], count: int | None = None) -> list[str]:
    """From 0 on, or from 1 on, none missing.

    Args:
        count: how many there should be; fewer means that an index came twice.

    Raises:
        Unclear: one is missing, or came twice.
    """
    first = 1 if names and 0 not in names else 0
    for index in range(first, first + len(names)):
        if index not in names:
            raise Unclear(tr_noop("It has no class {index}."), index=index if first == 0 or 1 in names else 0)
    if count is not None and len(names) != count:
        raise Unclear(tr_noop("It gives one index to several names."))
    return [names[index] for index in range(first, first + len(names))]


def _is_heading(rows: Sequence[Sequence[str]], count: int | None) -> bool:
    """Whether the first row names the columns: one is a known heading, or a column of numbers has none there."""
    if len(rows) < 2 or len(rows) == count or any(_INTEGER.fullmatch(cell) for cell in rows[0]):
        return False
    known = any(re.sub(r"[\s_\-.]", "", cell.lower()) in (*_NAMES, *_INDICES, *_CODES) for cell in rows[0])
    numbers = any(
        not _INTEGER.fullmatch(first) and all(map(_INTEGER.fullmatch, rest)) for first, *rest in zip(*rows, strict=True)
    )
    return known or numbers


def _index_column(named: Sequence[str], columns: Sequence[Sequence[str]]) -> int | None:
    """The column that counts the classes; None: their order does."""
    numeric = [place for place, column in enumerate(columns) if all(map(_INTEGER.fullmatch, column))]
    count = len(columns[0])
    counting = [
        place
        for place in numeric
        if sorted(map(int, columns[place])) in (list(range(count)), list(range(1, count + 1)))
    ]
    for candidates in (counting, numeric):
        headed = sorted((_INDICES.index(named[place]), place) for place in candidates if named[place] in _INDICES)
        if headed:
            return headed[0][1]
        if candidates is counting and counting:
            return counting[0]
    return numeric[0] if len(numeric) == 1 and len(columns) == 2 and not any(named) else None


def _name_column(named: Sequence[str], columns: Sequence[Sequence[str]], index: int | None) -> int:
    others = [place for place in range(len(columns)) if place != index]
    if len(others) == 1:
        return others[0]
    worded = [
        place for place in others if not _is_code(named[place], columns[place]) and not _is_number(columns[place])
    ]
    for candidates in (worded, others):
        headed = sorted((_NAMES.index(named[place]), place) for place in candidates if named[place] in _NAMES)
        if headed:
            return headed[0][1]
    if len(worded) == 1 and (index is not None or len(worded) < len(others)):
        return worded[0]
    raise Unclear(tr_noop("It is not clear which column is the name: add the headings index and name."))


def _is_code(heading: str, column: Sequence[str]) -> bool:
    return heading in _CODES or all(_CODE.fullmatch(cell) for cell in column)


def _is_number(column: Sequence[str]) -> bool:
    return all(re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", cell) for cell in column)
