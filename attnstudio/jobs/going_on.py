"""Work over many pictures goes on where the process that computes has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import EngineDied, EngineDiedAgain
from attnstudio.core.text import Notice, tr_noop

T = TypeVar("T")


def outcomes_of_all(
    engine: EngineInterface, outcomes: Callable[[EngineInterface, int], Iterable[T]], ctx: RunContext
) -> Iterator[T]:
    """One outcome of each picture, in their order. Where the process ends on the way, those that are left are done in
    another one, with half the batch, which the context notes.

    Args:
        outcomes: by which engine, from the picture of this number on.

    Raises:
        EngineDiedAgain: it has ended twice.
    """
    done = 0
    try:
        for one in outcomes(engine, 0):
            done += 1
            yield one
        return
    except EngineDiedAgain:
        raise
    except EngineDied as failure:
        ctx.note(goes_on(failure, done))
    yield from outcomes(engine.careful(), done)


def goes_on(failure: EngineDied, done: int) -> Notice:
    """`done`: so many pictures."""
    text = tr_noop(
        "The process that computes ended: {reason}. The job goes on by itself with picture {number}, in another "
        "process and with half the batch."
    )
    return Notice(text, {"reason": failure.values["reason"], "number": done + 1})
