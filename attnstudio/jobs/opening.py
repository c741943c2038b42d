"""Looking into a user's own model file from the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from attnstudio.core.errors import Failure, ModelFailure
from attnstudio.core.models.scan import PICKLED, SUFFIXES
from attnstudio.core.models.vetting import VettedModel, vet
from attnstudio.jobs.background import Background

_SUFFIXES = {*SUFFIXES, *PICKLED}


class ModelOpener(Background):
    """At most one file at a time."""

    opened = Signal(object)  # Admitted

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None  # of the latest file

    def start(self, path: Path) -> None:
        """`opened`, `failed` or `stopped` follows; while a file is being looked into, nothing happens."""
        if not self.busy:
            self.path = path
            self._begin(partial(vet, path))

    def _finish(self, given: object) -> None:
        assert isinstance(given, VettedModel)
        self.opened.emit(given)

    def _mishap(self, error: Exception) -> Failure:
        return ModelFailure("The model file {file} cannot be opened ({reason}).", file=self.path, reason=error)


def looks_like_model(path: Path) -> bool:
    """Whether a dropped file or folder is for the models, if only to be told why it is refused."""
    return path.suffix.lower() in _SUFFIXES or (path / "saved_model.pb").is_file()
