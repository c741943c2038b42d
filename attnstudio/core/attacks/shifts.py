"""Natural shifts: what happens to pictures without an enemy, on a scale from nothing to much."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.params import ChoiceParam, FloatParam
from attnstudio.core.text import tr_noop

_WORST_JPEG = 1  # quality


class Shift(Attack):
    """A change of each picture that knows nothing of the model. eps is its strength, 0..1."""

    kind, norms, paper = Kind.SHIFT, (Norm.STRENGTH,), "arXiv 1903.12261"
    needs_gradient = can_target = False

    def passes(self, params: Mapping[str, Any]) -> int:
        return 0

    def attack(self, context: AttackContext) -> np.ndarray:
        shifted = []
        for number, rng in enumerate(context.generators()):
            context.run.check_cancelled()
            one = self.shifted(context.pixels[number], float(context.eps[number]), context, rng)
            shifted.append(np.clip(one, 0, 1).astype(np.float32, copy=False))
            context.run.progress(number + 1, len(context))
        return np.stack(shifted)

    @abstractmethod
    def shifted(
        self, pixels: np.ndarray, strength: float, context: AttackContext, rng: np.random.Generator
    ) -> np.ndarray:
        """One picture, (height, width, channels) of 0..1, with this strength; values beyond 0..1 are cut."""


@ATTACKS.register
class NoiseShift(Shift):
    """x + s n, n standard normal."""

    id, name = "noise_shift", tr_noop("Sensor noise")
    scale = tr_noop("{share} of the largest deviation")
    summary = tr_noop("Gaussian noise of a growing deviation, as of a photo taken in the dark.")
    description = tr_noop(
        "Normal noise is added to every value, as a camera's sensor does in the dark. Eps is its strength: at 1 the "
        "deviation is the one that the parameter says."
    )
    formula = r"x' = x + \varepsilon \sigma n, \quad n_i \sim \mathcal{N}(0, 1)"
    params = (
        FloatParam(
            "deviation", tr_noop("Deviation"), tr_noop("Of the strongest noise, as a share of 0..1."), 0.3, 0.001, 1.0
        ),
    )

    def shifted(
        self, pixels: np.ndarray, strength: float, context: AttackContext, rng: np.random.Generator
    ) -> np.ndarray:
        return pixels + np.float32(strength * context.params["deviation"]) * rng.standard_normal(
            pixels.shape, np.float32
        )


@ATTACKS.register
class Blur(Shift):
    """x * Gaussian."""

    id, name = "blur", tr_noop("Blur")
    scale = tr_noop("{share} of the largest radius")
    summary = tr_noop("A growing Gaussian blur, as of a lens out of focus.")
    description = tr_noop(
        "The picture is blurred, as by a lens out of focus. Eps is its strength: at 1 the radius is the share of the "
        "picture's shorter side that the parameter says."
    )
    formula = r"x' = x * G_{\varepsilon \sigma}"
    params = (
        FloatParam(
            "radius",
            tr_noop("Radius"),
            tr_noop("Of the strongest blur, as a share of the shorter side."),
            0.05,
            0.001,
            0.5,
        ),
    )

    def shifted(
        self, pixels: np.ndarray, strength: float, context: AttackContext, rng: np.random.Generator
    ) -> np.ndarray:
        from scipy.ndimage import gaussian_filter

        radius = strength * context.params["radius"] * min(pixels.shape[:2])
        return np.asarray(gaussian_filter(pixels, (radius, radius, 0), mode="nearest"))


@ATTACKS.register
class Jpeg(Shift):
    """The picture as it comes back from a JPEG."""

    id, name = "jpeg", "JPEG"
    scale = tr_noop("{share} of the way from quality 100 to 1")
    summary = tr_noop("JPEG compression of falling quality.")
    description = tr_noop(
        "The picture is saved as a JPEG and opened again. Eps is the strength: near 0 the quality is 100, at 1 it is 1."
    )
    formula = r"x' = \mathrm{JPEG}_{100 - 99 \varepsilon}(x)"

    def shifted(
        self, pixels: np.ndarray, strength: float, context: AttackContext, rng: np.random.Generator
    ) -> np.ndarray:
        levels = np.rint(pixels * LEVELS).astype(np.uint8)
        return as_jpeg(levels, round(100 - (100 - _WORST_JPEG) * strength)).astype(np.float32) / np.float32(LEVELS)


def as_jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    """uint8 (height, width, 1 or 3), as it comes back from a JPEG."""
    file = BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).save(file, "JPEG", quality=quality)
    read = np.asarray(Image.open(file))
    return read[..., None] if read.ndim == 2 else read


_UP, _DOWN = tr_noop("up"), tr_noop("down")
_DIRECTION = ChoiceParam("direction", tr_noop("Direction"), tr_noop("Whether it grows or falls."), (_UP, _DOWN), _UP)


@ATTACKS.register
class Brightness(Shift):
    """x + s, or x - s."""

    id, name = "brightness", tr_noop("Brightness")
    scale = tr_noop("{share} of the range of values")
    summary = tr_noop("All values become lighter, or darker.")
    description = tr_noop(
        "The same amount is added to all values, or taken from them. Eps is that amount: at 1 the picture is white, or "
        "black."
    )
    formula = r"x' = x \pm \varepsilon"
    params = (_DIRECTION,)

    def shifted(
        self, pixels: np.ndarray, strength: float, context: AttackContext, rng: np.random.Generator
    ) -> np.ndarray:
        return pixels + np.float32(strength if context.params["direction"] == _UP else -strength)


@ATTACKS.register
class Contrast(Shift):
    """m + (1 - s)(x - m), or m + (1 + 3 s)(x - m), m the mean of the picture."""

    id, name = "contrast", tr_noop("Contrast of the picture")
    scale = tr_noop("{share} of the largest change")
    summary = tr_noop("The picture becomes flatter, or harder.")
    description = tr_noop(
        "Every value is drawn towards the mean of the picture, or away from it. Eps is the strength: at 1 the picture "
        "is one grey, or its contrast four times as large."
    )
    formula = r"x' = \bar{x} + (1 - \varepsilon) (x - \bar{x})"
    params = (ChoiceParam("direction", _DIRECTION.label, _DIRECTION.help, (_DOWN, _UP), _DOWN),)

    def shifted(
        self, pixels: np.ndarray, strength: float, context: AttackContext, rng: np.random.Generator
    ) -> np.ndarray:
        mean = pixels.mean(dtype=np.float64).astype(np.float32)
        factor = 1 - strength if context.params["direction"] == _DOWN else 1 + 3 * strength
        return mean + np.float32(factor) * (pixels - mean)


@ATTACKS.register
class Rotation(Shift):
    """The picture, turned round its centre; what comes into it is its mirror image."""

    id, name = "rotation", tr_noop("Rotation")
    scale = tr_noop("{share} of the largest angle")
    summary = tr_noop("The picture is turned round its centre.")
    description = tr_noop(
        "The picture is turned round its centre, and its corners are filled from its mirror image. Eps is the "
        "strength: at 1 the angle is the one that the parameter says."
    )
    formula = r"x' = R_{\varepsilon \alpha} \, x"
    params = (
        FloatParam(
            "angle",
            tr_noop("Angle"),
            tr_noop("Of the strongest rotation, anticlockwise."),
            45.0,
            -180.0,
            180.0,
            1.0,
            unit=tr_noop("degrees"),
        ),
    )

    def shifted(
        self, pixels: np.ndarray, strength: float, context: AttackContext, rng: np.random.Generator
    ) -> np.ndarray:
        from scipy.ndimage import rotate

        angle = strength * context.params["angle"]
        return np.asarray(rotate(pixels, angle, (1, 0), reshape=False, order=1, mode="mirror"))


@ATTACKS.register
class OccludingSquare(Shift):
    """A grey square at a random place."""

    id, name, paper = "occluding_square", tr_noop("Occluding square"), "arXiv 1708.04552"
    scale = tr_noop("{share} of the shorter side")
    summary = tr_noop("A grey square hides a part of the picture, at a random place.")
    description = tr_noop(
        "A grey square hides a part of the picture, at a place that the seed and the picture choose. Eps is its side, "
        "as a share of the picture's shorter side."
    )
    formula = r"x'_{ij} = \frac{1}{2} \;\; \mathrm{in \; the \; square}, \quad \mathrm{else} \; x_{ij}"

    def shifted(
        self, pixels: np.ndarray, strength: float, context: AttackContext, rng: np.random.Generator
    ) -> np.ndarray:
        side = max(1, round(strength * min(pixels.shape[:2])))
        # The place is drawn before the side counts, so that a larger square covers where the smaller one was.
        down, across = rng.random(2)
        top, left = (
            round(share * (length - side)) for share, length in zip((down, across), pixels.shape, strict=False)
        )
        hidden = pixels.copy()
        hidden[top : top + side, left : left + side] = 0.5
        return hidden
