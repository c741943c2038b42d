"""The network computed step by step onto a tape, each step with the rule by which relevance goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attnstudio.core.calls import Call, calls, is_attention, nodes
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.relevance.attention import attend
from attnstudio.core.relevance.composites import Composite
from attnstudio.core.relevance.linear_layers import Step, bias_of, norm_behind, scale_and_shift, scaled, steps
from attnstudio.core.relevance.operations import Kind, is_from_zero, is_rectifier, kind_of
from attnstudio.core.relevance.shares import STABILISER, Linear, back, divided
from attnstudio.core.relevance.tape import Tape

if TYPE_CHECKING:
    import keras


@dataclass
class Walk:
    """One forward pass of a model.

    Attributes:
        constant: whether the graph gets weights as constants of its own.
        conservative: whether attention is taken for given, so that all relevance goes to what is attended to.
    """

    composite: Composite
    constant: bool = False
    conservative: bool = False
    tape: Tape = field(default_factory=Tape)

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
                rectified = len(then) == 1 and is_rectifier(then[0].operation)
                outputs = [self._linear(call.operation, found_steps, inputs[0], norm, rectified)]
            elif is_attention(call.operation):
                outputs = attend(self, call, arguments, named)
            else:
                outputs = self._plain(call, inputs, arguments, named)
            found |= {id(tensor): value for tensor, value in zip(node.outputs, outputs, strict=False)}
        return found[id(keras.tree.flatten(model.outputs)[0])]

    def dense(self, layer: Any, x: Any) -> Any:
        """A linear layer inside another one."""
        return self._linear(layer, steps(layer), x, None, False)

    def share_out(self, output: Any, inputs: Sequence[Any], parts: float = 1) -> Any:
        """Record that each input gets its share of the output, a part of the relevance each."""
        import tensorflow as tf

        def shares(relevance: Any) -> list[Any]:
            quotient = divided(relevance, output, STABILISER) / parts
            gradients = tf.gradients(
                output, list(inputs), [quotient], stop_gradients=list(inputs), unconnected_gradients="zero"
            )
            return [one * gradient for one, gradient in zip(inputs, gradients, strict=True)]

        return self.tape.record(output, inputs, shares)

    def value(self, variable: Any) -> Any:
        import tensorflow as tf

        if not self.constant:
            return tf.convert_to_tensor(variable.value)
        with tf.init_scope():
            known = variable.numpy()
        return tf.constant(known)

    def _linear(self, layer: Any, found: Sequence[Step], x: Any, norm: Any, rectified: bool) -> Any:
        import keras

        linear = keras.activations.linear
        activation = getattr(layer, "activation", None) or linear
        if activation is not linear:
            rectified = activation in (keras.activations.relu, keras.activations.relu6)
        for step in found:
            is_last = step is found[-1]
            kernel = self.value(step.kernel)
            bias = bias_of(layer, None if step.bias is None else self.value(step.bias))
            if norm is not None and is_last:
                scale, shift = scale_and_shift(norm, self.value)
                kernel, bias = scaled(step, kernel, scale), bias * scale + shift
            x = self._step(
                Linear(step.apply, kernel, bias, step.channels, id(x) in self.tape.from_zero, rectified and is_last),
                step,
                x,
            )
        if activation is linear:
            return x
        output = self.tape.record(activation(x), [x], lambda relevance: [relevance])
        if rectified or activation in (keras.activations.sigmoid, keras.activations.softmax):
            self.tape.from_zero.add(id(output))
        return output

    def _step(self, linear: Linear, step: Step, x: Any) -> Any:
        tape = self.tape
        output = linear(x)
        rule = self.composite.rule(is_dense=step.is_dense, is_first=id(x) not in tape.weighted)
        if id(x) in tape.bounds:
            rule = rule.between(*tape.bounds[id(x)])
        tape.weighted.add(id(output))
        return tape.record(output, [x], lambda relevance: [rule.relevance(linear, x, output, relevance)])

    def _plain(self, call: Call, inputs: Sequence[Any], arguments: Any, named: Any) -> list[Any]:
        """An operation without weights, or with such as norms have."""
        import keras
        import tensorflow as tf

        operation, kind = call.operation, kind_of(call.operation, len(inputs))
        if kind is None:
            raise _unknown(operation)
        if isinstance(operation, keras.layers.Layer) and operation._call_has_training_arg:
            named = {**named, "training": False}
        outputs = keras.tree.flatten(operation(*arguments, **named))
        outputs = [tf.identity(one) for one in outputs]  # a dropout's is its input
        for output in outputs:
            if kind is Kind.ALONE:
                self.tape.record(output, inputs, lambda relevance: [relevance])
            elif kind is Kind.MOVED:
                self.tape.record(output, inputs, _moved(output, inputs))
            elif kind is Kind.SOFTMAX:
                self.softmax(output, inputs[0])
            else:
                self.share_out(output, inputs, len(inputs) if kind is Kind.PRODUCT else 1)
            if is_from_zero(operation, kind, all(id(one) in self.tape.from_zero for one in inputs)):
                self.tape.from_zero.add(id(output))
        if len(inputs) == len(outputs) == 1 and id(inputs[0]) in self.tape.bounds:
            self._bound(operation, inputs[0], outputs[0], arguments, named)
        return outputs

    def softmax(self, output: Any, scores: Any) -> None:
        """Record x (R - s sum R), the Taylor rule (Achtibat et al. 2024, arXiv 2402.05602)."""
        import tensorflow as tf

        def shares(relevance: Any) -> list[Any]:
            return [scores * (relevance - output * tf.reduce_sum(relevance, axis=-1, keepdims=True))]

        self.tape.record(output, [scores], shares)

    def _bound(self, operation: Any, before: Any, after: Any, arguments: Any, named: Any) -> None:
        """The least and the greatest value of what one operation makes of the input."""
        import keras
        import tensorflow as tf

        ends = []
        for bound in self.tape.bounds[id(before)]:
            given = keras.tree.map_structure(lambda one, bound=bound: bound if one is before else one, arguments)
            ends.append(operation(*given, **named))
        self.tape.bounds[id(after)] = tf.minimum(*ends), tf.maximum(*ends)


def _moved(output: Any, inputs: Sequence[Any]) -> Any:
    import tensorflow as tf

    if len(inputs) == 1:
        return lambda relevance: [back(output, inputs[0], relevance)]
    return lambda relevance: tf.gradients(
        output, list(inputs), [relevance], stop_gradients=list(inputs), unconnected_gradients="zero"
    )


def _unknown(operation: Any) -> ChoiceFailure:
    return ChoiceFailure(
        "There is no rule for how relevance passes the layer {layer}, which is a {kind}. Choose integrated_gradients, "
        "which shares out the score of any model, or replace the layer by layers of Keras.",
        layer=operation.name,
        kind=type(operation).__name__,
    )
