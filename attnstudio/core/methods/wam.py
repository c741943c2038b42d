"""WAM: gradients by the wavelets that the picture is made of, from edges to large shapes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.noise import noise_param, noisy_copies, samples_param
from attnstudio.core.params import IntParam
from attnstudio.core.refine import STOP_AT, average
from attnstudio.core.scaling import channel_sum, enlarge
from attnstudio.core.text import tr_noop


@METHODS.register
class Wam(Method):
    """Sum over levels and directions of |dy/dc|, each scaled to at most 1 and enlarged, c the coefficients of the Haar
    wavelets, averaged over the channels; mean over x + N(0, (noise * (max x - min x))^2) (Kasmi et al. 2024,
    arXiv 2410.01482, and the authors' code, by whose defaults the coarsest level's means are left out; of the paper
    itself only the abstract was read)."""

    id = "wam"
    name = tr_noop("Wavelet attribution")
    family = Family.GRADIENT
    cost = Cost.TENS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 2410.01482"
    summary = tr_noop(
        "Gradients by wavelets instead of pixels: edges and shapes of several sizes, each where it matters."
    )
    description = tr_noop(
        "The picture is taken for a sum of wavelets of several sizes, and the score's gradients by these are laid over "
        "each other. Noisy copies of the picture are averaged, as in SmoothGrad."
    )
    formula = (
        r"L = \sum_{j, d} \left| \frac{\partial y}{\partial c_{j, d}} \right| / \max \left| "
        r"\frac{\partial y}{\partial c_{j, d}} \right|, \quad x = \sum_{j, d} c_{j, d} \, \psi_{j, d}"
    )
    params = (
        samples_param(25),
        noise_param(0.25),
        IntParam("levels", tr_noop("Wavelet levels"), tr_noop("Sizes of wavelets: 2, 4, 8 .. pixels."), 3, 1, 8),
        STOP_AT,
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        noisy = noisy_copies(context, context.params["noise"])

        def sample(_: int, count: int) -> np.ndarray:
            gradients = context.model.input_gradients(noisy(count), context.class_weights)
            return np.stack([by_wavelets(channel_sum(one), context.params["levels"]) for one in gradients])

        return average(
            context.run,
            context.params["samples"],
            context.model.gradient_batch,
            sample,
            lambda mean: mean.mean,
            context.params["stop_at"],
        )


def by_wavelets(gradient: np.ndarray, levels: int) -> np.ndarray:
    """dy/dx, (height, width) -> the sum of |dy/dc|, each scaled and enlarged to that size."""
    height, width = gradient.shape
    levels = min(levels, int(np.log2(min(height, width))))
    multiple = 2**levels
    # The picture is cut out of a larger one: beyond it nothing changes the score.
    padded = np.pad(gradient, ((0, -height % multiple), (0, -width % multiple)))
    total = np.zeros(padded.shape, np.float32)
    for detail in details(padded, levels):
        size = np.abs(detail)
        total += enlarge(size / (size.max() or np.float32(1)), *padded.shape)
    return total[:height, :width]


def details(values: np.ndarray, levels: int) -> Iterator[np.ndarray]:
    """The coefficients of the Haar wavelets along both axes: three directions of each level, the finest first."""
    for _ in range(levels):
        means, differences = _pairs(values)
        values, across = (one.T for one in _pairs(means.T))
        yield from (across, *(one.T for one in _pairs(differences.T)))


def _pairs(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums and differences of neighbouring rows, each over the root of 2."""
    first, second = values[::2], values[1::2]
    root = np.float32(np.sqrt(2))
    return (first + second) / root, (first - second) / root
