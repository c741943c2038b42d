"""LayerCAM: every place of every channel weighted by its own positive gradient."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.needs import Need
from attnstudio.core.text import tr_noop


@METHODS.register
class LayerCam(ChannelSum):
    """ReLU(sum_k ReLU(G_k) A_k) (Jiang et al. 2021, IEEE TIP 30, doi 10.1109/TIP.2021.3089943)."""

    id = "layercam"
    name = "LayerCAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "doi 10.1109/TIP.2021.3089943"
    summary = tr_noop("Grad-CAM with a weight for each place. Works on early layers too, where maps are finer.")
    description = tr_noop(
        "Each place of each channel is weighted by its own positive gradient. This gives usable maps of early "
        "layers too, which are finer."
    )
    formula = r"L = \mathrm{ReLU}\left(\sum_k \mathrm{ReLU}(G_k) A_k\right)"

    def weighted(self, context: AttributionContext) -> np.ndarray:
        return context.activation * np.maximum(context.layer_gradient, 0)
