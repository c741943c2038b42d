"""Grad-CAM++: Grad-CAM with weights from every place where a feature raises the score."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.alternatives import alternatives_to
from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family
from attnstudio.core.needs import Need
from attnstudio.core.params import ChoiceParam
from attnstudio.core.text import Notice, tr_noop

TF_KERAS_VIS, AUTHORS = "tf-keras-vis", tr_noop("authors")
NORMALISER = ChoiceParam(
    "normaliser",
    tr_noop("Normaliser"),
    tr_noop(
        "Where the weights alpha sum to 1 in each channel. authors: over the places where the gradient is positive, as "
        "the authors' code does. tf-keras-vis: over all places; there negative alphas can cancel a channel or turn its "
        "sign, up to a flat map."
    ),
    (TF_KERAS_VIS, AUTHORS),
    TF_KERAS_VIS,
)


@METHODS.register
class GradCamPlusPlus(ChannelSum):
    """ReLU(sum_k w_k A_k), w_k = sum alpha_k ReLU(G_k), alpha = G^2 / (2 G^2 + sum(A) G^3), normalised to sum 1
    (Chattopadhay et al. 2017, arXiv 1710.11063). G^2 is divided out: alpha = 1 / (2 + sum(A) G) where G is not 0.

    The paper differentiates exp(y). Its factor exp(y) cancels out of alpha, and scales the whole map by one number
    otherwise, so it is left out: exp(y) overflows for logits above 88.

    The paper does not normalise alpha, the programs do. The authors' own (github.com/adityac94/Grad_CAM_plus_plus)
    takes the sum over the places where G > 0, which are those that count in w_k; tf-keras-vis takes it over all places.
    Where G < 0 alpha may be negative: then that sum can be near 0 or negative, and w_k has the wrong sign.
    """

    id = "gradcam++"
    name = "Grad-CAM++"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 1710.11063"
    summary = tr_noop("Grad-CAM that covers several instances of the class, and the whole of each, better.")
    description = tr_noop(
        "The weight of a channel is a sum of its positive gradients, in which higher derivatives of the score "
        "decide how much each place counts. This covers several objects of the class, and the whole of each, "
        "better than Grad-CAM."
    )
    formula = (
        r"L = \mathrm{ReLU}\left(\sum_k w_k A_k\right), \quad "
        r"w_k = \sum_{i,j} \alpha_k^{ij} \, \mathrm{ReLU}(G_k^{ij}), \quad "
        r"\alpha_k^{ij} \propto \frac{(G_k^{ij})^2}{2 (G_k^{ij})^2 + (G_k^{ij})^3 \sum A_k}"
    )

    params = (NORMALISER,)

    def weighted(self, context: AttributionContext) -> np.ndarray:
        return context.activation * weights(context, context.params["normaliser"])

    def why_flat(self, context: AttributionContext) -> Notice | None:
        by_authors = context.activation * weights(context, AUTHORS)
        if context.params["normaliser"] == AUTHORS or by_authors.sum(axis=-1).max() <= 0:
            return None
        return Notice(
            tr_noop(
                "The alphas of negative gradients outweigh those of positive ones. Choose the authors' normaliser, "
                "which leaves them out ({method}.normaliser = authors). {way}"
            ),
            {"method": self.id, "way": alternatives_to(self, context)},
            setting=(self.id, NORMALISER.name, AUTHORS),
        )


def weights(context: AttributionContext, normaliser: str) -> np.ndarray:
    """w_k of each channel, (filters,)."""
    activation, gradient = context.activation, context.layer_gradient
    denominator = 2 + gradient * activation.sum(axis=(0, 1))
    alpha = np.divide(1, denominator, out=np.zeros_like(gradient), where=(gradient != 0) & (denominator != 0))
    counted = np.where(gradient > 0, alpha, 0) if normaliser == AUTHORS else alpha
    total = counted.sum(axis=(0, 1))
    alpha = np.divide(alpha, total, out=np.zeros_like(alpha), where=total != 0)
    found: np.ndarray = (np.maximum(gradient, 0) * alpha).sum(axis=(0, 1))
    return found
