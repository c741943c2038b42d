"""Work over many inputs where the process that computes ends on the way."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Set
from itertools import islice

import pytest

from attnstudio.core.context import running
from attnstudio.core.errors import EngineDied, EngineDiedAgain, EngineNotStarted, EngineReplaced
from attnstudio.core.going_on import each, each_alone
from attnstudio.core.plain import PlainError
from attnstudio.core.text import Notice

AHEAD = 3  # inputs that are handed over at a time
KILLED = Notice("it was killed")


class Process:
    """Answers each number with ten times as much, and ends at those that are fatal: `deaths` counts that."""

    def __init__(self, fatal: Set[int], *, survives: int = 1000) -> None:
        self.fatal, self.deaths, self.survives = fatal, 0, survives

    def begin(self, inputs: Iterator[int]) -> Generator[int, None, None]:
        while batch := list(islice(inputs, AHEAD)):
            for number in batch:
                self.see(number)
            yield from (10 * number for number in batch)

    def see(self, number: int) -> int:
        if number in self.fatal and self.deaths < self.survives:
            self.deaths += 1
            raise (EngineDied if self.deaths == 1 else EngineDiedAgain)("{reason}", reason=KILLED)
        return 10 * number


def result(number: int, outcome: int) -> int:
    assert outcome == 10 * number, "the outcome of another input"
    return outcome


def results(process: Process, *, alone: bool, count: int = 8) -> tuple[list[int | EngineDied], list[Notice]]:
    """Of all inputs, and what is said meanwhile."""
    said: list[Notice] = []
    with running(threading.Event(), said.append):
        outcomes = each_alone(process.see, range(count)) if alone else each(process.begin, range(count), result)
        found = list(outcomes)
    assert [number for number, _ in found] == list(range(count))
    return [outcome for _, outcome in found], said


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("number", range(8))
def test_where_it_ends_once_all_are_done_and_it_is_said(number: int, alone: bool) -> None:
    found, [notice] = results(Process({number}, survives=1), alone=alone)
    assert found == [10 * one for one in range(8)]
    assert notice.values["reason"] == KILLED


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("number", range(8))
def test_an_input_that_always_ends_the_process_fails_alone(number: int, alone: bool) -> None:
    process = Process({number})
    found, notices = results(process, alone=alone)
    assert isinstance(found[number], EngineDiedAgain) and len(notices) == 1
    assert [one for one in found if not isinstance(one, EngineDied)] == [10 * one for one in range(8) if one != number]
    assert process.deaths <= (2 if alone else 3), "each takes seconds"


@pytest.mark.parametrize("alone", [False, True])
def test_two_that_are_apart_fail_and_the_others_do_not(alone: bool) -> None:
    found, notices = results(Process({1, 6}), alone=alone)
    assert [number for number, one in enumerate(found) if isinstance(one, EngineDiedAgain)] == [1, 6]
    assert len(notices) == 1


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("fatal", [set(range(8)), {1, 2}, {2, 3}])
def test_where_one_ends_it_and_the_next_the_inputs_are_not_to_blame(fatal: set[int], alone: bool) -> None:
    with pytest.raises(EngineDiedAgain):
        results(Process(fatal), alone=alone)


def test_a_process_that_was_replaced_meanwhile_is_no_death() -> None:
    replaced: list[int] = []

    def begin(inputs: Iterator[int]) -> Generator[int, None, None]:
        for number in inputs:
            if number == 2 and not replaced:
                replaced.append(number)
                raise EngineReplaced
            yield 10 * number

    assert list(each(begin, range(4), result)) == [(number, 10 * number) for number in range(4)]


def test_without_a_process_it_ends_at_once() -> None:
    def begin(inputs: Iterator[int]) -> Generator[int, None, None]:
        yield next(inputs) * 10
        raise EngineNotStarted("There is none.")

    outcomes = each(begin, range(4), result)
    assert next(outcomes) == (0, 0)
    with pytest.raises(EngineNotStarted):
        next(outcomes)


@pytest.mark.parametrize("outcomes", [[], [0, 10], [0, 10, 20, 30]])
def test_other_outcomes_than_inputs_are_refused(outcomes: list[int]) -> None:
    def begin(inputs: Iterator[int]) -> Generator[int, None, None]:
        list(inputs)
        yield from outcomes

    with pytest.raises(PlainError):
        list(each(begin, range(3), result))
