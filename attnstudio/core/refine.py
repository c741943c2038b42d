"""Means of many samples: partial maps after every batch, and an early end once the map has converged."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.params import FloatParam
from attnstudio.core.text import tr_noop

STOP_AT = FloatParam(
    "stop_at",
    tr_noop("Stop at error"),
    tr_noop("End early once the map's standard error falls below this share of its range. 0: never."),
    0.0,
    0.0,
    0.5,
    0.005,
)


class RunningMean:
    """Mean and standard error of samples that come in batches (Chan et al. 1979)."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = np.zeros(0, np.float32)
        self._squares = np.zeros(0, np.float32)

    def add(self, samples: np.ndarray) -> None:
        """(n, ...) float32."""
        fresh_count, fresh_mean = len(samples), samples.mean(axis=0)
        fresh_squares = np.square(samples - fresh_mean).sum(axis=0)
        if self.count == 0:
            self.count, self.mean, self._squares = fresh_count, fresh_mean, fresh_squares
            return
        total = self.count + fresh_count
        gap = fresh_mean - self.mean
        self.mean = self.mean + gap * np.float32(fresh_count / total)
        self._squares = self._squares + fresh_squares + gap**2 * np.float32(self.count * fresh_count / total)
        self.count = total

    @property
    def variance(self) -> np.ndarray:
        """Of the samples, not of their mean."""
        return self._squares / np.float32(max(1, self.count))

    def relative_error(self) -> float:
        """Root mean square of the standard error, as a share of the range of the mean."""
        if self.count < 2:
            return float("inf")
        error = float(np.sqrt((self._squares / (self.count - 1) / self.count).mean()))
        span = float(self.mean.max() - self.mean.min())
        return error / span if span > 0 else float("inf")


def average(
    ctx: RunContext,
    total: int,
    batch: int,
    sample: Callable[[int, int], np.ndarray],
    to_map: Callable[[RunningMean], np.ndarray],
    stop_at: float = 0.0,
) -> np.ndarray:
    """The map of the mean of `total` samples.

    Args:
        batch: how many samples are drawn at once, at most; the result does not depend on it.
        sample: (how many are done, how many to draw) -> float32 (how many, ...).
        to_map: the raw map of what came so far.
        stop_at: end early below this relative error; 0: never.
    """
    mean = RunningMean()
    rounds = -(-total // batch)  # of nearly equal size: a small last batch would be slow for what it is
    for number in range(rounds):
        ctx.check_cancelled()
        mean.add(sample(mean.count, total * (number + 1) // rounds - mean.count))
        if mean.count < total:
            if stop_at > 0 and mean.relative_error() < stop_at:
                break
            ctx.progress(mean.count, total)
            ctx.partial(to_map(mean))
    ctx.progress(total, total)
    return to_map(mean)
