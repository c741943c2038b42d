"""ROAD: removes pixels by filling them from their neighbours, so that the removal itself carries no information."""

from __future__ import annotations

import numpy as np

from attnstudio.core.imputation import imputed
from attnstudio.core.metrics.base import METRICS, Curve, Family, Metric, Score, Trial
from attnstudio.core.params import FloatParam
from attnstudio.core.text import tr_noop

_PERCENTILES = np.arange(10, 100, 10)


@METRICS.register
class Road(Metric):
    """mean over the percentiles 10 .. 90 of (p without the least relevant - p without the most relevant pixels) / 2,
    removed by noisy linear imputation (Rong et al. 2022, arXiv 2202.00449)."""

    id = "road"
    name = "ROAD"
    family = Family.FAITHFULNESS
    needs_probability = True
    higher_is_better = True
    paper = "arXiv 2202.00449"
    summary = tr_noop(
        "Removes the most and the least relevant pixels and fills them from their neighbours: only the former "
        "should matter."
    )
    params = (
        FloatParam(
            "noise",
            tr_noop("Noise"),
            tr_noop("Added to filled pixels, as a share of the range of colours."),
            0.01,
            0.0,
            1.0,
        ),
    )
    axes = (tr_noop("share of pixels removed"), tr_noop("least minus most relevant"))

    def measure(self, trial: Trial) -> Score:
        one_input, count = trial.model_input.input, trial.ranks.size
        limits = (count * _PERCENTILES // 100)[:, None, None]
        removed = np.concatenate([trial.ranks < limits, trial.ranks >= count - limits])
        black, white = (trial.model_input.preprocess(np.full((1, 1, 3), grey, np.uint8)) for grey in (0, 255))
        noise = trial.params["noise"] * float(np.abs(white - black).mean())
        trial.ctx.check_cancelled()
        filled = imputed(one_input, removed, noise, trial.ctx.rng())
        trial.ctx.check_cancelled()
        batch = max(1, trial.network.forward_batch)
        logits = [trial.network.logits(filled[first : first + batch]) for first in range(0, len(filled), batch)]
        most, least = trial.probabilities(np.concatenate(logits)).reshape(2, -1)
        trial.ctx.progress(1, 1)
        curve = Curve(_PERCENTILES / 100, (least - most) / 2)
        return Score(float(curve.y.mean()), curve)
