"""Where the engine's process begins. It gives up its rights before anything else is imported."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from attnstudio.engine_process.confine import confine
from attnstudio.engine_process.frames import Frames

WORD = "engine"


def is_wanted(arguments: Sequence[str]) -> bool:
    return list(arguments[1:2]) == [WORD]


def main() -> int:
    """Serve the process that has started this one, until it is gone or has had enough."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other process
    frames = Frames(os.dup(0), os.dup(1))
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)  # what libraries print belongs to no message
    faulthandler.enable()
    start = json.loads(frames.receive())
    tempfile.tempdir = str(Path.cwd())  # libraries ask for one when they are imported, and it cannot be found by trying
    with suppress(OSError):
        os.chdir(start["folder"])  # so that relative paths are the same here
    refused = confine(start["readable"])
    try:
        from attnstudio.engine_process.server import Server

        Server(frames, start["weight_folders"], refused, start["options"]).serve()
    except (EOFError, BrokenPipeError):  # nobody is left to answer to
        return 0
    except BaseException:
        import traceback

        traceback.print_exc(file=sys.stderr)
        return 1
    return 0
