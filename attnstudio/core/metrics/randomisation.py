"""Model randomisation, the sanity check: how alike the map stays while what the model has learned is destroyed."""

from __future__ import annotations

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.text import tr_noop


@METRICS.register
class Randomisation(Metric):
    """Mean over the stages of Spearman's correlation of the map with that of the model whose layers are
    re-initialised from the logits down, stage by stage (Adebayo et al. 2018, arXiv 1810.03292)."""

    id = "randomisation"
    name = tr_noop("Model randomisation")
    family = Family.SANITY
    higher_is_better = False
    paper = "arXiv 1810.03292"
    summary = tr_noop(
        "Re-initialises the model's layers from the top: how similar the map stays. A map that stays does not "
        "depend on the model."
    )
    # Guided backprop, which is known not to react, lies above; gradients and Grad-CAM lie below.
    limit = 0.5
    axes = (tr_noop("share of layers re-initialised"), tr_noop("rank correlation with the map"))
    needs_model = True

    def measure(self, trial: Trial) -> Score:
        curve = trial.cascade()
        return Score(float(curve.y[1:].mean()), curve)
