"""What an attribution method is. A method is one file in this folder that registers its class; nothing else changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.params import Param
from attnstudio.core.passes import AtLayer, Pass, SinglePass
from attnstudio.core.registry import Registry
from attnstudio.core.rules import Rule
from attnstudio.core.text import Notice

if TYPE_CHECKING:
    from attnstudio.core.compiled import CompiledModel


class Need(StrEnum):
    """What a method asks of the model."""

    INPUT_GRADIENT = "input gradient"
    ACTIVATION = "activation"
    LAYER_GRADIENT = "layer gradient"
    FORWARDS = "forwards"
    RELU = "ReLU activations"
    ATTENTION = "attention scores"


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


@dataclass(frozen=True, eq=False)
class AttributionContext:
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
        asked: what `single_pass` has to give.
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
    asked: Pass = field(default_factory=Pass)
    shared: Callable[[], SinglePass] | None = field(default=None)

    @cached_property
    def single_pass(self) -> SinglePass:
        """What the method and its wrappers ask for of one pass of this input."""
        if self.shared is not None:
            return self.shared()
        return self.model.single_passes(self.input[None], self.class_weights, self.asked)[0]

    @property
    def at_layer(self) -> AtLayer:
        """What the single pass found at the layer."""
        return self.single_pass.layers[self.layer_name]

    @property
    def activation(self) -> np.ndarray:
        """Of the layer, float32 (rows, columns, filters)."""
        return self.at_layer.activation

    @property
    def layer_gradient(self) -> np.ndarray:
        """dy/dA of the layer, float32 (rows, columns, filters)."""
        return self.at_layer.gradient

    def input_gradient(self, rule: Rule = Rule.PLAIN) -> np.ndarray:
        """dy/dx, float32 (height, width, channels)."""
        return self.single_pass.input_gradients[rule]

    @property
    def layer_name(self) -> str:
        """The layer, for methods that need one; the engine has checked that there is one."""
        assert self.layer is not None
        return self.layer

    def scores(self, logits: np.ndarray) -> np.ndarray:
        """(batch, classes) -> the explained score of each, (batch,)."""
        return logits @ self.class_weights

    def on(self, inputs: np.ndarray) -> list[AttributionContext]:
        """The same job on each of a batch of changed inputs, with one pass for all of them."""
        passes = self.model.single_passes(inputs, self.class_weights, self.asked)
        return [
            replace(self, input=one_input, shared=partial(passes.__getitem__, number))
            for number, one_input in enumerate(inputs)
        ]

    def at(self, layer: str) -> AttributionContext:
        """The same job on another layer, one of those that were asked for."""
        return replace(self, layer=layer, shared=lambda: self.single_pass)

    def towards(self, class_weights: np.ndarray) -> AttributionContext:
        """The same job for another score."""
        return replace(self, class_weights=class_weights, shared=None)


class Method(ABC):
    """A stateless attribution method, shared by all jobs.

    `id`, `name`, `family`, `cost`, `needs`, `paper`, `summary` and `params` describe it everywhere: the window, the
    command line, the session file and the documentation are made from them. `rules`: under which it takes dy/dx of the
    picture itself. `signed`: its maps may be negative.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    family: ClassVar[Family]
    cost: ClassVar[Cost]
    needs: ClassVar[frozenset[Need]]
    paper: ClassVar[str]
    summary: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()
    rules: ClassVar[frozenset[Rule]] = frozenset()
    signed: ClassVar[bool] = False

    @property
    def uses_layer(self) -> bool:
        return bool(self.needs & {Need.ACTIVATION, Need.LAYER_GRADIENT})

    def lacks(self, offered: frozenset[Need]) -> frozenset[Need]:
        """What it needs of a model and is not offered."""
        return self.needs - offered

    def asked(self, job: AttributionContext) -> Pass:
        """What it takes of the one pass that methods asked for together share: `job.single_pass` has it."""
        return Pass(
            rules=self.rules,
            layers=frozenset({job.layer_name} if self.uses_layer else ()),
            attention=Need.ATTENTION in self.needs,
        )

    @abstractmethod
    def attribute(self, job: AttributionContext) -> np.ndarray:
        """The raw map, float32: (input height, input width), or the layer's own (height, width), which the engine
        scales up. Not normalised."""

    def why_flat(self, job: AttributionContext) -> Notice | None:
        """Why its map of this job has the same value everywhere, and the way out; None where it knows no more than
        `core/map_notices.py` does. Called for such maps only; it must be cheap."""
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
            "params": [param.describe() for param in params],
        }


class ChannelSum(Method):
    """A class activation map that is a sum over channels: the ReLU of sum_k of `weighted`."""

    @abstractmethod
    def weighted(self, job: AttributionContext) -> np.ndarray:
        """(rows, columns, filters): the activations, each times its weight."""

    def attribute(self, job: AttributionContext) -> np.ndarray:
        return np.maximum(self.weighted(job).sum(axis=-1), 0)


METHODS: Registry[Method] = Registry("attnstudio.core.methods")
