"""MuFidelity: whether the map predicts how far the score drops when random parts are hidden."""

from __future__ import annotations

import numpy as np

from attnstudio.core.masks import all_equal
from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.metrics.hiding import GRID_PARAMS, hidden_cells
from attnstudio.core.text import tr_noop


@METRICS.register
class MuFidelity(Metric):
    """corr_S(sum_{i in S} map_i, y(x) - y(x with S at the baseline)), Pearson's, over random subsets S of a grid's
    cells, all of one size (Bhatt et al. 2020, arXiv 2005.00631)."""

    id = "mufidelity"
    name = "MuFidelity"
    family = Family.FAITHFULNESS
    higher_is_better = True
    paper = "arXiv 2005.00631"
    summary = tr_noop("Hides random parts: the correlation of the map's sum over them with the drop of the score.")
    params = GRID_PARAMS

    def measure(self, trial: Trial) -> Score:
        sums, drops = hidden_cells(trial)
        if all_equal(drops) or all_equal(sums):
            return Score(0.0)
        return Score(float(np.corrcoef(sums, drops)[0, 1]))
