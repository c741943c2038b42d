"""Getting a model's weights from the window, in a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, DownloadFailure, Failure
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.weights import install

_LOG = logging.getLogger(__name__)
_PROGRESS_EVERY = 0.1  # seconds


class _Fetcher(QThread):
    progressed = Signal(object, object)  # bytes done, bytes in all; Python's integers, which do not overflow
    ended = Signal(object)  # None, Cancelled or Failure

    def __init__(self, spec: ModelSpec, folder: Path) -> None:
        super().__init__()
        self._spec, self._folder = spec, folder
        self.token = threading.Event()
        self._last = 0.0

    def run(self) -> None:
        assert self._spec.weights is not None
        try:
            install(self._spec.weights, self._folder, RunContext(on_progress=self._progress, cancelled=self.token))
        except (Failure, Cancelled) as outcome:
            self.ended.emit(outcome)
        except Exception as error:
            _LOG.error("a download failed", exc_info=error)
            self.ended.emit(
                DownloadFailure("The download of {model} failed: {reason}.", model=self._spec.name, reason=error)
            )
        else:
            self.ended.emit(None)

    def _progress(self, done: int, total: int) -> None:
        if done == total or time.monotonic() - self._last >= _PROGRESS_EVERY:
            self._last = time.monotonic()
            self.progressed.emit(done, total)


class Downloads(QObject):
    """At most one download at a time."""

    progressed = Signal(object, object)  # bytes done, bytes in all (0: not known)
    installed = Signal(str)  # model id
    failed = Signal(object)  # Failure
    stopped = Signal()  # by the user; what was received is kept

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._fetcher: _Fetcher | None = None
        self._model_id = ""

    @property
    def busy(self) -> bool:
        return self._fetcher is not None

    def start(self, spec: ModelSpec) -> None:
        if self.busy:
            return
        self._model_id = spec.id
        self._fetcher = _Fetcher(spec, self._folder)
        queued = Qt.ConnectionType.QueuedConnection
        self._fetcher.progressed.connect(self._on_progress, queued)
        self._fetcher.ended.connect(self._on_ended, queued)
        self._fetcher.start()

    def cancel(self) -> None:
        if self._fetcher is not None:
            self._fetcher.token.set()

    def stop(self) -> None:
        """Cancel, and wait for the thread."""
        if self._fetcher is not None:
            self._fetcher.token.set()
            self._fetcher.wait()
            self._fetcher = None

    @Slot(object, object)
    def _on_progress(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)

    @Slot(object)
    def _on_ended(self, outcome: object) -> None:
        if self._fetcher is None:
            return
        self._fetcher.wait()
        self._fetcher = None
        if outcome is None:
            self.installed.emit(self._model_id)
        elif isinstance(outcome, Failure):
            self.failed.emit(outcome)
        else:
            self.stopped.emit()
