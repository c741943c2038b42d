"""The state of a window in a file for as long as it is open. The next start finds it if the end was no normal one."""

from __future__ import annotations

import logging
import os
import uuid
from contextlib import suppress
from pathlib import Path

import psutil

from attnstudio.core.errors import OutputFailure
from attnstudio.export import session
from attnstudio.export.session import Session

_LOG = logging.getLogger(__name__)


class Recovery:
    """The file of this window, named after the process, and those that others have left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / f"{os.getpid()}.{uuid.uuid4().hex}{session.SUFFIX}"
        self._saved: Session | None = None
        self._offered: list[Path] = []

    def save(self, state: Session) -> None:
        """Write it if it changed; a folder that cannot be written costs the recovery, nothing else."""
        if state == self._saved:
            return
        self._saved = state
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            session.write(self.file, state, force=True)
        except (OSError, OutputFailure) as error:
            _LOG.warning("the state of the window is not kept: %s", error)

    def lost(self) -> Path | None:
        """The latest state of a window whose process is no more."""
        found = {path: time for path in self._folder.glob(f"*{session.SUFFIX}") if (time := _left_at(path)) is not None}
        self._offered = sorted(found, key=found.__getitem__)
        return self._offered[-1] if self._offered else None

    def adopt(self, lost: Path) -> None:
        """Make a lost state that of this window. Where another window was quicker, it stays with that."""
        with suppress(OSError):
            lost.replace(self.file)

    def end(self) -> None:
        """This window ends normally. States that were offered go too, if other work was done instead."""
        for path in (self.file, *(self._offered if self._saved is not None else ())):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _left_at(path: Path) -> float | None:
    """When a state was written last; None where its process still runs. One that began later has only its number."""
    try:
        time, number = path.stat().st_mtime, int(path.name.partition(".")[0])
    except (OSError, ValueError):
        return None
    try:
        return time if psutil.Process(number).create_time() > time else None
    except (psutil.Error, ValueError, OverflowError):
        return time
