"""Child processes of this program that live no longer than it does."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from attnstudio import paths

_TIED = "ATTNSTUDIO_TIED"  # in the environment of a child: it ends when its stdin does


def start(
    words: Sequence[str], environment: Mapping[str, str] | None = None, *, piped: bool = False, logged: bool = False
) -> subprocess.Popen[bytes]:
    """Start this program with a command line.

    However this process ends, the child's stdin is closed then, and it ends too. Ctrl-C reaches it by that way only.

    Args:
        piped: its stdout is read by the caller.
        logged: its stderr goes to the log, not to that of this process.
    """
    own_group: dict[str, Any] = {"creationflags": 0x200} if sys.platform == "win32" else {"start_new_session": True}
    with paths.log_file().open("ab") if logged else nullcontext() as log:
        return subprocess.Popen(
            [*paths.program(), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if piped else subprocess.DEVNULL,
            stderr=log,
            env={**os.environ, **(environment or {}), _TIED: "1"},
            **own_group,
        )


def stop(process: subprocess.Popen[bytes], seconds: float = 5.0) -> None:
    """End it: asked first, then killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def tie() -> None:
    """In a child: end this process when its parent does."""
    if os.environ.pop(_TIED, "") and sys.stdin is not None:
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    while sys.stdin.buffer.read(1024):
        pass
    os._exit(0)
