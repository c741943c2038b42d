"""What a journal has of each picture."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from attnstudio.core.errors import ExistingFileFailure, Failure

EXISTS = ExistingFileFailure.__name__  # the reason of those whose file was there


class State(IntEnum):
    WAITING, DONE, FAILED = range(3)


@dataclass(frozen=True)
class Row:
    """Of a picture: where its file is, what its own files are called, and the file as it was."""

    number: int
    path: Path
    name: str
    state: State
    modified_ns: int | None
    size: int | None
    outputs: Any
    error: str  # empty: none
    asked: str  # of this picture, where that differs from picture to picture


def path_bytes(path: Path) -> bytes:
    """Of the whole path: a second call may come from another folder."""
    return os.fsencode(path if path.is_absolute() else path.absolute())


def path_from(stored: bytes) -> Path:
    return Path(os.fsdecode(stored))


def text_of(failure: Failure) -> str:
    """A file's name need not be text."""
    return str(failure).encode("utf-8", "backslashreplace").decode()


def reason_of(failure: Failure) -> str:
    """What failures of one kind share."""
    return EXISTS if isinstance(failure, ExistingFileFailure) else failure.template
