"""The program's log, always a file: a window opened by a double click has no console."""

from __future__ import annotations

import faulthandler
import logging
import os
from contextlib import suppress
from pathlib import Path

from attnstudio import paths

_LARGEST = 1_000_000  # bytes, before the next start begins anew
_LOG = logging.getLogger("attnstudio")


def start() -> None:
    """Log to paths.log_file() from now on; faulthandler writes there too."""
    file = paths.log_file()
    if any(getattr(known, "baseFilename", None) == str(file) for known in _LOG.handlers):
        return
    _make_room(file)
    handler: logging.Handler
    try:
        handler = written = logging.FileHandler(file, encoding="utf-8")
        if not faulthandler.is_enabled() and written.stream is not None:
            faulthandler.enable(written.stream)
    except OSError:  # not even the temporary folder can be written
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    _LOG.setLevel(logging.INFO)
    _LOG.addHandler(handler)
    _LOG.info("started, process %d", os.getpid())


def _make_room(file: Path) -> None:
    """Rotate a large log. Only at a start: another window may write to it later."""
    with suppress(OSError):
        if file.stat().st_size > _LARGEST:
            file.replace(file.with_name(f"{file.name}.1"))
