"""Grad-CAM: the activations of one layer, each channel weighted by its mean gradient."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.alternatives import alternatives_to
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.needs import Need
from attnstudio.core.text import Notice, tr_noop


@METHODS.register
class GradCam(ChannelSum):
    """ReLU(sum_k mean(G_k) A_k), A the layer's activations, G = dy/dA (Selvaraju et al. 2016, arXiv 1610.02391)."""

    id = "gradcam"
    name = "Grad-CAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 1610.02391"
    summary = tr_noop("A layer's channels, weighted by their mean gradients for the class. Coarse, but class-specific.")
    description = tr_noop(
        "The channels of a layer are added up, each weighted by the mean of its gradients for the class. Only "
        "what raises the score remains; the map is as coarse as the layer."
    )
    formula = (
        r"L = \mathrm{ReLU}\left(\sum_k w_k A_k\right), \quad "
        r"w_k = \frac{1}{Z} \sum_{i,j} \frac{\partial y}{\partial A_k^{ij}}"
    )

    def weighted(self, context: AttributionContext) -> np.ndarray:
        return context.activation * context.layer_gradient.mean(axis=(0, 1))

    def why_flat(self, context: AttributionContext) -> Notice | None:
        weights = context.layer_gradient.mean(axis=(0, 1))
        if context.activation.min() < 0 or not weights.any() or weights.max() > 0:
            return None
        return Notice(
            tr_noop(
                "Every channel weight is negative: overall, the layer {layer} is evidence against the class. {way}"
            ),
            {"layer": context.layer_name, "way": alternatives_to(self, context)},
        )
