"""How long a run of attacks on many pictures will take, and what is learned from one."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from attnstudio.core.expected_times import ExpectedTimes, Place
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.record import PictureRecord


def expected_seconds(plan: Plan, times: ExpectedTimes, pictures: int) -> float:
    """Of so many pictures, if all are attacked."""
    return sum(
        times.of_attack(Place(request.model, request.device), call, pictures)
        for request in plan.requests
        for call in plan.attacks
    )


def learn(plan: Plan, times: ExpectedTimes, pictures: Iterable[PictureRecord]) -> None:
    """From pictures of one call."""
    records = list(pictures)
    for request in plan.requests:
        for call in plan.attacks:
            found = [
                one.seconds
                for picture in records
                for one in picture.records
                if (one.model, one.attack) == (request.model, call.id) and one.success is not None
            ]
            if found:
                times.learn_attack(Place(request.model, request.device), call, statistics.median(found), len(records))
