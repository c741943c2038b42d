"""SmoothGrad and its kin: statistics of the gradients at many noisy copies of the picture."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.noise import noise_param, noisy_copies, samples_param
from attnstudio.core.refine import STOP_AT, RunningMean, average
from attnstudio.core.scaling import channel_max
from attnstudio.core.text import tr_noop


class NoisyGradients(Method):
    """A statistic of |dy/dx| at x + N(0, (noise * (max x - min x))^2), then the maximum over the channels."""

    family = Family.GRADIENT
    cost = Cost.TENS
    needs = frozenset({Need.INPUT_GRADIENT})
    params = (samples_param(20), noise_param(0.20), STOP_AT)

    def attribute(self, context: AttributionContext) -> np.ndarray:
        noisy = noisy_copies(context, context.params["noise"])

        def sample(_: int, count: int) -> np.ndarray:
            return self.of_gradient(context.model.input_gradients(noisy(count), context.class_weights))

        return average(
            context.run,
            context.params["samples"],
            context.model.gradient_batch,
            sample,
            lambda mean: channel_max(self.of_mean(mean)),
            context.params["stop_at"],
        )

    @abstractmethod
    def of_gradient(self, gradients: np.ndarray) -> np.ndarray:
        """What is averaged: (batch, height, width, channels) -> the same shape."""

    def of_mean(self, mean: RunningMean) -> np.ndarray:
        """(height, width, channels)."""
        return mean.mean


@METHODS.register
class SmoothGrad(NoisyGradients):
    """max over channels of mean_n |dy/dx| (Smilkov et al. 2017, arXiv 1706.03825, with the absolute value inside the
    mean, as tf-keras-vis takes it)."""

    id = "smoothgrad"
    name = "SmoothGrad"
    paper = "arXiv 1706.03825"
    summary = tr_noop("Saliency averaged over noisy copies of the picture. The noise of single gradients cancels out.")
    description = tr_noop(
        "Noise is added to the picture several times, and the absolute gradients of these copies are averaged. "
        "Random fluctuations of the gradient cancel out; what all copies have in common remains."
    )
    formula = (
        r"L = \max_c \frac{1}{N} \sum_{n=1}^{N} "
        r"\left| \frac{\partial y}{\partial x_c}(x + \varepsilon_n) \right|, \quad "
        r"\varepsilon_n \sim \mathcal{N}(0, \sigma^2)"
    )

    def of_gradient(self, gradients: np.ndarray) -> np.ndarray:
        return np.abs(gradients)


@METHODS.register
class SquareGrad(NoisyGradients):
    """max over channels of mean_n (dy/dx)^2 (Hooker et al. 2018, arXiv 1806.10758)."""

    id = "squaregrad"
    name = "SquareGrad"
    paper = "arXiv 1806.10758"
    summary = tr_noop("The mean square of the gradients of noisy copies: like SmoothGrad, with its peaks sharpened.")
    description = tr_noop(
        "The gradients of noisy copies of the picture are squared and averaged. Squaring makes strong gradients "
        "stand out more than in SmoothGrad."
    )
    formula = (
        r"L = \max_c \frac{1}{N} \sum_{n=1}^{N} "
        r"\left( \frac{\partial y}{\partial x_c}(x + \varepsilon_n) \right)^2, \quad "
        r"\varepsilon_n \sim \mathcal{N}(0, \sigma^2)"
    )

    def of_gradient(self, gradients: np.ndarray) -> np.ndarray:
        return np.square(gradients)


@METHODS.register
class VarGrad(NoisyGradients):
    """max over channels of var_n dy/dx (Adebayo et al. 2018, arXiv 1810.03292)."""

    id = "vargrad"
    name = "VarGrad"
    paper = "arXiv 1810.03292"
    summary = tr_noop("How much the gradients of noisy copies differ: places where the gradient is unstable stand out.")
    description = tr_noop(
        "The map is the variance of the gradients of noisy copies of the picture. It is large at pixels whose "
        "influence on the score changes with small changes of the picture."
    )
    formula = (
        r"L = \max_c \, \mathrm{Var}_n \left[ \frac{\partial y}{\partial x_c}(x + \varepsilon_n) \right], \quad "
        r"\varepsilon_n \sim \mathcal{N}(0, \sigma^2)"
    )

    def of_gradient(self, gradients: np.ndarray) -> np.ndarray:
        return gradients

    def of_mean(self, mean: RunningMean) -> np.ndarray:
        return mean.variance
