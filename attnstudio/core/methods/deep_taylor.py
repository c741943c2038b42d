"""Deep Taylor decomposition: relevance by rules that are first-order expansions at a root of each unit."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.relevance_map import relevance_map
from attnstudio.core.needs import Need
from attnstudio.core.relevance.composites import DEEP_TAYLOR
from attnstudio.core.relevance.graph import Relevance
from attnstudio.core.text import tr_noop


@METHODS.register
class DeepTaylor(Method):
    """The z+ rule for every linear layer, the z-box rule for the first one, whose inputs have bounds; biases get no
    share (Montavon et al. 2017, arXiv 1512.02479).

    Of a network of ReLUs with a positive score the map is nowhere negative, and sums to the score.
    """

    id = "deep_taylor"
    name = tr_noop("Deep Taylor decomposition")
    family = Family.GRADIENT
    cost = Cost.SINGLE
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 1512.02479"
    summary = tr_noop("Hands the score back to the pixels by what speaks for it alone: little noise, and no minus.")
    description = tr_noop(
        "Each unit hands its relevance to the inputs that made it active, in proportion to what they added. What spoke "
        "against it gets none, so that the map shows where the network looked, more than for which class."
    )
    formula = (
        r"L = \sum_c R^0_c, \quad R^{l}_i = \sum_j "
        r"\frac{(x_i w_{ij})^+}{\sum_{i'} (x_{i'} w_{i'j})^+} R^{l+1}_j"
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        return relevance_map(self, context, Relevance(DEEP_TAYLOR))
