"""A CSV of paths and labels, by itself or in the folder of its pictures."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

import numpy as np

from attnstudio.core.datasets.base import FORMS, NO_LABEL, DataSet, DataSetForm, LeftOut, Reading
from attnstudio.core.datasets.csv_dialect import Dialect, dialect_of, is_picture_name
from attnstudio.core.datasets.folders import Place, listing
from attnstudio.core.datasets.picture_places import PicturePlaces
from attnstudio.core.datasets.sequences import LazyPaths, LazySequence, Texts
from attnstudio.core.errors import DataSetFailure
from attnstudio.core.text import tr_noop

MAX_ROWS = 5_000_000
MAX_TEXT_BYTES = 2 * 2**30  # of the paths and the further columns
MAX_CLASSES = 100_000
_EVERY = 2_000  # rows between two looks at whether it is cancelled
_SUFFIXES = frozenset({".csv", ".tsv"})
_WHOLE = re.compile(r"[-+]?\d{1,9}(?:\.0*)?")

_NOWHERE = tr_noop("Row {row}: there is no picture {picture}. Correct the path, which is relative to {file}.")
_NO_PATH = tr_noop("Row {row} of {file} names no picture.")
_TWICE = tr_noop("Row {row}: {picture} stands in an earlier row of {file} already, which counts.")
_UNREADABLE = tr_noop("Row {row} of {file} cannot be read: a quotation mark is missing, or a cell is too long.")
_TOO_MANY = tr_noop("Rows from {row} on are not read: {file} is larger than data sets may be. Split it.")
_REASONS = (_NOWHERE, _NO_PATH, _TWICE, _UNREADABLE, _TOO_MANY)


@FORMS.register
class Table(DataSetForm):
    """Columns in any order, known by their headings or by what they hold; labels are names or indices."""

    id = "table"
    name = "CSV with the columns path and label, or a folder with one"
    rank = 50

    def recognises(self, place: Place) -> bool:
        suffix = place.path.suffix.lower()
        if place.is_file:
            return suffix in _SUFFIXES or (suffix == ".txt" and _is_list(dialect_of(place.path)))
        return _table_in(place) is not None

    def read(self, path: Path, reading: Reading) -> DataSet:
        file = _table_in(Place(path)) if path.is_dir() else path
        if file is None:
            raise DataSetFailure("{file} is not there: it was moved or deleted. Choose it again.", file=path)
        found = _Rows(file, dialect_of(file))
        found.read(reading)
        if path.is_dir():
            found.add_unlisted(path)
        return found.data_set(path)


class _LeftOutRows(LazySequence[LeftOut]):
    """Rows that are left out, millions of them if need be: each costs its text and nine bytes."""

    def __init__(self, file: Path) -> None:
        self._file, self._names, self._rows, self._kinds = file, Texts(), array("Q"), bytearray()

    def add(self, template: str, row: int, name: str = "") -> None:
        self._names.append(name)
        self._rows.append(row)
        self._kinds.append(_REASONS.index(template))

    def __len__(self) -> int:
        return len(self._rows)

    def item(self, place: int) -> LeftOut:
        name, row, template = self._names[place], self._rows[place], _REASONS[self._kinds[place]]
        reason = DataSetFailure(template, row=row, picture=name, file=self._file)
        return LeftOut(name or f"{self._file.name}:{row}", reason, is_picture=template is not _TOO_MANY)


class _Rows:
    """Owns what was read of a table so far."""

    def __init__(self, file: Path, dialect: Dialect) -> None:
        if dialect.path_column is None:
            raise DataSetFailure(
                "{file} has no column with paths of pictures: its columns are {columns}. Call the one of the pictures "
                "path, and that of the labels label.",
                file=file,
                columns=", ".join(dialect.headings[:10]) or "-",
            )
        self._file, self._dialect, self._path_column = file, dialect, dialect.path_column
        self._label_column = dialect.label_column
        names = [row[self._path_column] for row in dialect.sample if len(row) > self._path_column]
        self._places = PicturePlaces(file.parent, names)
        self._texts, self._labels, self._hashes = Texts(), array("i"), array("q")
        self._rows = array("Q")
        self._codes: dict[str, int] = {}
        self._others = [
            place for place in range(len(dialect.headings)) if place not in (self._path_column, self._label_column)
        ]
        self._columns = {place: Texts() for place in self._others}
        self._left_out = _LeftOutRows(file)
        self._unlabelled: list[LeftOut] = []

    def read(self, reading: Reading) -> None:
        """All rows, as far as they may be. Raises OSError, Cancelled."""
        dialect, size, held = self._dialect, max(1, self._file.stat().st_size), 0
        errors = "surrogateescape" if dialect.encoding.startswith("utf-8") else "replace"
        with (
            self._file.open("rb") as raw,
            TextIOWrapper(raw, encoding=dialect.encoding, errors=errors, newline="") as stream,
        ):
            for number, row in _numbered(stream, dialect.delimiter):
                if number % _EVERY == 0:
                    reading.step(number, max(number, number * size // max(1, raw.tell())))
                if dialect.has_headings and number == 1:
                    continue
                if number > MAX_ROWS or held > MAX_TEXT_BYTES:
                    self._left_out.add(_TOO_MANY, number)
                    break
                if row is None:
                    self._left_out.add(_UNREADABLE, number)
                elif any(row):
                    held += self._add(number, row)
        reading.step(len(self._texts), len(self._texts))
        self._drop_repeated()

    def _add(self, number: int, row: list[str]) -> int:
        """A row; returns how many letters of it are held."""
        name = row[self._path_column].strip() if len(row) > self._path_column else ""
        if not name:
            self._left_out.add(_NO_PATH, number)
            return 0
        found = self._places.find(name)
        if found is None:
            self._left_out.add(_NOWHERE, number, name)
            return len(name)
        self._texts.append(found)
        self._hashes.append(hash(found))
        self._rows.append(number)
        held = len(found)
        for place in self._others:
            cell = row[place].strip() if len(row) > place else ""
            self._columns[place].append(cell)
            held += len(cell)
        self._labels.append(self._code(row))
        return held

    def _code(self, row: list[str]) -> int:
        if self._label_column is None or len(row) <= self._label_column:
            return NO_LABEL
        text = row[self._label_column].strip()
        if not text:
            return NO_LABEL
        if len(self._codes) > MAX_CLASSES:
            return NO_LABEL
        return self._codes.setdefault(text, len(self._codes))

    def _drop_repeated(self) -> None:
        """Only the first row of a picture stays."""
        hashes = np.frombuffer(self._hashes, np.int64) if len(self._hashes) else np.empty(0, np.int64)
        _, first = np.unique(hashes, return_index=True)
        if len(first) == len(hashes):
            return
        seen: dict[int, set[str]] = {}
        repeated = np.setdiff1d(np.arange(len(hashes)), first)
        doubled = np.isin(hashes, hashes[repeated])
        keep = np.ones(len(hashes), bool)
        for place in np.flatnonzero(doubled).tolist():
            text, texts = self._texts[place], seen.setdefault(self._hashes[place], set())
            if text in texts:
                keep[place] = False
                self._left_out.add(_TWICE, self._rows[place], text)
            texts.add(text)
        remaining = np.flatnonzero(keep).tolist()
        self._texts = Texts(self._texts[place] for place in remaining)
        self._labels = array("i", np.array(self._labels, np.int32)[keep].tobytes())
        self._columns = {which: Texts(column[place] for place in remaining) for which, column in self._columns.items()}

    def add_unlisted(self, folder: Path) -> None:
        """The pictures right inside a folder that no row names. They have no label. Raises OSError."""
        listed = {text.replace("\\", "/").removeprefix("./") for text in self._texts}
        for name in listing(folder).pictures:
            if name not in listed:
                self._texts.append(name)
                self._labels.append(NO_LABEL)
                for column in self._columns.values():
                    column.append("")

    def data_set(self, path: Path) -> DataSet:
        """Raises DataSetFailure where no row can be used."""
        if not len(self._texts):
            if len(self._left_out):
                first = self._left_out[0].reason
                raise DataSetFailure("No row of {file} leads to a picture. {reason}", file=self._file, reason=first)
            raise DataSetFailure("{file} has no rows.", file=self._file)
        labels, names = self._meaning()
        columns = {self._dialect.headings[place]: column for place, column in self._columns.items()}
        left_out: Sequence[LeftOut] = self._left_out
        if self._unlabelled:
            left_out = [*self._unlabelled, *self._left_out]
        return DataSet(path, LazyPaths(self._file.parent, self._texts), names, labels, columns, left_out)

    def _meaning(self) -> tuple[np.ndarray, tuple[str, ...]]:
        """Labels, and the names of the classes, sorted; whole numbers are indices, of classes without names."""
        codes = np.array(self._labels, np.int32)
        if len(self._codes) > MAX_CLASSES:
            assert self._label_column is not None
            reason = DataSetFailure(
                "The column {column} of {file} is no label: it has more than {limit} different texts.",
                column=self._dialect.headings[self._label_column],
                file=self._file,
                limit=MAX_CLASSES,
            )
            self._unlabelled.append(LeftOut(self._dialect.headings[self._label_column], reason))
            return np.full(len(codes), NO_LABEL, np.int32), ()
        if self._codes and all(map(_WHOLE.fullmatch, self._codes)):
            table = np.array([*(max(NO_LABEL, int(float(text))) for text in self._codes), NO_LABEL], np.int32)
            return table[codes], ()
        names = sorted(self._codes)
        table = np.empty(len(names) + 1, np.int32)
        table[[self._codes[name] for name in names]] = np.arange(len(names))
        table[-1] = NO_LABEL
        return table[codes], tuple(names)


def _numbered(stream: TextIO, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Rows, counted from 1 on; None: it cannot be read."""
    reader = csv.reader(_lines(stream, delimiter), delimiter="\t" if delimiter == " " else delimiter)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except csv.Error:
            yield number, None
        except StopIteration:
            return


