"""Vanilla saliency: where a small change of the input changes the score most."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.rules import Rule
from attnstudio.core.scaling import channel_max
from attnstudio.core.text import tr_noop


@METHODS.register
class Saliency(Method):
    """max over channels of |dy/dx| (Simonyan et al. 2013, arXiv 1312.6034)."""

    id = "saliency"
    name = tr_noop("Saliency")
    family = Family.GRADIENT
    cost = Cost.SINGLE
    needs = frozenset({Need.INPUT_GRADIENT})
    rules = frozenset({Rule.PLAIN})
    paper = "arXiv 1312.6034"
    summary = tr_noop("Where a small change of the picture changes the score most. Sharp, but noisy.")
    description = tr_noop(
        "The gradient of the score says of each pixel how strongly a small change of it would change the score. "
        "The map is the absolute value of the gradient, the largest of the colour channels."
    )
    formula = r"L = \max_c \left| \frac{\partial y}{\partial x_c} \right|"

    def attribute(self, context: AttributionContext) -> np.ndarray:
        return channel_max(np.abs(context.input_gradient()))
