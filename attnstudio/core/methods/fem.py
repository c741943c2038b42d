"""FEM: channels weighted by how many of their places stand out."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.needs import Need
from attnstudio.core.params import FloatParam
from attnstudio.core.text import tr_noop


@METHODS.register
class Fem(ChannelSum):
    """ReLU(sum_k w_k A_k), w_k = share of the places where A_k > mean(A_k) + k sigma(A_k) (Fuad et al. 2020,
    HAL hal-02963298)."""

    id = "fem"
    name = "FEM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION})
    paper = "HAL hal-02963298"
    summary = tr_noop(
        "Sum of a layer's channels, each weighted by the share of its places that stand out. Not class-specific."
    )
    description = tr_noop(
        "The channels of a layer are added up, each weighted by the share of its places that stand out from its "
        "mean by several standard deviations. The map needs no gradients, and does not depend on the class."
    )
    formula = (
        r"L = \mathrm{ReLU}\left(\sum_k w_k A_k\right), \quad "
        r"w_k = \frac{1}{Z} \sum_{i,j} \left[ A_k^{ij} > \mu_k + t \, \sigma_k \right]"
    )
    params = (
        FloatParam(
            "k",
            tr_noop("Deviations"),
            tr_noop("A place stands out this many standard deviations above its channel's mean."),
            2.0,
            0.0,
            6.0,
            0.1,
        ),
    )

    def weighted(self, context: AttributionContext) -> np.ndarray:
        activation = context.activation
        exact = activation.astype(np.float64)  # in which the mean of equal numbers is that number
        threshold = exact.mean(axis=(0, 1)) + context.params["k"] * exact.std(axis=(0, 1))
        return activation * (exact > threshold).mean(axis=(0, 1), dtype=np.float32)
