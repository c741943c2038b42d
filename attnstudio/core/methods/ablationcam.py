"""Ablation-CAM: channels weighted by what the score loses without them."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.methods.channel_by_channel import ChannelByChannel
from attnstudio.core.needs import Need
from attnstudio.core.text import tr_noop


@METHODS.register
class AblationCam(ChannelByChannel):
    """ReLU(sum_k w_k A_k), w_k = (y - y_k) / |y|, y_k the score with channel k set to 0 (Desai and Ramaswamy 2020,
    doi 10.1109/WACV45572.2020.9093360).

    The paper divides by y, which it takes to be positive: a negative logit would turn the map inside out.
    """

    id = "ablationcam"
    name = "Ablation-CAM"
    cost = Cost.THOUSANDS
    needs = frozenset({Need.ACTIVATION, Need.FORWARDS})
    paper = "doi 10.1109/WACV45572.2020.9093360"
    summary = tr_noop("Weights a layer's channels by the drop of the score when each is ablated. Needs no gradients.")
    description = tr_noop(
        "Each channel of the layer is set to 0 in turn, and its weight is the drop of the score. No gradients are"
        " needed, but a pass for each channel."
    )
    formula = r"L = \mathrm{ReLU}\left(\sum_k w_k A_k\right), \quad w_k = \frac{y - y_{A_k = 0}}{|y|}"

    def channels(self, context: AttributionContext) -> np.ndarray:
        return np.flatnonzero(context.activation.any(axis=(0, 1)))

    def scores(self, context: AttributionContext, channels: np.ndarray) -> np.ndarray:
        """The score without each channel."""
        activation = context.activation
        ablated = np.repeat(activation[None], len(channels), axis=0)
        ablated[np.arange(len(channels)), :, :, channels] = 0
        return context.scores(context.model.head_logits(ablated, context.layer_name, context.at_layer.prefix))

    def reference(self, context: AttributionContext) -> float:
        """The score with all channels, from the same graph, whose rounding cancels out."""
        logits = context.model.head_logits(context.activation[None], context.layer_name, context.at_layer.prefix)
        return float(context.scores(logits)[0])

    def weights(self, context: AttributionContext, scores: np.ndarray, reference: float) -> np.ndarray:
        return (reference - scores) / (abs(reference) or 1.0)
