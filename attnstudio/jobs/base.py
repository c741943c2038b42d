"""What a job does; when and in which thread is up to the board. Each kind of job is one subclass, in its own file.

Work has no state: it can be run again from its beginning, any number of times.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.text import Notice
from attnstudio.core.unexpected import unexpected

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls

Emit = Callable[[object], None]
Steps = Generator[None, None, object]


class Priority(IntEnum):
    """Lower numbers go first."""

    INTERACTIVE = 0
    BACKGROUND = 1


@dataclass(frozen=True)
class CachedOutcome:
    """An outcome that is known without running."""

    outcome: object
    results: tuple[object, ...] = ()  # those that would be streamed


@dataclass(frozen=True, eq=False)
class Problem:
    """A picture that failed; the others of the work go on.

    Attributes:
        key: by which the work knows it.
    """

    key: object
    name: str
    reason: Failure


class Work(ABC):
    """What one job does.

    Attributes:
        kind: names the kind of job, the same for all of its class.
        priority: interactive work goes before background work, between steps.
        replaces: whether a newer job of the same lane cancels the older ones.
        is_awaited: whether the user waits for it: the status bar then shows it as busy, and Esc cancels it.
        counts_pictures: whether its progress is a number of pictures.
        is_long: whether it may take minutes: closing the window asks first.
    """

    kind: ClassVar[str]
    priority: ClassVar[Priority] = Priority.BACKGROUND
    replaces: ClassVar[bool] = False
    is_awaited: ClassVar[bool] = True
    counts_pictures: ClassVar[bool] = False
    is_long: ClassVar[bool] = False

    @property
    @abstractmethod
    def title(self) -> Notice:
        """Names the job in a list of jobs; translated where it is shown."""

    def activity(self, done: int) -> Notice:
        """What the status bar says of it while it runs.

        Args:
            done: of its progress.
        """
        return self.title

    @property
    def lane(self) -> str:
        """Jobs of one lane replace each other, or wait for each other."""
        return self.kind

    def known(self) -> CachedOutcome | None:
        """The outcome, where it is known without running; called in the GUI thread, so it must be quick."""
        return None

    @property
    def output_folder(self) -> Path | None:
        """Where its files are written; None: it writes none."""
        return None

    @property
    def survives(self) -> bool:
        """Whether it goes on at the next start of the program."""
        return False

    def problems(self, result: object) -> Sequence[Problem]:
        """What a streamed result says of pictures that failed."""
        return ()

    def part(self, keys: Sequence[object]) -> Work | None:
        """The same work, of the problems with these keys alone; None: it cannot be done in parts."""
        return None

    def failure_of(self, error: Exception) -> Failure:
        """The failure to show for an unexpected error."""
        return unexpected(error)


class EngineWork(Work):
    """Work in the engine's thread, step by step. Between two steps other jobs may run."""

    @abstractmethod
    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        """Do the work, with a `yield` after every bounded step; returns the outcome.

        Args:
            engine: of the thread.
            ctx: carries the cancel token; progress is throttled by the caller.
            emit: streams a result to whoever started the job. Call it for partial maps at most ten times a second.

        Raises:
            Failure: readable; it is what the job ends with.
            Cancelled: the context's token was set.
        """


class LongWork(EngineWork):
    """Engine work that may take minutes. The workers of a cluster can do it in place of the engine."""

    is_long = True

    @abstractmethod
    def steps_on(self, calls: ClusterCalls, ctx: RunContext, emit: Emit) -> Steps:
        """As `steps`, in a thread of its own, with the workers' answers in place of the engine's."""


class ThreadWork(Work):
    """Work that needs no engine, in a thread of its own. Work of one lane is done in the order of its submission."""

    @abstractmethod
    def run(self, ctx: RunContext, emit: Emit) -> object:
        """Do the work; returns the outcome. Arguments and errors as those of `EngineWork.steps`."""
