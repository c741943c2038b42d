"""Results in order, whatever order the threads end in; never more at once than is allowed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from attnstudio.core.pipeline import Stage, read_ahead


def test_results_come_in_the_order_in_which_they_were_started() -> None:
    first_may_end = threading.Event()

    def first() -> str:
        assert first_may_end.wait(10)
        return "first"

    with Stage[str]("test", 2, 4) as stage:
        stage.start(first)
        stage.start(lambda: "second")
        stage.put("third")
        assert list(stage.ready()) == []
        first_may_end.set()
        assert [stage.take() for _ in range(3)] == ["first", "second", "third"]


def test_room_is_counted_in_results_and_in_bytes() -> None:
    with Stage[int]("test", 1, most=2, most_bytes=100) as stage:
        assert stage.has_room(1000)  # alone, it has to go somewhere
        stage.start(lambda: 0, 60)
        assert stage.has_room(40)
        assert not stage.has_room(41)
        stage.start(lambda: 1)
        assert not stage.has_room()
        stage.take()
        assert stage.has_room(100)


def test_what_fails_is_raised_in_its_turn() -> None:
    def fail() -> int:
        raise ValueError("no")

    with Stage[int]("test", 1, 4) as stage:
        stage.put(1)
        stage.start(fail)
        assert stage.take() == 1
        with pytest.raises(ValueError, match="no"):
            stage.take()


@pytest.mark.parametrize(("weight", "most"), [(1, 8), (40, 2), (1000, 1)])
def test_reading_ahead_is_bounded(weight: int, most: int) -> None:
    lock, held, peak = threading.Lock(), 0, 0

    def works() -> Iterator[Callable[[], int]]:
        for number in range(50):
            yield partial(begun, number)

    def begun(number: int) -> int:
        nonlocal held, peak
        with lock:
            held += 1
            peak = max(peak, held)
        return number

    taken = []
    with Stage[int]("test", 1, 8, most_bytes=100) as stage:
        for number in read_ahead(stage, works(), lambda _: weight):
            taken.append(number)
            with lock:
                held -= 1
    assert taken == list(range(50))
    assert peak <= most + 1  # the one that was taken is not counted


def test_results_that_are_there_need_no_thread() -> None:
    with Stage[int]("test", 1, 4) as stage:
        assert list(read_ahead(stage, [1, lambda: 2, 3], lambda _: 0)) == [1, 2, 3]
