"""The square attack: random squares, kept where they help. It needs no gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.projection import Norm, per_picture
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop

# From which of 10,000 queries on the squares' area is divided by this.
_SCHEDULE = ((8000, 512), (6000, 256), (4000, 128), (2000, 64), (1000, 32), (500, 16), (200, 8), (50, 4), (10, 2))


def queries_param(count: int) -> IntParam:
    return IntParam(
        "queries",
        tr_noop("Queries"),
        tr_noop("How often the model is asked, at most."),
        count,
        1,
        100_000,
        unit=tr_noop("forward passes"),
    )


@ATTACKS.register
class Square(Attack):
    """Random search with squares of -eps or +eps in each channel (Andriushchenko et al. 2020, arXiv 1912.00049)."""

    id, name, paper = "square", "Square attack", "arXiv 1912.00049"
    kind, norms = Kind.SCORE, (Norm.LINF,)
    needs_gradient = False
    summary = tr_noop("Random squares of the largest change, kept where they help: it needs no gradients.")
    description = tr_noop(
        "The picture gets stripes of the largest change, and then squares that shrink with time; a square stays if it "
        "brings the answer nearer to a wrong one. It only asks the model, so that masked gradients do not stop it."
    )
    formula = (
        r"\delta \leftarrow \delta' \;\; \mathrm{if} \;\; m(x + \delta') > m(x + \delta), \quad "
        r"m = \max_{i \neq c} z_i - z_c"
    )
    params = (
        queries_param(1000),
        FloatParam(
            "area", tr_noop("Area"), tr_noop("Share of the picture that the first squares cover."), 0.8, 0.01, 1.0, 0.05
        ),
    )

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(params["queries"])

    def attack(self, context: AttackContext) -> np.ndarray:
        queries, rngs = context.params["queries"], context.generators()
        _, height, width, channels = context.pixels.shape
        stripes = np.stack([_signs(rng, (1, width, channels)) for rng in rngs])
        best = np.clip(context.pixels + per_picture(context.eps) * stripes, 0, 1)
        margins = context.margins(context.logits(best))
        left = np.flatnonzero(margins <= 0)
        for query in range(1, queries):
            if not len(left):
                break
            area = context.params["area"] / _divisor((query - 1) / queries)
            side = min(max(1, round(float(np.sqrt(area * height * width)))), height, width)
            tried = best[left]
            for place, row in enumerate(left):
                top, first = rngs[row].integers(0, (height - side + 1, width - side + 1))
                square = np.s_[top : top + side, first : first + side]
                change = context.eps[row] * _signs(rngs[row], (1, 1, channels))
                tried[place][square] = np.clip(context.pixels[row][square] + change, 0, 1)
            part = context.only(left)
            found = part.margins(part.logits(tried))
            better = found > margins[left]
            best[left[better]], margins[left[better]] = tried[better], found[better]
            left = left[margins[left] <= 0]
            context.run.progress(query + 1, queries)
            context.run.partial(best)
        return best


def _signs(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return np.where(rng.random(shape) < 0.5, np.float32(-1), np.float32(1))


def _divisor(share: float) -> int:
    return next((divisor for start, divisor in _SCHEDULE if share * 10_000 > start), 1)
