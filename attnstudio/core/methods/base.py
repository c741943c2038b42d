"""What an attribution method is. A method is one file in this folder that registers its class; nothing else changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.params import Param
from attnstudio.core.registry import Registry

if TYPE_CHECKING:
    from attnstudio.core.compiled import CompiledModel, SinglePass


class Need(StrEnum):
    """What a method asks of the model."""

    INPUT_GRADIENT = "input gradient"
    ACTIVATION = "activation"
    LAYER_GRADIENT = "layer gradient"
    FORWARDS = "forwards"


class Family(StrEnum):
    GRADIENT = "gradient"
    CAM = "class activation map"
    PERTURBATION = "perturbation"
    CONTROL = "control"


class Cost(StrEnum):
    """How many passes through the model a map takes, with the default parameters."""

    SINGLE = "one pass"
    TENS = "tens of passes"
    HUNDREDS = "hundreds of passes"
    THOUSANDS = "thousands of passes"


@dataclass(frozen=True)
class Job:
    """All that a method may use for one map.

    Attributes:
        model: the compiled model.
        input: float32 (height, width, channels), preprocessed.
        class_weights: float32 (classes,); the explained score is y = sum(class_weights * logits).
        layer: name of the explained layer; None where the model has no spatial layer.
        params: every declared parameter, checked.
        ctx: progress, partial maps, cancelling, random numbers.
        single_pass: activation, layer gradient and input gradient of this input, as far as the method needs them;
            computed once for all methods that are asked for together.
    """

    model: CompiledModel
    input: np.ndarray
    class_weights: np.ndarray
    layer: str | None
    params: Mapping[str, Any]
    ctx: RunContext
    single_pass: SinglePass


class Method(ABC):
    """A stateless attribution method, shared by all jobs.

    `id`, `name`, `family`, `cost`, `needs`, `paper`, `summary` and `params` describe it everywhere: the window, the
    command line, the session file and the documentation are made from them.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    family: ClassVar[Family]
    cost: ClassVar[Cost]
    needs: ClassVar[frozenset[Need]]
    paper: ClassVar[str]
    summary: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()

    @property
    def uses_layer(self) -> bool:
        return bool(self.needs & {Need.ACTIVATION, Need.LAYER_GRADIENT})

    @abstractmethod
    def attribute(self, job: Job) -> np.ndarray:
        """The raw map, float32: (input height, input width), or the layer's own (height, width), which the engine
        scales up. Not normalised."""

    def describe(self) -> dict[str, object]:
        """As the command line's `methods --json` prints it."""
        return {
            "id": self.id,
            "name": self.name,
            "family": str(self.family),
            "cost": str(self.cost),
            "needs": sorted(self.needs),
            "paper": self.paper,
            "summary": self.summary,
            "params": [param.describe() for param in self.params],
        }


METHODS: Registry[Method] = Registry("attnstudio.core.methods")
