"""Pointing game: whether the map's strongest pixel lies on the object."""

from __future__ import annotations

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.text import tr_noop


@METRICS.register
class PointingGame(Metric):
    """1 where the strongest pixel lies in the region, else 0; where several are equally strong, the share of them
    (Zhang et al. 2016, arXiv 1608.00507)."""

    id = "pointing_game"
    name = tr_noop("Pointing game")
    family = Family.LOCALISATION
    higher_is_better = True
    paper = "arXiv 1608.00507"
    summary = tr_noop("Whether the strongest pixel lies in the region.")
    needs_region = True

    def measure(self, trial: Trial) -> Score:
        return Score(float(trial.object[trial.values == trial.values.max()].mean()))
