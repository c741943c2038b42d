"""Coverage: how much of the object the map covers."""

from __future__ import annotations

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.text import tr_noop


@METRICS.register
class Coverage(Metric):
    """The share of the region where the map is above half of its maximum: the lab's verdict by eye, "which method
    covers the object best", as a number."""

    id = "coverage"
    name = tr_noop("Coverage")
    family = Family.LOCALISATION
    higher_is_better = True
    paper = ""
    summary = tr_noop("The share of the region where the map is above half of its maximum.")
    needs_region = True

    def measure(self, trial: Trial) -> Score:
        return Score(float((trial.evidence[trial.object] > 0.5).mean()))
