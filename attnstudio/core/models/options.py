"""Options of a user model that its file does not determine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ModelOptions:
    """Options of one model; empty ones are detected or guessed.

    Attributes:
        labels: file with the names of its classes.
        names: of its classes, if set without a file.
        preprocessing: a key of preprocessing.PREPROCESSING.
        output: name of the output that is explained.
        output_kind: one of output_kinds.KINDS, what that output's numbers are.
        input_size: (width, height) in pixels, of a network that takes any.
    """

    labels: Path | None = None
    preprocessing: str = ""
    output: str = ""
    input_size: tuple[int, int] | None = None
    output_kind: str = ""
    names: tuple[str, ...] = ()


NONE_CHOSEN = ModelOptions()
