"""What an attribution method computes its map from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.graphs import GraphSpec
from attnstudio.core.input_batch import InputBatch
from attnstudio.core.passes import AtLayer, Pass, SinglePass
from attnstudio.core.rules import Rule

if TYPE_CHECKING:
    from attnstudio.core.compiled import CompiledModel


@dataclass(frozen=True, eq=False)
class AttributionContext:
    """Everything a method may use to compute one map.

    Attributes:
        model: the compiled model.
        pixels: uint8 (height, width, 3): the picture at the model's input size, before preprocessing.
        preprocess: from such pixels, (..., height, width, 3), to the model's input, float32.
        class_weights: float32 (classes,); the explained score is y = sum(class_weights * logits).
        layer: name of the explained layer; None where the model has no spatial layer.
        params: every declared parameter, checked.
        run: progress, partial maps, cancellation, random numbers.
        input: float32 (height, width, channels): `pixels` preprocessed, unless a wrapper changed it.
        required_pass: what `single_pass` must contain.
        shared: returns the pass of this input that all methods of a request share.
        batch: the inputs that are explained together, and the number of this one; None: it is alone.
    """

    model: CompiledModel
    pixels: np.ndarray
    preprocess: Callable[[np.ndarray], np.ndarray]
    class_weights: np.ndarray
    layer: str | None
    params: Mapping[str, Any]
    run: RunContext
    input: np.ndarray
    required_pass: Pass = field(default_factory=Pass)
    shared: Callable[[], SinglePass] | None = field(default=None)
    batch: tuple[InputBatch, int] | None = None

    @cached_property
    def single_pass(self) -> SinglePass:
        """One pass of this input, with everything in `required_pass`."""
        if self.shared is not None:
            return self.shared()
        return self.model.single_passes(self.input[None], self.class_weights, self.required_pass)[0]

    def run_batched(self, spec: GraphSpec, *constants: np.ndarray) -> list[np.ndarray]:
        """What a graph of (inputs, class weights of each, constants) gives for this input; one run serves a batch."""
        batch, number = self.batch or (InputBatch(self.model, [self.input], [self.class_weights]), 0)
        return batch.run(number, spec, *constants)

    @property
    def at_layer(self) -> AtLayer:
        """Activation and gradient of the layer."""
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
        """Name of the layer, for methods that need one: the engine checks that it exists."""
        assert self.layer is not None
        return self.layer

    def scores(self, logits: np.ndarray) -> np.ndarray:
        """(batch, classes) -> the explained score of each, (batch,)."""
        return logits @ self.class_weights

    def on(self, inputs: np.ndarray) -> list[AttributionContext]:
        """This context for each of a batch of changed inputs, (batch, height, width, channels); they share one pass."""
        passes = self.model.single_passes(inputs, self.class_weights, self.required_pass)
        batch = InputBatch(self.model, list(inputs), [self.class_weights] * len(inputs))
        return [
            replace(self, input=one_input, shared=partial(passes.__getitem__, number), batch=(batch, number))
            for number, one_input in enumerate(inputs)
        ]

    def at(self, layer: str) -> AttributionContext:
        """This context at another layer of `required_pass`."""
        return replace(self, layer=layer, shared=lambda: self.single_pass)

    def towards(self, class_weights: np.ndarray) -> AttributionContext:
        """This context for another score."""
        return replace(self, class_weights=class_weights, shared=None, batch=None)
