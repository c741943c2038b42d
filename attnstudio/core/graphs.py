"""The kinds of graphs that a model is traced into. Each takes a batch first, then arrays that all of it shares.

Gradients are symbolic, so a layer's gradient costs only the way from the score back to that layer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from attnstudio.core.errors import ChoiceFailure

if TYPE_CHECKING:
    import keras

Run = Callable[..., list[Any]]


class Rule(StrEnum):
    """How a gradient passes a ReLU."""

    PLAIN = "plain"  # where its input is positive
    GUIDED = "guided"  # where its input and the gradient are (arXiv 1412.6806)
    DECONV = "deconv"  # where the gradient is (arXiv 1311.2901)


@dataclass(frozen=True)
class Network:
    """What graphs are traced from: a model that ends in logits; `frozen`: with its weights as constants."""

    model: keras.Model
    frozen: bool

    def outputs(self, *tensors: Any) -> Callable[[Any], list[Any]]:
        """A function from a batch of inputs to the given tensors of the model."""
        import keras

        return self._callable(keras.Model(self.model.inputs, list(tensors)))

    def behind(self, layer: str) -> Callable[[Any], list[Any]]:
        """A function from a batch of the layer's outputs to logits.

        Raises:
            ChoiceFailure: some path to the logits does not go through the layer.
        """
        import keras

        try:
            head = keras.Model(self.model.get_layer(layer).output, [self.model.output])
        except ValueError:
            raise ChoiceFailure(
                "Not every path of the model goes through {layer}, so its channels cannot be left out one by one. "
                "Choose the layer auto.",
                layer=layer,
            ) from None
        return self._callable(head)

    def tensor(self, layer: str) -> Any:
        return self.model.get_layer(layer).output

    def _callable(self, model: keras.Model) -> Callable[[Any], list[Any]]:
        if not self.frozen:
            return lambda x: _as_list(model(x, training=False))
        import tensorflow as tf

        trainable = [variable.numpy() for variable in model.trainable_variables]
        others = [variable.numpy() for variable in model.non_trainable_variables]

        def run(x: Any) -> list[Any]:
            # Constants let TensorFlow fold batch norms into convolutions. Made while tracing, they build two to three
            # times faster than freezing the finished graph, and never hold the interpreter for long.
            made = [[tf.constant(array) for array in arrays] for arrays in (trainable, others)]
            return _as_list(model.stateless_call(*made, x, training=False)[0])

        return run


def _as_list(outputs: Any) -> list[Any]:
    """Keras hands a single output out bare."""
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


class Kind(ABC):
    """One kind of graph. Equal kinds of one model share one graph."""

    @abstractmethod
    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        """Shapes of the arguments, all float32; the first is the batch."""

    @abstractmethod
    def function(self, network: Network) -> Run:
        """What is traced. Every output has the batch first."""


def _input_shape(network: Network) -> tuple[int | None, ...]:
    return tuple(network.model.input_shape)


def _score(logits: Any, class_weights: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_sum(logits * class_weights, axis=-1)


def _gradients(score: Any, sources: Sequence[Any]) -> list[Any]:
    import tensorflow as tf

    return list(tf.gradients(score, list(sources), unconnected_gradients="zero"))


@dataclass(frozen=True)
class Forward(Kind):
    """(inputs) -> logits."""

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [_input_shape(network)]

    def function(self, network: Network) -> Run:
        return network.outputs(network.model.output)


@dataclass(frozen=True)
class InputGradient(Kind):
    """(inputs, class weights) -> score, dy/dx under a rule for ReLUs."""

    rule: Rule = Rule.PLAIN

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [_input_shape(network), (None,)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(network.model.output)

        def run(x: Any, class_weights: Any) -> list[Any]:
            graph = tf.compat.v1.get_default_graph()
            with graph.gradient_override_map(_overrides(self.rule)):
                (logits,) = forward(x)
            score = _score(logits, class_weights)
            return [score, *_gradients(score, [x])]

        return run


@dataclass(frozen=True)
class LayerPass(Kind):
    """(inputs, class weights) -> logits, [dy/dx,] activation, dy/dA of one layer, [Hessian of y times A]."""

    layer: str
    to_input: bool = False
    curvature: bool = False

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [_input_shape(network), (None,)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(network.model.output, network.tensor(self.layer))

        def run(x: Any, class_weights: Any) -> list[Any]:
            logits, activation = forward(x)
            sources = [x, activation] if self.to_input else [activation]
            gradients = _gradients(_score(logits, class_weights), sources)
            outputs = [logits, *gradients[:-1], activation, gradients[-1]]
            if self.curvature:
                product = tf.reduce_sum(gradients[-1] * tf.stop_gradient(activation))
                outputs += _gradients(product, [activation])
            return outputs

        return run


@dataclass(frozen=True)
class Masked(Kind):
    """(masks (batch, height, width), input (height, width, channels), baseline) -> logits of mask x + (1 - mask) b.

    The inputs are made inside the graph: only the masks travel, a third of the data.
    """

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        shape = _input_shape(network)
        return [(None, *shape[1:3]), shape[1:], shape[1:]]

    def function(self, network: Network) -> Run:
        forward = network.outputs(network.model.output)

        def run(masks: Any, one_input: Any, baseline: Any) -> list[Any]:
            return forward(baseline + masks[..., None] * (one_input - baseline))

        return run


@dataclass(frozen=True)
class LayerHead(Kind):
    """(activations of the layer) -> logits."""

    layer: str

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [tuple(network.tensor(self.layer).shape)]

    def function(self, network: Network) -> Run:
        return network.behind(self.layer)


@dataclass(frozen=True)
class LayerGradients(Kind):
    """(inputs, class weights) -> dy/dx, then output and dy/d(output) of every named layer in turn."""

    layers: tuple[str, ...]

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [_input_shape(network), (None,)]

    def function(self, network: Network) -> Run:
        forward = network.outputs(network.model.output, *(network.tensor(layer) for layer in self.layers))

        def run(x: Any, class_weights: Any) -> list[Any]:
            logits, *activations = forward(x)
            to_input, *to_layers = _gradients(_score(logits, class_weights), [x, *activations])
            pairs = zip(activations, to_layers, strict=True)
            return [to_input, *(array for pair in pairs for array in pair)]

        return run


def _overrides(rule: Rule) -> dict[str, str]:
    """TensorFlow's names of the ReLU operations -> of their gradients under the rule."""
    _register_rules()
    return {} if rule is Rule.PLAIN else {kind: f"Attnstudio{rule}{kind}" for kind in ("Relu", "Relu6")}


@cache
def _register_rules() -> None:
    """TensorFlow keeps gradients by name, once a process."""
    import tensorflow as tf

    def positive(gradient: Any) -> Any:
        return tf.maximum(gradient, 0)

    def passes(operation: Any) -> Any:
        output = operation.outputs[0]
        passing = output > 0
        if operation.type == "Relu6":
            passing = tf.logical_and(passing, output < 6)
        return tf.cast(passing, output.dtype)

    for kind in ("Relu", "Relu6"):
        tf.RegisterGradient(f"Attnstudio{Rule.GUIDED}{kind}")(lambda op, dy: positive(dy) * passes(op))
        tf.RegisterGradient(f"Attnstudio{Rule.DECONV}{kind}")(lambda op, dy: positive(dy))
