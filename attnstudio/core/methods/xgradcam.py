"""XGrad-CAM: Grad-CAM with weights that add up to the score as closely as weights of channels can."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.needs import Need
from attnstudio.core.text import tr_noop


@METHODS.register
class XGradCam(ChannelSum):
    """ReLU(sum_k w_k A_k), w_k = sum(G_k A_k) / sum(A_k) (Fu et al. 2020, arXiv 2008.02312)."""

    id = "xgradcam"
    name = "XGrad-CAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 2008.02312"
    summary = tr_noop("Grad-CAM whose gradients are weighted by the normalised activation.")
    description = tr_noop(
        "The gradients of a channel are averaged with its activations as weights, so places where the channel is "
        "active count more. These weights follow from two axioms, sensitivity and conservation."
    )
    formula = (
        r"L = \mathrm{ReLU}\left(\sum_k w_k A_k\right), \quad "
        r"w_k = \frac{\sum_{i,j} G_k^{ij} A_k^{ij}}{\sum_{i,j} A_k^{ij}}"
    )

    def weighted(self, context: AttributionContext) -> np.ndarray:
        activation = context.activation
        contribution = (context.layer_gradient * activation).sum(axis=(0, 1))
        total = activation.sum(axis=(0, 1))
        return activation * np.divide(contribution, total, out=np.zeros_like(total), where=total != 0)
