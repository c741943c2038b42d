"""Gradient x input: how much each value of the input adds to the score, as far as the score is linear."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import by_pixel
from attnstudio.core.needs import Need
from attnstudio.core.rules import Rule
from attnstudio.core.text import tr_noop


@METHODS.register
class GradientXInput(Method):
    """Sum over channels of x dy/dx (Shrikumar et al. 2016, arXiv 1605.01713); x is the preprocessed input, so a pixel
    that preprocessing makes 0 has no part in the map. Signed: of a linear score, each pixel's own part."""

    id = "gradient_x_input"
    name = tr_noop("Gradient x input")
    family = Family.GRADIENT
    cost = Cost.SINGLE
    needs = frozenset({Need.INPUT_GRADIENT})
    rules = frozenset({Rule.PLAIN})
    paper = "arXiv 1605.01713"
    summary = tr_noop(
        "The gradient times the picture itself: sharper than saliency, but blind to middle grey or black."
    )
    description = tr_noop(
        "The gradient is multiplied by the input itself, which gives each pixel's part in the score to first "
        "order. Positive values speak for the class, negative ones against it; a pixel that preprocessing makes 0"
        " has no part."
    )
    formula = r"L = \sum_c x_c \, \frac{\partial y}{\partial x_c}"
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        return by_pixel(context.input_gradient() * context.input)
