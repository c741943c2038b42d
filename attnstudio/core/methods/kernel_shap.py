"""KernelSHAP: the Shapley value of each superpixel, by a regression over coalitions."""

from __future__ import annotations

from math import comb

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.masks import BASELINE, fitted
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.superpixels import SAMPLES, SEGMENTS, superpixels
from attnstudio.core.text import tr_noop


@METHODS.register
class KernelShap(Method):
    """argmin_v sum_z k(z) (y(z) - y(0) - v z)^2 with sum v = y(1) - y(0) (Lundberg and Lee 2017, arXiv 1705.07874).

    z: which of M superpixels are kept; k(z) = (M - 1) / (C(M, |z|) |z| (M - |z|)), the Shapley kernel. Where there are
    samples enough for all coalitions, all are taken and the values are exact; otherwise coalitions are drawn by the
    kernel, each together with its complement. The map is signed: each superpixel has its value, negative where it
    lowers the score.
    """

    id = "kernel_shap"
    name = "KernelSHAP"
    family = Family.PERTURBATION
    cost = Cost.THOUSANDS
    needs = frozenset({Need.FORWARDS})
    paper = "arXiv 1705.07874"
    summary = tr_noop("Shapley values of superpixels, estimated from random subsets. They add up to the score.")
    description = tr_noop(
        "The score of random subsets of superpixels is measured, and a weighted linear model is fitted whose "
        "coefficients are the Shapley values. They add up to the difference between the score of the picture and "
        "that of the baseline."
    )
    formula = (
        r"\varphi = \mathrm{argmin}_{\varphi} \sum_z \kappa(z) \left( y(z) - y(0) - \varphi^{T} z \right)^2, \quad "
        r"\sum_i \varphi_i = y(1) - y(0)"
    )
    signed = True
    params = (SAMPLES, SEGMENTS, BASELINE)

    def attribute(self, context: AttributionContext) -> np.ndarray:
        labels = superpixels(context.pixels, context.params["segments"])
        kept, weights = _coalitions(int(labels.max()) + 1, context.params["samples"], context.run.rng())

        def fit(scores: np.ndarray) -> np.ndarray:
            count = len(scores)
            return _values(kept[:count], scores, weights[:count]).astype(np.float32)[labels]

        return fitted(context, len(kept), lambda first, end: kept[first:end, labels], fit)


def _coalitions(players: int, samples: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(coalitions, players) float32, and their weights in the regression.

    The first coalition is empty, the second full. These two need no weight: `_values` meets them exactly.
    """
    inner: np.ndarray
    if 2**players - 2 <= samples:
        numbers = np.arange(1, 2**players - 1)
        inner = (numbers[:, None] >> np.arange(players)) & 1
        kernel = [0.0, *((players - 1) / (comb(players, k) * k * (players - k)) for k in range(1, players))]
        weights = np.asarray(kernel)[inner.sum(axis=1)]
    else:
        sizes = np.arange(1, players)
        shares = 1 / (sizes * (players - sizes))
        drawn = rng.choice(sizes, (samples // 2, 1), p=shares / shares.sum())
        half = rng.permuted(np.tile(np.arange(players), (samples // 2, 1)), axis=1) < drawn
        inner = np.stack([half, ~half], axis=1).reshape(-1, players)
        weights = np.ones(len(inner))
    ends = np.repeat([[0], [1]], players, axis=1)
    return np.concatenate([ends, inner]).astype(np.float32), np.concatenate([[0, 0], weights])


def _values(kept: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The values of all players, float64, whose sum is exact.

    An equal share of the sum, and a correction that adds up to 0: the shortest one if coalitions are too few.
    """
    share = (scores[1] - scores[0]) / kept.shape[1]
    root = np.sqrt(weights)
    unexplained = scores - scores[0] - kept.sum(axis=1, dtype=np.float64) * share
    centred = kept - kept.mean(axis=1, keepdims=True, dtype=np.float64)
    correction = np.linalg.lstsq(root[:, None] * centred, root * unexplained)[0]
    return share + correction - correction.mean()
