"""Guided Grad-CAM: the detail of guided backpropagation, where Grad-CAM sees the class."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.gradcam import GradCam
from attnstudio.core.needs import Need
from attnstudio.core.rules import Rule
from attnstudio.core.scaling import channel_max, enlarge
from attnstudio.core.text import tr_noop


@METHODS.register
class GuidedGradCam(Method):
    """max over channels of |guided backpropagation| (arXiv 1412.6806), times Grad-CAM, upsampled (Selvaraju et al.
    2016, arXiv 1610.02391)."""

    id = "guided_gradcam"
    name = "Guided Grad-CAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.INPUT_GRADIENT, Need.ACTIVATION, Need.LAYER_GRADIENT, Need.RELU})
    rules = frozenset({Rule.GUIDED})
    paper = "arXiv 1610.02391"
    summary = tr_noop("Guided backpropagation times Grad-CAM: fine and class-specific.")
    description = tr_noop(
        "The map of guided backpropagation is multiplied by the enlarged map of Grad-CAM. The product has the "
        "fine edges of the former and depends on the class as the latter does."
    )
    formula = r"L = \max_c \left| R^0_c \right| \cdot \mathrm{ReLU}\left(\sum_k w_k A_k\right)"

    def attribute(self, context: AttributionContext) -> np.ndarray:
        return channel_max(np.abs(context.input_gradient(Rule.GUIDED))) * enlarge(
            GradCam().attribute(context), *context.input.shape[:2]
        )
