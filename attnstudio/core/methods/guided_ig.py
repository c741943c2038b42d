"""Guided integrated gradients: along a path that first changes what the score is least sensitive to."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import BASELINE, baselines, by_pixel, report_gap
from attnstudio.core.needs import Need
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop

_PARTIALS = 20
_CLOSE = 1e-12  # share of the whole way that counts as nothing


def advance(
    place: np.ndarray, length: np.ndarray, gradient: np.ndarray, share: float, fraction: float, max_dist: float
) -> np.ndarray:
    """Where each value of the input is after one more step of the path.

    Args:
        place: how much of its own way each value has gone, 0..1.
        length: how long that way is, |x - b|.
        gradient: dy/dx at the present point.
        share: of the summed lengths, how much has to be covered after the step.
        fraction: of all values, how many move at a time; those with the smallest gradients come first.
        max_dist: by how much `place` may differ from `share`.
    """
    low, high = max(share - max_dist, 0.0), min(share + max_dist, 1.0)
    place = np.maximum(place, low)
    total, sensitivity = length.sum(), np.abs(gradient)
    last_of_group = int(fraction * (place.size - 1))
    while (missing := float(share * total - (length * place).sum())) > _CLOSE * total:
        waiting = (place < high) & (length > 0)
        candidates = sensitivity[waiting]
        if candidates.size == 0:
            break
        nth = min(last_of_group, candidates.size - 1)
        moving = waiting & (sensitivity <= np.partition(candidates, nth)[nth])
        room = high - place[moving]
        wanted = missing / float((length[moving] * room).sum())
        place[moving] = high if wanted >= 1 else place[moving] + wanted * room
    return place


@METHODS.register
class GuidedIg(Method):
    """Sum over channels of the integral of dy/dx along a path from b to x (Kapishnikov et al. 2021,
    arXiv 2106.09788). Each step covers the same part of sum |x - b|, by moving the values with the smallest |dy/dx|,
    which may be ahead of the straight line or behind it by max_dist at most. Signed.

    The authors' code multiplies each step by the gradient at its start. Because the path is chosen to go where that is
    small, such sums miss y(x) - y(b) by up to a third, whatever the number of steps. Here it is the mean of the
    gradients at both ends of the step, which costs one pass more in all. The gap that remains is noted. A step needs
    the gradient at its own start, so there are no batches.
    """

    id = "guided_ig"
    name = tr_noop("Guided integrated gradients")
    family = Family.GRADIENT
    cost = Cost.HUNDREDS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 2106.09788"
    summary = tr_noop("Integrated gradients along a path that avoids steep gradients: less noise off the object.")
    description = tr_noop(
        "The gradients are integrated along a path on which the pixels with the smallest gradients change first. "
        "It avoids places with steep gradients, so the map has less noise off the object."
    )
    formula = r"L = \sum_c \int_{\gamma} \frac{\partial y}{\partial x_c} \, d x_c, \quad \gamma: b \to x"
    params = (
        IntParam("steps", tr_noop("Steps"), tr_noop("Steps from each baseline to the picture."), 200, 1, 2000),
        FloatParam(
            "fraction",
            tr_noop("Fraction"),
            tr_noop("Fraction of the input's values that change in one step."),
            0.25,
            0.01,
            1.0,
        ),
        FloatParam(
            "max_dist",
            tr_noop("Distance"),
            tr_noop("How far a value may deviate from the straight path. 0: integrated gradients, 1: no limit."),
            0.02,
            0.0,
            1.0,
        ),
        BASELINE,
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        starts = baselines(context)
        steps, total = context.params["steps"], context.params["steps"] * len(starts)
        fraction, max_dist = context.params["fraction"], context.params["max_dist"]
        every = max(1, total // _PARTIALS)
        attribution = np.zeros(context.input.shape, np.float64)
        for number, start in enumerate(starts):
            way = context.input.astype(np.float64) - start
            place, gradient = np.zeros_like(way), _gradient(context, start)
            for step in range(1, steps + 1):
                context.run.check_cancelled()
                moved = advance(place, np.abs(way), gradient, step / steps, fraction, max_dist)
                ahead = _gradient(context, start + moved * way)
                attribution += (moved - place) * way * (gradient + ahead) / 2
                place, gradient, done = moved, ahead, number * steps + step
                context.run.progress(done, total)
                # A path that has only begun says more of the baseline than of the picture.
                if done % every == 0 and total / 4 < done < total:
                    context.run.partial(by_pixel(attribution))
        attribution /= len(starts)
        report_gap(context, attribution, starts)
        return by_pixel(attribution)


def _gradient(context: AttributionContext, point: np.ndarray) -> np.ndarray:
    return context.model.input_gradients(point[None].astype(np.float32), context.class_weights)[0]
