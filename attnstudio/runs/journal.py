"""The journal of a run: `run.sqlite` in its folder, with the request and what became of each picture.

First the files of a picture are written, then its row. So a row that says "done" is true, and the files of a picture
without such a row are written again.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core.errors import ChoiceFailure, ExistingFileFailure, Failure, OutputFailure
from attnstudio.core.files import output_failure, write_atomically
from attnstudio.core.images import Source
from attnstudio.export.file_names import unique_names
from attnstudio.runs.lock import RunLock

NAME, REQUEST_NAME = "run.sqlite", "run.json"
_VERSION = 1
_TABLES = """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    CREATE TABLE pictures (number INTEGER PRIMARY KEY, path BLOB, name BLOB, asked TEXT, state INTEGER,
        modified INTEGER, size INTEGER, digest TEXT, reason TEXT, error TEXT, seconds REAL, outputs TEXT);
    CREATE INDEX by_state ON pictures (state);
    CREATE TABLE left_out (path BLOB, reason TEXT, error TEXT);
    CREATE TABLE others (name BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE shards (name TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE sessions (started REAL, latest REAL, pictures INTEGER);
"""
_TEMPORARY = re.compile(r"\.[0-9a-f]{32}\.part")
_EXISTS = ExistingFileFailure.__name__


class State(IntEnum):
    WAITING, DONE, FAILED = range(3)


@dataclass(frozen=True)
class Row:
    """What the journal says of a picture: where its file is, what its own files are called, and the file as it was."""

    path: Path
    name: str
    state: State
    modified_ns: int | None
    size: int | None
    outputs: Any


class Journal:
    """Owns the journal, and the folder, until it is closed. Thread-safe.

    Args:
        request: what decides how the files look, as JSON has it.
        versions: of the program and of what it computes with; for people.
        force: begin anew, whatever is there.

    Raises:
        ChoiceFailure: the folder holds a run of another request.
        OutputFailure: another run is at work here, or the journal cannot be written.

    Attributes:
        rebuilt: a damaged journal was set aside here; None: it was not.
        is_resumed: there was a run of this request.
    """

    def __init__(
        self, folder: Path, request: Mapping[str, object], versions: Mapping[str, str], *, force: bool = False
    ) -> None:
        self.folder, self.file = folder, folder / NAME
        self.rebuilt: Path | None = None
        self._mutex = threading.RLock()
        self._lock = RunLock(folder)
        try:
            with _readable(self.file):
                self._open(request, versions, force=force)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        with self._mutex:
            with suppress(sqlite3.Error):  # somebody reads it now
                self._database.execute("PRAGMA journal_mode = DELETE")  # one file, also for who may only read
            self._database.close()
            self._lock.release()

    # The pictures

    def enlist(self, pictures: Sequence[Path], asked: Sequence[str] | None = None) -> np.ndarray:
        """The numbers of the rows of these pictures, in their order; those that have none get one.

        Args:
            asked: of each picture, what is explained of it where that differs from picture to picture.
        """
        digest = blake2b(digest_size=16)
        for position, path in enumerate(pictures):
            digest.update(_bytes(path) + b"\0" + (b"" if asked is None else asked[position].encode()) + b"\0")
        with self._mutex, _readable(self.file):
            if self._fact("pictures") == digest.hexdigest():
                return np.arange(len(pictures))
            numbers = self._merged(pictures, asked)
            with self._database:
                is_all = len(numbers) == self._count() and bool((np.diff(numbers) == 1).all())
                self._set_fact("pictures", digest.hexdigest() if is_all else "")
            return numbers

    def states(self) -> np.ndarray:
        """uint8 (rows,), by number."""
        with self._mutex, _readable(self.file):
            found = np.zeros(self._count(), np.uint8)
            for state in (State.DONE, State.FAILED):
                rows = self._database.execute("SELECT number FROM pictures WHERE state = ?", (state,))
                found[np.fromiter((number for (number,) in rows), np.int64)] = state
            return found

    def row(self, number: int) -> Row:
        with self._mutex, _readable(self.file):
            path, name, state, modified, size, outputs = self._database.execute(
                "SELECT path, name, state, modified, size, outputs FROM pictures WHERE number = ?", (number,)
            ).fetchone()
        loaded = None if outputs is None else json.loads(outputs)
        return Row(_path(path), os.fsdecode(name), State(state), modified, size, loaded)

    def wait_again(self, numbers: Iterable[int]) -> None:
        """These are to be done once more."""
        with self._mutex, _readable(self.file), self._database:
            self._database.executemany(
                "UPDATE pictures SET state = ? WHERE number = ?", ((State.WAITING, int(number)) for number in numbers)
            )

    def retry(self, *, only_existing: bool) -> None:
        """Those that failed wait again; `only_existing`: those that failed because of a file that was there."""
        with self._mutex, _readable(self.file), self._database:
            self._database.execute(
                "UPDATE pictures SET state = ? WHERE state = ?"
                + (f" AND reason = '{_EXISTS}'" if only_existing else ""),
                (State.WAITING, State.FAILED),
            )

    def done(self, number: int, source: Source, seconds: float, outputs: object) -> None:
        """The picture's files are written."""
        values = (source.modified_ns, source.size, source.digest, None, None, seconds, json.dumps(outputs))
        self._record([(State.DONE, *values, number)])

    def done_together(self, shard: str, rows: Sequence[tuple[int, Source, float, object]]) -> None:
        """As `done`, of pictures whose maps are in one shard."""
        self._record(
            [
                (State.DONE, one.modified_ns, one.size, one.digest, None, None, seconds, json.dumps(outputs), number)
                for number, one, seconds, outputs in rows
            ],
            shard,
        )

    def shards(self) -> list[str]:
        """Names of the files of maps."""
        with self._mutex, _readable(self.file):
            return [name for (name,) in self._database.execute("SELECT name FROM shards ORDER BY name")]

    def adopt(self, number: int, outputs: object) -> None:
        """The picture's files are there, of a run whose journal is lost."""
        self._record([(State.DONE, None, None, None, None, None, None, json.dumps(outputs), number)])

    def failed(self, number: int, failure: Failure) -> None:
        reason = _EXISTS if isinstance(failure, ExistingFileFailure) else failure.template
        self._record([(State.FAILED, None, None, None, reason, _text(failure), None, None, number)])

    def failed_before(self, number: int, reason: str, error: str) -> None:
        """As another journal has it."""
        self._record([(State.FAILED, None, None, None, reason, error, None, None, number)])

    def leave_out(self, missing: Iterable[tuple[Path, Failure]]) -> None:
        """What was named and is no picture, in place of what an earlier call named."""
        self.leave_out_before((_bytes(path), failure.template, _text(failure)) for path, failure in missing)

    def leave_out_before(self, rows: Iterable[tuple[bytes, str, str]]) -> None:
        """As `leave_out`, as other journals have it: path, reason, error."""
        with self._mutex, _readable(self.file), self._database:
            self._database.execute("DELETE FROM left_out")
            self._database.executemany("INSERT INTO left_out VALUES (?, ?, ?)", rows)

    def fact(self, name: str) -> str:
        with self._mutex, _readable(self.file):
            return self._fact(name)

    def set_fact(self, name: str, value: str) -> None:
        with self._mutex, _readable(self.file), self._database:
            self._set_fact(name, value)

    def is_foreign(self, file: Path) -> bool:
        """Whether a file was in the folder before the run, and still is."""
        return file.name in self._others and os.path.lexists(file)

    # Opening

    def _open(self, request: Mapping[str, object], versions: Mapping[str, str], *, force: bool) -> None:
        if force:
            self._remove()
        wanted = json.loads(json.dumps(request))
        self.is_resumed = self.file.exists()
        try:
            known = self._connect() if self.is_resumed else {}
        except sqlite3.DatabaseError:
            self.rebuilt = self._set_aside()
            known = self._request_beside()
            self.is_resumed = bool(known)
        if known and known != wanted:
            if self.rebuilt is None and self._has_done_nothing():
                self._database.close()
                self._remove()
                self.is_resumed = False
            else:
                raise _another(self.folder, known, wanted)
        if self.is_resumed or (self.folder / REQUEST_NAME).exists():
            self._remove_temporary_files()
        if not self.is_resumed or self.rebuilt is not None:
            self._create(wanted, versions, force=force)
        self._others = {os.fsdecode(name) for (name,) in self._database.execute("SELECT name FROM others")}
        with self._database:
            self._database.execute("INSERT INTO sessions VALUES (?, NULL, 0)", (time.time(),))

    def _connect(self) -> dict[str, Any]:
        """Its request. Raises sqlite3.DatabaseError if it is damaged, OutputFailure if it cannot be opened."""
        self._database = sqlite3.connect(self.file, check_same_thread=False)
        try:
            if self._database.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                raise sqlite3.DatabaseError("no journal of this version")
            self._prepare()
            self._database.execute("SELECT number, outputs FROM pictures LIMIT 1").fetchall()
            found: dict[str, Any] = json.loads(self._fact("request"))
        except (sqlite3.OperationalError, ValueError, TypeError) as error:
            self._database.close()
            if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
                raise
            raise sqlite3.DatabaseError(str(error)) from error
        except sqlite3.DatabaseError:
            self._database.close()
            raise
        return found

    def _has_done_nothing(self) -> bool:
        """As where the request could not be fulfilled."""
        return not self._database.execute("SELECT 1 FROM sessions WHERE pictures > 0").fetchone()

    def _prepare(self) -> None:
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")

    def _create(self, request: dict[str, Any], versions: Mapping[str, str], *, force: bool) -> None:
        # The files of a rebuilt run are its own: what was there before it is not known any more.
        others = [] if self.is_resumed or force else [file.name for file in self.folder.iterdir()]
        content = json.dumps({"request": request, "versions": dict(versions)}, indent=1).encode()
        write_atomically(self.folder / REQUEST_NAME, lambda file: file.write(content), force=True)
        building = self.folder / f"{NAME}.new"
        building.unlink(missing_ok=True)
        with closing(sqlite3.connect(building)) as database, database:
            for statement in filter(str.strip, _TABLES.split(";")):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {_VERSION}")
            database.executemany("INSERT INTO others VALUES (?)", ((os.fsencode(name),) for name in others))
            facts = {"request": json.dumps(request), "versions": json.dumps(dict(versions))}
            database.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
        building.replace(self.file)
        self._database = sqlite3.connect(self.file, check_same_thread=False)
        self._prepare()

    def _remove(self) -> None:
        for name in (NAME, f"{NAME}-wal", f"{NAME}-shm", REQUEST_NAME):
            with suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)

    def _set_aside(self) -> Path:
        """Where the damaged journal is now."""
        number = 1
        while (aside := self.folder / f"{NAME}.damaged-{number}").exists():
            number += 1
        self.file.replace(aside)
        for end in ("-wal", "-shm"):
            with suppress(OSError):
                (self.folder / f"{NAME}{end}").unlink(missing_ok=True)
        return aside

    def _request_beside(self) -> dict[str, Any]:
        """Of the file beside the journal; empty if that cannot be read either."""
        try:
            found = json.loads((self.folder / REQUEST_NAME).read_bytes())["request"]
            return dict(found)
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _remove_temporary_files(self) -> None:
        """Those that a killed run left; nobody else writes here while the lock is held."""
        for file in self.folder.iterdir():
            if _TEMPORARY.fullmatch(file.name):
                with suppress(OSError):
                    file.unlink()

    # Rows

    def _merged(self, pictures: Sequence[Path], asked: Sequence[str] | None) -> np.ndarray:
        known: dict[bytes, list[tuple[int, str]]] = {}
        taken = []
        for number, path, name, wanted in self._database.execute(
            "SELECT number, path, name, asked FROM pictures ORDER BY number DESC"
        ):
            known.setdefault(path, []).append((number, wanted))
            taken.append(os.fsdecode(name))
        numbers = np.zeros(len(pictures), np.int64)
        count, fresh = len(taken), list[int]()
        changed: list[tuple[str, int, int]] = []
        for position, path in enumerate(pictures):
            wanted = "" if asked is None else asked[position]
            if rows := known.get(_bytes(path)):
                numbers[position], before = rows.pop()
                if before != wanted:
                    changed.append((wanted, State.WAITING, int(numbers[position])))
            else:
                numbers[position] = count + len(fresh)
                fresh.append(position)
        names = unique_names([pictures[position] for position in fresh], taken)
        with self._database:
            self._database.executemany("UPDATE pictures SET asked = ?, state = ? WHERE number = ?", changed)
            self._database.executemany(
                "INSERT INTO pictures (number, path, name, asked, state) VALUES (?, ?, ?, ?, ?)",
                (
                    (
                        int(numbers[position]),
                        _bytes(pictures[position]),
                        os.fsencode(name),
                        "" if asked is None else asked[position],
                        State.WAITING,
                    )
                    for position, name in zip(fresh, names, strict=True)
                ),
            )
        return numbers

    def _record(self, rows: Sequence[tuple[object, ...]], shard: str = "") -> None:
        with self._mutex, _readable(self.file), self._database:
            if shard:
                self._database.execute("INSERT INTO shards VALUES (?)", (shard,))
            self._database.executemany(
                "UPDATE pictures SET state = ?, modified = ?, size = ?, digest = ?, reason = ?, error = ?, "
                "seconds = ?, outputs = ? WHERE number = ?",
                rows,
            )
            self._database.execute(
                "UPDATE sessions SET latest = ?, pictures = pictures + ? "
                "WHERE rowid = (SELECT MAX(rowid) FROM sessions)",
                (time.time(), len(rows)),
            )

    def _count(self) -> int:
        (last,) = self._database.execute("SELECT MAX(number) FROM pictures").fetchone()
        return 0 if last is None else int(last) + 1

    def _fact(self, name: str) -> str:
        row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def _set_fact(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def difference(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """Where two requests differ: `layer: auto, not relu4`."""
    names = [
        name for name in (*known, *(one for one in wanted if one not in known)) if known.get(name) != wanted.get(name)
    ]
    return "; ".join(f"{name}: {_word(known.get(name))}, not {_word(wanted.get(name))}" for name in names)


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _another(folder: Path, known: Mapping[str, Any], wanted: Mapping[str, Any]) -> ChoiceFailure:
    return ChoiceFailure(
        "{folder} holds a run of another request ({difference}). Choose another folder, repeat that request, or begin "
        "anew with --force.",
        folder=folder,
        difference=difference(known, wanted),
    )


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Errors of the database as failures."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise output_failure(file, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error
        raise OutputFailure("The journal {file} cannot be used: {reason}.", file=file, reason=error) from error


def _bytes(path: Path) -> bytes:
    """Of the whole path: a second call may come from another folder."""
    return os.fsencode(path if path.is_absolute() else path.absolute())


def _text(failure: Failure) -> str:
    """A file's name need not be text."""
    return str(failure).encode("utf-8", "backslashreplace").decode()


def _path(stored: bytes) -> Path:
    return Path(os.fsdecode(stored))
