"""Writing a report, a figure or a session to a file."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attnstudio.core.context import RunContext
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, Priority, ThreadWork


class _WritingWork(ThreadWork):
    """`write` makes the file and returns where it is: the outcome."""

    priority = Priority.INTERACTIVE

    def __init__(self, file: Path, write: Callable[[], Path]) -> None:
        self.file, self._write = file, write

    def run(self, ctx: RunContext, emit: Emit) -> object:
        with _no_full_collection():
            return self._write()


@contextmanager
def _no_full_collection() -> Iterator[None]:
    """What matplotlib makes by the hundred thousand has the collector look through all objects of the program, and no
    thread runs meanwhile, the window's neither. Reports let go of each figure by themselves."""
    known = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        gc.collect(1)  # what is left of it, which would call for a full one
        if len(sys.modules) > known:
            gc.freeze()  # matplotlib's modules stay: each full collection would look through them
        gc.enable()


class ReportWork(_WritingWork):
    """A report of what was measured. Outcome: Path."""

    kind = "report"

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Report {file}"), {"file": self.file.name})


class SessionWritingWork(_WritingWork):
    """A session, with its maps. Outcome: Path."""

    kind = "session writing"

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Session {file}"), {"file": self.file.name})


class FigureWork(_WritingWork):
    """A figure of the compared maps. Outcome: Path."""

    kind = "figure"

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Figure {file}"), {"file": self.file.name})
