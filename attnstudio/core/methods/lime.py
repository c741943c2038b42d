"""LIME: a linear model, fitted near the picture, of which superpixels it needs."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.masks import BASELINE, fitted
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import FloatParam
from attnstudio.core.superpixels import SAMPLES, SEGMENTS, superpixels
from attnstudio.core.text import tr_noop


@METHODS.register
class Lime(Method):
    """argmin_b sum_n w_n (y(z_n) - b0 - b z_n)^2 + ridge |b|^2 (Ribeiro et al. 2016, arXiv 1602.04938).

    z_n: which superpixels are kept, each with a chance of a half; the first keeps all. w = exp(-(d / width)^2 / 2), d
    the cosine distance from the whole picture: the kernel of the authors' own program. The map is signed: each
    superpixel has its weight b, negative where it lowers the score.
    """

    id = "lime"
    name = "LIME"
    family = Family.PERTURBATION
    cost = Cost.THOUSANDS
    needs = frozenset({Need.FORWARDS})
    paper = "arXiv 1602.04938"
    summary = tr_noop("Hides superpixels at random and fits a linear model to the scores: for and against the class.")
    description = tr_noop(
        "Superpixels of the picture are hidden at random, and a linear model is fitted to the scores. The weight "
        "of a superpixel says how strongly it speaks for the class or, where negative, against it."
    )
    formula = (
        r"\beta = \mathrm{argmin}_{\beta} \sum_n \pi(z_n) \left( y(z_n) - \beta_0 - \beta^{T} z_n \right)^2 + "
        r"\lambda \, |\beta|^2"
    )
    signed = True
    params = (
        SAMPLES,
        SEGMENTS,
        FloatParam(
            "width",
            tr_noop("Kernel width"),
            tr_noop("Lower: samples that hide little of the picture count more."),
            0.25,
            0.05,
            5,
        ),
        FloatParam("ridge", tr_noop("Ridge"), tr_noop("Higher: smaller, steadier weights."), 1.0, 0.0, 100.0, 0.1),
        BASELINE,
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        labels = superpixels(context.pixels, context.params["segments"])
        shape = context.params["samples"], labels.max() + 1
        kept = (context.run.rng().random(shape, np.float32) < 0.5).astype(np.float32)
        kept[0] = 1
        distance = 1 - np.sqrt(kept.mean(axis=1, dtype=np.float64))
        weights = np.exp(-0.5 * (distance / context.params["width"]) ** 2)

        def fit(scores: np.ndarray) -> np.ndarray:
            count = len(scores)
            values = _ridge(kept[:count], scores, weights[:count], context.params["ridge"])
            return values.astype(np.float32)[labels]

        return fitted(context, len(kept), lambda first, end: kept[first:end, labels], fit)


def _ridge(kept: np.ndarray, scores: np.ndarray, weights: np.ndarray, ridge: float) -> np.ndarray:
    """The weight of each column; the intercept is not drawn towards 0."""
    centred = kept - np.average(kept, axis=0, weights=weights)
    weighted = centred.T * weights
    gram = weighted @ centred + ridge * np.eye(kept.shape[1])
    return np.linalg.lstsq(gram, weighted @ (scores - np.average(scores, weights=weights)))[0]
