"""Work over many pictures goes on by itself where the process that computes has ended; what ends it twice is marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import EngineDied, EngineDiedAgain, Failure, PictureFailure
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.core.text import Notice
from attnstudio.engine_process import death
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.explanations import ExplanationsWork, PictureNotExplained
from attnstudio.jobs.going_on import outcomes_of_all

CRASHED = Notice("it crashed")


class Mortal:
    """An engine whose process ends at these pictures; every other one cannot be read."""

    def __init__(self, deadly: Iterable[int], *, is_careful: bool = False) -> None:
        self.deadly, self.is_careful = list(deadly), is_careful

    def careful(self) -> EngineInterface:
        return cast(EngineInterface, Mortal(self.deadly, is_careful=True))

    def died(self) -> EngineDied:
        return death.died(CRASHED, again=self.is_careful)

    def run(self, request: Request, *_: object) -> Result:
        if int(request.image.stem) in self.deadly:
            raise self.died()
        raise PictureFailure("No picture {file}.", file=request.image)


def noted() -> tuple[RunContext, list[Notice]]:
    notices: list[Notice] = []
    return RunContext(on_note=notices.append), notices


def numbers(engine: Any, deaths: dict[bool, int], ctx: RunContext) -> Iterator[int]:
    """Of six pictures; the process ends before the picture of this number, by whether the engine is careful."""

    def outcomes(engine: EngineInterface, first: int) -> Iterator[int]:
        mortal = cast(Mortal, engine)
        for number in range(first, 6):
            if deaths.get(mortal.is_careful) == number:
                raise mortal.died()
            yield number

    return outcomes_of_all(engine, outcomes, ctx)


@pytest.mark.parametrize("at", [0, 3, 5])
def test_the_pictures_that_are_left_are_done_with_half_the_batch(at: int) -> None:
    ctx, notices = noted()
    assert list(numbers(Mortal(()), {False: at}, ctx)) == list(range(6))
    [notice] = notices
    assert notice.values == {"reason": CRASHED, "number": at + 1}


@pytest.mark.parametrize(
    ("engine", "deaths", "done"),
    [(Mortal(()), {False: 2, True: 4}, 4), (Mortal((), is_careful=True), {True: 3}, 3)],
    ids=["by itself", "run again by the user"],
)
def test_what_ends_it_twice_is_marked_and_not_begun_again(engine: Mortal, deaths: dict[bool, int], done: int) -> None:
    found = []
    with pytest.raises(EngineDiedAgain, match="twice"):
        for number in numbers(engine, deaths, RunContext()):
            found.append(number)
    assert found == list(range(done))


def explained(deadly: Iterable[int], ctx: RunContext) -> list[Failure]:
    """The failures of five pictures."""
    pictures = [Path(f"{number}.png") for number in range(5)]
    request = Request(Path(), "demo", (MethodCall("gradcam"),))
    work = ExplanationsWork(request, pictures, np.arange(5), RowFacts(np.full(5, -1, np.int32)), ResultCache())
    found: list[Failure] = []

    def emit(outcomes: object) -> None:
        found.extend(one.failure for one in cast(list[PictureNotExplained], outcomes))

    for _ in work.steps(cast(EngineInterface, Mortal(deadly)), ctx, emit):
        pass
    return found


def test_a_picture_that_ends_it_twice_fails_and_the_others_go_on() -> None:
    ctx, notices = noted()
    found = explained([2], ctx)
    assert [type(one) for one in found] == [
        PictureFailure,
        PictureFailure,
        EngineDiedAgain,
        PictureFailure,
        PictureFailure,
    ]
    assert [notice.values["number"] for notice in notices] == [3]


def test_two_such_pictures_one_after_the_other_end_the_job() -> None:
    with pytest.raises(EngineDiedAgain):
        explained([1, 2], RunContext())
