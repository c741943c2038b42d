"""The file of a journal, `run.sqlite`, and its request for people beside it: made, opened, set aside, removed."""

from __future__ import annotations

import errno
import json
import math
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from attnstudio.core.errors import EndedFailure, GoneFailure, first_line
from attnstudio.core.files import output_failure, write_atomically

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
# Of a table or a text that damage took: SQLite has no code of their own for these.
_DAMAGE = ("no such table", "Could not decode to UTF-8")
_TEMPORARY = re.compile(r"\.[0-9a-f]{32}\.part")


def connect(file: Path) -> sqlite3.Connection:
    """To a journal that is there. Raises sqlite3.DatabaseError if it is damaged, sqlite3.OperationalError if it cannot
    be opened."""
    database = sqlite3.connect(file, check_same_thread=False)
    try:
        if database.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            raise sqlite3.DatabaseError("no journal of this version")
        _prepare(database)
        database.execute("SELECT number, outputs FROM pictures LIMIT 1").fetchall()
        request_in(database)
    except (sqlite3.OperationalError, ValueError, TypeError) as error:
        database.close()
        if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
            raise
        raise sqlite3.DatabaseError(str(error)) from error
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def create(
    folder: Path, request: Mapping[str, Any], versions: Mapping[str, str], others: list[str]
) -> sqlite3.Connection:
    """A new journal. `others`: names of the files that are not the run's own. Raises OutputFailure, sqlite3.Error."""
    content = json.dumps({"request": request, "versions": dict(versions)}, indent=1).encode()
    write_atomically(folder / REQUEST_NAME, lambda file: file.write(content), force=True)
    building = folder / f"{NAME}.new"
    building.unlink(missing_ok=True)
    try:
        _build(building, request, versions, others)
        building.replace(folder / NAME)
    finally:
        with suppress(OSError):
            building.unlink(missing_ok=True)
    opened = sqlite3.connect(folder / NAME, check_same_thread=False)
    _prepare(opened)
    return opened


def _build(file: Path, request: Mapping[str, Any], versions: Mapping[str, str], others: list[str]) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        for statement in filter(str.strip, _TABLES.split(";")):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_VERSION}")
        database.executemany("INSERT INTO others VALUES (?)", ((os.fsencode(name),) for name in others))
        facts = {"request": json.dumps(request), "versions": json.dumps(dict(versions))}
        database.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())


def close(database: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):  # somebody reads it now
        database.execute("PRAGMA journal_mode = DELETE")  # one file, also for who may only read
    database.close()


def request_in(database: sqlite3.Connection) -> dict[str, Any]:
    """Raises sqlite3.Error, ValueError, TypeError."""
    row = database.execute("SELECT value FROM facts WHERE name = 'request'").fetchone()
    found: dict[str, Any] = json.loads(row[0])
    return found


def request_beside(folder: Path) -> dict[str, Any]:
    """Of the file beside the journal; empty if that cannot be read either."""
    try:
        return dict(json.loads((folder / REQUEST_NAME).read_bytes())["request"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def set_aside(folder: Path) -> Path:
    """Where the damaged journal is now."""
    number = 1
    while (aside := folder / f"{NAME}.damaged-{number}").exists():
        number += 1
    (folder / NAME).replace(aside)
    for end in ("-wal", "-shm"):
        with suppress(OSError):
            (folder / f"{NAME}{end}").unlink(missing_ok=True)
    return aside


def latest_aside(folder: Path) -> Path | None:
    """The damaged journal that was set aside last; None: there is none."""
    return max(folder.glob(f"{NAME}.damaged-*"), key=lambda file: file.stat().st_mtime_ns, default=None)


def is_damage(error: Exception) -> bool:
    """Whether what was read from a journal is not what was written there: a fact or a column that is missing, too."""
    if isinstance(error, LookupError | TypeError):
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what tells kinds of damage apart
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error).startswith(_DAMAGE)


def remove(folder: Path) -> None:
    for name in (NAME, f"{NAME}-wal", f"{NAME}-shm", REQUEST_NAME):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def remove_temporary_files(folder: Path, before: float = math.inf) -> None:
    """Those that a killed run left; nobody else writes here while the lock is held. `before`: of this time and earlier,
    where others may be at work."""
    for file in folder.iterdir():
        if _TEMPORARY.fullmatch(file.name):
            with suppress(OSError):
                if file.stat().st_mtime <= before:
                    file.unlink()


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Errors of the database as failures, after which nothing more can be written down."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise output_failure(file, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error
        if not is_there(file):
            raise gone(file.parent) from error
        raise EndedFailure(
            "The journal {file} cannot be used: {reason}.", file=file, reason=first_line(error)
        ) from error


def is_there(file: Path) -> bool:
    """Also of a file on a network share that has gone away: then it is not."""
    try:
        return file.exists()
    except OSError:
        return False


def gone(folder: Path) -> GoneFailure:
    return GoneFailure(
        "The folder {folder} has gone away: was it deleted or moved, or is its disk or network share not connected? "
        "The same call goes on once it is back.",
        folder=folder,
    )


def _prepare(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
