"""Getting a model's weights from the window."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.context import RunContext
from attnstudio.core.errors import DownloadFailure, Failure, first_line
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.download import install
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, ThreadWork


class DownloadWork(ThreadWork):
    """The weights of a model, fetched and verified. Outcome: their Path. Progress: bytes."""

    kind = "download"
    is_long = True

    def __init__(self, spec: ModelSpec, folder: Path) -> None:
        self.spec, self._folder = spec, folder

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Download of {model}"), {"model": self.spec.name})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        assert self.spec.weights is not None
        return install(self.spec.weights, self._folder, ctx)

    def failure_of(self, error: Exception) -> Failure:
        return DownloadFailure(
            "The download of {model} failed: {reason}.", model=self.spec.name, reason=first_line(error)
        )
