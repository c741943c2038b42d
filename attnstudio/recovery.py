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
    """The recovery file of this window, named after its process, and those that other windows left behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / f"{os.getpid()}.{uuid.uuid4().hex}{session.SUFFIX}"
        self.last = folder / f"last{session.SUFFIX}"
        self._saved: Session | None = None
        self._offered: list[Path] = []

    def save(self, state: Session) -> None:
        """Write the state if it changed. An unwritable folder disables only the recovery."""
        if state == self._saved:
            return
        self._saved = state
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            session.write(self.file, state, force=True)
        except (OSError, OutputFailure) as error:
            _LOG.warning("the state of the window cannot be saved: %s", error)

    def find_abandoned(self) -> Path | None:
        """The latest state of a window whose process has ended; None if there is none."""
        found = {path: time for path in self._folder.glob(f"*{session.SUFFIX}") if (time := left_at(path)) is not None}
        self._offered = sorted(found, key=found.__getitem__)
        return self._offered[-1] if self._offered else None

    def adopt(self, lost: Path) -> None:
        """Make an abandoned state that of this window, unless another window has adopted it already."""
        with suppress(OSError):
            lost.replace(self.file)

    @property
    def has_last(self) -> bool:
        """Whether the state of a window is known that ended normally."""
        return self.last.is_file()

    def close(self) -> None:
        """As this window ends normally, its state becomes the last one; the offered ones go if other work was done."""
        with suppress(OSError):
            self.file.replace(self.last)
        for path in self._offered if self._saved is not None else ():
            with suppress(OSError):
                path.unlink(missing_ok=True)


def left_at(path: Path) -> float | None:
    """Time of the last write of what is named after its process; None if that still runs. A later process reuses the
    number."""
    try:
        time, number = path.stat().st_mtime, int(path.name.partition(".")[0])
    except (OSError, ValueError):
        return None
    try:
        return time if psutil.Process(number).create_time() > time else None
    except (psutil.Error, ValueError, OverflowError):
        return time
