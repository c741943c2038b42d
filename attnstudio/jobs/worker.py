"""The object that lives in the worker thread and owns the engine. TensorFlow is imported and run only here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, Request
from attnstudio.jobs.unexpected import Unexpected, unexpected

__all__ = ["Unexpected", "Worker", "unexpected"]
_PARTIAL_EVERY = 0.1  # seconds
_PROGRESS_EVERY = 0.05


class Worker(QObject):
    """Runs one job at a time. Each job ends with exactly one of finished, looked_inside, failed and cancelled.

    `refined` carries finished maps of a running job and partial ones, at most ten a second.
    """

    ready = Signal(object)  # ModelInfo
    finished = Signal(int, object)  # request id, Result
    looked_inside = Signal(int, object)  # request id, Channels
    failed = Signal(int, object)  # request id (0: not of a job), Failure
    cancelled = Signal(int)
    progressed = Signal(int, int, int)  # request id, done, total
    refined = Signal(int, object, object)  # request id, Heatmap, Placement

    def __init__(self, weight_folders: Sequence[Path], engine: Callable[[], Engine] | None = None) -> None:
        super().__init__()
        if engine is not None:
            self.engine = engine  # type: ignore[method-assign]
        self._weight_folders = tuple(weight_folders)
        self._engine: Engine | None = None

    def engine(self) -> Engine:
        """The one of this thread, made when it is first asked for."""
        if self._engine is None:
            self._engine = Engine(self._weight_folders)
        return self._engine

    @Slot(str, str, object)
    def warm_up(self, model_id: str, device: str, options: ModelOptions = NONE_CHOSEN) -> None:
        """Import TensorFlow and load a model before the first job asks for them."""
        try:
            self.ready.emit(self.engine().load(model_id, device_choice=device, options=options).info)
        except Failure as failure:
            self.failed.emit(0, failure)
        except Exception as error:
            self.failed.emit(0, unexpected(error))

    @Slot(object, object)
    def run(self, request: Request, token: threading.Event) -> None:
        last_partial = last_progress = 0.0

        def progressed(done: int, total: int) -> None:
            nonlocal last_progress
            if done == total or time.monotonic() - last_progress >= _PROGRESS_EVERY:
                last_progress = time.monotonic()
                self.progressed.emit(request.id, done, total)

        def refined(heatmap: Heatmap, placement: Placement) -> None:
            nonlocal last_partial
            if not heatmap.partial or time.monotonic() - last_partial >= _PARTIAL_EVERY:
                last_partial = time.monotonic()
                self.refined.emit(request.id, heatmap, placement)

        ctx = RunContext(on_progress=progressed, cancelled=token, seed=request.seed)
        self._end(request, self.finished, lambda: self.engine().run(request, ctx, refined))

    @Slot(object, object)
    def layer_channels(self, request: Request, token: threading.Event) -> None:
        """Find the channels of the request's layer."""
        ctx = RunContext(cancelled=token)
        self._end(request, self.looked_inside, lambda: self.engine().channels(request, ctx))

    def _end(self, request: Request, done: SignalInstance, work: Callable[[], object]) -> None:
        """Do a job's work and say how it ended."""
        try:
            outcome = work()
        except Cancelled:
            self.cancelled.emit(request.id)
        except Failure as failure:
            self.failed.emit(request.id, failure)
        except Exception as error:
            self.failed.emit(request.id, unexpected(error))
        else:
            done.emit(request.id, outcome)
