"""Class sensitivity, a sanity check: how alike the map stays when another class is explained."""

from __future__ import annotations

import numpy as np

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.similarity import ALIKE, rank_correlations
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice, tr_noop


@METRICS.register
class ClassSensitivity(Metric):
    """Mean size of Spearman's correlations of the map with those of the least likely and of the most likely other class
    (after the sensitivity check of Cao et al. 2020, arXiv 2012.15616, of which the abstract was read).

    A map that is turned over shows the same places: LRP's of a class with a negative score is that of any other.
    """

    id = "class_sensitivity"
    name = tr_noop("Class sensitivity")
    family = Family.SANITY
    higher_is_better = False
    paper = "arXiv 2012.15616"
    summary = tr_noop(
        "Explains the least likely class and the runner-up instead: how similar the map stays. A map that stays says "
        "nothing about the class."
    )
    # On photos by MobileNetV2, Grad-CAM++ and LRP lie above it, the gradient at 0.5, Grad-CAM at 0.6.
    limit = ALIKE
    needs_model = needs_probability = True

    def obstacle(self, trial: Trial) -> Notice | None:
        if (found := super().obstacle(trial)) is not None:
            return found
        if len(_others(trial)) < 2:
            return Notice(
                tr_noop("{metric} needs two classes beside those that are explained."), {"metric": Notice(self.name)}
            )
        return None

    def measure(self, trial: Trial) -> Score:
        logits = trial.network.logits(trial.model_input.input[None])[0]
        others = sorted(_others(trial), key=lambda index: float(logits[index]))
        weights = [
            Target(index, trial.target.minus).class_weights(trial.network.class_count)
            for index in (others[0], others[-1])
        ]
        return Score(float(np.abs(rank_correlations(trial.values, trial.of_classes(weights))).mean()))


def _others(trial: Trial) -> list[int]:
    explained = trial.target.index, trial.target.minus
    return [index for index in range(trial.network.class_count) if index not in explained]
