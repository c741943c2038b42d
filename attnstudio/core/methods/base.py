"""What an attribution method is. A method is one file in this folder that registers its class; nothing else changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
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
    RELU = "ReLU activations"


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


@dataclass(frozen=True, eq=False)
class Job:
    """All that a method may use for one map.

    Attributes:
        model: the compiled model.
        pixels: uint8 (height, width, 3): the picture at the model's input size, before preprocessing.
        preprocess: from such pixels, (..., height, width, 3), to the model's input, float32.
        class_weights: float32 (classes,); the explained score is y = sum(class_weights * logits).
        layer: name of the explained layer; None where the model has no spatial layer.
        params: every declared parameter, checked.
        ctx: progress, partial maps, cancelling, random numbers.
        input: float32 (height, width, channels): `pixels` preprocessed, unless a wrapper changed it.
        needs: what `single_pass` computes.
        shared: gives the single pass of this input that methods asked for together share.
    """

    model: CompiledModel
    pixels: np.ndarray
    preprocess: Callable[[np.ndarray], np.ndarray]
    class_weights: np.ndarray
    layer: str | None
    params: Mapping[str, Any]
    ctx: RunContext
    input: np.ndarray
    needs: frozenset[Need]
    shared: Callable[[], SinglePass] | None = field(default=None)

    @cached_property
    def single_pass(self) -> SinglePass:
        """Activation, layer gradient and input gradient of this input, as far as the method needs them."""
        if self.shared is not None:
            return self.shared()
        wants_layer = bool(self.needs & {Need.ACTIVATION, Need.LAYER_GRADIENT})
        return self.model.single_pass(
            self.input, self.class_weights, self.layer if wants_layer else None, Need.INPUT_GRADIENT in self.needs
        )

    @property
    def layer_name(self) -> str:
        """The layer, for methods that need one; the engine has checked that there is one."""
        assert self.layer is not None
        return self.layer

    def scores(self, logits: np.ndarray) -> np.ndarray:
        """(batch, classes) -> the explained score of each, (batch,)."""
        return logits @ self.class_weights

    def on(self, one_input: np.ndarray) -> Job:
        """The same job on a changed input."""
        return replace(self, input=one_input, shared=None)

    def at(self, layer: str) -> Job:
        """The same job on another layer."""
        return replace(self, layer=layer, shared=None)


class Method(ABC):
    """A stateless attribution method, shared by all jobs.

    `id`, `name`, `family`, `cost`, `needs`, `paper`, `summary` and `params` describe it everywhere: the window, the
    command line, the session file and the documentation are made from them. `signed`: its maps may be negative.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    family: ClassVar[Family]
    cost: ClassVar[Cost]
    needs: ClassVar[frozenset[Need]]
    paper: ClassVar[str]
    summary: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()
    signed: ClassVar[bool] = False

    @property
    def uses_layer(self) -> bool:
        return bool(self.needs & {Need.ACTIVATION, Need.LAYER_GRADIENT})

    @abstractmethod
    def attribute(self, job: Job) -> np.ndarray:
        """The raw map, float32: (input height, input width), or the layer's own (height, width), which the engine
        scales up. Not normalised."""

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
            "params": [param.describe() for param in params],
        }


class ChannelSum(Method):
    """A class activation map that is a sum over channels: the ReLU of sum_k of `weighted`."""

    @abstractmethod
    def weighted(self, job: Job) -> np.ndarray:
        """(rows, columns, filters): the activations, each times its weight."""

    def attribute(self, job: Job) -> np.ndarray:
        return np.maximum(self.weighted(job).sum(axis=-1), 0)


METHODS: Registry[Method] = Registry("attnstudio.core.methods")
