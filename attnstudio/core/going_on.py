"""Work over many inputs goes on where the process that computes has ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from itertools import chain
from typing import TypeVar

from attnstudio.core.context import notify
from attnstudio.core.errors import EngineDied, EngineDiedAgain, EngineNotStarted, EngineReplaced
from attnstudio.core.plain import PlainError
from attnstudio.core.text import Notice, tr_noop

T = TypeVar("T")
F = TypeVar("F")
R = TypeVar("R")


def each(
    begin: Callable[[Iterator[T]], Generator[F, None, object]], inputs: Iterable[T], result_of: Callable[[T, F], R]
) -> Iterator[tuple[T, R | EngineDied]]:
    """Each input with its result, in their order.

    Where the process ends, the inputs without a result are begun again, and the job says so; the engine works with half
    the batch from then on. Where it ends again, those that were handed over are done one by one, and that which ends it
    has the failure in place of a result.

    Args:
        begin: a call of the engine, which takes inputs, some ahead, and yields one outcome of each.
        result_of: of an input and its outcome; it may raise EngineDied, as the call may.

    Raises:
        EngineDiedAgain: the process ends at one input and at the next one: they are not to blame.
        EngineNotStarted: there is no process to go on in.
        PlainError: the call yields more or fewer outcomes than it takes inputs.
    """
    left: deque[T] = deque()  # handed over, without a result so far
    has_died = False  # at the input before

    def handed_over() -> Iterator[T]:
        for one in inputs:
            left.append(one)
            yield one

    def results(batch: Iterator[T]) -> Generator[tuple[T, R], None, None]:
        nonlocal has_died
        with closing(begin(batch)) as outcomes:
            for outcome in outcomes:
                if not left:
                    raise PlainError("more outcomes than inputs")
                result = result_of(left[0], outcome)
                has_died = False
                yield left.popleft(), result

    def one_by_one(died: EngineDiedAgain) -> Iterator[tuple[T, R | EngineDied]]:
        nonlocal has_died
        is_one = len(left) == 1
        for _ in range(len(left)):
            try:
                if is_one:
                    raise died
                yield from renewed(lambda: results(iter((left[0],))))
            except EngineDied as failure:
                if has_died:
                    raise
                has_died = True
                yield left.popleft(), failure

    fresh = handed_over()
    while True:
        try:
            yield from renewed(lambda: results(chain(tuple(left), fresh)))
        except EngineNotStarted:
            raise
        except EngineDiedAgain as failure:
            if not left:
                raise
            yield from one_by_one(failure)
        except EngineDied as failure:
            notify(goes_on(failure))
        else:
            break
    if left:
        raise PlainError("fewer outcomes than inputs")


def each_alone(result_of: Callable[[T], R], inputs: Iterable[T]) -> Iterator[tuple[T, R | EngineDied]]:
    """As `each`, where `result_of` calls the engine for one input."""

    def handed_over(inputs: Iterator[T]) -> Generator[None, None, None]:
        for _ in inputs:
            yield

    return each(handed_over, inputs, lambda one, _: result_of(one))


def renewed(begin: Callable[[], Generator[F, None, object] | None]) -> Iterator[F]:
    """The outcomes of a call, which begins anew where the process has to be replaced on the way.

    Args:
        begin: with what is left; None: nothing is.
    """
    while (found := begin()) is not None:
        try:
            yield from found
            return
        except EngineReplaced:
            continue
        finally:
            found.close()


def goes_on(failure: EngineDied) -> Notice:
    if "model" in failure.values:
        text = tr_noop(
            "The process that computes ended while the model {model} was loaded: {reason}. The model is loaded again "
            "in another one."
        )
    else:
        text = tr_noop(
            "The process that computes ended: {reason}. The job goes on by itself, in another process and with half "
            "the batch."
        )
    return Notice(text, failure.values, warning=True)
