"""What remains of the class when only what the map marks is shown: average drop, increase and gain."""

from __future__ import annotations

import numpy as np

from attnstudio.core.baselines import baseline
from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.metrics.curves import behind
from attnstudio.core.text import tr_noop


class _ConfidenceChange(Metric):
    """Compares p, the target's probability, with p', that of the picture times its map."""

    family = Family.FAITHFULNESS
    needs_probability = True
    params = (behind("black"),)

    def probabilities(self, trial: Trial) -> tuple[float, float]:
        """(p, p')."""
        masks = np.stack([np.ones_like(trial.evidence), trial.evidence])
        background = baseline(trial.model_input, trial.params["baseline"])
        before, after = trial.probabilities(
            trial.network.masked_logits(masks, trial.model_input.input, background)
        ).tolist()
        return before, after


@METRICS.register
class AverageDrop(_ConfidenceChange):
    """max(0, p - p') / p (Chattopadhay et al. 2018, arXiv 1710.11063)."""

    id = "average_drop"
    name = tr_noop("Average drop")
    higher_is_better = False
    paper = "arXiv 1710.11063"
    summary = tr_noop("Shows only what the map highlights: the share of the class's probability that is lost.")

    def measure(self, trial: Trial) -> Score:
        before, after = self.probabilities(trial)
        return Score(max(0.0, before - after) / before if before > 0 else 0.0)


@METRICS.register
class AverageIncrease(_ConfidenceChange):
    """1 where p' > p, else 0: its mean is the share of pictures (Chattopadhay et al. 2018, arXiv 1710.11063)."""

    id = "average_increase"
    name = tr_noop("Average increase")
    higher_is_better = True
    paper = "arXiv 1710.11063"
    summary = tr_noop("Shows only what the map highlights: the share of pictures whose class becomes more probable.")

    def measure(self, trial: Trial) -> Score:
        before, after = self.probabilities(trial)
        return Score(float(after > before))


@METRICS.register
class AverageGain(_ConfidenceChange):
    """max(0, p' - p) / (1 - p) (Zhang et al. 2024, Opti-CAM, arXiv 2301.07002)."""

    id = "average_gain"
    name = tr_noop("Average gain")
    higher_is_better = True
    paper = "arXiv 2301.07002"
    summary = tr_noop("Shows only what the map highlights: the share of the missing probability that is gained.")

    def measure(self, trial: Trial) -> Score:
        before, after = self.probabilities(trial)
        return Score(max(0.0, after - before) / (1 - before) if before < 1 else 0.0)
