"""Grad-CAM++: Grad-CAM with weights that count every place where a feature speaks for the class."""

from __future__ import annotations

import numpy as np

from attnstudio.core.methods.base import METHODS, ChannelSum, Cost, Family, Job, Need
from attnstudio.core.text import mark


@METHODS.register
class GradCamPlusPlus(ChannelSum):
    """ReLU(sum_k w_k A_k), w_k = sum alpha_k ReLU(G_k), alpha = G^2 / (2 G^2 + sum(A) G^3), normalised to sum 1
    (Chattopadhay et al. 2017, arXiv 1710.11063). G^2 is divided out: alpha = 1 / (2 + sum(A) G) where G is not 0.

    The paper differentiates exp(y). Its factor exp(y) cancels out of alpha, and scales the whole map by one number
    otherwise, so it is left out: exp(y) overflows for logits above 88.
    """

    id = "gradcam++"
    name = "Grad-CAM++"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 1710.11063"
    summary = mark("Grad-CAM that covers several instances of the class, and the whole of each, better.")

    def weighted(self, job: Job) -> np.ndarray:
        activation, gradient = job.activation, job.layer_gradient
        denominator = 2 + gradient * activation.sum(axis=(0, 1))
        alpha = np.divide(1, denominator, out=np.zeros_like(gradient), where=(gradient != 0) & (denominator != 0))
        total = alpha.sum(axis=(0, 1))
        alpha = np.divide(alpha, total, out=np.zeros_like(alpha), where=total != 0)
        weights = (np.maximum(gradient, 0) * alpha).sum(axis=(0, 1))
        return activation * weights
