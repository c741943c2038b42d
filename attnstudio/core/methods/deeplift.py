"""DeepLIFT: the difference of the score from that of a reference, handed back as differences from the reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import BASELINE, baselines, by_pixel, note_gap
from attnstudio.core.needs import Need
from attnstudio.core.params import ChoiceParam
from attnstudio.core.relevance.graph import Difference
from attnstudio.core.text import tr_noop

RESCALE, REVEAL_CANCEL = "rescale", "reveal_cancel"


@METHODS.register
class DeepLift(Method):
    """Sum over channels of m (x - b), b the baseline; a linear layer hands the multipliers m back by its weights, an
    activation by m (f(z) - f(z_b)) / (z - z_b) (Shrikumar et al. 2017, arXiv 1704.02685, read as its authors' code).

    Signed. The contributions sum to y(x) - y(b) (summation to delta); how far they do not is noted: operations that
    the paper has no rule for, such as a softmax, get the mean of their gradients at 8 places between baseline and
    picture. Maxima are as in SHAP's code.
    """

    id = "deeplift"
    name = "DeepLIFT"
    family = Family.GRADIENT
    cost = Cost.SINGLE
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 1704.02685"
    summary = tr_noop("Compares every unit with what it is for a baseline, and hands back what made the difference.")
    description = tr_noop(
        "The picture and a baseline go through the network together. Each unit's difference is shared out among the "
        "differences of its inputs, down to the pixels, so that all contributions add up to the difference of the "
        "scores, as those of integrated gradients do, for two passes instead of fifty."
    )
    formula = (
        r"L = \sum_c m_c \, (x_c - b_c), \quad "
        r"m_i = \sum_j w_{ij} \, \frac{f(z_j) - f(z^b_j)}{z_j - z^b_j} \, m_j"
    )
    params = (
        ChoiceParam(
            "rule",
            tr_noop("Rule"),
            tr_noop("Of activations: reveal_cancel looks at what raised a unit and at what lowered it separately."),
            (RESCALE, REVEAL_CANCEL),
            RESCALE,
        ),
        BASELINE,
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        starts = baselines(context)
        spec = Difference(context.params["rule"] == REVEAL_CANCEL, len(starts))
        # Pictures that are explained together share a pass, and the baseline's: but each has a blurred one of its own.
        run = replace(context, batch=None) if context.params["baseline"] == "blur" else context
        logits, at_starts, contributions = run.run_batched(spec, starts)
        attribution = contributions.astype(np.float64)
        note_gap(context, attribution, context.scores(np.concatenate([logits[None], at_starts])))
        return by_pixel(attribution)
