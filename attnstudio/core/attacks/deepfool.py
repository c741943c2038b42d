"""DeepFool: the smallest change, by way of the nearest border between two classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.iterated import steps_param
from attnstudio.core.attacks.projection import Norm, per_picture
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop

_LEAST = np.float32(1e-8)  # keeps a division by a gradient of 0 finite
_BEYOND = np.float32(1e-4)  # so much further than the border


@ATTACKS.register
class DeepFool(Attack):
    """Sum of steps |f_k| w_k / |w_k|^2 to the nearest of the linearised borders, f_k = z_k - z_c and w_k = df_k/dx
    (Moosavi-Dezfooli et al. 2016, arXiv 1511.04599)."""

    id, name, paper = "deepfool", "DeepFool", "arXiv 1511.04599"
    kind, norms = Kind.GRADIENT, (Norm.L2,)
    bounded = False
    summary = tr_noop("The smallest change, found by steps to the nearest border between two classes.")
    description = tr_noop(
        "The model is taken for linear at the picture, and the nearest border to another class is stepped to, again "
        "and again until the answer changes. Its result is a distance: how far the picture is from another answer, not "
        "an accuracy."
    )
    formula = (
        r"\delta = (1 + \eta) \sum_i \frac{|f_k(x_i)|}{\|w_k\|_2^2} w_k, \quad "
        r"k = \arg\min_{k \neq c} \frac{|f_k(x_i)|}{\|w_k\|_2}"
    )
    params = (
        steps_param(50),
        IntParam(
            "candidates",
            tr_noop("Classes"),
            tr_noop("How many of the most probable classes are considered."),
            10,
            2,
            1000,
        ),
        FloatParam(
            "overshoot",
            tr_noop("Overshoot"),
            tr_noop("How far beyond the border the picture goes, as a share of its change."),
            0.02,
            0.0,
            1.0,
        ),
    )

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(params["steps"] * (1 + 2 * (params["candidates"] - 1)) + 1)

    def attack(self, context: AttackContext) -> np.ndarray:
        params, pixels = context.params, context.pixels.copy()
        total = np.zeros_like(pixels)
        others: np.ndarray | None = None
        left = np.arange(len(context))
        for number in range(params["steps"] + 1):
            part = context.only(left)
            logits = part.logits(pixels[left])
            if others is None:
                others = _others(context, logits, params["candidates"] - 1)
            open_rows = ~part.succeeds(logits)
            left = left[open_rows]
            if not len(left) or number == params["steps"]:
                break
            total[left] += _step(context.only(left), pixels[left], others[left])
            pixels[left] = np.clip(context.pixels[left] + np.float32(1 + params["overshoot"]) * total[left], 0, 1)
            context.run.progress(number + 1, params["steps"])
            context.run.partial(pixels)
        return pixels


def _others(context: AttackContext, logits: np.ndarray, count: int) -> np.ndarray:
    """int (batch, classes): those whose borders are looked at, the most probable first."""
    if context.targets is not None:
        return context.targets[:, None]
    order = np.argsort(-logits, axis=-1, kind="stable")
    without = order[order != context.labels[:, None]].reshape(len(order), -1)
    return without[:, :count]


def _step(context: AttackContext, pixels: np.ndarray, others: np.ndarray) -> np.ndarray:
    """To the nearest border of each picture: (batch, height, width, channels)."""
    rows = np.arange(len(pixels))
    distances = np.full(len(pixels), np.inf, np.float32)
    nearest = np.zeros_like(pixels)
    for column in others.T:  # the gradients of all classes at once would take too much memory
        weights = np.zeros((len(pixels), context.network.class_count), np.float32)
        weights[rows, column] += 1
        weights[rows, context.labels] -= 1
        _, score, gradient = context.scores_and_gradients(pixels, weights)
        distance = np.abs(score) / (projection.l2(gradient) + _LEAST)
        closer = distance < distances
        distances[closer], nearest[closer] = distance[closer], gradient[closer]
    return per_picture((distances + _BEYOND) / (projection.l2(nearest) + _LEAST)) * nearest
