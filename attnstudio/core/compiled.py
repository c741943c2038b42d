"""Compiled graphs of one model: forward, input gradient, activation and layer gradient.

An eager GradientTape is what makes the usual tools slow. Here each kind of pass is one graph with a free batch
dimension, traced once. Gradients are symbolic, so a layer's gradient costs only the way from the score back to that
layer. Where a model has batch norms and is not large, its weights are frozen into the graph as constants, which lets
TensorFlow fold the norms into the convolutions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

# Every graph carries its own copy of frozen weights, and without batch norms there is nothing to fold.
FREEZE_AT_MOST = 60_000_000  # parameters


@dataclass(frozen=True)
class SinglePass:
    """What one forward and backward pass of one input gives; empty arrays for what was not asked for.

    logits (classes,), input_gradient (height, width, channels), activation and layer_gradient (rows, columns,
    filters), all float32.
    """

    logits: np.ndarray
    input_gradient: np.ndarray
    activation: np.ndarray
    layer_gradient: np.ndarray


@dataclass(frozen=True)
class _Kind:
    """One graph: which layer it reads, and whether it goes back to the input."""

    layer: str | None
    input_gradient: bool


class CompiledModel:
    """Runs a Keras model whose output is logits. Owned by one thread. The model itself is never changed."""

    def __init__(self, model: keras.Model) -> None:
        self._model = model
        self._graphs: dict[_Kind, Callable[[Any, Any], list[Any]]] = {}
        self.trace_count = 0
        self.frozen = _pays_to_freeze(model)

    @property
    def class_count(self) -> int:
        return int(self._model.output_shape[-1])

    def logits(self, batch: np.ndarray) -> np.ndarray:
        """(batch, height, width, channels) -> (batch, classes)."""
        return self._run(_Kind(None, False), batch, np.zeros(self.class_count, np.float32))[0]

    def input_gradients(self, batch: np.ndarray, class_weights: np.ndarray) -> np.ndarray:
        """dy/dx of each input: (batch, height, width, channels) -> the same shape."""
        return self._run(_Kind(None, True), batch, class_weights)[1]

    def single_pass(
        self, one_input: np.ndarray, class_weights: np.ndarray, layer: str | None, input_gradient: bool
    ) -> SinglePass:
        """One input (height, width, channels); activation and its gradient where a layer is named."""
        outputs = [array[0] for array in self._run(_Kind(layer, input_gradient), one_input[None], class_weights)]
        nothing = np.zeros(0, np.float32)
        return SinglePass(
            logits=outputs.pop(0),
            activation=outputs.pop(0) if layer else nothing,
            input_gradient=outputs.pop(0) if input_gradient else nothing,
            layer_gradient=outputs.pop(0) if layer else nothing,
        )

    def _run(self, kind: _Kind, batch: np.ndarray, class_weights: np.ndarray) -> list[np.ndarray]:
        import tensorflow as tf

        if kind not in self._graphs:
            self._graphs[kind] = self._build(kind)
        outputs = self._graphs[kind](tf.constant(batch, tf.float32), tf.constant(class_weights, tf.float32))
        return [output.numpy() for output in outputs]

    def _build(self, kind: _Kind) -> Callable[[Any, Any], list[Any]]:
        import keras
        import tensorflow as tf

        layers = [] if kind.layer is None else [self._model.get_layer(kind.layer).output]
        network = keras.Model(self._model.inputs, [self._model.output, *layers])
        run = _with_constant_weights(network) if self.frozen else partial(network, training=False)

        def one_pass(x: Any, class_weights: Any) -> list[Any]:
            self.trace_count += 1
            outputs = run(x)
            logits, *activations = outputs if layers else [outputs]
            sources = [x, *activations] if kind.input_gradient else activations
            if not sources:
                return [logits]
            score = tf.reduce_sum(logits * class_weights, axis=-1)
            return [logits, *activations, *tf.gradients(score, sources, unconnected_gradients="zero")]

        batch_shape = (None, *self._model.input_shape[1:])
        return tf.function(one_pass, autograph=False).get_concrete_function(
            tf.TensorSpec(batch_shape, tf.float32), tf.TensorSpec((None,), tf.float32)
        )


def _with_constant_weights(network: keras.Model) -> Callable[[Any], Any]:
    """The network's forward pass with every weight a constant of the graph that is being traced.

    Builds two to three times faster than freezing the finished graph, and never holds the interpreter for long.
    """
    import tensorflow as tf

    trainable = [variable.numpy() for variable in network.trainable_variables]
    others = [variable.numpy() for variable in network.non_trainable_variables]

    def run(x: Any) -> Any:
        outputs, _ = network.stateless_call(
            [tf.constant(array) for array in trainable], [tf.constant(array) for array in others], x, training=False
        )
        return outputs

    return run


def _pays_to_freeze(model: keras.Model) -> bool:
    import keras

    has_norms = any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers)
    return has_norms and model.count_params() <= FREEZE_AT_MOST
