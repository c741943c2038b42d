"""The network computed step by step onto a tape, each step with the way back through it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attnstudio.core.calls import Call, calls, is_attention, nodes
from attnstudio.core.relevance.linear_layers import Step, bias_of, norm_behind, scale_and_shift, scaled, steps
from attnstudio.core.relevance.shares import Linear
from attnstudio.core.relevance.tape import Tape

if TYPE_CHECKING:
    import keras


@dataclass
class Walk(ABC):
    """One forward pass of a model.

    Attributes:
        constant: whether the graph gets weights as constants of its own.
    """

    constant: bool = False
    tape: Tape = field(default_factory=Tape)

    @abstractmethod
    def step(self, linear: Linear, step: Step, x: Any, then: Any) -> Any:
        """The recorded output of a linear step; `then`: the function that alone takes it, where there is one."""

    @abstractmethod
    def activate(self, activation: Callable[[Any], Any], x: Any) -> Any:
        """The recorded output of the activation of a linear layer."""

    @abstractmethod
    def plain(self, call: Call, inputs: Sequence[Any], arguments: Any, named: Any) -> list[Any]:
        """The recorded outputs of an operation without weights, or with such as norms have."""

    @abstractmethod
    def attend(self, call: Call, inputs: Sequence[Any], arguments: Any, named: Any) -> list[Any]:
        """The recorded outputs of multi-head attention."""

    def run(self, model: keras.Model, x: Any) -> Any:
        """The model's output."""
        import keras

        every = calls(model)
        readers: list[list[Call]] = [[] for _ in every]
        for call in every:
            for parent in call.parents:
                readers[parent].append(call)
        found = {id(model.inputs[0]): x}
        folded: set[int] = set()  # ids of the calls of batch norms that are part of the layer before
        for place, (node, call) in enumerate(zip(nodes(model), every, strict=True)):
            if node.is_input:
                continue
            arguments, named = node.arguments.fill_in(found)
            inputs = [found[id(tensor)] for tensor in node.input_tensors]
            if id(call) in folded:
                outputs = inputs
            elif found_steps := steps(call.operation):
                norm = norm_behind(call, readers[place])
                if norm is not None:
                    folded.add(id(readers[place][0]))
                then = readers[place] if norm is None else readers[every.index(readers[place][0])]
                alone = then[0].operation if len(then) == 1 else None
                outputs = [self.linear(call.operation, found_steps, inputs[0], norm, alone)]
            elif is_attention(call.operation):
                outputs = self.attend(call, inputs, arguments, named)
            else:
                outputs = self.plain(call, inputs, arguments, named)
            found |= {id(tensor): value for tensor, value in zip(node.outputs, outputs, strict=False)}
        return found[id(keras.tree.flatten(model.outputs)[0])]

    def linear(self, layer: Any, found: Sequence[Step], x: Any, norm: Any = None, then: Any = None) -> Any:
        """A linear layer with its activation and the batch norm behind it."""
        import keras

        linear = keras.activations.linear
        activation = getattr(layer, "activation", None) or linear
        if activation is not linear:
            then = activation
        for step in found:
            is_last = step is found[-1]
            kernel = self.value(step.kernel)
            bias = bias_of(layer, None if step.bias is None else self.value(step.bias))
            if norm is not None and is_last:
                scale, shift = scale_and_shift(norm, self.value)
                kernel, bias = scaled(step, kernel, scale), bias * scale + shift
            x = self.step(
                Linear(step.apply, kernel, bias, step.channels, step.pointwise), step, x, then if is_last else None
            )
        return x if activation is linear else self.activate(activation, x)

    def value(self, variable: Any) -> Any:
        """The tensor of a weight."""
        import tensorflow as tf

        if not self.constant:
            return tf.convert_to_tensor(variable.value)
        with tf.init_scope():
            known = variable.numpy()
        return tf.constant(known)


def outputs_of(operation: Any, arguments: Any, named: Mapping[str, Any]) -> list[Any]:
    """Of a call as it predicts; tensors of their own, where a dropout's would be its input."""
    import keras
    import tensorflow as tf

    if isinstance(operation, keras.layers.Layer) and operation._call_has_training_arg:
        named = {**named, "training": False}
    return [tf.identity(one) for one in keras.tree.flatten(operation(*arguments, **named))]
