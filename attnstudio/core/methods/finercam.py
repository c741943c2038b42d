"""Finer-CAM: what distinguishes a class from the most similar ones."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.methods.gradcam import GradCam
from attnstudio.core.needs import Need
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.probabilities import probabilities
from attnstudio.core.text import tr_noop


@METHODS.register
class FinerCam(ChannelSum):
    """Grad-CAM of y - alpha sum_i p_i z_i / sum_i p_i (Zhang et al. 2025, arXiv 2501.11309, weighted as in
    pytorch-grad-cam): z_i are the logits nearest to that of the class, p_i their softmax probabilities.

    With one class, or the numbers of a regression, there is nothing to compare: the map is that of Grad-CAM.
    """

    id = "finercam"
    name = "Finer-CAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 2501.11309"
    summary = tr_noop("Grad-CAM of the difference from the most similar classes: shows what distinguishes them.")
    description = tr_noop(
        "Grad-CAM of the difference between the score of the class and the scores of the most similar classes. "
        "The map shows what distinguishes the class from these."
    )
    formula = (
        r"L = \mathrm{ReLU}\left(\sum_k w_k A_k\right), \quad "
        r"w_k = \frac{1}{Z} \sum_{i,j} \frac{\partial}{\partial A_k^{ij}} "
        r"\left( y - \alpha \, \frac{\sum_c p_c y_c}{\sum_c p_c} \right)"
    )
    params = (
        FloatParam(
            "alpha",
            tr_noop("Strength"),
            tr_noop("Factor of the similar classes' scores, which are subtracted."),
            1.0,
            0.0,
            2.0,
        ),
        IntParam(
            "comparisons", tr_noop("Comparisons"), tr_noop("Number of similar classes to compare with."), 3, 1, 20
        ),
    )

    def weighted(self, context: AttributionContext) -> np.ndarray:
        logits = context.single_pass.logits
        if context.model.head == "regression":
            return GradCam().weighted(context)
        weights = finer_weights(logits, context.class_weights, context.params["alpha"], context.params["comparisons"])
        return GradCam().weighted(context.towards(weights))


def finer_weights(logits: np.ndarray, class_weights: np.ndarray, alpha: float, comparisons: int) -> np.ndarray:
    """The gradient of the finer score by the logits: as class weights they give the same gradients everywhere."""
    nearness = -np.abs(logits - logits[np.argmax(class_weights)])
    nearness[class_weights != 0] = -np.inf
    similar = np.argsort(-nearness, kind="stable")[: min(comparisons, np.count_nonzero(class_weights == 0))]
    weights = class_weights.copy()
    if len(similar):
        shares = probabilities(logits[similar], "softmax")
        # The shares change with the logits too: hence the second term.
        weights[similar] -= np.float32(alpha) * shares * (1 + logits[similar] - shares @ logits[similar])
    return weights
