"""Importing weights and models from a folder, from the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, ModelFailure
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.importing import Imported, import_from
from attnstudio.jobs.background import Background


class Imports(Background):
    """At most one import at a time."""

    imported = Signal(object)  # list[Imported]: every file that was found, whatever became of it

    def __init__(self, catalogue: ModelCatalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self.folder = Path()

    def start(self, folder: Path) -> None:
        if not self.busy:
            self.folder = folder
            self._begin(partial(self._import, folder))

    def _import(self, folder: Path, ctx: RunContext) -> list[Imported]:
        return list(import_from(folder, self._catalogue, ctx))

    def _finish(self, given: object) -> None:
        self.imported.emit(given)

    def _mishap(self, error: Exception) -> Failure:
        return ModelFailure("The import from {folder} failed: {reason}.", folder=self.folder, reason=error)
