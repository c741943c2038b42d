"""The universal perturbation: one change for all pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.attack_pass import Loss
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.iterated import step_param
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.params import IntParam
from attnstudio.core.text import tr_noop

_PART = 64  # pictures a step


@ATTACKS.register
class Universal(Attack):
    """d <- P(d + step unit(sum over pictures that are not yet fooled of dm/dx)), in random parts of the pictures
    (Moosavi-Dezfooli et al. 2017, arXiv 1610.08401; by gradients as in Shafahi et al. 2020, arXiv 1811.11304)."""

    id, name, paper = "universal", tr_noop("Universal perturbation"), "arXiv 1610.08401"
    kind, norms = Kind.GRADIENT, (Norm.LINF, Norm.L2)
    in_common = True
    summary = tr_noop("One change that fools the model on most pictures at once.")
    description = tr_noop(
        "The same change is added to all pictures, and follows the gradients of those that it does not fool yet. It "
        "shows what the model reacts to whatever the picture; more pictures make it more general."
    )
    formula = (
        r"\delta \leftarrow \Pi \left( \delta + \alpha \, \mathrm{sign} \sum_i "
        r"\frac{\partial m}{\partial x}(x_i + \delta) \right), \quad m = \max_{i \neq c} z_i - z_c"
    )
    params = (
        IntParam("rounds", tr_noop("Rounds"), tr_noop("How often all pictures are gone through."), 20, 1, 1000),
        step_param(2.5),
    )

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(2 * params["rounds"])

    def attack(self, context: AttackContext) -> np.ndarray:
        rounds, count, rng = context.params["rounds"], len(context), context.run.rng()
        eps = float(context.eps.min())
        change = np.zeros((1, *context.pixels.shape[1:]), np.float32)
        parts = -(-count // _PART)
        step = np.float32(context.params["step_size"] * eps / (rounds * parts))
        for number in range(rounds):
            for rows in np.array_split(rng.permutation(count), parts):
                part = context.only(np.sort(rows))
                pixels = np.clip(part.pixels + change, 0, 1)
                margins, gradients = part.loss_and_gradient(pixels, Loss.MARGIN)
                wanting = gradients[margins <= 0]
                if len(wanting):
                    direction = projection.unit(wanting.sum(axis=0, keepdims=True), context.norm)
                    change = _within(change + step * direction, eps, context.norm)
            context.run.progress(number + 1, rounds)
            context.run.partial(np.clip(context.pixels + change, 0, 1))
        return np.clip(context.pixels + change, 0, 1)


def _within(change: np.ndarray, eps: float, norm: Norm) -> np.ndarray:
    """The ball alone: 0..1 is a bound of each picture, not of what they share."""
    if norm is Norm.LINF:
        return np.clip(change, -eps, eps)
    return change * np.float32(min(1.0, eps / max(float(projection.l2(change)[0]), 1e-12)))
