"""An evaluation: the request, and the result of every picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from attnstudio.core.contrast import ALL_PLAIN, Contrasts
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.evaluation.summary import Summary, summarise
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.request import Request
from attnstudio.core.review import Review

ANNOTATED = "annotated"  # the target: of each picture, the class that the annotation file names


class Truth(StrEnum):
    """What is known to the pixel of scenes that are drawn for an evaluation."""

    OBJECT = "object"  # the object, which the model uses where it is right
    BACKDOOR = "backdoor"  # the trigger, which a poisoned model uses where it says the trigger's class
    GRID = "grid"  # which of four scenes in a picture has the class that the model says


@dataclass(frozen=True, eq=False)
class Evaluation:
    """An evaluation with all that a report needs.

    Attributes:
        request: of every picture, with an empty image. Its methods include the controls.
        metrics: with every parameter that was set.
        pictures: that were evaluated, in order.
        failures: why others were not, by file.
        regions: the annotation file, if any.
        scenes: how many scenes were drawn for it, where its pictures are such.
        truth: what is known of these.
        seconds: duration.
        call: the Python call that ran it; empty if a command did.
        reviews: what a person says of the maps of pictures, where anybody did.
        contrasts: with which a person looks at the maps.
        with_difficult: whether objects of `regions` count that are marked as difficult or as a crowd.
    """

    request: Request
    metrics: tuple[MetricCall, ...]
    pictures: tuple[Evaluated, ...]
    failures: Mapping[Path, Failure]
    regions: Path | None
    seconds: float
    scenes: int | None = None
    truth: Truth = Truth.OBJECT
    with_difficult: bool = False
    call: str = ""
    reviews: Mapping[Path, Review] = field(default_factory=dict)
    contrasts: Contrasts = ALL_PLAIN

    @cached_property
    def summary(self) -> Summary:
        return summarise([one.measurements for one in self.pictures])
