"""Importing weights and models from a folder, from the window."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, ModelFailure, first_line
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.importing import import_from
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, ThreadWork


class ImportWork(ThreadWork):
    """Weights and models found in a folder. Outcome: list[Imported], every file found, whatever became of it.

    Progress: bytes.
    """

    kind = "import"
    is_long = True

    def __init__(self, folder: Path, catalogue: ModelCatalogue) -> None:
        self.folder, self._catalogue = folder, catalogue

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Import from {folder}"), {"folder": self.folder.name})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        return list(import_from(self.folder, self._catalogue, ctx))

    def failure_of(self, error: Exception) -> Failure:
        return ModelFailure("The import from {folder} failed: {reason}.", folder=self.folder, reason=first_line(error))
