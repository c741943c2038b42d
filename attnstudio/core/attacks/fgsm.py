"""The fast gradient sign method: one step along the gradient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.text import tr_noop


@ATTACKS.register
class Fgsm(Attack):
    """x + eps sign(dJ/dx), or eps times the gradient of length 1 (Goodfellow et al. 2015, arXiv 1412.6572)."""

    id, name, paper = "fgsm", "FGSM", "arXiv 1412.6572"
    kind, norms = Kind.GRADIENT, (Norm.LINF, Norm.L2)
    summary = tr_noop("One step along the gradient of the loss: quick, and the least that a model should withstand.")
    description = tr_noop(
        "Every value of the picture is changed by the same amount, up or down as the gradient of the loss says. One "
        "step is enough where the model is nearly linear; a model that only withstands this attack is not robust."
    )
    formula = r"x' = x + \varepsilon \, \mathrm{sign} \frac{\partial J}{\partial x}"

    def passes(self, params: Mapping[str, Any]) -> int:
        return 2

    def attack(self, context: AttackContext) -> np.ndarray:
        _, gradient = context.loss_and_gradient(context.pixels)
        step = projection.per_picture(context.eps) * projection.unit(gradient, context.norm)
        return np.clip(context.pixels + step, 0, 1)
