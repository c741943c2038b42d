"""What an attack is. An attack is one file in this folder that registers its class; nothing else changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

import numpy as np

from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.methods.base import Cost, cost_of
from attnstudio.core.params import Param
from attnstudio.core.registry import Registry
from attnstudio.core.text import tr_noop

NO_PAPER = "none"
FORMULA_LETTERS = tr_noop(
    "In the formulas, x is the picture in 0..1, x' the attacked one, δ = x' - x, c the class to be left, t the class "
    "to be reached, z the logits, J the cross-entropy of c and ε the largest size of the change. Π is the nearest "
    "picture within the bounds."
)


class Kind(StrEnum):
    """What an attack is for."""

    GRADIENT = "gradient"  # the white box: it sees the model's gradients
    SCORE = "score"  # it sees what the model answers
    SHIFT = "natural shift"  # what happens to pictures without an enemy
    EXPLANATION = "explanation"  # the answer stays, and the map changes
    CONTROL = "control"


class Attack(ABC):
    """A stateless attack; one instance serves all requests.

    `id`, `name`, `kind`, `norms`, `paper`, `summary` and `params` describe it everywhere. `norms`: in which it
    can measure its change, the usual one first. `bounded`: whether eps says how large the change may be; otherwise it
    looks for the smallest change that succeeds, and eps only says which of these count. `needs_gradient`: of the model.
    `can_target`: whether it can aim at a class. `in_common`: all pictures get the same change, so that they are
    attacked together, as many as there is room for. `scale`: what an eps of Norm.STRENGTH is a share of, with the field
    {share}. `description`: what it does, in two sentences, for those who do not
    know it; `formula`: in TeX, with the letters of FORMULA_LETTERS.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    kind: ClassVar[Kind]
    norms: ClassVar[tuple[Norm, ...]]
    paper: ClassVar[str]  # or NO_PAPER
    summary: ClassVar[str]
    description: ClassVar[str]
    formula: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()
    bounded: ClassVar[bool] = True
    needs_gradient: ClassVar[bool] = True
    can_target: ClassVar[bool] = True
    in_common: ClassVar[bool] = False
    scale: ClassVar[str] = ""

    @abstractmethod
    def attack(self, context: AttackContext) -> np.ndarray:
        """The attacked pictures: float32 (batch, height, width, channels) in 0..1, where it is bounded within eps. A
        picture on which it fails is the best that it found, or the picture itself."""

    @abstractmethod
    def passes(self, params: Mapping[str, Any]) -> int:
        """Through the model, there and back, that a picture takes with these parameters: what the attack counts on, as
        far as it does not succeed before."""

    @property
    def cost(self) -> Cost:
        """With the default parameters."""
        return cost_of(self.passes({param.name: param.default for param in self.params}))

    def describe(self) -> dict[str, object]:
        """As the command line's `attacks --json` prints it."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": str(self.kind),
            "cost": str(self.cost),
            "norms": [str(norm) for norm in self.norms],
            "bounded": self.bounded,
            "needs_gradient": self.needs_gradient,
            "can_target": self.can_target,
            "paper": self.paper,
            "summary": self.summary,
            "description": self.description,
            "formula": self.formula,
            "params": [param.describe() for param in self.params],
        }


ATTACKS: Registry[Attack] = Registry("attnstudio.core.attacks")
