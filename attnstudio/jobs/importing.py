"""Importing weights and models from a folder, from the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, ModelFailure
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.importing import Imported, import_from
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.background import Background
from attnstudio.jobs.base import Emit, ThreadWork


class ImportWork(ThreadWork):
    """Weights and models found in a folder. Outcome: list[Imported], every file found, whatever became of it.

    Progress: bytes.
    """

    kind = "import"

    def __init__(self, folder: Path, catalogue: ModelCatalogue) -> None:
        self.folder, self._catalogue = folder, catalogue

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Import from {folder}"), {"folder": self.folder.name})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        return list(import_from(self.folder, self._catalogue, ctx))

    def failure_of(self, error: Exception) -> Failure:
        return ModelFailure("The import from {folder} failed: {reason}.", folder=self.folder, reason=error)


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
