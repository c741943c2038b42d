"""Temporary files beside what they become, and temporary folders.

Each is locked while it is used, and its name says on which machine. Those that a killed program left behind are told
from those that a running one is using by their lock: nobody holds it.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

_NAME = re.compile(r"\.[0-9a-f]{24}([0-9a-f]{8})\.part")
_FOLDER = re.compile(r"attnstudio-([0-9a-f]{8})-\w+")


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


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder, which goes at the end, or at the next start if the program is killed. Raises OSError."""
    remove_abandoned_folders(Path(tempfile.gettempdir()))
    made, lock = _locked_folder()
    with lock, made as name:
        yield Path(name)


@lru_cache(maxsize=1024)
def remove_abandoned_folders(parent: Path) -> None:
    """What killed programs of this user and this machine left there; looked for once in each."""
    if sys.platform == "win32":  # where folders cannot be locked
        return
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            found = _FOLDER.fullmatch(entry.name)
            if found is None or found[1] != _machine():
                continue
            with suppress(OSError), ExitStack() as lock:
                if entry.stat(follow_symlinks=False).st_uid == os.getuid():
                    _lock(_opened_folder(entry.path, lock))
                    shutil.rmtree(entry.path, ignore_errors=True)


def _locked_folder() -> tuple[tempfile.TemporaryDirectory[str], ExitStack]:
    while True:
        made = tempfile.TemporaryDirectory(prefix=f"attnstudio-{_machine()}-", ignore_cleanup_errors=True)
        lock = ExitStack()
        if sys.platform == "win32":
            return made, lock
        try:
            number = _opened_folder(made.name, lock)
            with suppress(OSError):  # a file system without locks, where nothing abandoned is found either
                _lock(number)
            if os.path.samestat(Path(made.name).stat(), os.fstat(number)):
                return made, lock
        except FileNotFoundError:  # it was taken for an abandoned one before it was locked
            lock.close()
            made.cleanup()


def _opened_folder(path: str, closes: ExitStack) -> int:
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    closes.callback(os.close, number)
    return number


def _remove_unless_locked(path: Path) -> None:
    """Raises OSError where another program writes it."""
    if sys.platform == "win32":  # where nobody can remove a file that is open
        path.unlink()
        return
    with path.open("rb") as stream:
        _lock(stream)
        path.unlink()


def _lock(stream: BinaryIO | int) -> None:
    """Until it is closed. Raises BlockingIOError where another one has it, OSError where there are no locks."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@lru_cache(maxsize=1)
def _machine() -> str:
    return sha256(platform.node().encode("utf-8", "surrogateescape")).hexdigest()[:8]
