"""Energy in the region: how much of the map lies on the object."""

from __future__ import annotations

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.text import tr_noop


@METRICS.register
class Energy(Metric):
    """sum of the map inside the region / sum of the map (Wang et al. 2020, arXiv 1910.01279; relevance mass accuracy in
    arXiv 2003.07258). Of signed maps, only positive values count."""

    id = "energy"
    name = tr_noop("Energy in the region")
    family = Family.LOCALISATION
    higher_is_better = True
    paper = "arXiv 1910.01279"
    summary = tr_noop("The share of the map that lies in the region.")
    needs_region = True

    def measure(self, trial: Trial) -> Score:
        evidence = trial.evidence.astype("float64")
        return Score(float(evidence[trial.object].sum() / evidence.sum()) if evidence.any() else 0.0)
