"""Cache of predictions on disk: a data set is predicted once, for all features.

It stores logits, so that other labels and statistics need no new prediction.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio import paths
from attnstudio.core.files import FileState, state
from attnstudio.core.images import Source
from attnstudio.core.text import Notice, tr_noop

_LOG = logging.getLogger(__name__)
LIMIT_BYTES = 512 * 2**20  # of the file: some 120,000 predictions over 1000 classes
_KEPT_SHARE = 0.8  # of the limit, once that is passed
_VERSION = 3
_PATIENCE = 5.0  # seconds to wait for another process that writes
_TABLES = """
    CREATE TABLE predictions (model BLOB, picture TEXT, logits BLOB, used INTEGER, UNIQUE (model, picture));
    CREATE INDEX by_use ON predictions (used);
    CREATE TABLE files (path TEXT PRIMARY KEY, modified INTEGER, size INTEGER, revision TEXT, picture TEXT)
        WITHOUT ROWID;
"""


class PredictionCache:
    """Logits by what a picture holds, and by the model and the way in which the picture becomes its input.

    Used by one thread; several processes may share the file. Trouble with it costs only time: a damaged file is
    replaced, one that cannot be written is passed over.

    Args:
        file: None: in the user's folder of caches.
        limit: size of the file in bytes; the least recently used predictions are deleted first.

    Attributes:
        notices: what the user should know about the file.
    """

    def __init__(self, file: Path | None = None, limit: int = LIMIT_BYTES) -> None:
        self.file = paths.predictions_file() if file is None else file
        self.notices: list[Notice] = []
        self._limit = limit
        self._database: sqlite3.Connection | None = None
        try:
            self._database = self._opened()
        except sqlite3.Error as error:
            self._pass_over(error)

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def __enter__(self) -> PredictionCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def digest(self, picture: Path) -> str | None:
        """Of a picture whose file is as it was when it was read; None: not known."""
        found = file_state(picture)
        if found is None:
            return None
        row = self._first("SELECT modified, size, revision, picture FROM files WHERE path = ?", (str(picture),))
        return row[3] if row is not None and row[:3] == found[1:] else None

    def find(self, model: str, digest: str) -> np.ndarray | None:
        """Logits, float32 (classes,), read-only; None: not here.

        Args:
            model: key of the model and of the options that change the logits of a picture.
        """
        row = self._first("SELECT logits FROM predictions WHERE model = ? AND picture = ?", (_short(model), digest))
        return None if row is None or len(row[0]) % 4 else np.frombuffer(row[0], "<f4")

    def keep(self, model: str, predicted: Iterable[tuple[Source, np.ndarray]]) -> None:
        """Remember the logits of pictures, in one transaction: call it with many at a time."""
        now, short = int(time.time()), _short(model)
        rows = [(source, np.ascontiguousarray(logits, "<f4").tobytes()) for source, logits in predicted]
        files = [
            (str(source.path), source.modified_ns, source.size, source.revision, source.digest) for source, _ in rows
        ]
        self._write(
            ("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", files),
            (
                "INSERT OR REPLACE INTO predictions VALUES (?, ?, ?, ?)",
                [(short, source.digest, logits, now) for source, logits in rows],
            ),
        )
        self._bound()

    def touch(self, model: str, digests: Iterable[str]) -> None:
        """These were used now: others make room first."""
        now, short = int(time.time()), _short(model)
        rows = [(now, short, digest, now - 3600) for digest in digests]
        self._write(("UPDATE predictions SET used = ? WHERE model = ? AND picture = ? AND used < ?", rows))

    def _opened(self) -> sqlite3.Connection:
        """Raises sqlite3.Error if it can be neither read nor created."""
        try:
            return _connect(self.file)
        except sqlite3.OperationalError:
            raise  # locked, or no permission: another time it may go
        except sqlite3.DatabaseError as error:
            _LOG.info("the prediction cache %s is damaged: %s", self.file, error)
            self.notices.append(
                Notice(
                    tr_noop("The saved predictions in {file} were damaged and will be computed again."),
                    {"file": self.file},
                )
            )
            return self._anew()

    def _anew(self) -> sqlite3.Connection:
        for name in (self.file, *(self.file.with_name(self.file.name + end) for end in ("-journal", "-wal", "-shm"))):
            with suppress(OSError):
                name.unlink(missing_ok=True)
        return _connect(self.file)

    def _first(self, query: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        if self._database is None:
            return None
        try:
            with closing(self._database.execute(query, values)) as cursor:
                return cursor.fetchone()
        except sqlite3.Error as error:
            self._recover(error)
            return None

    def _write(self, *statements: tuple[str, Sequence[tuple[object, ...]]]) -> None:
        if self._database is None:
            return
        try:
            with self._database:
                for statement, rows in statements:
                    self._database.executemany(statement, rows)
        except sqlite3.Error as error:
            self._recover(error)

    def _recover(self, error: sqlite3.Error) -> None:
        """After damage, create the file anew; after any other error, work without the cache."""
        self.close()
        if isinstance(error, sqlite3.OperationalError):
            self._pass_over(error)
            return
        try:
            self.notices.append(
                Notice(
                    tr_noop("The saved predictions in {file} were damaged and will be computed again."),
                    {"file": self.file},
                )
            )
            self._database = self._anew()
        except sqlite3.Error as again:
            self._pass_over(again)

    def _pass_over(self, error: sqlite3.Error) -> None:
        _LOG.info("predictions are not stored in %s: %s", self.file, error)
        self.notices.append(
            Notice(
                tr_noop("Predictions cannot be saved in {file} ({reason}): they will be computed each time."),
                {"file": self.file, "reason": error},
            )
        )

    def _bound(self) -> None:
        """Make room where the file has grown beyond the limit."""
        if self._database is None or _bytes(self._database) <= self._limit:
            return
        try:
            with self._database:
                average = self._first("SELECT AVG(LENGTH(logits) + 100), COUNT(*) FROM predictions", ())
                assert average is not None
                size, count = average[0] or 1, average[1]
                surplus = count - int(self._limit * _KEPT_SHARE / size)
                self._database.execute(
                    "DELETE FROM predictions WHERE rowid IN "
                    "(SELECT rowid FROM predictions ORDER BY used, rowid LIMIT ?)",
                    (max(surplus, count // 5),),
                )
                self._database.execute("DELETE FROM files WHERE picture NOT IN (SELECT picture FROM predictions)")
            self._database.execute("PRAGMA incremental_vacuum").fetchall()
        except sqlite3.Error as error:
            self._recover(error)


def file_state(picture: Path) -> FileState | None:
    """Of the file of a picture, or of the file that holds it: a picture of an array has a path inside that. None: there
    is none."""
    for path in (picture, *picture.parents):
        try:
            found = state(path)
        except NotADirectoryError:
            continue
        except (OSError, ValueError):
            return None
        return (picture, *found[1:])
    return None


def _connect(file: Path) -> sqlite3.Connection:
    """Raises sqlite3.Error."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file, timeout=_PATIENCE)
    try:
        database.execute("PRAGMA auto_vacuum = INCREMENTAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute("BEGIN IMMEDIATE")  # so that two processes do not create the tables at once
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version != _VERSION:
                _make_tables(database)
        database.execute("SELECT model, picture, logits, used FROM predictions LIMIT 1").fetchall()
    except BaseException as error:
        database.close()
        if isinstance(error, sqlite3.OperationalError) and "no such" in str(error):
            raise sqlite3.DatabaseError(str(error)) from error
        raise
    return database


def _make_tables(database: sqlite3.Connection) -> None:
    """In place of those of another version of the program."""
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        database.execute(f'DROP TABLE "{name}"')
    for statement in filter(str.strip, _TABLES.split(";")):
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {_VERSION}")


def _bytes(database: sqlite3.Connection) -> int:
    """Of what is in use in the file."""
    try:
        pages, free, size = (
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
    except sqlite3.Error:
        return 0
    return (pages - free) * size


def _short(model: str) -> bytes:
    return blake2b(model.encode("utf-8", "surrogatepass"), digest_size=16).digest()
