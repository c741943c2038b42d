"""One writer at a time in a folder: a lock that the system gives back when the process ends, however it ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import output_failure

NAME = "run.lock"


class RunLock:
    """Held from its making until `release`. Raises OutputFailure while another run holds it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        while True:
            try:
                self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o644)
            except OSError as error:
                raise output_failure(self._file, error) from error
            if not _lock(self._descriptor):
                os.close(self._descriptor)
                raise OutputFailure(
                    "Another run is at work in {folder}. Wait until it ends, or choose another folder.", folder=folder
                )
            if self._is_current():
                return
            os.close(self._descriptor)  # its last holder removed it meanwhile

    def release(self) -> None:
        with suppress(OSError):  # Windows removes no open file
            self._file.unlink()
        with suppress(OSError):  # of a network share that has gone away
            os.close(self._descriptor)

    def _is_current(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._file.stat())
        except OSError:
            return False


def is_running(folder: Path) -> bool:
    """Whether a run holds the folder now."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Whether it is ours now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
