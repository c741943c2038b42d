"""Means over pictures, and how far they can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from attnstudio.core.evaluation.student import normal_cdf, t_quantile

RESAMPLES, CONFIDENCE = 2000, 0.95
# Pictures with an interval. One that lies among n scores misses the middle of their distribution whenever all are on
# one side of it, in 2^(1-n) of all cases: that is 6 % of five pictures and 3 % of six.
FEWEST = 6
_MOST_RESAMPLED = 200  # the means of more pictures are normal, whatever the scores of single ones


@dataclass(frozen=True)
class Estimate:
    """A mean over pictures. `low`, `high`: its 95 % interval; None where there are fewer than six pictures."""

    mean: float
    low: float | None
    high: float | None
    count: int


def estimate(values: Sequence[float] | np.ndarray) -> Estimate:
    """The mean of one value a picture, and its bootstrap interval (Efron 1979): the middle 95 % of the means of 2,000
    samples of as many pictures, drawn with replacement, widened for few pictures as Student's t is (the expanded
    percentile interval of Hesterberg 2014, arXiv 1411.5279); of more than 200 pictures, Student's own interval. The
    same values give the same interval."""
    array = np.asarray(values, np.float64)
    mean, count = float(array.mean()), array.size
    if count < FEWEST:
        return Estimate(mean, None, None, count)
    below = t_quantile((1 - CONFIDENCE) / 2, count - 1)
    if count > _MOST_RESAMPLED:
        reach = -below * float(array.std(ddof=1)) / math.sqrt(count)
        return Estimate(mean, mean - reach, mean + reach, count)
    tail = normal_cdf(below * math.sqrt(count / (count - 1)))
    means = _times_drawn(count) @ array / count
    low, high = np.quantile(means, [tail, 1 - tail]).tolist()
    return Estimate(mean, low, high, count)


@lru_cache(maxsize=4)
def _times_drawn(count: int) -> np.ndarray:
    """How often each picture is in each sample, float64 (RESAMPLES, count)."""
    picks = np.random.default_rng(0).integers(0, count, (RESAMPLES, count))
    picks += np.arange(RESAMPLES)[:, None] * count
    return np.bincount(picks.ravel(), minlength=RESAMPLES * count).reshape(RESAMPLES, count).astype(np.float64)
