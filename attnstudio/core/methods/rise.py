"""RISE: the mean of random masks, each weighted by the probability that it leaves."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.baselines import baseline
from attnstudio.core.masks import BASELINE, all_equal, interpolation, unchanged_scores_notice
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.probabilities import probabilities
from attnstudio.core.refine import STOP_AT, average
from attnstudio.core.text import Notice, Number, tr_noop

# Of a probability, as a share. What the masks of 4000 samples cover by chance differs by more from pixel to pixel.
_STILL = 0.01


class RandomMasks:
    """Bernoulli grids, enlarged bilinearly to grid + 1 cells a side and cropped, each at an offset of its own.

    Only grids and offsets are stored; the full masks of a batch are two small products a mask.
    """

    def __init__(
        self, rng: np.random.Generator, count: int, shape: tuple[int, ...], grid: int, kept_share: float
    ) -> None:
        self._grids = rng.random((count, grid, grid), np.float32) < kept_share
        self._places = []
        for size in shape[:2]:
            cell = -(-size // grid)
            offsets = rng.integers(0, cell, (count, 1))
            stretch = grid / ((grid + 1) * cell)
            self._places.append((np.arange(size) + 0.5, offsets, stretch))

    def __call__(self, first: int, end: int) -> np.ndarray:
        """(end - first, height, width) float32 in 0..1."""
        rows, columns = (
            interpolation((pixels + offsets[first:end]) * stretch - 0.5, self._grids.shape[1])
            for pixels, offsets, stretch in self._places
        )
        return rows @ self._grids[first:end].astype(np.float32) @ columns.transpose(0, 2, 1)


@METHODS.register
class Rise(Method):
    """mean_n(s_n M_n) / p, s the target's probability behind the mask M (Petsiuk et al. 2018, arXiv 1806.07421).

    Of a regression, s is the number less that of an input of which nothing is seen.
    """

    id = "rise"
    name = "RISE"
    family = Family.PERTURBATION
    cost = Cost.THOUSANDS
    needs = frozenset({Need.FORWARDS})
    paper = "arXiv 1806.07421"
    summary = tr_noop(
        "Hides random parts and averages the masks, weighted by the remaining probability. Needs no gradients."
    )
    description = tr_noop(
        "Random masks hide parts of the picture, and are averaged with the remaining probability of the class as "
        "weights. Places that make the class probable when they are visible get high values; no gradients are "
        "needed."
    )
    formula = r"L = \frac{1}{N \, \mathrm{E}[M]} \sum_{n=1}^{N} p(x \cdot M_n) \, M_n"
    params = (
        IntParam("samples", tr_noop("Masks"), tr_noop("How many random masks are averaged."), 4000, 10, 20000),
        FloatParam(
            "kept",
            tr_noop("Visible share"),
            tr_noop("Probability that a cell of a mask stays visible."),
            0.5,
            0.05,
            0.95,
        ),
        IntParam("grid", tr_noop("Grid"), tr_noop("How many cells a mask has along each side."), 7, 2, 16),
        BASELINE,
        STOP_AT,
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        samples, kept = context.params["samples"], context.params["kept"]
        masks = RandomMasks(context.run.rng(), samples, context.input.shape, context.params["grid"], kept)
        background = baseline(context, context.params["baseline"])
        hidden = 0.0
        if context.model.head == "regression":
            nothing = np.zeros((1, *context.input.shape[:2]), np.float32)
            hidden = float(context.scores(context.model.masked_logits(nothing, context.input, background))[0])

        lowest, highest = np.inf, -np.inf
        scores: list[np.ndarray] = []

        def sample(done: int, count: int) -> np.ndarray:
            nonlocal lowest, highest
            batch = masks(done, done + count)
            logits = context.model.masked_logits(batch, context.input, background)
            scores.append(context.scores(logits))
            found = context.scores(probabilities(logits, context.model.head)) - hidden
            lowest, highest = min(lowest, float(found.min())), max(highest, float(found.max()))
            batch *= found[:, None, None]
            return batch

        result = average(
            context.run,
            samples,
            context.model.forward_batch,
            sample,
            lambda mean: mean.mean / np.float32(kept),
            context.params["stop_at"],
        )
        if all_equal(every := np.concatenate(scores)):
            context.run.note(unchanged_scores_notice(every))
        elif context.model.head != "regression" and highest - lowest <= _STILL * max(abs(lowest), abs(highest)):
            text = tr_noop(
                "The probability stays between {lowest} and {highest} whatever is hidden: the map shows little "
                "but the randomness of the masks. Use a method that explains the logit (Occlusion, LIME), or hide "
                "more (rise.kept = 0.2)."
            )
            values = {"lowest": Number(f"{lowest:.6g}"), "highest": Number(f"{highest:.6g}")}
            context.run.note(Notice(text, values, warning=True, setting=("rise", "kept", 0.2)))
        return result
