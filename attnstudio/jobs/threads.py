"""Where the work of jobs is done: step by step in the engine's thread, or in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from attnstudio.core import memory
from attnstudio.core.context import RunContext, running
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import Emit, EngineWork, LongWork, Steps, ThreadWork
from attnstudio.jobs.job import Run
from attnstudio.jobs.kept_connection import KeptConnection

_LOG = logging.getLogger(__name__)
MakeEngine = Callable[[], EngineInterface]
_STACK_BYTES = 16 * 1024 * 1024  # macOS gives threads 512 KB


class Reports(QObject):
    """What the threads report of runs. Each run ends with exactly one of done, failed and cancelled.

    Emitted in the thread of the work; connect only to slots of the GUI thread, with QueuedConnection.
    """

    started = Signal(object)  # Run
    result = Signal(object, object)  # Run, a streamed result
    progressed = Signal(object, object, object)  # Run, done, total: Python's integers, which do not overflow
    said = Signal(object, object)  # Run, Notice: what people should know of how it goes
    done = Signal(object, object)  # Run, outcome
    failed = Signal(object, object)  # Run, Failure
    cancelled = Signal(object)  # Run

    def raised(self, run: Run, error: Exception) -> None:
        """Report that a run ended with an exception."""
        if isinstance(error, Cancelled):
            self.cancelled.emit(run)
        elif isinstance(error, Failure):
            self.failed.emit(run, error)
        else:
            self.failed.emit(run, run.work.failure_of(error))

    def context(self, run: Run, between: Callable[[], object] = lambda: None) -> RunContext:
        """The context of a run: its progress is reported at most ten times a second, and when it is complete."""
        throttle = Throttle()

        def progress(done: int, total: int) -> None:
            if throttle.is_due() or done == total:
                self.progressed.emit(run, done, total)

        return RunContext(progress, between=between, cancelled=run.cancelled)


class EngineWorker(QObject):
    """Lives in the engine's thread and owns the engine: models are used only here.

    Owns the runs that have not ended. After every step it returns to the event loop, so that what was submitted
    meanwhile is considered before the next step: interactive runs go first, older ones before younger ones.

    Args:
        make_engine: called in this thread, when the first run begins.
    """

    _awake = Signal()

    def __init__(self, make_engine: MakeEngine, reports: Reports) -> None:
        super().__init__()
        self._make_engine, self._reports = make_engine, reports
        self._engine: EngineInterface | None = None
        self._runs: list[Run] = []
        self._steps: dict[int, Steps] = {}  # of runs that have begun, by id
        self._is_awake = False
        self._awake.connect(self._step, Qt.ConnectionType.QueuedConnection)
        self._idle = QTimer(self, singleShot=True, interval=round(1000 * memory.IDLE_SECONDS))
        self._idle.timeout.connect(memory.return_free_heap)

    def engine(self) -> EngineInterface:
        """The engine of this thread, created at the first call."""
        if self._engine is None:
            self._engine = self._make_engine()
        return self._engine

    @Slot(object)
    def add(self, run: Run) -> None:
        self._runs.append(run)
        self.wake()

    @Slot()
    def wake(self) -> None:
        """A run was added, cancelled or resumed."""
        if not self._is_awake:
            self._is_awake = True
            self._awake.emit()

    def close(self) -> None:
        """End all runs; called in the engine's thread when its event loop has ended."""
        self._idle.stop()
        for run in list(self._runs):
            self._end(run)

    @Slot()
    def _step(self) -> None:
        self._is_awake = False
        for run in [run for run in self._runs if run.cancelled.is_set()]:
            self._end(run)
            self._reports.cancelled.emit(run)
        ready = [run for run in self._runs if run.resumed.is_set()]
        if not ready:
            self._idle.start()
            return
        self._idle.stop()
        run = min(ready, key=lambda run: (run.priority, run.order))
        try:
            with running(run.cancelled, partial(self._reports.said.emit, run)):
                if run.id not in self._steps:
                    self._steps[run.id] = self._begin(run)
                next(self._steps[run.id])
        except StopIteration as ended:
            self._end(run)
            self._reports.done.emit(run, ended.value)
        except Exception as error:
            self._end(run)
            self._reports.raised(run, error)
        self.wake()

    def _begin(self, run: Run) -> Steps:
        assert isinstance(run.work, EngineWork)
        self._reports.started.emit(run)
        engine = self.engine().for_job(careful=run.is_careful)
        return run.work.steps(engine, self._reports.context(run), partial(self._reports.result.emit, run))

    def _end(self, run: Run) -> None:
        """Release a run: what it holds of the model is freed in the thread that created it."""
        self._runs.remove(run)
        steps = self._steps.pop(run.id, None)
        if steps is not None:
            try:
                steps.close()
            except Exception as error:
                _LOG.error("a cancelled job failed while it ended", exc_info=error)


class EngineThread(QThread):
    """A QThread whose Python state lives as long as the thread.

    Qt's own run() makes a new Python thread state for every slot and destroys it afterwards. TensorFlow remembers the
    first one and crashes on the second job; Keras would lose its thread-local state.

    Args:
        at_end: called in the thread, after its event loop.
    """

    def __init__(self, at_end: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._at_end = at_end
        self.setObjectName("engine")
        self.setStackSize(_STACK_BYTES)

    def run(self) -> None:
        self.exec()
        self._at_end()


class WorkThread(threading.Thread):
    """Does one run without the engine, and ends with it.

    Args:
        workers: for a run that is done elsewhere.
    """

    def __init__(self, run: Run, reports: Reports, workers: KeptConnection) -> None:
        super().__init__(name=run.work.kind)
        self.of = run
        self._reports, self._workers = reports, workers

    def run(self) -> None:
        run, reports = self.of, self._reports
        reports.started.emit(run)
        ctx, emit = reports.context(run, run.resumed.wait), partial(reports.result.emit, run)
        try:
            with running(run.cancelled, partial(reports.said.emit, run)):
                outcome = self._done(ctx, emit)
        except Exception as error:
            reports.raised(run, error)
        else:
            reports.done.emit(run, outcome)

    def _done(self, ctx: RunContext, emit: Emit) -> object:
        run = self.of
        if run.calls is None:
            assert isinstance(run.work, ThreadWork)
            return run.work.run(ctx, emit)
        assert isinstance(run.work, LongWork)
        with self._workers.used(run.calls, ctx.check_cancelled) as calls:
            return _finished(run.work.steps_on(calls, ctx, emit))


def _finished(steps: Steps) -> object:
    """What they return."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
