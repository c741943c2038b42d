"""Measuring maps from the window, picture after picture in the engine's thread: single maps come in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from attnstudio.core import images, regions
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.evaluation.compact import compact
from attnstudio.core.evaluation.measure import Case, Evaluated, Listener, Measurement, case_of
from attnstudio.core.metrics.base import Curve, MetricCall
from attnstudio.core.request import Request
from attnstudio.jobs.worker import unexpected

_TOLD_EVERY = 0.1  # seconds


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be measured.

    Attributes:
        request: what is asked of every picture; its own image is empty.
        regions: where the objects are, for pictures of which that is known.
    """

    request: Request
    metrics: tuple[MetricCall, ...]
    pictures: tuple[Path, ...]
    regions: Mapping[Path, regions.Region]

    def cases(self) -> Iterator[Case | Failure]:
        """Decoded one by one. What is wrong with a region costs the metrics that need it, not the picture."""
        for path in self.pictures:
            try:
                picture = images.decode(path, self.request.levels)
                yield case_of(picture, self.regions.get(path))
            except Failure as failure:
                yield failure


class Run:
    """A task on its way. `token` stops it; `done` counts the pictures that had their turn."""

    def __init__(self, task: Task) -> None:
        self.task, self.token, self.done = task, threading.Event(), 0

    @property
    def path(self) -> Path:
        """The picture at hand."""
        return self.task.pictures[self.done]

    @property
    def is_last(self) -> bool:
        return self.done + 1 == len(self.task.pictures)


class _Evaluator(QObject):
    """Lives in the engine's thread. Each step, which is one picture, ends with one of stepped, failed and stopped."""

    curve_grew = Signal(object, object)  # Run, (method id, metric id, Curve so far)
    measured = Signal(object, object)  # Run, Measurement
    progressed = Signal(object, int, int)  # Run, done and total of the picture at hand
    stepped = Signal(object, object, object)  # Run, Evaluated as it is kept or Failure, Result or None
    failed = Signal(object, object)  # Run, Failure: no picture can be evaluated
    stopped = Signal(object)  # Run

    def __init__(self, engine: Callable[[], Engine]) -> None:
        super().__init__()
        self._engine = engine
        self._run: Run | None = None
        self._outcomes: Iterator[Evaluated | Failure] = iter(())

    @Slot(object)
    def step(self, run: Run) -> None:
        """Evaluate the next picture of a run."""
        goes_on = False
        try:
            if run is not self._run:
                self._run, self._outcomes = run, self._begin(run)
            outcome = next(self._outcomes)
            goes_on = not run.is_last
        except Cancelled:
            self.stopped.emit(run)
        except Failure as failure:
            self.failed.emit(run, failure)
        except Exception as error:
            self.failed.emit(run, unexpected(error))
        else:
            if isinstance(outcome, Failure):
                self.stepped.emit(run, outcome, None)
            else:
                self.stepped.emit(run, compact(outcome, run.done), outcome.result)
        finally:
            if not goes_on:  # what it holds of the model goes here, in the thread that made it
                self._run, self._outcomes = None, iter(())

    @Slot(object)
    def drop(self, run: Run) -> None:
        """A run goes no further, though it was not stopped in the middle of a step."""
        if run is self._run:
            self._run, self._outcomes = None, iter(())

    def _begin(self, run: Run) -> Iterator[Evaluated | Failure]:
        last_curve = last_progress = 0.0

        def curve(method: str, metric: str, so_far: Curve) -> None:
            nonlocal last_curve
            if time.monotonic() - last_curve >= _TOLD_EVERY:
                last_curve = time.monotonic()
                self.curve_grew.emit(run, (method, metric, so_far))

        def progress(done: int, total: int) -> None:
            nonlocal last_progress
            if time.monotonic() - last_progress >= _TOLD_EVERY:
                last_progress = time.monotonic()
                self.progressed.emit(run, done, total)

        listener = Listener(curve=curve, measurement=lambda found: self.measured.emit(run, found))
        ctx = RunContext(on_progress=progress, cancelled=run.token, seed=run.task.request.seed)
        return self._engine().evaluate(run.task.request, run.task.metrics, run.task.cases(), ctx, listener)


