"""Sparseness: whether the map lies on few pixels."""

from __future__ import annotations

import numpy as np

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.text import tr_noop


@METRICS.register
class Sparseness(Metric):
    """The Gini index of |map|: 0 where all pixels are equal, near 1 where one has everything
    (Chalasani et al. 2020, arXiv 1810.06583)."""

    id = "sparseness"
    name = tr_noop("Sparseness")
    family = Family.CONCISENESS
    higher_is_better = True
    paper = "arXiv 1810.06583"
    summary = tr_noop("How unequal the pixels are (Gini index): near 1 where few of them hold the whole map.")

    def measure(self, trial: Trial) -> Score:
        ordered = np.sort(np.abs(trial.attribution).ravel().astype(np.float64))
        count = ordered.size
        weights = (2 * np.arange(1, count + 1) - count - 1) / count
        return Score(float(weights @ ordered / ordered.sum()))
