"""Work whose course a test decides, for the board; and an ear at a job."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.cluster.place import Place
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure, PictureFailure
from attnstudio.core.text import Notice
from attnstudio.jobs.base import CachedOutcome, Emit, EngineWork, LongWork, Priority, Problem, Steps, ThreadWork, Work
from attnstudio.jobs.job import Job

WAIT = 20_000  # ms


class CountingWork(EngineWork):
    """Takes steps in the engine's thread without using the engine; writes each into `record`.

    Args:
        step: called in each step, with its number and the context; what it returns is streamed.
    """

    kind = "counting"

    def __init__(
        self,
        steps: int = 1,
        *,
        name: str = "",
        record: list[tuple[str, int]] | None = None,
        step: Callable[[int, RunContext], object] = lambda number, _: number,
        lane: str = "",
        known: CachedOutcome | None = None,
    ) -> None:
        self.count, self.name, self.step, self._lane, self._known = steps, name, step, lane or name, known
        self.record = [] if record is None else record
        self.closed_in: list[str] = []  # the thread in which each run was let go

    @property
    def title(self) -> Notice:
        return Notice("Counting {name}", {"name": self.name})

    @property
    def lane(self) -> str:
        return self._lane

    def known(self) -> CachedOutcome | None:
        return self._known

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        try:
            for number in range(self.count):
                ctx.check_cancelled()
                self.record.append((self.name, number))
                emit(self.step(number, ctx))
                ctx.progress(number + 1, self.count)
                yield
            return self.name
        finally:
            self.closed_in.append(threading.current_thread().name)


class InteractiveWork(CountingWork):
    kind = "interactive"
    priority = Priority.INTERACTIVE


class ReplacingWork(CountingWork):
    kind = "replacing"
    replaces = True


class UnawaitedWork(CountingWork):
    kind = "unawaited"
    is_awaited = False


class PicturesWork(EngineWork):
    """Each of its pictures fails or not."""

    kind = "pictures"
    counts_pictures = True

    def __init__(self, names: Sequence[str], broken: set[str] | None = None, folder: Path | None = None) -> None:
        self.names, self.broken, self._folder = list(names), set() if broken is None else broken, folder

    @property
    def title(self) -> Notice:
        return Notice("Pictures")

    @property
    def output_folder(self) -> Path | None:
        return self._folder

    def problems(self, result: object) -> Sequence[Problem]:
        return [Problem(result, str(result), PictureFailure("No picture {file}.", file=result))] if result else []

    def part(self, keys: Sequence[object]) -> PicturesWork:
        return PicturesWork(list(map(str, keys)), self.broken, self._folder)

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        for number, name in enumerate(self.names):
            emit(name if name in self.broken else "")
            ctx.progress(number + 1, len(self.names))
            yield
        return None


class ElsewhereWork(LongWork):
    """Says where it was done, and in which thread: "engine", or the place. `said`: by the workers."""

    kind = "elsewhere"

    def __init__(self, name: str = "", gate: Gate | None = None, said: Sequence[Notice] = ()) -> None:
        self.name, self._gate, self._said = name, gate, said

    @property
    def title(self) -> Notice:
        return Notice("Elsewhere {name}", {"name": self.name})

    @property
    def lane(self) -> str:
        return self.name

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        emit(f"engine, {threading.current_thread().name}")
        yield
        return self.name

    def steps_on(self, calls: ClusterCalls, ctx: RunContext, emit: Emit) -> Steps:
        emit(f"{calls.place}, {threading.current_thread().name}")
        for notice in self._said:
            calls.say(notice)
        yield
        if self._gate is not None:
            self._gate()
        ctx.check_cancelled()
        return self.name


@dataclass
class WithoutWorkers:
    """In place of a connection to the workers of a place; `made` are all of them."""

    made: ClassVar[list[WithoutWorkers]] = []

    place: Place
    check: Callable[[], object]
    is_open: bool = False
    closed: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> WithoutWorkers:
        self.check()
        self.made.append(self)
        self.is_open = True
        return self

    def __exit__(self, *_: object) -> None:
        self.is_open = False
        self.closed.set()

    def workers(self) -> list[str]:
        return ["tls://a:1"]


class CallingWork(ThreadWork):
    """Calls a function in a thread of its own."""

    kind = "calling"

    def __init__(self, function: Callable[[RunContext], object], lane: str = "calling") -> None:
        self._function, self._lane = function, lane

    @property
    def title(self) -> Notice:
        return Notice("Calling")

    @property
    def lane(self) -> str:
        return self._lane

    def run(self, ctx: RunContext, emit: Emit) -> object:
        return self._function(ctx)


class Heard:
    """Everything that comes out of a job, in order."""

    def __init__(self, job: Job) -> None:
        self.all: list[tuple[str, object]] = []
        job.listen(
            result=lambda one: self.all.append(("result", one)),
            progressed=lambda: self.all.append(("progress", None)),
            done=lambda outcome: self.all.append(("done", outcome)),
            failed=lambda failure: self.all.append(("failed", failure)),
            cancelled=lambda: self.all.append(("cancelled", None)),
        )

    def of(self, name: str) -> list[object]:
        return [one for kind, one in self.all if kind == name]

    @property
    def results(self) -> list[object]:
        return self.of("result")

    @property
    def outcomes(self) -> list[tuple[str, object]]:
        """The final ones; there must be exactly one."""
        return [(kind, one) for kind, one in self.all if kind in ("done", "failed", "cancelled")]

    @property
    def failure(self) -> Failure:
        [(kind, failure)] = self.outcomes
        assert kind == "failed"
        assert isinstance(failure, Failure)
        return failure


def heard(work: Work) -> tuple[Job, Heard]:
    """A job of the work, with an ear at it."""
    job = Job(work)
    return job, Heard(job)


class Gate:
    """Holds a step in its thread until the test opens it."""

    def __init__(self) -> None:
        self._reached, self._open = threading.Event(), threading.Event()

    def __call__(self, *_: object) -> None:
        self._reached.set()
        assert self._open.wait(WAIT / 1000)

    def wait_until_reached(self) -> None:
        assert self._reached.wait(WAIT / 1000)

    def open(self) -> None:
        self._open.set()
