"""How a table is written: encoding, delimiter, headings; and which of its columns are the picture and the label."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core import images

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SAMPLE_BYTES, _SAMPLE_ROWS = 2**18, 200
_DELIMITERS = ",;\t|"
# Headings without letter case and what joins their words. Earlier ones win.
_PATHS = (
    *("path", "filepath", "imagepath", "imgpath", "filename", "imagename", "imgname", "imagefile", "imagefilename"),
    *("file", "image", "img", "picture", "photo", "uri", "путь", "файл", "имяфайла", "изображение", "картинка"),
    *("imageid", "imgid", "idcode", "id"),
)
_LABELS = (
    *("classname", "labelname", "categoryname", "label", "labels", "class", "category", "target", "y", "classlabel"),
    *("groundtruth", "truth", "метка", "класс", "имякласса"),
    *("classindex", "classid", "labelid", "labelindex", "categoryid", "classidx", "номеркласса"),
)


@dataclass(frozen=True)
class Dialect:
    """Attributes:
    encoding: of the text.
    delimiter: a single character.
    headings: of the columns; where the file has none, they are called by their number from 1 on.
    has_headings: whether the first row holds them.
    path_column: of the pictures; None: none of the columns is.
    label_column: None: none of the columns is.
    is_sure: whether both columns have a heading that says so.
    sample: the first rows, without headings.
    """

    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    has_headings: bool
    path_column: int | None
    label_column: int | None
    is_sure: bool
    sample: tuple[tuple[str, ...], ...]


def dialect_of(file: Path) -> Dialect:
    """From the beginning of a file. Raises OSError."""
    with file.open("rb") as stream:
        head = stream.read(_SAMPLE_BYTES)
        encoding = _encoding(head)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    lines = text.splitlines()
    if len(head) == _SAMPLE_BYTES:
        lines = lines[:-1]  # it is cut off
    lines = [line for line in lines[:_SAMPLE_ROWS] if line.strip()]
    delimiter = _delimiter(lines)
    parted = (line.rsplit(" ", 1) for line in lines) if delimiter == " " else csv.reader(lines, delimiter=delimiter)
    rows = [tuple(cell.strip() for cell in row) for row in parted]
    return _with_columns(encoding, delimiter, rows)


def is_picture_name(text: str) -> bool:
    return text.lower().endswith(tuple(images.SUFFIXES)) or text.endswith("]")


def _encoding(head: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1251"  # the usual one of Russian Windows
    return "utf-8"


def _delimiter(lines: Sequence[str]) -> str:
    """The one that gives most rows the same number of columns, more than one."""
    best = (0.0, 0, "")
    for candidate in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=candidate))
        width, count = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(0, 0))
        if width > 1:
            best = max(best, (count / len(lines), -_DELIMITERS.index(candidate), candidate))
    if best[2]:
        return best[2]
    # "a.jpg 65", as lists of ImageNet's have it, but not "my photo.jpg"
    spaced = [line.rsplit(" ", 1) for line in lines]
    return " " if lines and all(len(one) == 2 and is_picture_name(one[0]) for one in spaced) else ","


def _with_columns(encoding: str, delimiter: str, rows: Sequence[tuple[str, ...]]) -> Dialect:
    width = max((len(row) for row in rows), default=0)
    first = rows[0] if rows else ()
    plain = [_plain(cell) for cell in first]
    has_headings = bool(rows) and not any(map(is_picture_name, first))
    body = tuple(rows[1:] if has_headings else rows)
    if has_headings:
        headings = [cell or str(place + 1) for place, cell in enumerate(first)]
        headings += [str(place + 1) for place in range(len(headings), width)]
    else:
        headings, plain = [str(place + 1) for place in range(width)], []
    by_content = _by_content(body, width)
    path, label = _headed(plain, _PATHS), _headed(plain, _LABELS)
    is_sure = path is not None and label is not None
    if path is None or (by_content is not None and not _holds_names(body, path)):
        path = by_content if by_content is not None else path
    if label == path:
        label = None
    if label is None and path is not None and width == 2:
        label = 1 - path
    return Dialect(encoding, delimiter, tuple(headings), has_headings, path, label, is_sure, body)


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading.casefold())


def _headed(plain: Sequence[str], known: Sequence[str]) -> int | None:
    return next((plain.index(heading) for heading in known if heading in plain), None)


def _holds_names(rows: Sequence[tuple[str, ...]], column: int) -> bool:
    return any(len(row) > column and is_picture_name(row[column]) for row in rows)


def _by_content(rows: Sequence[tuple[str, ...]], width: int) -> int | None:
    """The column with the most names of pictures."""
    counts = [sum(len(row) > column and is_picture_name(row[column]) for row in rows) for column in range(width)]
    best = max(range(width), key=lambda column: (counts[column], -column), default=None)
    return best if best is not None and counts[best] else None
