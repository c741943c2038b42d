"""The GUI thread's side of the worker: request ids, cancel tokens, dropping of stale results, result cache."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from attnstudio.core.errors import Failure
from attnstudio.core.images import Placement
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.worker import Worker

_STACK_BYTES = 16 * 1024 * 1024  # macOS gives threads 512 KB


class JobQueue(QObject):
    """One job at a time: a new request cancels the one before. Only the newest request's results come out.

    Args:
        weight_folders: where the worker's engine looks for weights.
    """

    model_ready = Signal(object)  # ModelInfo
    result_ready = Signal(object)  # Result
    map_refined = Signal(object, object, object)  # Request, Heatmap, Placement
    job_failed = Signal(object, object)  # Request or None, Failure
    progressed = Signal(int, int)
    busy_changed = Signal(bool)

    _requested = Signal(object, object)
    _warm_up_requested = Signal(str, str, object)

    def __init__(self, weight_folders: Sequence[Path]) -> None:
        super().__init__()
        self._last_id = 0
        self._current: tuple[Request, threading.Event] | None = None
        self._unfinished: set[int] = set()  # request ids
        self.cache = ResultCache()

        self._thread = _EngineThread()
        self._thread.setObjectName("engine")
        self._thread.setStackSize(_STACK_BYTES)
        self._worker = Worker(weight_folders)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.run, queued)
        self._warm_up_requested.connect(self._worker.warm_up, queued)
        self._worker.ready.connect(self._on_ready, queued)
        self._worker.finished.connect(self._on_finished, queued)
        self._worker.failed.connect(self._on_failed, queued)
        self._worker.cancelled.connect(self._on_cancelled, queued)
        self._worker.progressed.connect(self._on_progressed, queued)
        self._worker.refined.connect(self._on_refined, queued)
        self._thread.start()

    @property
    def busy(self) -> bool:
        return bool(self._unfinished)

    def warm_up(self, model_id: str, device: str = "auto", options: ModelOptions = NONE_CHOSEN) -> None:
        """Let the worker import TensorFlow and load the model; `model_ready` or `job_failed` follows."""
        self._warm_up_requested.emit(model_id, device, options)

    def submit(self, request: Request) -> int:
        """Run a request, or answer it from the cache at once. Returns its id."""
        self.cancel()
        self._last_id += 1
        numbered = replace(request, id=self._last_id)
        if (known := self.cache.find(numbered)) is not None:
            self.result_ready.emit(known)
            return numbered.id
        token = threading.Event()
        self._current = (numbered, token)
        self._unfinished.add(numbered.id)
        self.busy_changed.emit(True)
        self._requested.emit(numbered, token)
        return numbered.id

    def cancel(self) -> None:
        """Stop the current job; it ends within one batch, and nothing of it comes out any more."""
        if self._current is not None:
            self._current[1].set()
            self._current = None

    def stop(self) -> bool:
        """The one way to end the thread: after its current batch. True once it ended; calling again is harmless."""
        self.cancel()
        self._thread.quit()
        return self._thread.wait()

    def _is_current(self, request_id: int) -> bool:
        return self._current is not None and self._current[0].id == request_id

    def _end(self, request_id: int) -> Request | None:
        """A job ended; the request if it was the current one."""
        self._unfinished.remove(request_id)
        request = None
        if self._current is not None and self._current[0].id == request_id:
            request = self._current[0]
            self._current = None
        if not self.busy:
            self.busy_changed.emit(False)
        return request

    @Slot(object)
    def _on_ready(self, info: ModelInfo) -> None:
        self.model_ready.emit(info)

    @Slot(int, object)
    def _on_finished(self, request_id: int, result: Result) -> None:
        self.cache.keep(result)
        if self._end(request_id) is not None:
            self.result_ready.emit(result)

    @Slot(int, object)
    def _on_failed(self, request_id: int, failure: Failure) -> None:
        if request_id == 0:
            self.job_failed.emit(None, failure)
        elif (request := self._end(request_id)) is not None:
            self.job_failed.emit(request, failure)

    @Slot(int)
    def _on_cancelled(self, request_id: int) -> None:
        self._end(request_id)

    @Slot(int, int, int)
    def _on_progressed(self, request_id: int, done: int, total: int) -> None:
        if self._is_current(request_id):
            self.progressed.emit(done, total)

    @Slot(int, object, object)
    def _on_refined(self, request_id: int, heatmap: Heatmap, placement: Placement) -> None:
        if self._current is not None and self._is_current(request_id):
            self.map_refined.emit(self._current[0], heatmap, placement)


class _EngineThread(QThread):
    """A QThread whose Python state lives as long as the thread.

    Qt's own run() makes a new Python thread state for every slot and destroys it afterwards. TensorFlow remembers the
    first one and crashes on the second job; Keras would lose its thread-local state.
    """

    def run(self) -> None:
        self.exec()
