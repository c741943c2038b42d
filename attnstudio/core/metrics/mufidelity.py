"""MuFidelity: whether the map predicts how far the score drops when random parts are hidden."""

from __future__ import annotations

import numpy as np

from attnstudio.core.baselines import baseline
from attnstudio.core.masks import CELLS, all_equal, cells, scored
from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.metrics.curves import behind
from attnstudio.core.params import FloatParam, IntParam
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
    params = (
        IntParam("samples", tr_noop("Samples"), tr_noop("How many random subsets are hidden."), 200, 10, 20000),
        FloatParam(
            "hidden", tr_noop("Share hidden"), tr_noop("How much of the picture a subset hides."), 0.2, 0.01, 0.9
        ),
        CELLS,
        behind("grey"),
    )

    def measure(self, trial: Trial) -> Score:
        params = trial.params
        cell_of = cells(trial.values.shape, params["grid"])
        count = params["grid"] ** 2
        size = min(max(1, round(params["hidden"] * count)), count - 1)
        chosen = np.argsort(trial.ctx.rng().random((params["samples"], count)), axis=1)[:, :size]
        hidden = np.zeros((params["samples"] + 1, count), bool)  # the whole picture comes first
        np.put_along_axis(hidden[1:], chosen, True, axis=1)
        background = baseline(trial.model_input, params["baseline"])
        scores = np.zeros(0)
        for scores in scored(  # noqa: B007
            trial.network,
            trial.model_input.input,
            background,
            len(hidden),
            lambda first, end: (~hidden[first:end]).astype(np.float32)[:, cell_of],
            lambda logits: logits @ trial.class_weights,
            trial.ctx,
        ):
            pass
        drops = scores[0] - scores[1:]
        in_cell = np.bincount(cell_of.ravel(), trial.attribution.ravel().astype(np.float64), count)
        sums = hidden[1:] @ in_cell
        if all_equal(drops) or all_equal(sums):
            return Score(0.0)
        return Score(float(np.corrcoef(sums, drops)[0, 1]))
