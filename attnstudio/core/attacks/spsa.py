"""SPSA: the gradient, estimated from answers alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.adam import Adam
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.iterated import steps_param
from attnstudio.core.attacks.projection import Norm, per_picture
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop

_PART = 32  # pairs at a time: they take memory


@ATTACKS.register
class Spsa(Attack):
    """g = mean_n (m(x + h v_n) - m(x - h v_n)) / (2 h) v_n, v_n of signs, followed by Adam within the bounds (Uesato et
    al. 2018, arXiv 1802.05666)."""

    id, name, paper = "spsa", "SPSA", "arXiv 1802.05666"
    kind, norms = Kind.SCORE, (Norm.LINF, Norm.L2)
    needs_gradient = False
    summary = tr_noop("Steps along a gradient that is estimated from answers: it finds what masked gradients hide.")
    description = tr_noop(
        "The picture is changed a little in random directions and back, and the differences of the answers show which "
        "way is up. If it succeeds where a gradient attack fails, the model hides its gradients and is not robust."
    )
    formula = (
        r"g = \frac{1}{N} \sum_{n=1}^{N} \frac{m(x + h v_n) - m(x - h v_n)}{2h} v_n, \quad "
        r"v_n \in \{-1, 1\}^d, \quad m = \max_{i \neq c} z_i - z_c"
    )
    params = (
        steps_param(20),
        IntParam("samples", tr_noop("Samples"), tr_noop("Random directions for each step."), 64, 1, 10_000),
        FloatParam(
            "probe",
            tr_noop("Probe"),
            tr_noop("How far the answers are compared, as a share of 0..1."),
            0.01,
            0.0001,
            0.5,
            0.001,
        ),
        FloatParam(
            "rate",
            tr_noop("Rate"),
            tr_noop("Size of a step of the optimiser, in eps."),
            0.25,
            0.001,
            10.0,
            0.05,
            unit=tr_noop("eps"),
        ),
    )

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(params["steps"] * (1 + 2 * params["samples"]))

    def attack(self, context: AttackContext) -> np.ndarray:
        params, pixels, rngs = context.params, context.pixels.copy(), context.generators()
        adam, left = Adam(pixels.shape), np.arange(len(context))
        # By length, a step of the same size in every value is as long as the root of their number.
        scale = 1.0 if context.norm is Norm.LINF else float(np.sqrt(pixels[0].size))
        for step in range(params["steps"]):
            part = context.only(left)
            left = left[~part.succeeds(part.logits(pixels[left]))]
            if not len(left):
                break
            part = context.only(left)
            gradient = np.stack(
                [
                    _gradient(part.only(np.array([place])), pixels[row], rngs[row], params["samples"], params["probe"])
                    for place, row in enumerate(left)
                ]
            )
            change = per_picture(part.eps * np.float32(params["rate"] / scale)) * adam.step(gradient, left)
            pixels[left] = part.project(pixels[left] + change)
            context.run.progress(step + 1, params["steps"])
            context.run.partial(pixels)
        return pixels


def _gradient(
    context: AttackContext, pixels: np.ndarray, rng: np.random.Generator, samples: int, probe: float
) -> np.ndarray:
    """Of the margin of one picture: (height, width, channels)."""
    total = np.zeros_like(pixels)
    for first in range(0, samples, _PART):
        count = min(_PART, samples - first)
        signs = (rng.integers(0, 2, (count, *pixels.shape), np.int8) * 2 - 1).astype(np.float32)
        both = np.concatenate([pixels + probe * signs, pixels - probe * signs]).astype(np.float32)
        margins = context.only(np.zeros(2 * count, int)).margins(context.logits(both))
        total += np.tensordot(margins[:count] - margins[count:], signs, 1)
    return total / np.float32(2 * probe * samples)
