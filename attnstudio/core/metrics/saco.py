"""SaCo: whether what the map marks as stronger also matters more, weighed by how much stronger it is."""

from __future__ import annotations

import numpy as np

from attnstudio.core.baselines import baseline
from attnstudio.core.masks import scored
from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.metrics.curves import behind
from attnstudio.core.params import IntParam
from attnstudio.core.text import tr_noop


@METRICS.register
class SaCo(Metric):
    """Salience-guided faithfulness coefficient (Wu et al. 2024, arXiv 2404.01415, of which the abstract was read).

    Pixels in order of strength fall into K groups of one size, s is the sum of the map in a group and d the drop of
    p(target) with it hidden. Over all pairs i < j, sum of w / sum of |w|, where w is s_i - s_j, negative where d_i <
    d_j: -1 to 1.
    """

    id = "saco"
    name = "SaCo"
    family = Family.FAITHFULNESS
    needs_probability = True
    higher_is_better = True
    paper = "arXiv 2404.01415"
    summary = tr_noop(
        "Hides the pixels group by group: whether stronger groups matter more, weighed by how much stronger they are."
    )
    params = (
        IntParam("groups", tr_noop("Groups"), tr_noop("How many groups of equal size the pixels form."), 10, 2, 100),
        behind("grey"),
    )

    def measure(self, trial: Trial) -> Score:
        total = min(trial.params["groups"], trial.ranks.size)
        group_of = trial.ranks * total // trial.ranks.size

        def masks(first: int, end: int) -> np.ndarray:
            """The whole picture comes first."""
            return (group_of != np.arange(first - 1, end - 1)[:, None, None]).astype(np.float32)

        background = baseline(trial.model_input, trial.params["baseline"])
        scores = np.zeros(0)
        for scores in scored(  # noqa: B007
            trial.network, trial.model_input.input, background, total + 1, masks, trial.probabilities, trial.ctx
        ):
            pass
        drops = scores[0] - scores[1:]
        strengths = np.bincount(group_of.ravel(), trial.attribution.ravel().astype(np.float64), total)
        stronger, weaker = np.triu_indices(total, 1)
        weights = strengths[stronger] - strengths[weaker]
        agrees = np.where(drops[stronger] >= drops[weaker], 1, -1)
        size = float(np.abs(weights).sum())
        return Score(float(weights @ agrees) / size if size else 0.0)
