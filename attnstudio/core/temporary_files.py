"""Temporary files beside what they become.

Each is locked while it is written, and its name says on which machine. Those that a killed program left behind are told
from those that a running one is writing by their lock: nobody holds it.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import uuid
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

_NAME = re.compile(r"\.[0-9a-f]{24}([0-9a-f]{8})\.part")


def created(folder: Path) -> tuple[Path, BinaryIO]:
    """An empty file that is open for writing. Raises OSError."""
    while True:
        path = folder / f".{uuid.uuid4().hex[:24]}{_machine()}.part"
        stream = path.open("xb")
        try:
            _lock(stream)
        except OSError:  # a file system without locks, where nothing abandoned is found either
            return path, stream
        if os.fstat(stream.fileno()).st_nlink:
            return path, stream
        stream.close()  # it was taken for an abandoned one before it was locked


@lru_cache(maxsize=1024)
def remove_abandoned(folder: Path) -> None:
    """What killed programs of this machine left in a folder; looked for once in each."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _NAME.fullmatch(entry.name)
            if found is not None and found[1] == _machine():
                with suppress(OSError):
                    _remove_unless_locked(Path(entry.path))


def _remove_unless_locked(path: Path) -> None:
    """Raises OSError where another program writes it."""
    if sys.platform == "win32":  # where nobody can remove a file that is open
        path.unlink()
        return
    with path.open("rb") as stream:
        _lock(stream)
        path.unlink()


def _lock(stream: BinaryIO) -> None:
    """Until it is closed. Raises BlockingIOError where another one has it, OSError where there are no locks."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@lru_cache(maxsize=1)
def _machine() -> str:
    return sha256(platform.node().encode("utf-8", "surrogateescape")).hexdigest()[:8]
