"""One report in every interval."""

from __future__ import annotations

from attnstudio.core.throttle import Throttle


def test_one_report_in_every_interval_passes() -> None:
    now = [5.0]
    throttle = Throttle(0.5, clock=lambda: now[0])
    passed = []
    for time in (5.0, 5.25, 5.5, 5.75, 6.25, 6.5, 6.75):
        now[0] = time
        passed.append(throttle.is_due())
    assert passed == [True, False, True, False, True, False, True]
