"""HiResCAM: activations times gradients, place by place."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.needs import Need
from attnstudio.core.text import tr_noop


@METHODS.register
class HiResCam(ChannelSum):
    """ReLU(sum_k G_k A_k) (Draelos and Carin 2020, arXiv 2011.08891)."""

    id = "hirescam"
    name = "HiResCAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 2011.08891"
    summary = tr_noop("Grad-CAM without averaging the gradient: shows only places that raised the score.")
    description = tr_noop(
        "The gradient is not averaged over the channel as in Grad-CAM, but multiplied by the activation place by "
        "place. So the map shows only places that raised the score."
    )
    formula = r"L = \mathrm{ReLU}\left(\sum_k G_k A_k\right)"

    def weighted(self, context: AttributionContext) -> np.ndarray:
        return context.activation * context.layer_gradient
