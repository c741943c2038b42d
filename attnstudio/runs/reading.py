"""Reading a journal, also one that is being written, or whose folder cannot be."""

from __future__ import annotations

import shutil
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from attnstudio.core.errors import OutputFailure, first_line
from attnstudio.core.files import FileState, state
from attnstudio.core.temporary_files import temporary_folder
from attnstudio.runs.journal_file import NAME, is_damage


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database of the run in a folder. What is wrong with it, or with what is in it, is an OutputFailure."""
    file = folder / NAME
    try:
        with closing(_opened(file)) as database:
            yield database
    except (sqlite3.Error, ValueError, LookupError, TypeError, OSError) as error:
        if is_damage(error):
            raise OutputFailure(
                "The journal {file} is damaged. Repeat the command that made it: it makes the journal anew.", file=file
            ) from error
        raise OutputFailure(
            "The journal {file} cannot be used: {reason}.", file=file, reason=first_line(error)
        ) from error


def rows_of(folder: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Raises OutputFailure."""
    with reading(folder) as database:
        return database.execute(query, values).fetchall()


def _opened(file: Path) -> sqlite3.Connection:
    """Raises sqlite3.Error, OSError."""
    database = _connected(file)
    try:
        database.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        database.close()
        log = file.with_name(f"{file.name}-wal")
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or not log.exists():
            raise
        # A killed run left its last rows in the log, and SQLite would have to write beside it to read them.
        return _connected(_copy(state(file), state(log)).folder / NAME)
    return database


def _connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


class _Copy:
    """Of files as they are now, in a folder that lasts as long as it, or as the program."""

    def __init__(self, *files: FileState) -> None:
        ending = ExitStack()
        self.folder = ending.enter_context(temporary_folder())
        weakref.finalize(self, ending.close)
        for file, *_ in files:
            shutil.copyfile(file, self.folder / file.name)


_copy = lru_cache(maxsize=1)(_Copy)  # one question after the other is asked of it
