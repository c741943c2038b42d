"""The pictures of a call as rows of its journal: which are done, and which are to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from attnstudio.core import array_pictures
from attnstudio.core.text import counted
from attnstudio.runs.journal import Journal
from attnstudio.runs.rows import Row, State
from attnstudio.runs.status import Status


class Call:
    """`pictures`: of the call, in order; `numbers`: those of their rows.

    Args:
        asked: as `Journal.enlist` has it.
        retry_failed: those that failed are to be done too.
    """

    def __init__(
        self, journal: Journal, pictures: Sequence[Path], asked: Sequence[str] | None = None, *, retry_failed: bool
    ) -> None:
        journal.retry(only_existing=not retry_failed)
        self.journal, self.pictures = journal, pictures
        self.numbers = journal.enlist(pictures, asked)

    def __len__(self) -> int:
        return len(self.pictures)

    def say_what_was(self, say: Callable[[str], object]) -> None:
        """What people should know of earlier calls."""
        if self.journal.rebuilt is not None:
            say(f"the journal was damaged, and is set aside as {self.journal.rebuilt}; it is made anew")
        states = self.states()
        done, failed = (int((states == state).sum()) for state in (State.DONE, State.FAILED))
        if done or failed:
            tried = f", {failed} failed: --retry-failed tries these again" if failed else ""
            say(f"{done} of {counted(len(self), 'picture')} were done before{tried}")

    def say_what_is(self, say: Callable[[str], object]) -> None:
        """The summary of the whole run, where it is of several pictures; what failed alone was said."""
        status = Status.of(self.journal.folder)
        if status.total > 1:
            for line in status.lines(least=2):
                say(line)

    def states(self) -> np.ndarray:
        """uint8 (pictures,)"""
        found: np.ndarray = self.journal.states()[self.numbers]
        return found

    def number(self, position: int) -> int:
        return int(self.numbers[position])

    def name(self, position: int) -> str:
        """Of the picture's files."""
        return self.journal.row(self.number(position)).name

    def to_do(self, holds: Callable[[Row], bool] = lambda _: True) -> Iterator[int]:
        """Positions of the pictures that wait, then of those that have changed since they were done.

        Args:
            holds: whether what was made of a picture is still there.
        """
        states = self.states()
        yield from map(int, np.flatnonzero(states == State.WAITING))
        for position, row in self.rows(np.flatnonzero(states == State.DONE)):
            if not (is_unchanged(row) and holds(row)):
                self.journal.wait_again([row.number])
                yield position

    def rows(self, positions: np.ndarray) -> Iterator[tuple[int, Row]]:
        """Positions with their rows, in their order."""
        yield from zip(positions.tolist(), self.journal.rows(self.numbers[positions]), strict=True)


def is_unchanged(row: Row) -> bool:
    """Whether the picture's file is as it was when it was done; of a row that does not say, it is."""
    return row.modified_ns is None or file_state(row.path) == (row.modified_ns, row.size)


def file_state(picture: Path) -> tuple[int, int] | None:
    """When its file was changed last, in nanoseconds, and its size in bytes; None: it is not there."""
    try:
        found = array_pictures.file_of(picture).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
