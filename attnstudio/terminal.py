"""Terminal output of commands: exit status, failures, a progress bar, and Ctrl-C as a cancel token."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from types import FrameType

from attnstudio.core.errors import ExistingFileFailure, Failure
from attnstudio.core.text import Notice

_WIDTH = 30


class Exit(IntEnum):
    """The exit status of a command."""

    DONE = 0
    FAILED = 1
    WRONG_CALL = 2
    INTERRUPTED = 130


def print_failure(failure: Failure, picture: Path | None = None) -> None:
    """Print a failure to stderr, with the picture where it does not name it, and the command line option that avoids
    it, if there is one."""
    hint = " (--force overwrites it)" if isinstance(failure, ExistingFileFailure) else ""
    where = f"{picture}: " if picture is not None and picture.name not in str(failure) else ""
    print(f"attnstudio: {where}{failure}{hint}", file=sys.stderr)


class ProgressBar:
    """A progress bar on stderr, shown only if stderr is a terminal."""

    def __init__(self, label: str, unit: str = "", scale: float = 1) -> None:
        self._label, self._unit, self._scale = label, unit, scale
        self._shown = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, done: int, total: int, note: str = "") -> None:
        """Draw the bar. `total` is 0 if it is not known."""
        if not self._shown:
            return
        filled = _WIDTH * done // total if total else 0
        amount = f"{done / self._scale:.0f}" + (f"/{total / self._scale:.0f}" if total else "")
        line = f"{self._label} [{'=' * filled:<{_WIDTH}}] {amount} {self._unit} {note}"
        sys.stderr.write(f"\r\033[K{line}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def print_notice(notice: Notice) -> None:
    """Print to stderr how the command goes."""
    print(f"attnstudio: {notice}", file=sys.stderr)


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Yield an event that the first Ctrl-C sets; a second one raises KeyboardInterrupt as usual."""
    interrupted = threading.Event()

    def on_interrupt(_: int, __: FrameType | None) -> None:
        if interrupted.is_set():
            raise KeyboardInterrupt
        interrupted.set()

    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return
    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
