"""Sobol indices: how much of the score's variance each cell of the picture has a part in."""

from __future__ import annotations

import numpy as np

from attnstudio.core import sobol_indices
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.masks import BASELINE, CELLS, cells, fitted, smooth
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import IntParam
from attnstudio.core.text import tr_noop


@METHODS.register
class Sobol(Method):
    """Total Sobol index of each cell i, by Jansen's estimator: mean_n (y(A_n) - y(A_n with B_n's i))^2 / (2 var y(A))
    (Fel et al. 2021, arXiv 2111.04138).

    A_n, B_n in 0..1: how far each cell is kept, from a scrambled Sobol sequence. Designs are scored one after
    the other, so that every partial map has all cells.
    """

    id = "sobol"
    name = tr_noop("Sobol indices")
    family = Family.PERTURBATION
    cost = Cost.THOUSANDS
    needs = frozenset({Need.FORWARDS})
    paper = "arXiv 2111.04138"
    summary = tr_noop("Fades cells in and out, and shows which of them, alone or together, make the score vary.")
    description = tr_noop(
        "The cells of a grid are faded at random, and the total Sobol index of a cell is the share of the score's"
        " variance in which it takes part, alone or with others. A high index means that the score depends on the"
        " cell."
    )
    formula = (
        r"S_i = \frac{\mathrm{E}\left[ \left( y(a) - y(a_{a_i \to b_i}) \right)^2 \right]}{2 \, "
        r"\mathrm{Var}[y(a)]}"
    )
    params = (
        IntParam(
            "designs",
            tr_noop("Designs"),
            tr_noop("Number of random masks in which each cell is changed in turn."),
            32,
            2,
            512,
        ),
        CELLS,
        BASELINE,
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        grid, designs = context.params["grid"], context.params["designs"]
        count = grid * grid
        labels = cells(context.input.shape, grid)
        kept, swapped = sobol_indices.designs(designs, count, context.run.rng())

        def masks(first: int, end: int) -> np.ndarray:
            design, place = np.divmod(np.arange(first, end), count + 1)
            values = kept[design]
            changed = np.flatnonzero(place)
            cell = place[changed] - 1
            values[changed, cell] = swapped[design[changed], cell]
            return values[:, labels]

        def fit(scores: np.ndarray) -> np.ndarray:
            complete = len(scores) // (count + 1)
            indices = sobol_indices.total_indices(scores[: complete * (count + 1)].reshape(complete, count + 1))
            return smooth(indices.reshape(grid, grid), context.input.shape)

        return fitted(context, designs * (count + 1), masks, fit)
