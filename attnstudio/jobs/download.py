"""Getting a model's weights from the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from attnstudio.core.context import RunContext
from attnstudio.core.errors import DownloadFailure, Failure
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.download import install
from attnstudio.core.models.weights import WeightsFile
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.background import Background
from attnstudio.jobs.base import Emit, ThreadWork


class DownloadWork(ThreadWork):
    """The weights of a model, fetched and verified. Outcome: their Path. Progress: bytes."""

    kind = "download"

    def __init__(self, spec: ModelSpec, folder: Path) -> None:
        self.spec, self._folder = spec, folder

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Download of {model}"), {"model": self.spec.name})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        assert self.spec.weights is not None
        return install(self.spec.weights, self._folder, ctx)

    def failure_of(self, error: Exception) -> Failure:
        return DownloadFailure("The download of {model} failed: {reason}.", model=self.spec.name, reason=error)


class Downloads(Background):
    """At most one download at a time."""

    installed = Signal(str)  # model id

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.spec: ModelSpec | None = None  # of the latest download

    def start(self, spec: ModelSpec) -> None:
        if not self.busy and spec.weights is not None:
            self.spec = spec
            self._begin(partial(self._install, spec.weights))

    def _install(self, file: WeightsFile, ctx: RunContext) -> Path:
        return install(file, self._folder, ctx)

    def _finish(self, given: object) -> None:
        assert self.spec is not None
        self.installed.emit(self.spec.id)

    def _mishap(self, error: Exception) -> Failure:
        assert self.spec is not None
        return DownloadFailure("The download of {model} failed: {reason}.", model=self.spec.name, reason=error)
