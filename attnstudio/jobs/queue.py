"""The GUI thread's side of the worker: request ids, cancel tokens, dropping of stale results, result cache."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from attnstudio.core.channels import Channels
from attnstudio.core.errors import Failure
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.evaluating import Evaluations
from attnstudio.jobs.threads import EngineThread
from attnstudio.jobs.worker import Worker


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


class _Sequence:
    """Jobs of which each counts, one after the other, until another sequence takes their place."""

    def __init__(self) -> None:
        self.running = _Lane()
        self.waiting: deque[Request] = deque()
        self.total = 0  # 0: there is no sequence

    @property
    def busy(self) -> bool:
        return bool(self.running.unfinished or self.waiting)

    @property
    def done(self) -> int:
        """How many have ended."""
        return self.total - len(self.waiting) - (self.running.newest is not None)

    def begin(self, requests: Sequence[Request]) -> None:
        self.cancel()
        self.waiting.extend(requests)
        self.total = len(requests)

    def cancel(self) -> None:
        self.running.cancel()
        self.waiting.clear()
        self.total = 0


class JobQueue(QObject):
    """One job at a time. Maps and looks inside a layer are two lanes: a new request cancels the one before in its own
    lane, and only the newest one's results come out of it. A third lane runs a sequence of requests, part after part;
    a new sequence cancels the one before. Maps that are asked for meanwhile go before the next part. `evaluations` are
    measured in the same thread, and likewise let maps go first.

    Args:
        weight_folders: where the worker's engine looks for weights.
        board: whose engine, thread and cache serve, in place of its own.
    """

    model_ready = Signal(object)  # ModelInfo
    result_ready = Signal(object)  # Result
    map_refined = Signal(object, object, object)  # Request, Heatmap, Placement
    job_failed = Signal(object, object)  # Request or None, Failure
    channels_ready = Signal(object)  # Channels
    look_failed = Signal(object, object)  # Request, Failure
    part_ready = Signal(object)  # Result
    part_failed = Signal(object, object)  # Request, Failure; the other parts go on
    parts_progressed = Signal(int, int)  # parts that ended, all parts
    all_done = Signal()  # every part of the sequence ended
    progressed = Signal(int, int)
    busy_changed = Signal(bool)

    _requested = Signal(object, object)
    _look_requested = Signal(object, object)
    _warm_up_requested = Signal(str, str, object)

    def __init__(self, weight_folders: Sequence[Path], board: JobBoard | None = None) -> None:
        super().__init__()
        self._owns_thread, self.board = board is None, board
        self._last_id = 0
        self._maps, self._looks, self._parts = _Lane(), _Lane(), _Sequence()
        self.cache = ResultCache() if board is None else board.cache

        self._thread = EngineThread() if board is None else board.engine_thread
        self._worker = Worker(weight_folders, None if board is None else board.engine)
        self._worker.moveToThread(self._thread)
        self.evaluations = Evaluations(self._worker.engine, self._thread)
        self.evaluations.busy_changed.connect(lambda _: self.busy_changed.emit(self.busy))
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.run, queued)
        self._look_requested.connect(self._worker.layer_channels, queued)
        self._warm_up_requested.connect(self._worker.warm_up, queued)
        self._worker.ready.connect(self._on_ready, queued)
        self._worker.finished.connect(self._on_finished, queued)
        self._worker.looked_inside.connect(self._on_looked_inside, queued)
        self._worker.failed.connect(self._on_failed, queued)
        self._worker.cancelled.connect(self._on_cancelled, queued)
        self._worker.progressed.connect(self._on_progressed, queued)
        self._worker.refined.connect(self._on_refined, queued)
        if self._owns_thread:
            self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether maps are being made or measured; a look inside takes one pass and is not waited for."""
        return bool(self._maps.unfinished or self._parts.busy or self.evaluations.busy)

    def warm_up(self, model_id: str, device: str = "auto", options: ModelOptions = NONE_CHOSEN) -> None:
        """Let the worker import TensorFlow and load the model; `model_ready` or `job_failed` follows."""
        self._warm_up_requested.emit(model_id, device, options)

    def submit(self, request: Request) -> int:
        """Run a request, or answer it from the cache at once. Returns its id."""
        self._maps.cancel()
        numbered = self._numbered(request)
        if (known := self.cache.find(numbered)) is not None:
            self.result_ready.emit(known)
            return numbered.id
        token = self._maps.begin(numbered)
        self.busy_changed.emit(True)
        self._requested.emit(numbered, token)
        return numbered.id

    def layer_channels(self, request: Request) -> int:
        """Find the channels of the request's layer; `channels_ready` or `look_failed` follows, unless a newer one does.

        Returns its id.
        """
        numbered = self._numbered(request)
        self._look_requested.emit(numbered, self._looks.begin(numbered))
        return numbered.id

    def run_all(self, requests: Sequence[Request]) -> None:
        """Run requests one after the other, those of one model together, so that each model is loaded once.

        `part_ready` or `part_failed` follows for each, at once where the cache has the answer, then `all_done`.
        """
        known_first = sorted(_by_model(requests), key=lambda request: self.cache.find(request) is None)
        self._parts.begin([self._numbered(request) for request in known_first])
        self.busy_changed.emit(True)
        self._next_part()

    def cancel(self) -> None:
        """Stop all that is being made or measured; it ends within one batch, and nothing of it comes out any more."""
        self._maps.cancel()
        self._parts.cancel()
        self.evaluations.cancel()

    def stop(self) -> bool:
        """The one way to end the thread: after its current batch. True once it ended; calling again is harmless."""
        self.cancel()
        self._looks.cancel()
        if not self._owns_thread:
            return True
        self._thread.quit()
        return self._thread.wait()

    def _numbered(self, request: Request) -> Request:
        self._last_id += 1
        return replace(request, id=self._last_id)

    def _end_maps(self, request_id: int) -> Request | None:
        request = self._maps.end(request_id)
        self._next_part()
        return request

    def _next_part(self) -> None:
        """Begin the next part, unless something is being made; say so when there is none left."""
        parts = self._parts
        while parts.waiting:
            known = self.cache.find(parts.waiting[0])  # it may have been made since the sequence began
            if known is None and (parts.running.unfinished or self._maps.unfinished):
                return
            request = parts.waiting.popleft()
            if known is None:
                self._requested.emit(request, parts.running.begin(request))
            else:
                self.part_ready.emit(known)
                self._tell_progress()
        if parts.total and parts.done == parts.total:
            parts.total = 0
            self.all_done.emit()
        if not self.busy:
            self.busy_changed.emit(False)

    def _tell_progress(self) -> None:
        if self._parts.total:  # else what was told ended the sequence
            self.parts_progressed.emit(self._parts.done, self._parts.total)

    @Slot(object)
    def _on_ready(self, info: ModelInfo) -> None:
        self.model_ready.emit(info)

    @Slot(int, object)
    def _on_finished(self, request_id: int, result: Result) -> None:
        self.cache.keep(result)
        if request_id in self._parts.running.unfinished:
            if self._parts.running.end(request_id) is not None:
                self.part_ready.emit(result)
                self._tell_progress()
            self._next_part()
        elif self._end_maps(request_id) is not None:
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
        elif request_id in self._parts.running.unfinished:
            if (request := self._parts.running.end(request_id)) is not None:
                self.part_failed.emit(request, failure)
                self._tell_progress()
            self._next_part()
        elif (request := self._end_maps(request_id)) is not None:
            self.job_failed.emit(request, failure)

    @Slot(int)
    def _on_cancelled(self, request_id: int) -> None:
        if request_id in self._looks.unfinished:
            self._looks.end(request_id)
        elif request_id in self._parts.running.unfinished:
            self._parts.running.end(request_id)
            self._next_part()
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


def _by_model(requests: Sequence[Request]) -> list[Request]:
    """Those of the first one's model first, and so on; else in their order."""
    models = [(one.model, one.options, one.version, one.weights, one.device) for one in requests]
    return [request for _, request in sorted(zip(map(models.index, models), requests, strict=True), key=itemgetter(0))]
