"""Pictures by their Fourier coefficients, all of which are free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from attnstudio.core.adam import Adam
from attnstudio.core.features.base import MAXIMISERS, STEPS, Climb, Maximiser
from attnstudio.core.features.crops import CROPS, FIRST_CROP, LAST_CROP, NOISE
from attnstudio.core.features.fourier_basis import frequencies
from attnstudio.core.features.fourier_climb import FourierClimb
from attnstudio.core.params import FloatParam
from attnstudio.core.text import tr_noop

_FIRST = 0.01  # deviation of the coefficients at the beginning
_SOFTER = 0.25  # of the values before their sigmoid, as in Lucid


@MAXIMISERS.register
class Fourier(Maximiser):
    """max over the coefficients z of E[y(crop of sigmoid(F^-1(z / frequency^decay)))] (Olah et al. 2017, Distill), by
    Adam."""

    id, name, paper = "fourier", tr_noop("Fourier coefficients"), "doi 10.23915/distill.00007"
    summary = tr_noop(
        "Changes the Fourier coefficients of the picture, low frequencies most. Brighter than MaCo, and less like a "
        "photo."
    )
    formula = (
        r"x = \sigma\left( F^{-1}( z / f^{\alpha} ) \right), \quad z^* = \arg\max_z \mathrm{E}_\tau [ y(\tau(x)) ]"
    )
    params = (
        STEPS,
        CROPS,
        replace(FIRST_CROP, initial=0.9),
        replace(LAST_CROP, initial=0.8),
        replace(NOISE, initial=0.0),
        FloatParam("rate", tr_noop("Step size"), tr_noop("Of Adam."), 0.05, 0.001, 1, 0.01),
        FloatParam(
            "decay",
            tr_noop("Decay"),
            tr_noop("Power of the frequency by which a coefficient counts less."),
            1.0,
            0.0,
            3.0,
            0.1,
        ),
    )

    def begin(
        self,
        shape: tuple[int, int, int],
        params: Mapping[str, Any],
        rng: np.random.Generator,
        spectrum: np.ndarray | None,
    ) -> Climb:
        return _Coefficients(shape, params, rng)


class _Coefficients(FourierClimb):
    def __init__(self, shape: tuple[int, int, int], params: Mapping[str, Any], rng: np.random.Generator) -> None:
        super().__init__(shape, params, rng)
        height, width, channels = shape
        falling = frequencies(height, width) ** -np.float32(params["decay"])
        self._scale = (_SOFTER * np.sqrt(height * width) * falling)[..., None].astype(np.float32)
        self._parts = rng.normal(0, _FIRST, (2, *self._scale.shape[:2], channels)).astype(np.float32)
        self._rate, self._adam = np.float32(params["rate"]), Adam(self._parts.shape)

    @property
    def coefficients(self) -> np.ndarray:
        found: np.ndarray = (self._parts[0] + 1j * self._parts[1]) * self._scale
        return found

    def change(self, gradient: np.ndarray) -> None:
        found = gradient * self._scale
        self._parts += self._rate * self._adam.step(np.stack([found.real, found.imag]))
