"""Round numbers for the axes of plots."""

from __future__ import annotations

import math

from attnstudio.ui.shell.numbers import number

_TICKS = 4


def _step(low: float, high: float) -> float:
    """Between ticks: 1, 2 or 5 of some power of ten."""
    rough = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * nice for nice in (1, 2, 5, 10) if power * nice >= rough * 0.999)


def widened(low: float, high: float) -> tuple[float, float]:
    """Widened to whole steps."""
    if high - low < 1e-9:
        return low, low + 1.0
    step = _step(low, high)
    return math.floor(low / step + 1e-6) * step, math.ceil(high / step - 1e-6) * step


def ticks(low: float, high: float) -> list[float]:
    step = _step(low, high)
    return [count * step for count in range(math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6) + 1)]


def tick_text(value: float, span: tuple[float, float]) -> str:
    places = max(0, -math.floor(math.log10(_step(*span)) + 1e-9))
    return number(value, places)
