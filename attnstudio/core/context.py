"""Progress, partial maps, notes, cancellation and random numbers of a running computation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

import numpy as np

from attnstudio.core.errors import Cancelled
from attnstudio.core.text import Notice


def _ignore(*_: object) -> None:
    return None


@dataclass(frozen=True)
class _Job:
    cancelled: threading.Event = field(default_factory=threading.Event)
    on_notice: Callable[[Notice], object] = _ignore


_JOB: ContextVar[_Job | None] = ContextVar("job", default=None)


@contextmanager
def running(cancelled: threading.Event, on_notice: Callable[[Notice], object] = _ignore) -> Iterator[None]:
    """This thread does the job that is stopped by this token.

    Args:
        on_notice: called with what people should know of how the job goes; a warning is shown above the picture.
    """
    before = _JOB.set(_Job(cancelled, on_notice))
    try:
        yield
    finally:
        _JOB.reset(before)


def token() -> threading.Event:
    """What stops the job that this thread does; of none, one that nobody sets. For what may wait for long where no
    RunContext reaches: decoding a picture, vetting a model, writing a report."""
    return (_JOB.get() or _Job()).cancelled


def check_token() -> None:
    """Raises Cancelled if the job that this thread does was stopped."""
    if token().is_set():
        raise Cancelled


def notify(notice: Notice) -> None:
    """Say how the job that this thread does goes; a RunContext's notes are about one map."""
    (_JOB.get() or _Job()).on_notice(notice)


@dataclass(frozen=True)
class RunContext:
    """Handed to a method for one map.

    Attributes:
        on_progress: called with (steps done, steps in all).
        on_partial: called with the raw map so far, float32 (height, width); of an attack with the pictures so far,
            float32 (pictures, height, width, channels) in 0..1, at first with the pictures as they are.
        on_note: called with what a method found out about its own map, such as how exact it is.
        between: called between bounded batches; it may hold the job for as long as that is paused.
        cancelled: set by another thread to stop the job.
        seed: of the random numbers; the same seed gives the same map.
    """

    on_progress: Callable[[int, int], None] = _ignore
    on_partial: Callable[[np.ndarray], None] = _ignore
    on_note: Callable[[Notice], None] = _ignore
    between: Callable[[], object] = _ignore
    cancelled: threading.Event = field(default_factory=threading.Event)
    seed: int = 0

    def progress(self, done: int, total: int) -> None:
        self.on_progress(done, total)

    @property
    def wants_partial(self) -> bool:
        """Whether somebody looks at what is partial."""
        return self.on_partial is not _ignore

    def partial(self, raw: np.ndarray) -> None:
        self.on_partial(raw)

    def note(self, notice: Notice) -> None:
        self.on_note(notice)

    def part(self, number: int, count: int) -> RunContext:
        """The context of one of `count` equal parts of the job: its progress is counted within the whole."""
        return replace(self, on_progress=lambda done, total: self.progress(number * total + done, count * total))

    def check_cancelled(self) -> None:
        """Raises Cancelled if the job was stopped. Call it between bounded batches."""
        self.between()
        if self.cancelled.is_set():
            raise Cancelled

    def rng(self) -> np.random.Generator:
        """A fresh generator; every call starts the same sequence."""
        return np.random.default_rng(self.seed)
