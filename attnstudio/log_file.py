"""The program's log, in a file always: where a window is opened by a double click, nobody sees a console."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler

from attnstudio import paths


def begin() -> None:
    """From now on what the program logs goes to paths.log_file()."""
    logger, file = logging.getLogger("attnstudio"), paths.log_file()
    if any(getattr(known, "baseFilename", None) == str(file) for known in logger.handlers):
        return
    handler: logging.Handler
    try:
        handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    except OSError:  # not even the temporary folder can be written
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.info("started, process %d", os.getpid())
