"""Numbers as the window writes them: with the decimal sign of its language."""

from __future__ import annotations

import math

from attnstudio.core.text import power_of_ten, with_sign
from attnstudio.ui.shell.i18n import tr

DASH = "\N{EN DASH}"


def number(value: float | None, digits: int) -> str:
    """A dash where it is not known."""
    return DASH if value is None else decimal(f"{value:.{digits}f}")


def decimal(text: str) -> str:
    """A number that is written with a point, perhaps with its unit, as the window writes it."""
    return with_sign(text, tr("."))


def percent(share: float | None, digits: int = 1) -> str:
    """A share of 1; a dash where it is not known."""
    return DASH if share is None else tr("{percent} %", percent=number(100 * share, digits))


def in_range(value: float, low: float, high: float) -> str:
    """A value of a map, with three digits of the largest one in low..high: all values of a map read alike."""
    reach = max(abs(low), abs(high))
    if not math.isfinite(reach) or not reach:
        return number(value, 2)
    exponent = math.floor(math.log10(reach))
    if -4 <= exponent < 5:
        return number(value + 0.0, max(0, 2 - exponent))
    return f"{number(value / 10**exponent, 2)}{power_of_ten(exponent)}"
