"""The kinds of graphs that a model is traced into: forwards here, backward passes in passes.py."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core import attention, grids
from attnstudio.core.calls import call
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.folding import folded
from attnstudio.core.grids import Grid

if TYPE_CHECKING:
    import keras

SMALL = 10_000  # numbers in a weight that every graph may have a copy of: TensorFlow simplifies what is constant
Run = Callable[..., list[Any]]


@dataclass(frozen=True)
class Network:
    """A model that ends in logits, from which graphs are traced.

    Attributes:
        frozen: whether the weights never change, so that batch norms are folded.
        constant: whether each graph then has them as constants of its own; else all graphs share them.
    """

    model: keras.Model
    frozen: bool
    constant: bool = False
    _shared: dict[int, Any] = field(default_factory=dict)  # folded weights by the ids of their variables

    @property
    def copies_weights(self) -> bool:
        """Whether a graph may have all weights as constants: they never change, and are few."""
        return self.frozen and self.constant

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        return tuple(self.model.input_shape)

    @property
    def class_count(self) -> int:
        return int(self.model.output_shape[-1])

    def outputs(self, *tensors: Any) -> Callable[[Any], list[Any]]:
        """A function from a batch of inputs to these tensors of the model."""
        import keras

        return self._callable(keras.Model(self.model.inputs, list(tensors)))

    def behind(self, layer: str) -> Callable[[Any], list[Any]]:
        """A function from a batch of the layer's outputs to logits.

        Raises:
            ChoiceFailure: some path to the logits does not go through the layer.
        """
        import keras

        try:
            head = keras.Model(self.tensor(layer), [self.model.output])
        except ValueError:
            raise ChoiceFailure(
                "Not every path of the model goes through {layer}, so the model cannot be run from there on. "
                "Choose a layer that every path goes through, or a one-pass method, such as gradcam.",
                layer=layer,
            ) from None
        return self._callable(head)

    def tensor(self, layer: str) -> Any:
        return call(self.model, layer).output

    @cached_property
    def grids(self) -> dict[str, Grid]:
        return grids.explainable_layers(self.model)

    @cached_property
    def attention_scores(self) -> list[Any]:
        return attention.attention_scores(self.model)

    def _callable(self, model: keras.Model) -> Callable[[Any], list[Any]]:
        if not self.frozen:
            return lambda x: _as_list(model(x, training=False))
        import tensorflow as tf

        values = folded(model, {id(tensor) for tensor in model.outputs})
        every = [*model.trainable_variables, *model.non_trainable_variables]
        tensors = [self._tensor(variable, values.get(id(variable))) for variable in every]
        split = len(model.trainable_variables)

        def run(x: Any) -> list[Any]:
            made = [tf.constant(one) if isinstance(one, np.ndarray) else one for one in tensors]
            return _as_list(model.stateless_call(made[:split], made[split:], x, training=False)[0])

        return run

    def _tensor(self, variable: Any, value: np.ndarray | None) -> Any:
        """What a graph takes for a variable: its own constant, or what all graphs share."""
        import tensorflow as tf

        if self.constant or prod(variable.shape) <= SMALL:
            return variable.numpy() if value is None else value
        if value is None:
            return variable
        if id(variable) not in self._shared:
            self._shared[id(variable)] = tf.constant(value)
        return self._shared[id(variable)]


def _as_list(outputs: Any) -> list[Any]:
    """Keras hands a single output out bare."""
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


class GraphSpec(ABC):
    """What a graph computes. Equal specs of one model share one graph.

    `passes`: through the whole network, for each input, there and back.
    """

    @property
    def passes(self) -> int:
        return 1

    @abstractmethod
    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        """Shapes of the arguments, all float32. Those that begin with None have one row for each input of a batch, the
        others are shared by all of it."""

    @abstractmethod
    def function(self, network: Network) -> Run:
        """The function to trace. Every output has the batch axis first."""


@dataclass(frozen=True)
class Forward(GraphSpec):
    """(inputs) -> logits."""

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape]

    def function(self, network: Network) -> Run:
        return network.outputs(network.model.output)


@dataclass(frozen=True)
class Masked(GraphSpec):
    """(masks (batch, height, width), input (height, width, channels), baseline) -> logits of mask x + (1 - mask) b.

    Masked inputs are computed inside the graph, so that only the masks are copied to it: a third of the data.
    """

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        shape = network.input_shape
        return [(None, *shape[1:3]), shape[1:], shape[1:]]

    def function(self, network: Network) -> Run:
        forward = network.outputs(network.model.output)

        def run(masks: Any, one_input: Any, baseline: Any) -> list[Any]:
            return forward(baseline + masks[..., None] * (one_input - baseline))

        return run


def on_grid(outputs: Any, grid: Grid) -> Any:
    """A batch of a layer's outputs, or of gradients there -> (batch, rows, columns, filters)."""
    import tensorflow as tf

    if grid.channels_first:
        return tf.transpose(outputs, (0, 2, 3, 1))
    if not grid.tokens:
        return outputs
    return tf.reshape(outputs[:, grid.prefix :], (-1, grid.rows, grid.columns, outputs.shape[-1]))


@dataclass(frozen=True)
class LayerHead(GraphSpec):
    """(activations of the layer on its grid, tokens before the grid) -> logits."""

    layer: str

    @property
    def passes(self) -> int:
        return 0

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        shape, grid = tuple(network.tensor(self.layer).shape), network.grids[self.layer]
        filters = shape[1] if grid.channels_first else shape[-1]
        return [(None, grid.rows, grid.columns, filters), (grid.prefix, *shape[2:])]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        behind, grid = network.behind(self.layer), network.grids[self.layer]
        if grid.channels_first:
            return lambda activations, _: behind(tf.transpose(activations, (0, 3, 1, 2)))
        if not grid.tokens:
            return lambda activations, _: behind(activations)

        def run(activations: Any, prefix: Any) -> list[Any]:
            tokens = tf.reshape(activations, (-1, (grid.rows or 0) * (grid.columns or 0), activations.shape[-1]))
            before = tf.repeat(prefix[None], tf.shape(tokens)[0], axis=0)
            return behind(tf.concat([before, tokens], axis=1))

        return run
