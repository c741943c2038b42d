"""The rows of the pictures of a call: found again by their paths, or made."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from attnstudio.core.datasets.sequences import Chosen, content_of
from attnstudio.export.file_names import unique_names
from attnstudio.runs.rows import State, path_bytes

_NONE = -1


def mark_of(pictures: Sequence[Path], asked: Sequence[str] | None) -> str:
    """Tells the pictures of a call, and what is asked of them, from those of another, without a path of each."""
    digest = blake2b(digest_size=16)
    for content in content_of(pictures):
        digest.update(content)
    digest.update(b"" if asked is None else "\0".join(asked).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def row_count(database: sqlite3.Connection) -> int:
    """One more than the largest number."""
    (last,) = database.execute("SELECT MAX(number) FROM pictures").fetchone()
    return 0 if last is None else int(last) + 1


def merged(database: sqlite3.Connection, pictures: Sequence[Path], asked: Sequence[str] | None) -> np.ndarray:
    """The numbers of the rows of these pictures, in their order. Those of which something else is asked now wait again;
    those that have no row get one. A picture that is named twice has two."""
    known, count = _Known(database), row_count(database)
    numbers = np.full(len(pictures), _NONE, np.int64)
    changed: list[tuple[str, int, int]] = []
    for position, path in enumerate(pictures if count else ()):
        if (row := known.take(path_bytes(path))) is not None:
            numbers[position], before = row
            wanted = "" if asked is None else asked[position]
            if before != wanted:
                changed.append((wanted, State.WAITING, row[0]))
    fresh = np.flatnonzero(numbers == _NONE)
    numbers[fresh] = np.arange(count, count + len(fresh))
    taken = (os.fsdecode(name) for (name,) in database.execute("SELECT name FROM pictures")) if len(fresh) else ()
    names = unique_names(Chosen(pictures, fresh), taken)
    with database:
        database.executemany("UPDATE pictures SET asked = ?, state = ? WHERE number = ?", changed)
        database.executemany(
            "INSERT INTO pictures (number, path, name, asked, state) VALUES (?, ?, ?, ?, ?)",
            (
                (
                    int(numbers[position]),
                    path_bytes(pictures[position]),
                    os.fsencode(name),
                    "" if asked is None else asked[position],
                    State.WAITING,
                )
                for position, name in zip(fresh.tolist(), names, strict=True)
            ),
        )
    return numbers


class _Known:
    """Rows by path, which are taken one after the other."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._first: dict[bytes, tuple[int, str]] = {}
        self._further: dict[bytes, list[tuple[int, str]]] = {}  # few: of pictures that are named twice
        for number, path, asked in database.execute("SELECT number, path, asked FROM pictures ORDER BY number"):
            if path in self._first:
                self._further.setdefault(path, []).append((number, asked))
            else:
                self._first[path] = number, asked

    def take(self, path: bytes) -> tuple[int, str] | None:
        """(number, what was asked)"""
        if (found := self._first.pop(path, None)) is not None:
            return found
        return self._further[path].pop(0) if self._further.get(path) else None
