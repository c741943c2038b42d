"""One job, as the window sees it. It lives in the GUI thread, whichever thread does its work."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from attnstudio.cluster.place import HERE, Place
from attnstudio.core.errors import EngineDied, Failure
from attnstudio.core.text import Notice
from attnstudio.jobs.base import Priority, Problem, Work

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls

__all__ = ["Job", "JobState", "Priority", "Progress", "Run"]

_IDS = itertools.count(1)
_MOST_NOTICES = 20
_ESTIMATE_AFTER = 1.0  # seconds: earlier, the rate is mostly that of loading the model


class JobState(Enum):
    WAITING = auto()
    RUNNING = auto()
    PAUSED = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()

    @property
    def is_final(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes:
        done, total: in the unit of its kind: steps, pictures, bytes. total 0: not known.
        seconds_left: estimated from the time that it ran so far; None: not known.
    """

    done: int = 0
    total: int = 0
    seconds_left: float | None = None

    @property
    def share(self) -> float | None:
        """0 to 1; None where the total is not known."""
        return self.done / self.total if self.total else None


@dataclass(eq=False)
class Run:
    """What the GUI thread and the thread of the work share of a job.

    Attributes:
        calls: to the workers that do it; None: it is done here.
        order: of two runs of one priority the lower one goes first. Only the board changes it.
        is_careful: whether it is done with half the batch, because it has ended the process that computes before.
    """

    id: int
    work: Work
    priority: Priority
    cancelled: threading.Event = field(default_factory=threading.Event)
    resumed: threading.Event = field(default_factory=threading.Event)  # cleared while it is paused
    order: int = 0
    calls: ClusterCalls | None = None
    is_careful: bool = False

    def __post_init__(self) -> None:
        self.order = self.id
        self.resumed.set()

    @property
    def lane(self) -> str:
        """Of the threads: one thing at a time is done on a cluster."""
        return self.work.lane if self.calls is None else "cluster"


class Job(QObject):
    """Owns the state and the progress of one piece of work. Only the board changes them.

    After `submit` exactly one of `done`, `failed` and `cancelled` is emitted, and nothing after it; `submitted` before,
    unless the outcome is known without running.

    Args:
        work: what it does.
        priority: in place of that of its kind.
        progress: how far an earlier run of the program came with it.
        clock: the time now, in seconds.
    """

    submitted = Signal(object)  # Job: this one, or the fresh one where it is run again
    result = Signal(object)  # what the work streams out; see its kind
    progressed = Signal()
    done = Signal(object)  # the outcome of the work
    failed = Signal(object)  # Failure
    cancelled = Signal()
    changed = Signal()  # the state or the progress

    def __init__(
        self,
        work: Work,
        *,
        priority: Priority | None = None,
        progress: Progress = Progress(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.run = Run(next(_IDS), work, work.priority if priority is None else priority)
        self.state = JobState.WAITING
        self.progress, self._before = progress, progress.done
        self.failure: Failure | None = None  # what a failed job ended with
        self.fresh: Job | None = None  # the one in its place, where it was run again
        self.problems: list[Problem] = []  # pictures that failed so far
        self.notices: list[Notice] = []  # what people should know of how it goes, the last of it
        self._clock = clock
        self._began: float | None = None  # when it last began to run
        self._ran = 0.0  # seconds before that
        self._listeners: list[tuple[str, Callable[..., object]]] = []

    @property
    def id(self) -> int:
        return self.run.id

    @property
    def work(self) -> Work:
        return self.run.work

    @property
    def kind(self) -> str:
        return self.work.kind

    @property
    def priority(self) -> Priority:
        return self.run.priority

    @property
    def title(self) -> Notice:
        return self.work.title

    @property
    def place(self) -> Place:
        """Where it is done."""
        return HERE if self.run.calls is None else self.run.calls.place

    @property
    def is_finished(self) -> bool:
        return self.state.is_final

    @property
    def seconds(self) -> float:
        """How long it has run, without waiting and pauses."""
        return self._ran + (0.0 if self._began is None else self._clock() - self._began)

    @property
    def rate(self) -> float | None:
        """Pictures a second; None: not known, or it does not count pictures."""
        done = self.progress.done - self._before
        return done / self.seconds if self.work.counts_pictures and done and self.seconds >= _ESTIMATE_AFTER else None

    def listen(
        self,
        *,
        submitted: Callable[[Job], None] | None = None,
        result: Callable[[object], None] | None = None,
        progressed: Callable[[], None] | None = None,
        done: Callable[[object], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> Job:
        """Connect slots that a retry of the job will be connected to as well; returns the job."""
        given: dict[str, Callable[..., object] | None] = {
            "submitted": submitted,
            "result": result,
            "progressed": progressed,
            "done": done,
            "failed": failed,
            "cancelled": cancelled,
        }
        for name, slot in given.items():
            if slot is not None:
                self._connect(name, slot)
        return self

    def again(self, work: Work | None = None) -> Job:
        """A fresh job of the same work, or of another one, with the same listeners."""
        fresh = Job(work or self.work, priority=self.priority, clock=self._clock)
        reasons = (self.failure, *(problem.reason for problem in self.problems))
        fresh.run.is_careful = self.run.is_careful or any(isinstance(reason, EngineDied) for reason in reasons)
        for name, slot in self._listeners:
            fresh._connect(name, slot)
        return fresh

    # For the board

    def set_state(self, state: JobState) -> None:
        """Pass from one state to another; the time it runs is counted. An ended job stays as it is."""
        if self.state is state or self.is_finished:
            return
        if self._began is not None:
            self._ran, self._began = self.seconds, None
        if state is JobState.RUNNING:
            self._began = self._clock()
        self.state = state
        self.changed.emit()

    def set_progress(self, done: int, total: int) -> None:
        left, done = None, max(done, self._before)
        if total and self._before < done <= total and self.seconds >= _ESTIMATE_AFTER:
            left = self.seconds * (total - done) / (done - self._before)
        self.progress = Progress(done, total, left)
        self.progressed.emit()
        self.changed.emit()

    def add_notice(self, notice: Notice) -> None:
        self.notices = [*self.notices, notice][-_MOST_NOTICES:]
        self.changed.emit()

    def _connect(self, name: str, slot: Callable[..., object]) -> None:
        self._listeners.append((name, slot))
        getattr(self, name).connect(slot)
