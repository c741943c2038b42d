"""Pixels themselves, with the regularisers and input modifiers of tf-keras-vis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from attnstudio.core.features.base import MAXIMISERS, STEPS, Climb, Maximiser
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop

_LEVELS = np.float32(255)
_MEMORY, _LEAST = np.float32(0.999), np.float32(1e-7)  # of RMSprop


@MAXIMISERS.register
class Pixels(Maximiser):
    """max over x of y(x) - tv TV(x) / n - w |x|_p / n^(1 / p), x in 0..255, by RMSprop; before each step x is shifted
    and turned at random (Erhan et al. 2009; regularisers, modifiers and defaults as in tf-keras-vis 0.8)."""

    id, name, paper = "pixels", tr_noop("Pixels (tf-keras-vis)"), "Erhan et al. 2009, Université de Montréal, TR 1341"
    summary = tr_noop(
        "Changes every pixel by itself, as tf-keras-vis does: quick, but what excites the unit is mostly noise."
    )
    formula = r"x^* = \arg\max_x \; y(x) - \lambda \frac{TV(x)}{n} - \mu \frac{\| x \|_p}{n^{1 / p}}"
    params = (
        replace(STEPS, initial=200),
        IntParam("jitter", tr_noop("Shift"), tr_noop("Largest random shift before a step."), 4, 0, 64, unit="px"),
        FloatParam("rotation", tr_noop("Turn"), tr_noop("Largest random turn before a step."), 1, 0, 45, 0.5, unit="°"),
        FloatParam(
            "scale", tr_noop("Scale"), tr_noop("Largest random change of the size before a step."), 0, 0, 0.5, 0.01
        ),
        FloatParam(
            "total_variation",
            tr_noop("Total variation"),
            tr_noop("Weight of the differences between neighbours, which are to be small."),
            1,
            0,
            10_000,
            1,
        ),
        FloatParam(
            "norm", tr_noop("Norm"), tr_noop("Weight of the picture's norm, which is to be small."), 0.3, 0, 10_000, 0.1
        ),
        IntParam("order", tr_noop("Order of the norm"), tr_noop("p of the norm."), 1, 1, 12),
        FloatParam("rate", tr_noop("Step size"), tr_noop("Of RMSprop, in levels of 0..255."), 1, 0.001, 100, 0.1),
    )

    def begin(
        self,
        shape: tuple[int, int, int],
        params: Mapping[str, Any],
        rng: np.random.Generator,
        spectrum: np.ndarray | None,
    ) -> Climb:
        return PixelClimb((rng.random(shape, np.float32) * _LEVELS), params, rng)


class PixelClimb(Climb):
    """From pixels in 0..255; on the way they may lie beyond."""

    def __init__(self, start: np.ndarray, params: Mapping[str, Any], rng: np.random.Generator) -> None:
        self._pixels, self._params, self._rng = start, params, rng
        self._square = np.zeros_like(start)
        self._weight = np.zeros(start.shape[:2], np.float32)

    @property
    def picture(self) -> np.ndarray:
        return np.clip(self._pixels, 0, _LEVELS) / _LEVELS

    @property
    def weight(self) -> np.ndarray:
        return self._weight

    def show(self, done: float) -> np.ndarray:
        jitter, rotation, scale = (self._params[name] for name in ("jitter", "rotation", "scale"))
        if jitter:
            shift = tuple(self._rng.integers(-jitter, jitter, 2))
            self._pixels, self._weight = (np.roll(one, shift, (0, 1)) for one in (self._pixels, self._weight))
        if rotation or scale:
            turn = np.deg2rad(self._rng.uniform(-rotation, rotation))
            self._turn(turn, 1 / self._rng.uniform(1 - scale, 1 + scale))
        return self._pixels[None] / _LEVELS

    def _turn(self, angle: float, step: float) -> None:
        """Turn the picture and enlarge it by 1 / step about its centre."""
        from scipy.ndimage import affine_transform

        cosine, sine = step * np.cos(angle), step * np.sin(angle)
        matrix = np.array([[cosine, sine], [-sine, cosine]])
        centre = (np.array(self._weight.shape) - 1) / 2

        def turned(plane: np.ndarray) -> np.ndarray:
            found: np.ndarray = affine_transform(plane, matrix, centre - matrix @ centre, order=1, mode="reflect")
            return found

        self._weight = turned(self._weight)
        self._pixels = np.stack([turned(one) for one in np.moveaxis(self._pixels, -1, 0)], axis=-1)

    def step(self, gradients: np.ndarray) -> None:
        (gradient,) = gradients / _LEVELS
        self._weight += np.abs(gradient).sum(axis=-1)
        descent = self._regularisers() - gradient
        self._square = _MEMORY * self._square + (1 - _MEMORY) * np.square(descent)
        self._pixels = self._pixels - np.float32(self._params["rate"]) * descent / np.sqrt(self._square + _LEAST)

    def _regularisers(self) -> np.ndarray:
        """Gradient of what is to be small."""
        pixels, params = self._pixels, self._params
        count, order = pixels.size, params["order"]
        found = np.zeros_like(pixels)
        if params["total_variation"]:
            for axis in (0, 1):
                signs = np.sign(np.diff(pixels, axis=axis))
                none = np.zeros_like(np.take(pixels, [0], axis=axis))
                found += np.concatenate([none, signs], axis=axis) - np.concatenate([signs, none], axis=axis)
            found *= np.float32(params["total_variation"] / count)
        if params["norm"]:
            sizes = np.abs(pixels).astype(np.float64)
            length = (sizes**order).sum() ** (1 / order)
            slope = np.sign(pixels) * (sizes / max(length, 1e-12)) ** (order - 1)
            found += (params["norm"] / count ** (1 / order) * slope).astype(np.float32)
        return found
