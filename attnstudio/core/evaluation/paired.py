"""Whether one method is better than another: their differences over the same pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from attnstudio.core.evaluation.statistics import CONFIDENCE, FEWEST, Estimate, estimate
from attnstudio.core.evaluation.student import t_quantile

_POWER = 0.8  # how surely the number of pictures that would be enough shows the difference
_MOST = 1000  # pictures; a difference that would need more is none that anybody measures


class Verdict(StrEnum):
    """What the pictures show of a method beside another. Open is not equal: more pictures may decide."""

    BETTER = "better"
    WORSE = "worse"
    EQUAL = "equal"  # the same score on every picture
    OPEN = "open"


@dataclass(frozen=True)
class Comparison:
    """A method beside another, by one metric.

    Attributes:
        difference: of the scores, the method's less the other's; its mean is positive where the method is better,
            whichever way the metric goes. None where no picture has both scores.
        wins, losses: pictures on which the method is better, or worse; on the others the two are level.
        enough: roughly how many pictures would show the difference, if it stays what it is; None where it is shown, or
            where there is none to show.
    """

    difference: Estimate | None
    wins: int
    losses: int
    verdict: Verdict
    enough: int | None = None

    @property
    def count(self) -> int:
        return 0 if self.difference is None else self.difference.count

    @property
    def is_no_better(self) -> bool:
        """Whether the pictures show that the method is not better."""
        return self.verdict in (Verdict.WORSE, Verdict.EQUAL)


def compare(method: np.ndarray, other: np.ndarray, *, higher_is_better: bool) -> Comparison:
    """Compare two methods by their scores, one a picture; NaN where there is none.

    The verdict is that of the bootstrap interval of the mean difference: pictures are drawn, both scores of a picture
    together, so that pictures which are hard for all methods do not blur what the methods differ in. Pictures on which
    both have the same score say nothing of it, so that at least FEWEST others are needed.
    """
    gain = method - other if higher_is_better else other - method
    gain = gain[~np.isnan(gain)]
    if gain.size == 0:
        return Comparison(None, 0, 0, Verdict.OPEN)
    difference, wins, losses = estimate(gain), int((gain > 0).sum()), int((gain < 0).sum())
    low, high, verdict = difference.low, difference.high, Verdict.OPEN
    if low is not None and high is not None:
        if wins + losses == 0:
            verdict = Verdict.EQUAL
        elif wins + losses >= FEWEST and (low > 0 or high < 0):
            verdict = Verdict.BETTER if low > 0 else Verdict.WORSE
    return Comparison(difference, wins, losses, verdict, _enough(gain) if verdict is Verdict.OPEN else None)


def _enough(gain: np.ndarray) -> int | None:
    """Pictures of which Student's interval would exclude 0 in 80 of 100 cases, were these differences typical."""
    differing, mean = int((gain != 0).sum()), abs(float(gain.mean()))
    if gain.size < 3 or mean == 0:
        return None
    spread = float(gain.std(ddof=1))
    # Few pictures make a difference look larger than it is (Hedges 1981, doi 10.3102/10769986006002107).
    effect = math.inf if spread == 0 else mean / spread * (1 - 3 / (4 * gain.size - 5))
    needed = max(
        FEWEST, gain.size + 1, math.ceil(FEWEST * gain.size / differing), math.ceil((_reach(_MOST) / effect) ** 2)
    )
    while needed <= _MOST and effect * math.sqrt(needed) < _reach(needed - 1):
        needed += 1
    if needed > _MOST:
        return None
    step = 10 ** max(0, math.floor(math.log10(needed)) - 1)  # "about" has two digits
    return math.ceil(needed / step) * step


def _reach(freedom: int) -> float:
    """How many standard errors a mean has to lie from 0."""
    return t_quantile((1 + CONFIDENCE) / 2, freedom) + t_quantile(_POWER, freedom)
