"""Occlusion: how far the score drops while a patch slides over the picture."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.masks import BASELINE, fitted
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import AUTO, SizeParam
from attnstudio.core.text import Notice, tr_noop

PATCH = SizeParam(
    "patch",
    tr_noop("Patch"),
    tr_noop("Side of the patch, in pixels of the model's input. auto: a seventh of the shorter side, 32 of 224."),
    usual=32,
)
STRIDE = SizeParam(
    "stride",
    tr_noop("Stride"),
    tr_noop("Pixels from one patch to the next. auto: a fourteenth of the shorter side, 16 of 224."),
    usual=16,
)


@METHODS.register
class Occlusion(Method):
    """mean over the patches P that cover a pixel of y(x) - y(x behind P) (Zeiler and Fergus 2013, arXiv 1311.2901).

    The map is signed: negative where the score rises behind the patch. The last patch of every row and column
    ends at the border, whatever the size. A stride above the patch's size is taken as that size: no pixel is left out.
    """

    id = "occlusion"
    name = tr_noop("Occlusion")
    family = Family.PERTURBATION
    cost = Cost.HUNDREDS
    needs = frozenset({Need.FORWARDS})
    paper = "arXiv 1311.2901"
    summary = tr_noop(
        "Slides a patch over the picture and shows how far the score drops at each place. Slow, but direct."
    )
    description = tr_noop(
        "A patch slides over the picture, and each pixel gets the mean drop of the score of all patches that "
        "cover it. Where hiding a place raises the score, the place speaks against the class."
    )
    formula = r"L(p) = \frac{1}{N_p} \sum_{P \ni p} \left( y(x) - y(x_{-P}) \right)"
    signed = True
    params = (
        PATCH,
        STRIDE,
        BASELINE,
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        shape = context.input.shape[:2]
        patch, stride = (round(param.pixels(context.params[param.name], shape)) for param in (PATCH, STRIDE))
        _check_patch(context, patch)
        rows, columns = (_covers(size, patch, stride) for size in shape)
        patches = len(rows) * len(columns)

        def masks(first: int, end: int) -> np.ndarray:
            row, column = np.divmod(np.arange(first, end) - 1, len(columns))
            kept = 1 - rows[row, :, None] * columns[column, None, :]
            if first == 0:
                kept[0] = 1  # the whole picture comes before the patches
            return kept

        def fit(scores: np.ndarray) -> np.ndarray:
            drops, seen = np.zeros(patches), np.zeros(patches)
            drops[: len(scores) - 1] = scores[0] - scores[1:]
            seen[: len(scores) - 1] = 1
            total, count = (rows.T @ each.reshape(len(rows), len(columns)) @ columns for each in (drops, seen))
            return (total / np.maximum(count, 1)).astype(np.float32)

        return fitted(context, 1 + patches, masks, fit)


def _check_patch(context: AttributionContext, patch: int) -> None:
    """Say so where the patch leaves nothing to compare with."""
    height, width = context.input.shape[:2]
    fitting = round(PATCH.pixels(AUTO, (height, width)))
    if patch <= fitting:
        return  # there is none smaller
    if patch >= max(height, width):
        text = tr_noop(
            "The patch of {patch} pixels covers the whole picture of {width} x {height}. Choose a smaller one "
            "(occlusion.patch = {fitting})."
        )
    elif patch >= min(height, width):
        text = tr_noop(
            "The patch of {patch} pixels covers a whole side of the picture of {width} x {height}: the map has stripes "
            "only. Choose a smaller one (occlusion.patch = {fitting})."
        )
    else:
        return
    values = {"patch": patch, "width": width, "height": height, "fitting": fitting}
    context.run.note(Notice(text, values, warning=True, setting=("occlusion", PATCH.name, AUTO)))


def _covers(size: int, patch: int, stride: int) -> np.ndarray:
    """(patches, size) float32: 1 where a patch lies along one axis."""
    patch = min(patch, size)
    last = size - patch
    starts = np.append(np.arange(0, last, min(stride, patch)), last)[:, None]
    places = np.arange(size)
    return ((starts <= places) & (places < starts + patch)).astype(np.float32)