class Evaluations(QObject):
    """At most one evaluation at a time; a new one takes the place of the one before.

    A picture is asked for when the one before it is done, so that whatever else was asked of the engine goes first.

    Args:
        engine: that of the thread.
        thread: where it is used.
    """

    curve_grew = Signal(object, str, str, object)  # Path, method id, metric id, Curve so far
    measured = Signal(object, object)  # Path, Measurement
    evaluated = Signal(object, object)  # Evaluated with a small picture, Result for the picture's own size
    picture_failed = Signal(object, object)  # Path, Failure; the other pictures go on
    progressed = Signal(float)  # share of the whole
    done = Signal()  # every picture had its turn
    failed = Signal(object)  # Failure: no picture can be evaluated
    stopped = Signal()  # by the user; what was measured stays
    busy_changed = Signal(bool)

    _wanted = Signal(object)  # Run
    _unwanted = Signal(object)  # Run

    def __init__(self, engine: Callable[[], Engine], thread: QThread) -> None:
        super().__init__()
        self._run: Run | None = None  # the one that counts
        self._steps = 0  # that have not ended; more than one where another run took the place
        self._evaluator = _Evaluator(engine)
        self._evaluator.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._wanted.connect(self._evaluator.step, queued)
        self._unwanted.connect(self._evaluator.drop, queued)
        self._evaluator.curve_grew.connect(self._on_curve, queued)
        self._evaluator.measured.connect(self._on_measured, queued)
        self._evaluator.progressed.connect(self._on_progressed, queued)
        self._evaluator.stepped.connect(self._on_stepped, queued)
        self._evaluator.failed.connect(self._on_failed, queued)
        self._evaluator.stopped.connect(self._on_stopped, queued)

    @property
    def busy(self) -> bool:
        return self._run is not None or self._steps > 0

    @property
    def running(self) -> Task | None:
        """What is being measured."""
        return None if self._run is None else self._run.task

    def start(self, task: Task) -> None:
        """Measure on at least one picture. `done`, `failed` or `stopped` follows."""
        self.cancel()
        self._run = Run(task)
        self._step(self._run)
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """It ends within one batch; nothing more comes out of it."""
        if self._run is not None:
            self._run.token.set()
            self._run = None
            self.stopped.emit()

    def _step(self, run: Run) -> None:
        self._steps += 1
        self._wanted.emit(run)

    def _ended(self, run: Run) -> bool:
        """A step has; whether its run still counts."""
        self._steps -= 1
        return run is self._run

    def _tell_busy(self) -> None:
        if not self.busy:
            self.busy_changed.emit(False)

    @Slot(object, object)
    def _on_curve(self, run: Run, curve: tuple[str, str, Curve]) -> None:
        if run is self._run:
            self.curve_grew.emit(run.path, *curve)

    @Slot(object, object)
    def _on_measured(self, run: Run, measurement: Measurement) -> None:
        if run is self._run:
            self.measured.emit(run.path, measurement)

    @Slot(object, int, int)
    def _on_progressed(self, run: Run, done: int, total: int) -> None:
        if run is self._run:
            self.progressed.emit((run.done + done / total) / len(run.task.pictures))

    @Slot(object, object, object)
    def _on_stepped(self, run: Run, outcome: Evaluated | Failure, result: object) -> None:
        if self._ended(run):
            path, is_last = run.path, run.is_last
            run.done += 1
            if is_last:
                self._run = None
            else:
                self._step(run)
            if isinstance(outcome, Failure):
                self.picture_failed.emit(path, outcome)
            else:
                self.evaluated.emit(outcome, result)
            if is_last:
                self.done.emit()
        else:  # cancelled after the step had ended
            self._unwanted.emit(run)
        self._tell_busy()

    @Slot(object, object)
    def _on_failed(self, run: Run, failure: Failure) -> None:
        if self._ended(run):
            self._run = None
            self.failed.emit(failure)
        self._tell_busy()

    @Slot(object)
    def _on_stopped(self, run: Run) -> None:
        self._ended(run)
        self._tell_busy()
