"""Complexity: over how many pixels the map is spread."""

from __future__ import annotations

import numpy as np

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.text import tr_noop


@METRICS.register
class Complexity(Metric):
    """The entropy in nats of each pixel's share of |map|: 0 for one pixel, log n where all n are equal
    (Bhatt et al. 2020, arXiv 2005.00631)."""

    id = "complexity"
    name = tr_noop("Complexity")
    family = Family.CONCISENESS
    higher_is_better = False
    paper = "arXiv 2005.00631"
    summary = tr_noop("Entropy of the map: low where a few pixels explain everything.")

    def measure(self, trial: Trial) -> Score:
        strengths = np.abs(trial.attribution).ravel().astype(np.float64)
        shares = strengths[strengths > 0] / strengths.sum()
        return Score(float(-(shares * np.log(shares)).sum()))
