"""Layer-wise relevance propagation: the score is handed back from layer to layer, without a remainder."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.relevance_map import relevance_map
from attnstudio.core.needs import Need
from attnstudio.core.params import ChoiceParam, FloatParam
from attnstudio.core.relevance.composites import EPSILON_PLUS, NAMES, composite
from attnstudio.core.relevance.graph import Relevance
from attnstudio.core.text import tr_noop

ATTN_LRP, CP_LRP = "attn_lrp", "cp_lrp"
ABSORB = "absorb"


@METHODS.register
class LRP(Method):
    """Relevance of the logits, R = y, goes back to the picture by a rule for each kind of layer (Bach et al. 2015,
    doi 10.1371/journal.pone.0130140). Composites and rules are those of zennit 0.5 (arXiv 2106.13200).

    Signed. The map sums to y, less what biases and the epsilon absorb, which is noted.
    """

    id = "lrp"
    name = tr_noop("LRP")
    family = Family.GRADIENT
    cost = Cost.SINGLE
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "doi 10.1371/journal.pone.0130140"
    summary = tr_noop("Hands the score back from layer to layer to the pixels: far less noise than a gradient has.")
    description = tr_noop(
        "The score is shared out among the inputs of the last layer by what each contributed, then among those of "
        "the layer before, and so on to the pixels. Positive relevance speaks for the class, negative against it; "
        "what the rules keep adds up to the score."
    )
    formula = r"L = \sum_c R^0_c, \quad R^{l}_i = \sum_j \frac{z_{ij}}{\sum_{i'} z_{i'j} + b_j} R^{l+1}_j"
    params = (
        ChoiceParam(
            "composite",
            tr_noop("Composite"),
            tr_noop("Which layers follow which rule, by the names of zennit."),
            NAMES,
            EPSILON_PLUS,
        ),
        FloatParam(
            "epsilon",
            tr_noop("Epsilon"),
            tr_noop("Added to the denominators of dense layers: more of it absorbs weak contributions."),
            1e-6,
            0,
            10,
        ),
        FloatParam(
            "gamma",
            tr_noop("Gamma"),
            tr_noop("How much epsilon_gamma_box favours positive contributions."),
            0.25,
            0,
            100,
        ),
        ChoiceParam(
            "attention",
            tr_noop("Attention"),
            tr_noop("In transformers: attn_lrp goes through the attention too, cp_lrp takes it for given."),
            (ATTN_LRP, CP_LRP),
            ATTN_LRP,
        ),
        ChoiceParam(
            "biases",
            tr_noop("Biases"),
            tr_noop(
                "absorb: they take their share of the relevance, as in zennit; ignore: all of it reaches the picture."
            ),
            (tr_noop("absorb"), tr_noop("ignore")),
            ABSORB,
        ),
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        params = context.params
        absorbing = params["biases"] == ABSORB
        rules = composite(params["composite"], params["epsilon"], params["gamma"], absorbing=absorbing)
        return relevance_map(self, context, Relevance(rules, params["attention"] == CP_LRP))
