"""How long a run of attacks will take: told before it, learned from it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from attnstudio.core.expected_times import ExpectedTimes, Place
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.record import PictureRecord

_LONG = 20.0  # seconds: shorter ones need no announcement


def expected(plan: Plan, times: ExpectedTimes, pictures: int) -> str:
    """What is to be told of so many pictures, of which all are attacked; empty: it will not take long."""
    seconds = sum(
        times.of_attack(Place(request.model, request.device), call, pictures)
        for request in plan.requests
        for call in plan.attacks
    )
    minutes, rest = divmod(round(seconds), 60)
    return f"expected time: about {minutes}:{rest:02}" if pictures and seconds > _LONG else ""


def learn(plan: Plan, times: ExpectedTimes, records: Sequence[PictureRecord]) -> None:
    """From pictures of one call."""
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
    times.save()
