"""Blur integrated gradients: from a blurred picture to the sharp one. It needs no baseline of a chosen colour."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import by_pixel, report_gap, streamed_sum
from attnstudio.core.needs import Need
from attnstudio.core.params import IntParam, SizeParam
from attnstudio.core.text import tr_noop


class Blur:
    """Gaussian blurs of one picture whose borders are mirrored, so that one colour stays that colour.

    In the cosine basis a blur damps each wave by itself: two small matrix products, however wide the blur is.
    """

    def __init__(self, picture: np.ndarray) -> None:
        """`picture`: (height, width, channels)."""
        self._rows, self._columns = (_cosines(size) for size in picture.shape[:2])
        self._spectrum = _along_both(self._rows, self._columns, picture.astype(np.float64))
        frequencies = (np.pi / size * np.arange(size) for size in picture.shape[:2])
        self._squares = np.add.outer(*(np.square(frequency) for frequency in frequencies))

    def __call__(self, sigma: float) -> np.ndarray:
        """float64 (height, width, channels); `sigma` in pixels."""
        damped = self._spectrum * np.exp(-(sigma**2) / 2 * self._squares)[..., None]
        return _along_both(self._rows.T, self._columns.T, damped)


def _cosines(size: int) -> np.ndarray:
    """The orthonormal cosine basis, one wave a row."""
    waves = np.cos(np.pi / size * np.outer(np.arange(size), np.arange(size) + 0.5)) * np.sqrt(2 / size)
    waves[0] /= np.sqrt(2)
    return waves


def _along_both(rows: np.ndarray, columns: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Each column of the picture times `rows`, each row times `columns`."""
    return (rows @ (columns @ picture).swapaxes(0, 1)).swapaxes(0, 1)


SIGMA = SizeParam(
    "sigma",
    tr_noop("Blur"),
    tr_noop("Strongest blur, in pixels of the model's input. auto: 50 at a shorter side of 224, and in proportion."),
    usual=50.0,
    min=0.1,
    max=500.0,
    step=0.1,
)


@METHODS.register
class BlurIg(Method):
    """Sum over channels of the integral of dy/dx at L(s) times -dL/ds over s in 0..sigma, L(s) the picture blurred
    by a Gaussian of standard deviation s (Xu et al. 2020, arXiv 2004.03383). Signed.

    The integral is taken by the trapezoid rule over L itself: sum_i (L_{i-1} - L_{i+1}) / 2 dy/dx at L_i, so neither a
    numeric derivative of the blur nor the size of a step enters. The contributions sum to y(x) - y(L(sigma)); how far
    they do not is noted.
    """

    id = "blur_ig"
    name = tr_noop("Blur integrated gradients")
    family = Family.GRADIENT
    cost = Cost.HUNDREDS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 2004.03383"
    summary = tr_noop("Distributes the change of the score from a blurred picture to the sharp one over the pixels.")
    description = tr_noop(
        "The gradients are integrated on the way from a strongly blurred picture to the sharp one, so no baseline"
        " colour is needed. The contributions of all pixels add up to the difference of the two scores."
    )
    formula = (
        r"L = -\sum_c \int_0^{\sigma} \frac{\partial y}{\partial x_c}(x_s) "
        r"\, \frac{\partial x_{s,c}}{\partial s} \, ds, \quad "
        r"x_s = x \ast \mathcal{N}(0, s^2)"
    )
    params = (
        SIGMA,
        IntParam("steps", tr_noop("Steps"), tr_noop("Steps from the blurred picture to the sharp one."), 100, 1, 1000),
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        steps, sigma = context.params["steps"], SIGMA.pixels(context.params["sigma"], context.input.shape)
        blurred, sigmas = Blur(context.input), np.linspace(0, sigma, steps + 1)

        def terms(done: int, count: int) -> np.ndarray:
            # One more on either side, but none beyond the ends of the path.
            places = np.clip(np.arange(done - 1, done + count + 1), 0, steps)
            path = np.stack([blurred(sigmas[place]) for place in places])
            gradients = context.model.input_gradients(path[1:-1].astype(np.float32), context.class_weights)
            return gradients * (path[:-2] - path[2:]) / 2

        attribution = streamed_sum(context, steps + 1, terms, by_pixel)
        report_gap(context, attribution, [blurred(sigmas[-1])])
        return by_pixel(attribution)