def _lines(stream: TextIO, delimiter: str) -> Iterator[str]:
    """Bounded ones. Where a space separates, only the last one does: "my photo.jpg 65"."""
    while line := stream.readline(csv.field_size_limit()):
        yield "\t".join(line.rsplit(" ", 1)) if delimiter == " " else line


def _is_list(dialect: Dialect) -> bool:
    """Whether a text file is a list of pictures, not of names of classes."""
    column = dialect.path_column
    rows = dialect.sample
    return column is not None and bool(rows) and all(len(row) > column and is_picture_name(row[column]) for row in rows)


def _table_in(place: Place) -> Path | None:
    """The one table in a folder that names pictures and labels, each picture once, most of which are there. Others may
    be results that lie beside the pictures."""
    names = [name for name in place.inside.others if name.lower().endswith(tuple(_SUFFIXES))]
    fitting = [file for name in names[:50] if _names_pictures(file := place.path / name)]
    return fitting[0] if len(fitting) == 1 else None


def _names_pictures(file: Path) -> bool:
    try:
        dialect = dialect_of(file)
    except OSError:
        return False
    column = dialect.path_column
    if column is None or not (dialect.is_sure or len(dialect.headings) == 2):
        return False
    named = [row[column] for row in dialect.sample if len(row) > column]
    if not named or len(set(named)) < len(named):
        return False
    return PicturePlaces(file.parent, named).share >= 0.5
