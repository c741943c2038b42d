"""Random cells of a grid that are hidden: what the map says of them, and how far the score drops."""

from __future__ import annotations

import numpy as np

from attnstudio.core.baselines import baseline
from attnstudio.core.masks import CELLS, cells, scored
from attnstudio.core.metrics.base import Trial
from attnstudio.core.metrics.curves import behind
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop

GRID_PARAMS = (
    IntParam("samples", tr_noop("Samples"), tr_noop("How many random subsets are hidden."), 200, 10, 20000),
    FloatParam("hidden", tr_noop("Share hidden"), tr_noop("How much of the picture a subset hides."), 0.2, 0.01, 0.9),
    CELLS,
    behind("grey"),
)


def hidden_cells(trial: Trial) -> tuple[np.ndarray, np.ndarray]:
    """Of each random subset, all of one size: the sum of the map over it, and the drop of the explained score where it
    shows the baseline; float64 (samples,) both. The trial has the GRID_PARAMS."""
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
    return sums, drops
