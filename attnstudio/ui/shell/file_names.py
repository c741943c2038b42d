"""The name that a user gave a file that is to be written."""

from __future__ import annotations

from pathlib import Path

from attnstudio.ui.shell.file_dialogs import with_ending


def named(name: str, ending: str) -> Path:
    return with_ending(Path(name), ending)
