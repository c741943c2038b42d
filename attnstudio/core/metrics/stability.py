"""Stability: how far the map moves when the picture hardly changes."""

from __future__ import annotations

import numpy as np

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop


@METRICS.register
class Stability(Metric):
    """max over n noises d, each colour within the radius, of |map(x + d) - map(x)| / |map(x)|: max-sensitivity
    (Yeh et al. 2019, arXiv 1901.09392), each map divided by its strongest pixel."""

    id = "stability"
    name = tr_noop("Stability")
    family = Family.ROBUSTNESS
    higher_is_better = False
    paper = "arXiv 1901.09392"
    summary = tr_noop("Adds imperceptible noise: the largest change of the map, relative to the map.")
    needs_model = True
    params = (
        IntParam("samples", tr_noop("Samples"), tr_noop("Number of noisy copies."), 10, 1, 1000),
        FloatParam(
            "radius",
            tr_noop("Radius"),
            tr_noop("Largest change of a colour, as a fraction of its range."),
            0.02,
            0.004,
            0.5,
        ),
    )

    def measure(self, trial: Trial) -> Score:
        pixels, rng = trial.model_input.pixels, trial.ctx.rng()
        reach = max(1, round(trial.params["radius"] * 255))
        furthest, total = 0.0, trial.params["samples"]
        batch = trial.network.gradient_batch
        for first in range(0, total, batch):
            trial.ctx.check_cancelled()
            size = (min(batch, total - first), *pixels.shape)
            noise = rng.integers(-reach, reach, size, np.int16, endpoint=True)
            changed = np.clip(pixels + noise, 0, 255).astype(np.uint8)
            moved = [float(np.linalg.norm(one - trial.attribution)) for one in trial.again(list(changed))]
            furthest = max(furthest, *moved)
            trial.ctx.progress(min(total, first + batch), total)
        return Score(furthest / float(np.linalg.norm(trial.attribution)))
