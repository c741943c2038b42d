"""The GUI thread's side of the worker: request ids, cancel tokens, dropping of stale results, result cache."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from attnstudio.core.channels import Channels
from attnstudio.core.errors import Failure
from attnstudio.core.images import Placement
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.worker import Worker

_STACK_BYTES = 16 * 1024 * 1024  # macOS gives threads 512 KB


class _Lane:
    """Jobs of one kind, of which only the newest counts."""

    def __init__(self) -> None:
        self.newest: Request | None = None
        self.unfinished: set[int] = set()  # request ids
        self._token = threading.Event()

    def begin(self, request: Request) -> threading.Event:
        """Another job takes the place of the one before; returns what cancels it."""
        self.cancel()
        self.newest, self._token = request, threading.Event()
        self.unfinished.add(request.id)
        return self._token

    def cancel(self) -> None:
        self._token.set()
        self.newest = None

    def is_newest(self, request_id: int) -> bool:
        return self.newest is not None and self.newest.id == request_id

    def end(self, request_id: int) -> Request | None:
        """A job ended; its request where it was the newest."""
        self.unfinished.remove(request_id)
        request = None
        if self.is_newest(request_id):
            request, self.newest = self.newest, None
        return request


class JobQueue(QObject):
    """One job at a time. Maps and looks inside a layer are two lanes: a new request cancels the one before in its own
    lane, and only the newest one's results come out of it.

    Args:
        weight_folders: where the worker's engine looks for weights.
    """

    model_ready = Signal(object)  # ModelInfo
    result_ready = Signal(object)  # Result
    map_refined = Signal(object, object, object)  # Request, Heatmap, Placement
    job_failed = Signal(object, object)  # Request or None, Failure
    channels_ready = Signal(object)  # Channels
    look_failed = Signal(object, object)  # Request, Failure
    progressed = Signal(int, int)
    busy_changed = Signal(bool)

    _requested = Signal(object, object)
    _look_requested = Signal(object, object)
    _warm_up_requested = Signal(str, str, object)

    def __init__(self, weight_folders: Sequence[Path]) -> None:
        super().__init__()
        self._last_id = 0
        self._maps, self._looks = _Lane(), _Lane()
        self.cache = ResultCache()

        self._thread = _EngineThread()
        self._thread.setObjectName("engine")
        self._thread.setStackSize(_STACK_BYTES)
        self._worker = Worker(weight_folders)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.run, queued)
        self._look_requested.connect(self._worker.look_inside, queued)
        self._warm_up_requested.connect(self._worker.warm_up, queued)
        self._worker.ready.connect(self._on_ready, queued)
        self._worker.finished.connect(self._on_finished, queued)
        self._worker.looked_inside.connect(self._on_looked_inside, queued)
        self._worker.failed.connect(self._on_failed, queued)
        self._worker.cancelled.connect(self._on_cancelled, queued)
        self._worker.progressed.connect(self._on_progressed, queued)
        self._worker.refined.connect(self._on_refined, queued)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether maps are being made; a look inside takes one pass and is not waited for."""
        return bool(self._maps.unfinished)

    def warm_up(self, model_id: str, device: str = "auto", options: ModelOptions = NONE_CHOSEN) -> None:
        """Let the worker import TensorFlow and load the model; `model_ready` or `job_failed` follows."""
        self._warm_up_requested.emit(model_id, device, options)

    def submit(self, request: Request) -> int:
        """Run a request, or answer it from the cache at once. Returns its id."""
        self.cancel()
        numbered = self._numbered(request)
        if (known := self.cache.find(numbered)) is not None:
            self.result_ready.emit(known)
            return numbered.id
        token = self._maps.begin(numbered)
        self.busy_changed.emit(True)
        self._requested.emit(numbered, token)
        return numbered.id

    def look_inside(self, request: Request) -> int:
        """Find the channels of the request's layer; `channels_ready` or `look_failed` follows, unless a newer one does.

        Returns its id.
        """
        numbered = self._numbered(request)
        self._look_requested.emit(numbered, self._looks.begin(numbered))
        return numbered.id

    def cancel(self) -> None:
        """Stop the current maps; their job ends within one batch, and nothing of it comes out any more."""
        self._maps.cancel()

    def stop(self) -> bool:
        """The one way to end the thread: after its current batch. True once it ended; calling again is harmless."""
        self._maps.cancel()
        self._looks.cancel()
        self._thread.quit()
        return self._thread.wait()

    def _numbered(self, request: Request) -> Request:
        self._last_id += 1
        return replace(request, id=self._last_id)

    def _end_maps(self, request_id: int) -> Request | None:
        request = self._maps.end(request_id)
        if not self.busy:
            self.busy_changed.emit(False)
        return request

    @Slot(object)
    def _on_ready(self, info: ModelInfo) -> None:
        self.model_ready.emit(info)

    @Slot(int, object)
    def _on_finished(self, request_id: int, result: Result) -> None:
        self.cache.keep(result)
        if self._end_maps(request_id) is not None:
            self.result_ready.emit(result)

    @Slot(int, object)
    def _on_looked_inside(self, request_id: int, channels: Channels) -> None:
        if self._looks.end(request_id) is not None:
            self.channels_ready.emit(channels)

    @Slot(int, object)
    def _on_failed(self, request_id: int, failure: Failure) -> None:
        if request_id == 0:
            self.job_failed.emit(None, failure)
        elif request_id in self._looks.unfinished:
            if (request := self._looks.end(request_id)) is not None:
                self.look_failed.emit(request, failure)
        elif (request := self._end_maps(request_id)) is not None:
            self.job_failed.emit(request, failure)

    @Slot(int)
    def _on_cancelled(self, request_id: int) -> None:
        if request_id in self._looks.unfinished:
            self._looks.end(request_id)
        else:
            self._end_maps(request_id)

    @Slot(int, int, int)
    def _on_progressed(self, request_id: int, done: int, total: int) -> None:
        if self._maps.is_newest(request_id):
            self.progressed.emit(done, total)

    @Slot(int, object, object)
    def _on_refined(self, request_id: int, heatmap: Heatmap, placement: Placement) -> None:
        if self._maps.is_newest(request_id):
            self.map_refined.emit(self._maps.newest, heatmap, placement)


class _EngineThread(QThread):
    """A QThread whose Python state lives as long as the thread.

    Qt's own run() makes a new Python thread state for every slot and destroys it afterwards. TensorFlow remembers the
    first one and crashes on the second job; Keras would lose its thread-local state.
    """

    def run(self) -> None:
        self.exec()
