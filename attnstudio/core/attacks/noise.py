"""Noise of the size of an attack: the control that every table of attacks needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS, NO_PAPER, Attack, Kind
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.params import IntParam
from attnstudio.core.text import tr_noop


class Noise(Attack):
    """The best of several random changes of size eps: the first that succeeds."""

    kind, norms = Kind.CONTROL, (Norm.LINF, Norm.L2)
    needs_gradient = False
    params = (
        IntParam(
            "repeats",
            tr_noop("Repeats"),
            tr_noop("How many random changes are tried."),
            1,
            1,
            1000,
            unit=tr_noop("passes"),
        ),
    )

    def draw(self, context: AttackContext, stream: int) -> np.ndarray:
        raise NotImplementedError

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(params["repeats"]) - 1

    def attack(self, context: AttackContext) -> np.ndarray:
        found = context.pixels.copy()
        left = np.arange(len(context))
        repeats = context.params["repeats"]
        for number in range(repeats):
            context.run.check_cancelled()
            part = context.only(left)
            noise = self.draw(part, number)
            if context.norm is Norm.L2:
                noise = projection.unit(noise, Norm.L2)
            tried = part.project(part.pixels + projection.per_picture(part.eps) * noise)
            found[left] = tried
            context.run.progress(number + 1, repeats)
            if number + 1 < repeats:
                left = left[~part.succeeds(part.logits(tried))]
                if not len(left):
                    break
        return found


@ATTACKS.register
class UniformNoise(Noise):
    """x + eps u, u uniform in -1..1; in L2 of length eps."""

    id, name, paper = "uniform_noise", tr_noop("Uniform noise"), NO_PAPER
    summary = tr_noop("Random changes within eps: what an attack has to beat.")
    description = tr_noop(
        "Every value of the picture is changed by a random amount within eps. A model that such noise fools needs no "
        "enemy; a gradient attack that does no better than noise has not used the gradient."
    )
    formula = r"x' = \Pi(x + \varepsilon u), \quad u_i \sim \mathcal{U}(-1, 1)"

    def draw(self, context: AttackContext, stream: int) -> np.ndarray:
        return context.uniform(stream)


@ATTACKS.register
class GaussianNoise(Noise):
    """x + eps n, n standard normal and cut at eps; in L2 of length eps."""

    id, name, paper = "gaussian_noise", tr_noop("Gaussian noise"), NO_PAPER
    summary = tr_noop("Normal random changes, cut at eps: the control of attacks measured by length.")
    description = tr_noop(
        "Every value of the picture is changed by a normal random amount. By length, the noise is exactly as long as "
        "eps allows; by its largest value, its deviation is eps and what exceeds eps is cut."
    )
    formula = r"x' = \Pi(x + \varepsilon n), \quad n_i \sim \mathcal{N}(0, 1)"

    def draw(self, context: AttackContext, stream: int) -> np.ndarray:
        return context.normal(stream)
