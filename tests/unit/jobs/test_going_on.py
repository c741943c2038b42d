"""Work over many pictures goes on by itself where the process that computes has ended; what ends it twice is marked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from attnstudio.core.context import RunContext, running
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import EngineDiedAgain, Failure, PictureFailure
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.text import Notice
from attnstudio.engine_process import death
from attnstudio.jobs.base import EngineWork
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.channel_means import ChannelMeansWork
from attnstudio.jobs.comparison import ComparisonWork, RequestFailed
from attnstudio.jobs.explanations import ExplanationsWork, PictureNotExplained

PICTURES = [Path(f"{number}.png") for number in range(5)]
REQUEST = Request(Path(), "demo", (MethodCall("gradcam"),))
REQUESTS = [Request(picture, "demo", REQUEST.methods) for picture in PICTURES]


class Mortal:
    """An engine whose process ends at these pictures; every other one cannot be read."""

    def __init__(self, deadly: Iterable[int]) -> None:
        self.deadly, self.deaths = list(deadly), 0

    def run(self, request: Request, *_: object) -> Any:
        if int(request.image.stem) in self.deadly:
            self.deaths += 1
            raise death.died(Notice("it crashed"), again=self.deaths > 1)
        raise PictureFailure("No picture {file}.", file=request.image)

    channels = run


def explanations() -> EngineWork:
    return ExplanationsWork(REQUEST, PICTURES, np.arange(5), RowFacts(np.full(5, -1, np.int32)), ResultCache())


def comparison() -> EngineWork:
    return ComparisonWork(REQUESTS, ResultCache())


def done(work: EngineWork, engine: Mortal) -> tuple[list[Failure], list[Notice]]:
    """The failures of the pictures, and what is said meanwhile."""
    found: list[Failure] = []
    said: list[Notice] = []

    def emit(result: object) -> None:
        outcomes = result if isinstance(result, list) else [result]
        found.extend(one.failure for one in cast(list[PictureNotExplained | RequestFailed], outcomes))

    with running(threading.Event(), said.append):
        for _ in work.steps(cast(EngineInterface, engine), RunContext(), emit):
            pass
    return found, said


@pytest.mark.parametrize("work", [explanations, comparison])
def test_a_picture_that_ends_it_twice_fails_and_the_others_go_on(work: Callable[[], EngineWork]) -> None:
    found, said = done(work(), Mortal([2]))
    assert [type(one) for one in found] == [PictureFailure] * 2 + [EngineDiedAgain] + [PictureFailure] * 2
    assert len(said) == 1


def channel_means() -> EngineWork:
    return ChannelMeansWork(REQUESTS)


@pytest.mark.parametrize("work", [explanations, comparison, channel_means])
def test_two_such_pictures_one_after_the_other_end_the_job(work: Callable[[], EngineWork]) -> None:
    engine = Mortal(range(1, 5))
    with pytest.raises(EngineDiedAgain, match="twice"):
        done(work(), engine)
    assert engine.deaths == 3
