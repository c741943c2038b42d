"""Vetting a user model."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, ModelFailure, first_line
from attnstudio.core.models.scan import PICKLED, SUFFIXES
from attnstudio.core.models.vetting import SAID_AFTER, under_way, vet
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, ThreadWork

_SUFFIXES = {*SUFFIXES, *PICKLED}


class VettingWork(ThreadWork):
    """A model file read in the sandbox. Outcome: `VettedModel`. Progress: seconds."""

    kind = "vetting"
    replaces = True

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Vetting of {file}"), {"file": self.path.name})

    def activity(self, done: int) -> Notice:
        return under_way(self.path.name, done) if done >= SAID_AFTER else self.title

    def run(self, ctx: RunContext, emit: Emit) -> object:
        return vet(self.path, ctx)

    def failure_of(self, error: Exception) -> Failure:
        return ModelFailure(
            "The model file {file} cannot be opened ({reason}).", file=self.path, reason=first_line(error)
        )


def looks_like_model(path: Path) -> bool:
    """Whether a dropped file or folder is to be vetted as a model."""
    if images.is_named_as_picture(path):  # of ten thousand none is looked into
        return False
    return path.suffix.lower() in _SUFFIXES or (path / "saved_model.pb").is_file()
