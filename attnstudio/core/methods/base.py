"""What an attribution method is. A method is one file in this folder that registers its class; nothing else changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.needs import Need
from attnstudio.core.params import Param
from attnstudio.core.passes import Pass
from attnstudio.core.registry import Registry
from attnstudio.core.rules import Rule
from attnstudio.core.scaling import denormalised
from attnstudio.core.text import Notice, tr_noop

if TYPE_CHECKING:
    from attnstudio.core.request import Heatmap

FORMULA_LETTERS = tr_noop(
    "In the formulas, L is the map, x the model's input and y the score of the target. A is the activation of the "
    "layer (of a transformer: the attention), Aₖ its channel k with Z places i, j, and G = ∂y/∂A its gradient."
)


class Family(StrEnum):
    GRADIENT = "gradient"
    CAM = "class activation map"
    ATTENTION = "attention"
    PERTURBATION = "perturbation"
    CONTROL = "control"


class Cost(StrEnum):
    """How many passes through the model a map takes, with the default parameters."""

    SINGLE = "one pass"
    TENS = "tens of passes"
    HUNDREDS = "hundreds of passes"
    THOUSANDS = "thousands of passes"


def cost_of(passes: int) -> Cost:
    limits = ((10, Cost.SINGLE), (100, Cost.TENS), (1000, Cost.HUNDREDS))
    return next((cost for limit, cost in limits if passes < limit), Cost.THOUSANDS)


class Method(ABC):
    """A stateless attribution method; one instance serves all requests.

    `id`, `name`, `family`, `cost`, `needs`, `paper`, `summary` and `params` describe it everywhere: the window, the
    command line, the session file and the documentation are generated from them. `rules`: under which it takes dy/dx
    of the picture itself. `signed`: its maps may be negative. `description`: what it does, in two sentences, for those
    who do not know it; `formula`: its map, in TeX as matplotlib reads it. Letters are those of FORMULA_LETTERS.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    family: ClassVar[Family]
    cost: ClassVar[Cost]
    needs: ClassVar[frozenset[Need]]
    paper: ClassVar[str]
    summary: ClassVar[str]
    description: ClassVar[str]
    formula: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()
    rules: ClassVar[frozenset[Rule]] = frozenset()
    signed: ClassVar[bool] = False

    @property
    def uses_layer(self) -> bool:
        return bool(self.needs & {Need.ACTIVATION, Need.LAYER_GRADIENT})

    def lacks(self, offered: frozenset[Need]) -> frozenset[Need]:
        """What it needs of a model and is not offered."""
        return self.needs - offered

    def required_pass(self, context: AttributionContext) -> Pass:
        """The pass it requires. Methods of one request share `context.single_pass`, the union of their passes."""
        return Pass(
            rules=self.rules,
            layers=frozenset({context.layer_name} if self.uses_layer else ()),
            attention=Need.ATTENTION in self.needs,
        )

    @abstractmethod
    def attribute(self, context: AttributionContext) -> np.ndarray:
        """The raw map, float32: (input height, input width), or the layer's own (height, width), which the engine
        scales up. Not normalised."""

    def strengths(self, heatmap: Heatmap) -> np.ndarray:
        """A map of this method with the method's own zero at 0 and at most 1 in size: float32 (height, width)."""
        if not self.signed:
            return heatmap.values
        raw = denormalised(heatmap.values, heatmap.raw_min, heatmap.raw_max)
        return raw / (np.abs(raw).max() or np.float32(1))

    def why_flat(self, context: AttributionContext) -> Notice | None:
        """Why its map of this job has the same value everywhere, and the way out; None where it knows no more than
        `core/map_notices.py` does. Called for such maps only; it must be fast."""
        return None

    def describe(self, params: Sequence[Param]) -> dict[str, object]:
        """As the command line's `methods --json` prints it; `params` are its own and those of its wrappers."""
        return {
            "id": self.id,
            "name": self.name,
            "family": str(self.family),
            "cost": str(self.cost),
            "needs": sorted(self.needs),
            "paper": self.paper,
            "summary": self.summary,
            "description": self.description,
            "formula": self.formula,
            "params": [param.describe() for param in params],
        }


class ChannelSum(Method):
    """A class activation map that is a sum over channels: the ReLU of sum_k of `weighted`."""

    @abstractmethod
    def weighted(self, context: AttributionContext) -> np.ndarray:
        """(rows, columns, filters): the activations, each times its weight."""

    def attribute(self, context: AttributionContext) -> np.ndarray:
        return np.maximum(self.weighted(context).sum(axis=-1), 0)


METHODS: Registry[Method] = Registry("attnstudio.core.methods")
