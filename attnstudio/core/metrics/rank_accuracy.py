"""Rank accuracy: how many of the map's strongest pixels lie on the object."""

from __future__ import annotations

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.text import tr_noop


@METRICS.register
class RankAccuracy(Metric):
    """The share of the K strongest pixels that lie in the region of K pixels (Arras et al. 2022, arXiv 2003.07258)."""

    id = "rank_accuracy"
    name = tr_noop("Rank accuracy")
    family = Family.LOCALISATION
    higher_is_better = True
    paper = "arXiv 2003.07258"
    summary = tr_noop("The share of the N strongest pixels that lies in the region, where N is the region's size.")
    needs_region = True

    def measure(self, trial: Trial) -> Score:
        return Score(float((trial.ranks[trial.object] < trial.object.sum()).mean()))
