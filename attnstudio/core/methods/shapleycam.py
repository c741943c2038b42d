"""ShapleyCAM: Grad-CAM that also takes the curvature of the score into account."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.needs import Need
from attnstudio.core.passes import Pass
from attnstudio.core.text import tr_noop


@METHODS.register
class ShapleyCam(ChannelSum):
    """ReLU(sum_k mean(G - H A / 2)_k A_k), H the Hessian of y by A (Cai 2025, arXiv 2501.06261).

    Behind the layer most networks are linear or piecewise linear: there H A is 0 and the map is that of Grad-CAM.
    """

    id = "shapleycam"
    name = "ShapleyCAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 2501.06261"
    summary = tr_noop(
        "Grad-CAM with weights close to Shapley values: they include the curvature of the score, not only its slope."
    )
    description = tr_noop(
        "The weights of the channels approximate their Shapley values by the slope and the curvature of the "
        "score. Where the network is linear behind the layer, the map is that of Grad-CAM."
    )
    formula = (
        r"L = \mathrm{ReLU}\left(\sum_k w_k A_k\right), \quad "
        r"w_k = \frac{1}{Z} \sum_{i,j} \left( G - \frac{1}{2} H A \right)_k^{ij}, \quad "
        r"H = \frac{\partial^2 y}{\partial A^2}"
    )

    def required_pass(self, context: AttributionContext) -> Pass:
        return replace(super().required_pass(context), curved=frozenset({context.layer_name}))

    def weighted(self, context: AttributionContext) -> np.ndarray:
        product = context.at_layer.curvature
        assert product is not None  # it is part of the required pass
        return context.activation * (context.layer_gradient - product / 2).mean(axis=(0, 1))
