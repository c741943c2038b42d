"""Infidelity: how far the map's forecast of a change of the score is from the change."""

from __future__ import annotations

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.metrics.hiding import GRID_PARAMS, hidden_cells
from attnstudio.core.text import tr_noop


@METRICS.register
class Infidelity(Metric):
    """E_S[(b sum_{i in S} map_i - (y(x) - y(x with S at the baseline)))^2] / E_S[(y(x) - ...)^2] over random subsets S
    of a grid's cells (Yeh et al. 2019, arXiv 1901.09392, of which the abstract was read). Maps have no unit, so b >= 0
    is the best factor (captum's `normalize`); divided by the drops, 0 is a perfect forecast, and 1 none."""

    id = "infidelity"
    name = tr_noop("Infidelity")
    family = Family.FAITHFULNESS
    higher_is_better = False
    paper = "arXiv 1901.09392"
    summary = tr_noop(
        "Hides random parts: the squared error of the drop of the score that the map forecasts. 0 is a perfect "
        "forecast, 1 is none."
    )
    params = GRID_PARAMS

    def measure(self, trial: Trial) -> Score:
        sums, drops = hidden_cells(trial)
        energy = float(drops @ drops)
        if energy == 0 or not sums.any():
            return Score(1.0)
        return Score(float(1 - max(0.0, float(sums @ drops)) ** 2 / ((sums @ sums) * energy)))
