"""Integrated gradients: the score's rise from a baseline to the picture, shared out among the pixels."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import BASELINE, RULE, baselines, by_pixel, integrate, report_gap
from attnstudio.core.needs import Need
from attnstudio.core.params import IntParam
from attnstudio.core.text import tr_noop


@METHODS.register
class IntegratedGradients(Method):
    """Sum over channels of (x - b) x integral over a in 0..1 of dy/dx at b + a (x - b), b the baseline
    (Sundararajan et al. 2017, arXiv 1703.01365).

    Signed: negative where the change from the baseline lowers the score. The contributions sum to y(x) - y(b)
    (completeness); how far they do not is noted.
    """

    id = "integrated_gradients"
    name = tr_noop("Integrated gradients")
    family = Family.GRADIENT
    cost = Cost.TENS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 1703.01365"
    summary = tr_noop(
        "Distributes the change of the score from a baseline to the picture over the pixels, without a remainder."
    )
    description = tr_noop(
        "The gradients are integrated along the straight line from a baseline b, such as a black picture, to the "
        "picture. The contributions of all pixels add up to the difference of the scores at both ends, which is "
        "called completeness."
    )
    formula = r"L = \sum_c (x_c - b_c) \int_0^1 \frac{\partial y}{\partial x_c}\left(b + \alpha (x - b)\right) d\alpha"
    params = (
        IntParam(
            "steps", tr_noop("Steps"), tr_noop("Number of gradients along the path from each baseline."), 50, 2, 1000
        ),
        RULE,
        BASELINE,
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        starts = baselines(context)
        attribution = integrate(context, starts, context.params["steps"], context.params["rule"], by_pixel)
        report_gap(context, attribution, starts)
        return by_pixel(attribution)
