"""What goes into calls over many pictures, and each one's own outcome."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from attnstudio.core.errors import EngineDied, EngineDiedAgain, Failure
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.images import Picture
from attnstudio.core.request import Request, Result, Subject
from attnstudio.engine_process import checked
from attnstudio.engine_process.calls import Given, Outcomes, ReplacedError, of_kind
from attnstudio.engine_process.protocol import Judged

T = TypeVar("T", Subject, Case)
Begin = Callable[[Iterator[Given]], Outcomes]


def subjects_of(pictures: Iterable[Picture | Subject | Failure]) -> Iterator[Subject | Failure]:
    return (Subject(one) if isinstance(one, Picture) else one for one in pictures)


def methods_of(request: Request) -> frozenset[str]:
    return frozenset(call.id for call in request.methods)


def each(
    begin: Begin, inputs: Iterable[T | Failure], again: Callable[[EngineDied], Begin] | None = None
) -> Iterator[tuple[T | Failure, object]]:
    """Each input with its outcome, also where the process has to be replaced on the way.

    Args:
        again: with what to begin once more where the process has ended on the way, and to go on. Where it ends again,
            those that were handed over are done one by one, and that which ends it has EngineDied as its outcome.
            None: EngineDied is raised.

    Raises:
        EngineDied: also where the process ends at one input and the next one: they are not to blame.
    """
    left: deque[T | Failure] = deque()  # handed over, without an outcome so far

    def handed_over() -> Iterator[T | Failure]:
        for one in inputs:
            left.append(one)
            yield one

    fresh = handed_over()

    def of_those_left(begin: Begin) -> Iterator[object]:
        return renewed(lambda: begin(chain(tuple(left), fresh)))

    while True:
        try:
            for outcome in of_those_left(begin):
                yield left.popleft(), outcome
            return
        except EngineDied as failure:
            if again is None or (isinstance(failure, EngineDiedAgain) and not left):
                raise
            if not isinstance(failure, EngineDiedAgain):
                begin = again(failure)
                continue
        yield from _one_by_one(begin, left)


def _one_by_one(begin: Begin, left: deque[T | Failure]) -> Iterator[tuple[T | Failure, object]]:
    def outcome_of(one: T | Failure) -> object:
        (outcome,) = renewed(lambda: begin(iter((one,))))
        return outcome

    has_died = False
    for one in tuple(left):
        try:
            outcome = outcome_of(one)
        except EngineDied as failure:
            if has_died:
                raise
            outcome = failure
        has_died = isinstance(outcome, EngineDied)
        yield left.popleft(), outcome


def renewed(begin: Callable[[], Outcomes | None]) -> Iterator[object]:
    """The outcomes of a call, which begins anew where the process has to be replaced on the way.

    Args:
        begin: with what is left; None: nothing is.
    """
    while (found := begin()) is not None:
        try:
            yield from found
            return
        except ReplacedError:
            continue
        finally:
            found.close()


def own_request(request: Request, subject: Subject) -> Request:
    label = request.label if subject.label is None else subject.label
    return replace(request, image=subject.picture.path, target=subject.target or request.target, label=label)


def result_of(found: object, request: Request, subject: Subject, methods: frozenset[str]) -> Result:
    return checked.result(of_kind(found, Result), own_request(request, subject), subject.picture, methods)


def evaluated_of(found: object, request: Request, case: Case, methods: frozenset[str]) -> Evaluated:
    judged = of_kind(found, Judged)
    if case.result is not None:
        return Evaluated(case, case.result, judged.measurements)
    subject = Subject(case.picture, case.target, case.label)
    return Evaluated(case, result_of(judged.result, request, subject, methods), judged.measurements)
