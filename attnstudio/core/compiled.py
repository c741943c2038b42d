"""A model, traced into graphs on demand and run in batches that fit the memory.

An eager GradientTape is what makes the usual tools slow. Here each kind of pass is one graph with a free batch
dimension, traced once. Where a model has batch norms and is not large, its weights are constants of the graph.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core import memory
from attnstudio.core.graphs import (
    Forward,
    InputGradient,
    Kind,
    LayerGradients,
    LayerHead,
    LayerPass,
    Masked,
    Network,
    Rule,
)
from attnstudio.core.models.head import Head

if TYPE_CHECKING:
    import keras

# Every graph carries its own copy of frozen weights, and without batch norms there is nothing to fold.
FREEZE_AT_MOST = 60_000_000  # parameters
# Larger batches are no faster on a CPU, show their first partial map later and are later to cancel.
FORWARD_BATCH, GRADIENT_BATCH, SMALL_BATCH = 32, 16, 4
PRODUCTS_A_BATCH = 25e9


def _nothing() -> np.ndarray:
    return np.zeros(0, np.float32)


@dataclass(frozen=True)
class SinglePass:
    """What one forward and backward pass of one input gives; empty arrays for what was not asked for.

    logits (classes,), input_gradient (height, width, channels), activation and layer_gradient (rows, columns,
    filters), all float32.
    """

    logits: np.ndarray = field(default_factory=_nothing)
    input_gradient: np.ndarray = field(default_factory=_nothing)
    activation: np.ndarray = field(default_factory=_nothing)
    layer_gradient: np.ndarray = field(default_factory=_nothing)


class CompiledModel:
    """Runs a Keras model whose output is logits. Owned by one thread. The model itself is never changed.

    Args:
        head: what turns its logits into probabilities.
        budget: bytes that the activations of a batch may take; by default half of what is free.
    """

    def __init__(self, model: keras.Model, head: Head = "softmax", budget: int | None = None) -> None:
        self.model = model
        self.head = head
        self.frozen = _pays_to_freeze(model)
        self.trace_count = 0
        self._network = Network(model, self.frozen)
        self._graphs: dict[Kind, Callable[..., list[Any]]] = {}
        room = (memory.free_bytes() // 2 if budget is None else budget) // max(1, memory.bytes_per_input(model))
        quick = int(PRODUCTS_A_BATCH / max(1, memory.products_per_input(model)))
        # A backward pass takes twice the time of the forward one, and keeps activations, gradients and copies of both.
        self.forward_batch = max(1, min(room, FORWARD_BATCH, max(quick, SMALL_BATCH)))
        self.gradient_batch = max(1, min(room // 4, GRADIENT_BATCH, max(quick // 3, SMALL_BATCH)))

    @property
    def class_count(self) -> int:
        return int(self.model.output_shape[-1])

    def logits(self, batch: np.ndarray) -> np.ndarray:
        """(batch, height, width, channels) -> (batch, classes)."""
        return self._run(Forward(), batch)[0]

    def input_gradients(self, batch: np.ndarray, class_weights: np.ndarray, rule: Rule = Rule.PLAIN) -> np.ndarray:
        """dy/dx of each input: (batch, height, width, channels) -> the same shape."""
        return self._run(InputGradient(rule), batch, class_weights)[1]

    def single_pass(
        self, one_input: np.ndarray, class_weights: np.ndarray, layer: str | None, to_input: bool
    ) -> SinglePass:
        """One input (height, width, channels); activation and its gradient where a layer is named."""
        if layer is None:
            _, gradient = self._run(InputGradient(), one_input[None], class_weights)
            return SinglePass(input_gradient=gradient[0])
        arrays = [array[0] for array in self._run(LayerPass(layer, to_input), one_input[None], class_weights)]
        return SinglePass(
            logits=arrays[0],
            input_gradient=arrays[1] if to_input else _nothing(),
            activation=arrays[-2],
            layer_gradient=arrays[-1],
        )

    def curvature(self, one_input: np.ndarray, class_weights: np.ndarray, layer: str) -> list[np.ndarray]:
        """Activation A, gradient dy/dA and the product of y's Hessian with A, each (rows, columns, filters)."""
        outputs = self._run(LayerPass(layer, curvature=True), one_input[None], class_weights)
        return [array[0] for array in outputs[1:]]

    def masked_logits(self, masks: np.ndarray, one_input: np.ndarray, baseline: np.ndarray) -> np.ndarray:
        """Logits of mask * input + (1 - mask) * baseline: masks (batch, height, width) -> (batch, classes)."""
        return self._run(Masked(), masks, one_input, baseline)[0]

    def head_logits(self, activations: np.ndarray, layer: str) -> np.ndarray:
        """Logits from changed outputs of a layer: (batch, rows, columns, filters) -> (batch, classes).

        Raises:
            ChoiceFailure: some path to the logits does not go through the layer.
        """
        return self._run(LayerHead(layer), activations)[0]

    def layer_gradients(
        self, one_input: np.ndarray, class_weights: np.ndarray, layers: tuple[str, ...]
    ) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
        """dy/dx, and for each layer its output and dy/d(output), all of one input."""
        outputs = self._run(LayerGradients(layers), one_input[None], class_weights)
        to_input, *arrays = (array[0] for array in outputs)
        return to_input, list(zip(arrays[::2], arrays[1::2], strict=True))

    def _run(self, kind: Kind, batch: np.ndarray, *shared: np.ndarray) -> list[np.ndarray]:
        """Run a graph; a batch that does not fit the memory is halved, and stays so for later ones."""
        import tensorflow as tf

        if kind not in self._graphs:
            self._graphs[kind] = self._build(kind)
        try:
            return self._execute(self._graphs[kind], batch, *shared)
        except tf.errors.ResourceExhaustedError:
            if len(batch) == 1:
                raise
        self.forward_batch = max(1, min(self.forward_batch, len(batch) // 2))
        self.gradient_batch = max(1, min(self.gradient_batch, len(batch) // 2))
        middle = len(batch) // 2
        halves = [self._run(kind, half, *shared) for half in (batch[:middle], batch[middle:])]
        return [np.concatenate(pair) for pair in zip(*halves, strict=True)]

    def _execute(self, graph: Callable[..., list[Any]], *arguments: np.ndarray) -> list[np.ndarray]:
        import tensorflow as tf

        return [output.numpy() for output in graph(*(tf.constant(array, tf.float32) for array in arguments))]

    def _build(self, kind: Kind) -> Callable[..., list[Any]]:
        import tensorflow as tf

        traced = kind.function(self._network)

        def counted(*arguments: Any) -> list[Any]:
            self.trace_count += 1
            return traced(*arguments)

        signature = [tf.TensorSpec(shape, tf.float32) for shape in kind.signature(self._network)]
        graph: Callable[..., list[Any]] = tf.function(counted, autograph=False).get_concrete_function(*signature)
        return graph


def _pays_to_freeze(model: keras.Model) -> bool:
    import keras

    has_norms = any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers)
    return has_norms and model.count_params() <= FREEZE_AT_MOST
