"""Masks that hide parts of a picture, and maps fitted to the scores of what is left.

A mask is float32 (height, width): 1 keeps the picture, 0 shows the baseline. Masks are computed batch by batch; where
parts are hidden as wholes, only (samples, parts) is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.baselines import baseline
from attnstudio.core.context import RunContext
from attnstudio.core.params import ChoiceParam, IntParam
from attnstudio.core.text import Notice, Number, tr_noop

if TYPE_CHECKING:
    from attnstudio.core.compiled import CompiledModel

Masks = Callable[[int, int], np.ndarray]  # (first, end) -> those masks, (end - first, height, width)

BASELINE = ChoiceParam(
    "baseline",
    tr_noop("Mask fill"),
    tr_noop("What replaces hidden parts: a plain colour, or the blurred picture."),
    (tr_noop("grey"), tr_noop("black"), tr_noop("white"), tr_noop("blur")),
    "grey",
)
CELLS = IntParam("grid", tr_noop("Grid"), tr_noop("How many cells the picture has along each side."), 8, 2, 16)

_ROUNDING = 1e-6  # spread of equal float32 scores, as a share of their size


def fitted(
    context: AttributionContext,
    total: int,
    masks: Masks,
    fit: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """The map fitted to the scores of `total` masks.

    Args:
        fit: the scores so far, float64 -> the raw map. It must do with two.
    """
    background = baseline(context, context.params["baseline"])
    scores = np.zeros(0)
    for scores in scored(context.model, context.input, background, total, masks, context.scores, context.run):
        if 1 < len(scores) < total:
            context.run.partial(fit(scores))
    if all_equal(scores):
        context.run.note(unchanged_scores_notice(scores))
    return fit(scores)


def scored(
    model: CompiledModel,
    one_input: np.ndarray,
    background: np.ndarray,
    total: int,
    masks: Masks,
    score: Callable[[np.ndarray], np.ndarray],
    ctx: RunContext,
) -> Iterator[np.ndarray]:
    """The scores of the input behind the first masks, float64, after every batch of them; at last those of all.

    Args:
        background: what hidden parts show, of the input's shape.
        score: logits (batch, classes) -> (batch,).
    """
    scores = np.zeros(total)
    rounds = -(-total // model.forward_batch)  # of nearly equal size: a small last batch would be slow for what it is
    ends = [total * (number + 1) // rounds for number in range(rounds)]
    for first, end in pairwise([0, *ends]):
        ctx.check_cancelled()
        scores[first:end] = score(model.masked_logits(masks(first, end), one_input, background))
        ctx.progress(end, total)
        yield scores[:end]


def unchanged_scores_notice(scores: np.ndarray) -> Notice:
    """The notice of a map whose scores are all equal."""
    text = tr_noop(
        "The score stays at {score} whatever is hidden: the map shows rounding errors at most. Hide more of the "
        "picture, choose another mask fill, or explain another class."
    )
    return Notice(text, {"score": Number(f"{scores[0]:.4g}")}, warning=True)


def all_equal(scores: np.ndarray) -> bool:
    """Whether scores differ by no more than rounding: what is divided by their spread would be noise."""
    return bool(np.ptp(scores) <= _ROUNDING * np.abs(scores).max())


def cells(shape: tuple[int, ...], grid: int) -> np.ndarray:
    """The number of each pixel's cell, row by row: (height, width), 0 .. grid * grid - 1."""
    rows, columns = (np.arange(size) * grid // size for size in shape[:2])
    return rows[:, None] * grid + columns


def interpolation(places: np.ndarray, size: int) -> np.ndarray:
    """Linear weights of `size` samples at each place: (..., n) -> (..., n, size) float32.

    The first sample lies at 0, the last at size - 1; outside, they continue.
    """
    distance = np.abs(np.clip(places, 0, size - 1)[..., None] - np.arange(size))
    return np.maximum(1 - distance, 0).astype(np.float32)


def smooth(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """(grid, grid), one value a cell -> (height, width) float32, bilinear between the centres of the cells."""
    rows, columns = (
        interpolation((np.arange(size) + 0.5) * count / size - 0.5, count)
        for size, count in zip(shape[:2], values.shape, strict=True)
    )
    return rows @ values.astype(np.float32) @ columns.T
