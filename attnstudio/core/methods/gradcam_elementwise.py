"""Grad-CAM with element-wise weights: positive contributions only."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.needs import Need
from attnstudio.core.text import tr_noop


@METHODS.register
class GradCamElementwise(ChannelSum):
    """sum_k ReLU(G_k A_k), as pytorch-grad-cam's GradCAMElementWise; HiResCAM (arXiv 2011.08891), with the ReLU inside
    the sum."""

    id = "gradcam_elementwise"
    name = tr_noop("Grad-CAM, elementwise")
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 2011.08891"
    summary = tr_noop("HiResCAM without evidence against the class, which therefore never cancels evidence for it.")
    description = tr_noop(
        "At each place the activation of each channel is multiplied by its own gradient, and only the positive "
        "products are added up. So evidence against the class never cancels evidence for it."
    )
    formula = r"L = \sum_k \mathrm{ReLU}(G_k A_k)"

    def weighted(self, context: AttributionContext) -> np.ndarray:
        return np.maximum(context.activation * context.layer_gradient, 0)
