"""Carlini and Wagner's attack: the smallest change by length, as a minimum of size and margin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from attnstudio.core.adam import Adam
from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.attack_pass import Loss
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.iterated import steps_param
from attnstudio.core.attacks.projection import Norm, per_picture
from attnstudio.core.params import BoolParam, FloatParam, IntParam
from attnstudio.core.text import tr_noop

_WITHIN = np.float32(0.999999)  # the inverse of tanh is infinite at 1
_PROGRESS = np.float32(0.9999)  # of the loss, within a tenth of the steps; else they end
_CHECKS = 10


@ATTACKS.register
class CarliniWagner(Attack):
    """min |x' - x|^2 + a max(0, kappa - margin(x')), x' = (1 + tanh w) / 2, with a bisected (Carlini and Wagner 2017,
    arXiv 1608.04644)."""

    id, name, paper = "carlini_wagner", "Carlini-Wagner", "arXiv 1608.04644"
    kind, norms = Kind.GRADIENT, (Norm.L2,)
    bounded = False
    summary = tr_noop("The smallest change by length, found by optimisation: slow, and hard to withstand.")
    description = tr_noop(
        "The length of the change and the lead of the old class are made small together, and the weight between the "
        "two is bisected. It often needs a smaller change than the attacks within a bound, at hundreds of times the "
        "cost."
    )
    formula = (
        r"\min_w \|x' - x\|_2^2 + a \max(0, \kappa + z_c(x') - \max_{i \neq c} z_i(x')), \quad "
        r"x' = \frac{1}{2} (1 + \tanh w)"
    )
    params = (
        steps_param(200),
        IntParam("searches", tr_noop("Searches"), tr_noop("How often the weight is bisected."), 9, 1, 20),
        FloatParam("rate", tr_noop("Rate"), tr_noop("Size of a step of the optimiser."), 0.01, 0.0001, 1.0, 0.001),
        FloatParam("first_weight", tr_noop("First weight"), tr_noop("With which the search begins."), 0.001, 1e-6, 1e4),
        FloatParam(
            "confidence",
            tr_noop("Confidence"),
            tr_noop("By how much the new class must lead."),
            0.0,
            0.0,
            100.0,
            1.0,
            unit=tr_noop("logits"),
        ),
        BoolParam(
            "stops_early",
            tr_noop("Stop early"),
            tr_noop(
                "End the search of a picture that a tenth of the steps has not brought forward: quicker, less sure."
            ),
        ),
    )

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(2 * params["steps"] * params["searches"])

    def attack(self, context: AttackContext) -> np.ndarray:
        count, params = len(context), context.params
        weight = np.full(count, params["first_weight"])
        low, high = np.zeros(count), np.full(count, np.inf)
        best = _Best(context.pixels.copy(), np.full(count, np.inf, np.float32))
        searches = params["searches"]
        for number in range(searches):
            if number == searches - 1 and searches >= 10:
                weight = np.minimum(high, 1e10)  # the search as it ended, once more
            found = self._search(context, weight.astype(np.float32), best, number)
            high, low = np.where(found, weight, high), np.where(found, low, weight)
            weight = np.where(np.isinf(high), weight * 10, (low + high) / 2)
        return best.pixels

    def _search(self, context: AttackContext, weight: np.ndarray, best: _Best, number: int) -> np.ndarray:
        """One optimisation with these weights; whether it succeeded, bool (batch,)."""
        params, count = context.params, len(context)
        start = np.arctanh((context.pixels * 2 - 1) * _WITHIN)
        centre = _pixels(start)
        change, adam = np.zeros_like(start), Adam(start.shape)
        found = np.zeros(count, bool)
        before = np.full(count, np.inf, np.float32)
        left = np.arange(count)
        steps, check = params["steps"], int(np.ceil(params["steps"] / _CHECKS))
        for step in range(steps):
            part = context.only(left)
            tanh = np.tanh(start[left] + change[left])
            pixels = tanh * np.float32(0.5) + np.float32(0.5)
            margin, gradient = part.loss_and_gradient(pixels, Loss.MARGIN)
            lacking = np.float32(params["confidence"]) - margin
            off = pixels - centre[left]
            slope = 2 * off - per_picture(weight[left] * (lacking > 0)) * gradient
            change[left] -= np.float32(params["rate"]) * adam.step(slope * np.float32(0.5) * (1 - tanh**2), left)
            succeeds = lacking < 0
            if params["stops_early"] and step % check == 0:
                loss = weight[left] * np.maximum(0, lacking) + np.square(off).sum(axis=(1, 2, 3))
                improves = loss <= _PROGRESS * before[left]
                before[left] = loss
                left, succeeds, pixels = left[improves], succeeds[improves], pixels[improves]
                if not len(left):
                    break
            found[left] |= succeeds
            best.take(left[succeeds], pixels[succeeds], context)
            context.run.progress(number * steps + step + 1, params["searches"] * steps)
            context.run.partial(best.pixels)
        return found


@dataclass(eq=False)
class _Best:
    """The nearest successful pictures so far, and their distances."""

    pixels: np.ndarray
    distances: np.ndarray

    def take(self, rows: np.ndarray, pixels: np.ndarray, context: AttackContext) -> None:
        """Those of some rows that are nearer."""
        distances = projection.l2(pixels - context.pixels[rows])
        nearer = distances < self.distances[rows]
        self.pixels[rows[nearer]], self.distances[rows[nearer]] = pixels[nearer], distances[nearer]


def _pixels(space: np.ndarray) -> np.ndarray:
    return np.tanh(space) * np.float32(0.5) + np.float32(0.5)
