"""Insertion: how fast the probability rises as the strongest pixels appear."""

from __future__ import annotations

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.metrics.curves import AXES, STEPS, behind, flipped
from attnstudio.core.text import tr_noop


@METRICS.register
class Insertion(Metric):
    """Area under p(target) as pixels of the picture replace those of the baseline, the strongest first
    (Petsiuk et al. 2018, arXiv 1806.07421)."""

    id = "insertion"
    name = tr_noop("Insertion")
    family = Family.FAITHFULNESS
    needs_probability = True
    higher_is_better = True
    paper = "arXiv 1806.07421"
    summary = tr_noop(
        "Shows the strongest pixels first: with a faithful map the probability rises early. The "
        "value is the area under the curve."
    )
    params = (STEPS, behind("blur"))
    axes = AXES

    def measure(self, trial: Trial) -> Score:
        return flipped(trial, inserted=True)
