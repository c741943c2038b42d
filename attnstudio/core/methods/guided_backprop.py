"""Guided backpropagation and the deconvolutional network: gradients with another rule for ReLUs."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.rules import Rule
from attnstudio.core.scaling import channel_max
from attnstudio.core.text import tr_noop


class RectifiedGradient(Method):
    """max over channels of |g|, g the gradient dy/dx under its rule. Never negative."""

    family = Family.GRADIENT
    cost = Cost.SINGLE
    needs = frozenset({Need.INPUT_GRADIENT, Need.RELU})

    def attribute(self, context: AttributionContext) -> np.ndarray:
        (rule,) = self.rules
        return channel_max(np.abs(context.input_gradient(rule)))


@METHODS.register
class GuidedBackprop(RectifiedGradient):
    """max over channels of |g|, where a ReLU with input a passes g [g > 0] [a > 0] back
    (Springenberg et al. 2014, arXiv 1412.6806)."""

    id = "guided_backprop"
    name = tr_noop("Guided backpropagation")
    paper = "arXiv 1412.6806"
    summary = tr_noop(
        "Only what raises the score flows back through each ReLU. Crisp edges, but hardly class-specific."
    )
    description = tr_noop(
        "The score is propagated back to the picture, and each ReLU passes only positive gradients at places "
        "where it was active. The maps have crisp edges, but hardly depend on the class."
    )
    formula = (
        r"L = \max_c \left| R^0_c \right|, \quad "
        r"R^{l} = \left[ a^{l} > 0 \right] \left[ R^{l+1} > 0 \right] R^{l+1}"
    )
    rules = frozenset({Rule.GUIDED})


@METHODS.register
class Deconvnet(RectifiedGradient):
    """max over channels of |g|, where a ReLU passes g [g > 0] back, whatever its input was
    (Zeiler and Fergus 2013, arXiv 1311.2901)."""

    id = "deconvnet"
    name = tr_noop("Deconvnet")
    paper = "arXiv 1311.2901"
    summary = tr_noop("Runs the network backwards, with a ReLU on the way back too. Shows patterns more than places.")
    description = tr_noop(
        "The score is propagated back to the picture, and each ReLU passes only positive gradients, whether it "
        "was active or not. This shows patterns that excite the network rather than places that decide."
    )
    formula = r"L = \max_c \left| R^0_c \right|, \quad R^{l} = \left[ R^{l+1} > 0 \right] R^{l+1}"
    rules = frozenset({Rule.DECONV})
