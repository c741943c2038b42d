"""HSIC: how far the score depends on whether a cell of the picture is kept."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.masks import BASELINE, CELLS, all_equal, cells, fitted, smooth
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import IntParam
from attnstudio.core.text import tr_noop


@METHODS.register
class Hsic(Method):
    """tr(K_i H L H) / (n - 1)^2 of each cell i (Novello et al. 2022, arXiv 2206.06219).

    K_i = 1/2 - (m - m')^2, m whether the cell is kept in each of n masks; L = exp(-(y - y')^2 / (2 s^2)), s the median
    distance of two scores; H = 1 - 1/n centres. Each cell is kept in half of the masks (a binary Latin hypercube).
    """

    id = "hsic"
    name = "HSIC"
    family = Family.PERTURBATION
    cost = Cost.HUNDREDS
    needs = frozenset({Need.FORWARDS})
    paper = "arXiv 2206.06219"
    summary = tr_noop(
        "Hides cells at random and shows on which of them the score depends. Fewer passes than Sobol indices."
    )
    description = tr_noop(
        "Cells of a grid are hidden at random, and the Hilbert-Schmidt independence criterion measures how "
        "strongly the score depends on each. It needs fewer passes than Sobol indices."
    )
    formula = r"S_i = \frac{\mathrm{tr}(K_i H L_y H)}{(n - 1)^2}, \quad H = I - \frac{1}{n} 1 1^{T}"
    params = (
        IntParam("samples", tr_noop("Samples"), tr_noop("Number of masks."), 500, 10, 2000),
        CELLS,
        BASELINE,
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        grid, samples = context.params["grid"], context.params["samples"]
        labels = cells(context.input.shape, grid)
        order = context.run.rng().permuted(np.tile(np.arange(samples)[:, None], (1, grid * grid)), axis=0)
        kept = (order < samples / 2).astype(np.float32)

        def fit(scores: np.ndarray) -> np.ndarray:
            values = dependence(kept[: len(scores)], scores)
            return smooth(values.reshape(grid, grid), context.input.shape)

        return fitted(context, samples, lambda first, end: kept[first:end, labels], fit)


def dependence(kept: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """(n, cells) of 0 and 1, (n,) -> (cells,)."""
    count = len(scores)
    if count < 2 or all_equal(scores):
        return np.zeros(kept.shape[1])
    distance = np.abs(scores[:, None] - scores)
    kernel = np.exp(-0.5 * (distance / np.median(distance[distance > 0])) ** 2)
    centred = kernel - kernel.mean(axis=0) - kernel.mean(axis=1, keepdims=True) + kernel.mean()
    signs = 2.0 * kept - 1  # K_i is the outer product of a cell's signs with themselves, halved
    return np.einsum("ni,ni->i", signs, centred @ signs) / (2 * (count - 1) ** 2)
