"""The other control: a bump in the middle, because photographers put the object there."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.text import tr_noop

_SPREAD = 0.25  # standard deviation, as a share of each side


@METHODS.register
class CentreGaussian(Method):
    """exp(-((u - 1/2)^2 + (v - 1/2)^2) / (2 s^2)), u and v from 0 to 1 across the picture, s = 1/4: the centre bias
    that saliency benchmarks compare with (Judd et al. 2012). Never negative."""

    id = "centre_gaussian"
    name = tr_noop("Centre Gaussian")
    family = Family.CONTROL
    cost = Cost.SINGLE
    needs = frozenset()
    paper = "Judd et al. 2012"
    summary = tr_noop(
        "A Gaussian at the centre of every picture. A method that locates objects no better than this locates nothing."
    )
    description = tr_noop(
        "A bump at the centre of every picture, where photographers put the object. A method that "
        "finds the object no better than this has located nothing."
    )
    formula = r"L(u, v) = \exp\left( -\frac{(u - 1/2)^2 + (v - 1/2)^2}{2 s^2} \right), \quad s = \frac{1}{4}"

    def attribute(self, context: AttributionContext) -> np.ndarray:
        rows, columns = (
            np.exp(-(((np.arange(size) + 0.5) / size - 0.5) ** 2) / (2 * _SPREAD**2))
            for size in context.input.shape[:2]
        )
        return np.outer(rows, columns).astype(np.float32)
