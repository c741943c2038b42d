"""A walk that hands relevance back, each step by the rule that the composite gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attnstudio.core.calls import Call
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.relevance.attention import attended
from attnstudio.core.relevance.composites import Composite
from attnstudio.core.relevance.linear_layers import Step, steps
from attnstudio.core.relevance.operations import Kind, is_from_zero, is_rectifier, kind_of
from attnstudio.core.relevance.shares import STABILISER, Linear, back, divided
from attnstudio.core.relevance.walk import Walk, outputs_of


@dataclass
class RelevanceWalk(Walk):
    """One forward pass of a model.

    Attributes:
        conservative: whether attention is taken for given, so that all relevance goes to what is attended to.
    """

    composite: Composite = field(kw_only=True)
    conservative: bool = False

    def dense(self, layer: Any, x: Any) -> Any:
        """A linear layer inside another one."""
        return self.linear(layer, steps(layer), x)

    def attend(self, call: Call, inputs: Sequence[Any], arguments: Any, named: Any) -> list[Any]:
        return attended(self, call, arguments, named)

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

    def activate(self, activation: Callable[[Any], Any], x: Any) -> Any:
        import keras

        output = self.tape.record(activation(x), [x], lambda relevance: [relevance])
        if is_rectifier(activation) or activation in (keras.activations.sigmoid, keras.activations.softmax):
            self.tape.from_zero.add(id(output))
        return output

    def step(self, linear: Linear, step: Step, x: Any, then: Any) -> Any:
        tape = self.tape
        linear = replace(
            linear,
            absorbing=self.composite.absorbing,
            from_zero=id(x) in tape.from_zero,
            rectified=then is not None and is_rectifier(then),
        )
        output = linear(x)
        rule = self.composite.rule(is_dense=step.is_dense, is_first=id(x) not in tape.weighted)
        if id(x) in tape.bounds:
            rule = rule.between(*tape.bounds[id(x)])
        tape.weighted.add(id(output))
        return tape.record(output, [x], lambda relevance: [rule.relevance(linear, x, output, relevance)])

    def plain(self, call: Call, inputs: Sequence[Any], arguments: Any, named: Any) -> list[Any]:
        operation, kind = call.operation, kind_of(call.operation, len(inputs))
        if kind is None:
            raise _unknown(operation)
        outputs = outputs_of(operation, arguments, named)
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
