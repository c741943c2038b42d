"""MaCo: the phases of a picture are chosen, its magnitudes are those of photos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.adam import Adam
from attnstudio.core.features.base import MAXIMISERS, STEPS, Climb, Maximiser
from attnstudio.core.features.crops import CROPS, FIRST_CROP, LAST_CROP, NOISE
from attnstudio.core.features.fourier_basis import natural_spectrum
from attnstudio.core.features.fourier_climb import FourierClimb
from attnstudio.core.params import FloatParam
from attnstudio.core.text import tr_noop


@MAXIMISERS.register
class Maco(Maximiser):
    """max over the phases p of E[y(crop of sigmoid(F^-1(r exp(i p))) + noise)] with fixed magnitudes r (Fel et al.
    2023, arXiv 2306.06805, of which the abstract was read), by Adam."""

    id, name, paper = "maco", "MaCo", "arXiv 2306.06805"
    summary = tr_noop(
        "Chooses the phases of the picture and leaves it the magnitudes of photos, so that no noise of high "
        "frequencies excites the unit."
    )
    formula = (
        r"x = \sigma\left( F^{-1}( r \odot e^{i \varphi} ) \right), \quad "
        r"\varphi^* = \arg\max_\varphi \mathrm{E}_\tau [ y(\tau(x)) ]"
    )
    params = (
        STEPS,
        CROPS,
        FIRST_CROP,
        LAST_CROP,
        NOISE,
        FloatParam("rate", tr_noop("Step size"), tr_noop("Of a phase in a step, in radians."), 0.1, 0.001, 3, 0.01),
    )
    takes_spectrum = True

    def begin(
        self,
        shape: tuple[int, int, int],
        params: Mapping[str, Any],
        rng: np.random.Generator,
        spectrum: np.ndarray | None,
    ) -> Climb:
        return _Phases(shape, params, rng, natural_spectrum(shape) if spectrum is None else spectrum)


class _Phases(FourierClimb):
    def __init__(
        self, shape: tuple[int, int, int], params: Mapping[str, Any], rng: np.random.Generator, spectrum: np.ndarray
    ) -> None:
        super().__init__(shape, params, rng)
        self._magnitudes, self._rate = spectrum, np.float32(params["rate"])
        self._phases = rng.uniform(-np.pi, np.pi, spectrum.shape).astype(np.float32)
        self._adam = Adam(spectrum.shape)

    @property
    def coefficients(self) -> np.ndarray:
        found: np.ndarray = self._magnitudes * np.exp(1j * self._phases)
        return found

    def change(self, gradient: np.ndarray) -> None:
        to_phases = np.imag(gradient * np.conj(self.coefficients))
        self._phases += self._rate * self._adam.step(to_phases.astype(np.float32))
