"""Attacks of many small steps along the gradient, each followed by the way back into the bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.attack_pass import Loss
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.projection import Norm, per_picture
from attnstudio.core.params import ChoiceParam, FloatParam, IntParam
from attnstudio.core.text import tr_noop

_RADII = 2**20  # random numbers of their own, for any number of starts
_LOSSES = (Loss.CROSS_ENTROPY, Loss.MARGIN, Loss.DLR)


def steps_param(steps: int) -> IntParam:
    return IntParam(
        "steps",
        tr_noop("Steps"),
        tr_noop("How many steps are taken, each a pass there and back."),
        steps,
        1,
        1000,
        unit=tr_noop("passes"),
    )


def step_param(size: float) -> FloatParam:
    """In these units a step of 1 just reaches the bounds, whatever eps and the number of steps."""
    return FloatParam(
        "step_size",
        tr_noop("Step"),
        tr_noop("Size of a step, in eps / steps: at 1, all steps together reach the bounds."),
        size,
        0.01,
        100.0,
        0.1,
        unit=tr_noop("eps / steps"),
    )


LOSS_PARAM = ChoiceParam(
    "loss",
    tr_noop("Loss"),
    tr_noop("What the steps increase. margin and dlr still work where a cross-entropy hides its gradient."),
    tuple(map(str, _LOSSES)),
    str(Loss.CROSS_ENTROPY),
)


class Iterated(Attack):
    """x <- nearest picture within the bounds of x + step * direction, many times."""

    kind, norms = Kind.GRADIENT, (Norm.LINF, Norm.L2)

    def climb(self, context: AttackContext, start: np.ndarray, done: int = 0, total: int = 1) -> np.ndarray:
        """All steps from a start; `done` of `total` such climbs came before."""
        params, pixels, state = context.params, start, None
        steps = params["steps"]
        step = per_picture(context.eps * params["step_size"] / steps)
        for number in range(steps):
            _, gradient = context.loss_and_gradient(pixels, Loss(params["loss"]))
            direction, state = self.direction(gradient, state, context)
            pixels = context.project(pixels + step * direction)
            context.run.progress(done * steps + number + 1, total * steps)
            context.run.partial(pixels)
        return pixels

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(2 * params["steps"])

    def direction(self, gradient: np.ndarray, state: Any, context: AttackContext) -> tuple[np.ndarray, Any]:
        """Of the next step, of size 1, and what the one after it is to know."""
        return projection.unit(gradient, context.norm), None

    def attack(self, context: AttackContext) -> np.ndarray:
        return self.climb(context, context.pixels)


@ATTACKS.register
class Pgd(Iterated):
    """x <- P(x + step * unit(dJ/dx)) from random starts (Madry et al. 2018, arXiv 1706.06083)."""

    id, name, paper = "pgd", "PGD", "arXiv 1706.06083"
    summary = tr_noop("Many small steps along the gradient, from a random start: the usual test of robustness.")
    description = tr_noop(
        "From a random picture within the bounds, many small steps follow the gradient of the loss; each is brought "
        "back into the bounds. With restarts, the best of several random starts counts."
    )
    formula = (
        r"x_0 = \Pi(x + \varepsilon u), \quad "
        r"x_{k+1} = \Pi\left(x_k + \alpha \, \mathrm{sign} \frac{\partial J}{\partial x}(x_k)\right)"
    )
    params = (
        steps_param(40),
        step_param(2.5),
        IntParam(
            "restarts",
            tr_noop("Starts"),
            tr_noop("How many random starts are tried; 0: one start at the picture itself."),
            1,
            0,
            100,
        ),
        LOSS_PARAM,
    )

    def passes(self, params: Mapping[str, Any]) -> int:
        starts = params["restarts"]
        return super().passes(params) * max(1, starts) + (starts if starts > 1 else 0)

    def attack(self, context: AttackContext) -> np.ndarray:
        starts = context.params["restarts"]
        if starts == 0:
            return super().attack(context)
        found = context.pixels.copy()
        losses = np.full(len(context), -np.inf, np.float32)
        left = np.arange(len(context))
        for number in range(starts):
            part = context.only(left)
            pixels = self.climb(part, random_start(part, number), number, starts)
            if starts == 1:
                return pixels
            logits = part.logits(pixels)
            value = part.margins(logits)
            better = value > losses[left]
            found[left[better]], losses[left[better]] = pixels[better], value[better]
            left = left[~part.succeeds(logits)]
            if not len(left):
                break
        return found


def random_start(context: AttackContext, stream: int) -> np.ndarray:
    """Uniform in the ball round each picture, then within 0..1."""
    if context.norm is Norm.LINF:
        change = context.uniform(stream)
    else:
        change = projection.unit(context.normal(stream), Norm.L2)
        values = change[0].size
        radii = [one.random() ** (1 / values) for one in context.generators(stream + _RADII)]
        change = change * per_picture(np.array(radii))
    return np.clip(context.pixels + per_picture(context.eps) * change, 0, 1)


@ATTACKS.register
class Bim(Iterated):
    """FGSM in small steps from the picture itself (Kurakin et al. 2017, arXiv 1607.02533)."""

    id, name, paper = "bim", "BIM", "arXiv 1607.02533"
    summary = tr_noop("FGSM in small steps, from the picture itself.")
    description = tr_noop(
        "The step of FGSM is taken in small parts, and the gradient is looked at anew after each. It is PGD without "
        "the random start."
    )
    formula = (
        r"x_0 = x, \quad x_{k+1} = \Pi\left(x_k + \alpha \, \mathrm{sign} \frac{\partial J}{\partial x}(x_k)\right)"
    )
    params = (steps_param(10), step_param(2.0), LOSS_PARAM)


@ATTACKS.register
class MiFgsm(Iterated):
    """BIM along the accumulated gradient (Dong et al. 2018, arXiv 1710.06081)."""

    id, name, paper = "mi_fgsm", "MI-FGSM", "arXiv 1710.06081"
    summary = tr_noop("BIM with momentum: its pictures fool other models more often.")
    description = tr_noop(
        "Each step follows the sum of all gradients so far, each brought to the same size. The path swings less, and "
        "the picture suits the one model less closely, so that it fools others too."
    )
    formula = (
        r"g_{k+1} = \mu g_k + \frac{\partial J}{\partial x} \left\| \frac{\partial J}{\partial x} \right\|_1^{-1}, "
        r"\quad x_{k+1} = \Pi(x_k + \alpha \, \mathrm{sign} \, g_{k+1})"
    )
    params = (
        steps_param(10),
        step_param(1.0),
        FloatParam(
            "momentum", tr_noop("Momentum"), tr_noop("The share of earlier gradients that stays."), 1.0, 0.0, 2.0
        ),
        LOSS_PARAM,
    )

    def direction(self, gradient: np.ndarray, state: Any, context: AttackContext) -> tuple[np.ndarray, Any]:
        size = per_picture(np.abs(gradient).sum(axis=(1, 2, 3)))
        held = gradient / np.maximum(size, np.float32(1e-12))
        held = held if state is None else context.params["momentum"] * state + held
        return projection.unit(held, context.norm), held
