"""Reading a journal, also one that is being written, or whose folder cannot be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from attnstudio.core.errors import OutputFailure
from attnstudio.runs.journal_file import NAME, is_damage


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database of the run in a folder. What is wrong with it, or with what is in it, is an OutputFailure."""
    file = folder / NAME
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            yield database
    except (sqlite3.Error, ValueError) as error:
        if is_damage(error):
            raise OutputFailure(
                "The journal {file} is damaged. Repeat the command that made it: it makes the journal anew.", file=file
            ) from error
        raise OutputFailure("The journal {file} cannot be used: {reason}.", file=file, reason=error) from error


def rows_of(folder: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Raises OutputFailure."""
    with reading(folder) as database:
        return database.execute(query, values).fetchall()
