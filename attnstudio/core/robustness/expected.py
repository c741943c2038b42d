"""How long a run of attacks on many pictures will take, and what is learned from one."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import replace

from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.smallest_eps import most_rounds
from attnstudio.core.expected_times import ExpectedTimes, Place
from attnstudio.core.request import Request
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.record import PictureRecord
from attnstudio.core.robustness.run import can_be_bisected


def expected_seconds(plan: Plan, times: ExpectedTimes, pictures: int) -> float:
    """Of so many pictures, if all are attacked: with the maps and answers before and after, on every model and behind
    every defence. Raises ChoiceFailure for a wrong call."""
    return sum(
        _attacking(plan, request, call, times, pictures)
        + pictures * (1 + max(1, len(call.eps))) * _looking(plan, request, times)  # before, and after each eps
        for request in plan.requests
        for call in plan.attacks
    )


def _attacking(plan: Plan, request: Request, call: AttackCall, times: ExpectedTimes, pictures: int) -> float:
    place, bound = _place(request), bind(call)
    seconds = times.of_attack(place, call, pictures)
    if plan.finds_smallest and can_be_bisected(bound.attack):
        largest = max(call.eps, default=1.0)
        once = times.of_attack(place, replace(call, eps=(largest,)), pictures)
        seconds += most_rounds(bound.norm, largest) * once
    return seconds


def _looking(plan: Plan, request: Request, times: ExpectedTimes) -> float:
    """Seconds in which everything that looks at a picture has done so once, where it is attacked on one model."""
    place = _place(request)
    maps = sum(times.of_map(place, method) for method in request.methods) if request is plan.requests[0] else 0.0
    answers = (1 + len(plan.defences)) * times.of_answer(place)
    others = sum(times.of_answer(_place(other)) for other in plan.requests if other.model != request.model)
    return maps + answers + others


def _place(request: Request) -> Place:
    return Place(request.model, request.device)


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
                times.learn_attack(_place(request), call, statistics.median(found), len(records))
