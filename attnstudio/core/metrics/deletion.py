"""Deletion: how fast the probability falls as the strongest pixels vanish."""

from __future__ import annotations

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.metrics.curves import AXES, STEPS, behind, flipped
from attnstudio.core.text import tr_noop


@METRICS.register
class Deletion(Metric):
    """Area under p(target) as pixels of the baseline replace those of the picture, the strongest first
    (Petsiuk et al. 2018, arXiv 1806.07421)."""

    id = "deletion"
    name = tr_noop("Deletion")
    family = Family.FAITHFULNESS
    needs_probability = True
    higher_is_better = False
    paper = "arXiv 1806.07421"
    summary = tr_noop(
        "Hides the strongest pixels first: with a faithful map the probability drops early. The value is the area "
        "under the curve."
    )
    params = (STEPS, behind("grey"))
    axes = AXES

    def measure(self, trial: Trial) -> Score:
        return flipped(trial, inserted=False)
