"""Work over many inputs where the process that computes ends on the way."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Set
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.errors import EngineDied, EngineDiedAgain
from attnstudio.core.images import Picture, Source
from attnstudio.core.request import Subject
from attnstudio.engine_process.calls import Given
from attnstudio.engine_process.outcomes import Begin, each

AHEAD = 3  # inputs that are handed over at a time


def subjects(count: int) -> list[Subject]:
    pixels = np.zeros((4, 4, 3), np.uint8)
    return [Subject(Picture(Source(Path(f"{number}.png"), 0, 0, ""), pixels)) for number in range(count)]


def process(fatal: Set[str], *, is_careful: bool = False) -> Begin:
    """Answers with the name of each picture, and ends at those that are fatal."""

    def begin(inputs: Iterator[Given]) -> Generator[object, None, object]:
        while batch := list(islice(inputs, AHEAD)):
            names = [one.picture.path.name for one in batch if isinstance(one, Subject)]
            if fatal & set(names):
                raise (EngineDiedAgain if is_careful else EngineDied)("{reason}", reason="it was killed")
            yield from names
        return None

    return begin


def outcomes(fatal: Set[str], count: int = 8) -> list[object]:
    return [
        outcome
        for subject, outcome in each(process(fatal), subjects(count), lambda _: process(fatal, is_careful=True))
        if isinstance(subject, Subject)
    ]


@pytest.mark.parametrize("number", range(8))
def test_an_input_that_always_ends_the_process_fails_alone(number: int) -> None:
    found = outcomes({f"{number}.png"})
    assert isinstance(found[number], EngineDiedAgain)
    assert [one for one in found if isinstance(one, str)] == [f"{one}.png" for one in range(8) if one != number]


def test_two_that_are_apart_fail_and_the_others_do_not() -> None:
    found = outcomes({"1.png", "6.png"})
    assert [number for number, one in enumerate(found) if isinstance(one, EngineDiedAgain)] == [1, 6]
    assert len(found) == 8


def test_where_each_ends_it_the_inputs_are_not_to_blame() -> None:
    with pytest.raises(EngineDiedAgain):
        outcomes({f"{number}.png" for number in range(8)})
