"""The control: a map that knows nothing of model or picture."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.text import tr_noop


@METHODS.register
class RandomMap(Method):
    """Independent uniform numbers in 0..1: what a method has to beat in every comparison (Hooker et al. 2018, arXiv
    1806.10758). Never negative. Of the picture it takes no more than other numbers for every other picture: one and the
    same map would be one guess, not many."""

    id = "random"
    name = tr_noop("Random")
    family = Family.CONTROL
    cost = Cost.SINGLE
    needs = frozenset()
    paper = "arXiv 1806.10758"
    summary = tr_noop("Seeded random values. A method that scores no better than this shows nothing about the model.")
    description = tr_noop(
        "Random numbers that know neither the model nor the object. A method whose scores are no better has shown "
        "nothing."
    )
    formula = r"L(p) \sim U(0, 1)"

    def attribute(self, context: AttributionContext) -> np.ndarray:
        rng = np.random.default_rng((context.run.seed, crc32(context.pixels.tobytes())))
        return rng.random(context.input.shape[:2], np.float32)
