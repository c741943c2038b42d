"""Times as people read them."""

from __future__ import annotations

import math

from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number


def clock(seconds: float) -> str:
    """Hours, minutes and seconds: 1:02:03, or 2:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def about(seconds: float) -> str:
    """One digit that counts: 4 ms, 0.3 s, 20 s, 4 min."""
    if seconds < 0.095:
        return tr("{milliseconds} ms", milliseconds=_first_digit(max(1, 1000 * seconds)))
    if seconds < 0.95:
        return tr("{seconds} s", seconds=number(seconds, 1))
    if seconds < 90:
        return tr("{seconds} s", seconds=_first_digit(seconds))
    return tr("{minutes} min", minutes=_first_digit(seconds / 60))


def _first_digit(value: float) -> int:
    """The value, at least 1, rounded to its first digit."""
    unit = 10 ** math.floor(math.log10(max(1.0, value)))
    return round(value / unit) * unit
