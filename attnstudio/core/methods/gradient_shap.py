"""Gradient SHAP: integrated gradients expected over noisy baselines, one random step for each."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import BASELINE, baselines, by_pixel
from attnstudio.core.needs import Need
from attnstudio.core.noise import deviation
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.refine import STOP_AT, average
from attnstudio.core.text import tr_noop


@METHODS.register
class GradientShap(Method):
    """Sum over channels of the mean of (x - b) dy/dx at b + a (x - b), a uniform in 0..1, b the baseline plus
    N(0, (noise * (max x - min x))^2): expected gradients (Lundberg and Lee 2017, arXiv 1705.07874; Erion et al. 2019,
    arXiv 1906.10670). For a linear model these are the exact SHAP values, which are signed."""

    id = "gradient_shap"
    name = "Gradient SHAP"
    family = Family.GRADIENT
    cost = Cost.TENS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 1705.07874"
    summary = tr_noop("Integrated gradients averaged over noisy baselines: the choice of the baseline matters less.")
    description = tr_noop(
        "Integrated gradients are averaged over random baselines and random points of the path. The mean "
        "estimates the Shapley values of the pixels, and depends less on the choice of the baseline."
    )
    formula = (
        r"L = \sum_c \mathrm{E}_{b, \alpha} \left[ (x_c - b_c) "
        r"\, \frac{\partial y}{\partial x_c}\left(b + \alpha (x - b)\right) \right], \quad "
        r"\alpha \sim U(0, 1)"
    )
    params = (
        IntParam("samples", tr_noop("Samples"), tr_noop("How many noisy baselines are drawn."), 25, 1, 1000),
        FloatParam(
            "noise",
            tr_noop("Noise"),
            tr_noop("Standard deviation of the baselines, as a fraction of the input's range."),
            0.20,
            0.0,
            1.0,
        ),
        BASELINE,
        STOP_AT,
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        starts = baselines(context)
        rng = context.run.rng()
        # Drawn before the noise: the two must not take turns, or the batch size would change what each gets.
        places = rng.random((context.params["samples"], 1, 1, 1), np.float32)
        sigma = deviation(context.input, context.params["noise"])

        def sample(done: int, count: int) -> np.ndarray:
            start = starts[np.arange(done, done + count) % len(starts)]
            start += sigma * rng.standard_normal(start.shape, np.float32)
            way = context.input - start
            return way * context.model.input_gradients(start + places[done : done + count] * way, context.class_weights)

        return average(
            context.run,
            context.params["samples"],
            context.model.gradient_batch,
            sample,
            lambda mean: by_pixel(mean.mean),
            context.params["stop_at"],
        )
