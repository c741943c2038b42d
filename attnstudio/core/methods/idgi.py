"""IDGI: the rise of the score along a path, each step of it shared out by the gradient alone."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import BASELINE, baselines, by_pixel, streamed_sum
from attnstudio.core.needs import Need
from attnstudio.core.params import IntParam
from attnstudio.core.passes import Pass
from attnstudio.core.rules import Rule
from attnstudio.core.text import tr_noop

_PASS = Pass(rules=frozenset({Rule.PLAIN}))


@METHODS.register
class IDGI(Method):
    """Sum over channels and steps j of (y_{j+1} - y_j) g_j^2 / sum g_j^2, g_j = dy/dx at b + j/n (x - b), b the
    baseline (Yang et al. 2023, arXiv 2303.14242, and the authors' code; of the paper itself only the abstract was
    read). There y is a probability, here it is the score.

    Signed. The contributions sum to y(x) - y(b) exactly, but for steps that start where the gradient is 0.
    """

    id = "idgi"
    name = "IDGI"
    family = Family.GRADIENT
    cost = Cost.TENS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 2303.14242"
    summary = tr_noop("Integrated gradients without the noise of the path: only the direction of the gradient counts.")
    description = tr_noop(
        "On the straight line from a baseline to the picture, the rise of the score in each step is shared out among "
        "the pixels by the squares of their gradients. Parts of the step that do not change the score leave no trace."
    )
    formula = (
        r"L = \sum_c \sum_{j} \frac{g_{j,c}^2}{\left\Vert g_j \right\Vert^2} \left( y_{j+1} - y_j \right), \quad "
        r"g_j = \frac{\partial y}{\partial x}\left(b + \frac{j}{n} (x - b)\right)"
    )
    params = (
        IntParam("steps", tr_noop("Steps"), tr_noop("Number of steps from each baseline."), 50, 2, 1000),
        BASELINE,
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        starts, steps = baselines(context), context.params["steps"]
        ends = np.linspace(0, 1, steps + 1, dtype=np.float32)[:, None, None, None]
        total = len(starts) * (steps + 1)

        def terms(done: int, count: int) -> np.ndarray:
            # One point more: a step ends where the next one starts.
            start, step = np.divmod(np.arange(done, min(done + count + 1, total)), steps + 1)
            points = starts[start] + ends[step] * (context.input - starts[start])
            passes = context.model.single_passes(points, context.class_weights, _PASS)
            scores = context.scores(np.stack([one.logits for one in passes]).astype(np.float64))
            gradients = np.stack([one.input_gradients[Rule.PLAIN] for one in passes[:count]])
            squares = np.square(gradients, dtype=np.float64)
            sums = squares.sum(axis=(1, 2, 3))
            rises = np.append(np.diff(scores), 0)[:count]
            is_step = (step[:count] < steps) & (sums > 0)
            return np.divide(rises, sums, out=np.zeros(count), where=is_step)[:, None, None, None] * squares

        return by_pixel(streamed_sum(context, total, terms, by_pixel) / len(starts))
