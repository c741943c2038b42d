"""Student's t distribution and the normal one in plain NumPy: SciPy takes a second to import."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

_EXACT = 200  # degrees of freedom; of more, an expansion about the normal distribution is exact to nine digits
_NORMAL = NormalDist()


def normal_cdf(x: float) -> float:
    """The probability of a value below x. `math.erfc` and not `NormalDist.cdf`, which loses the digits of the tail."""
    return math.erfc(-x / math.sqrt(2)) / 2


@lru_cache(maxsize=1024)
def t_quantile(probability: float, freedom: int) -> float:
    """The value that Student's t with so many degrees of freedom exceeds with 1 - probability."""
    z = _NORMAL.inv_cdf(probability)
    if freedom > _EXACT:  # Abramowitz and Stegun 1964, 26.7.5
        return (
            z
            + (z**3 + z) / (4 * freedom)
            + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
            + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
        )
    low, high = -1e6, 1e6
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if _t_cdf(middle, freedom) < probability else (low, middle)
    return middle


def _t_cdf(t: float, freedom: int) -> float:
    """Abramowitz and Stegun 1964, 26.7.3 and 26.7.4: a finite sum of powers of a cosine."""
    angle = math.atan(t / math.sqrt(freedom))
    odd = freedom % 2
    steps = np.arange(1, (freedom - odd) // 2)
    square = math.cos(angle) ** 2
    factors = square * (2 * steps) / (2 * steps + 1) if odd else square * (2 * steps - 1) / (2 * steps)
    series = 1 + float(np.cumprod(factors).sum())
    if odd:
        terms = math.sin(angle) * math.cos(angle) * series if freedom > 1 else 0.0
        return 0.5 + (angle + terms) / math.pi
    return 0.5 + math.sin(angle) * series / 2
