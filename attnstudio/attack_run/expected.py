"""How long a run of attacks will take: told before it, learned from it."""

from __future__ import annotations

from collections.abc import Sequence

from attnstudio.core.expected_times import ExpectedTimes
from attnstudio.core.robustness import expected as of_run
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.record import PictureRecord

_LONG = 20.0  # seconds: shorter ones need no announcement


def expected(plan: Plan, times: ExpectedTimes, pictures: int) -> str:
    """What is to be told of so many pictures, of which all are attacked; empty: it will not take long."""
    seconds = of_run.expected_seconds(plan, times, pictures)
    minutes, rest = divmod(round(seconds), 60)
    return f"expected time: about {minutes}:{rest:02}" if pictures and seconds > _LONG else ""


def learn(plan: Plan, times: ExpectedTimes, records: Sequence[PictureRecord]) -> None:
    """From pictures of one call."""
    of_run.learn(plan, times, records)
    times.save()
