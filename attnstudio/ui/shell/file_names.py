"""The name that a user gave a file that is to be written."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.errors import OutputFailure


def named(name: str, ending: str) -> Path:
    """With an ending, where none was written. The dialog asked about the name that was, and about no other: where a
    file has the whole name already, OutputFailure is raised."""
    path = Path(name)
    if path.suffix:
        return path
    path = path.with_name(path.name + ending)
    if path.exists():
        raise OutputFailure("{file} is there already. Give its whole name to replace it.", file=path)
    return path
