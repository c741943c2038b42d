"""A walk of pictures and a reference at once, that hands back why their outputs differ (DeepLIFT)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from attnstudio.core.calls import Call
from attnstudio.core.relevance.linear_layers import Step
from attnstudio.core.relevance.linear_rules import other_signs, same_signs
from attnstudio.core.relevance.operations import Kind, is_elementwise, is_maximum, kind_of
from attnstudio.core.relevance.shares import Linear, back
from attnstudio.core.relevance.walk import Walk, outputs_of

NODES = 8  # between picture and reference, for operations that no rule is known of
_NEAR = 1e-6  # differences that a quotient would make noise of


class Pair(NamedTuple):
    """The multipliers of what raised a linear output, and of what lowered it."""

    gain: Any
    loss: Any


@dataclass
class DifferenceWalk(Walk):
    """One forward pass of a batch of pictures, followed by the reference that they share. What goes back are
    multipliers of each picture: how much the score rises for each unit that a tensor differs from the reference's.

    An operation that is no sum, product, maximum or function of single numbers gets the mean of its gradients on the
    straight line from the reference, of which the rescale rule is a case.

    Attributes:
        reveal: whether what raised and what lowered a linear output are told apart (reveal-cancel), or not (rescale).
    """

    reveal: bool = False
    _gains: dict[int, Any] = field(default_factory=dict)  # what raised linear outputs, by their ids

    def step(self, linear: Linear, step: Step, x: Any, then: Any) -> Any:
        output = linear(x)
        if self.reveal and then is not None and is_elementwise(then):
            difference = _difference(x)
            parts = [linear.apply(part.x, part.kernel) for part in same_signs(linear, difference)]
            self._gains[id(output)] = sum(parts[1:], parts[0])
        return self.tape.record(output, [x], lambda incoming: [_through(linear, x, incoming)])

    def activate(self, activation: Callable[[Any], Any], x: Any) -> Any:
        import keras

        if activation is keras.activations.softmax:
            return self._mean(lambda one: [activation(one[0])], [x])[0]
        return self._elementwise(activation, x)

    def plain(self, call: Call, inputs: Sequence[Any], arguments: Any, named: Any) -> list[Any]:
        operation, kind = call.operation, kind_of(call.operation, len(inputs))
        run = _run(operation, arguments, named, inputs)
        if len(inputs) == 1 and is_elementwise(operation):
            return [self._elementwise(lambda one: run([one])[0], inputs[0])]
        if len(inputs) == 1 and is_maximum(operation):
            return [self._maximum(lambda one: run([one])[0], inputs[0])]
        if kind in (Kind.MOVED, Kind.SUMMED, Kind.PRODUCT):
            return self._mean(run, inputs, nodes=1)  # exact, half way, of what is linear in each of its inputs
        return self._mean(run, inputs)

    def attend(self, call: Call, inputs: Sequence[Any], arguments: Any, named: Any) -> list[Any]:
        return self._mean(_run(call.operation, arguments, named, inputs), inputs)

    def _elementwise(self, function: Callable[[Any], Any], x: Any) -> Any:
        output, (end, start) = function(x), _ends(x)

        def multiplier(incoming: Any) -> list[Any]:
            if id(x) not in self._gains:
                return [incoming * _slope(function, start, end)]
            gained = start + self._gains[id(x)]
            lost = start + end - gained
            gain = (_slope(function, start, gained) + _slope(function, lost, end)) / 2
            loss = (_slope(function, start, lost) + _slope(function, gained, end)) / 2
            return [Pair(incoming * gain, incoming * loss)]

        return self.tape.record(output, [x], multiplier)

    def _maximum(self, function: Callable[[Any], Any], x: Any) -> Any:
        """A rise counts for where the picture's maximum is, a fall for where the reference's is."""
        import tensorflow as tf

        output = function(x)

        def multiplier(incoming: Any) -> list[Any]:
            (end, start), change = _ends(x), _difference(output)
            start += tf.zeros_like(end)  # one for each picture
            rise = back(function(end), end, incoming * tf.maximum(change, 0.0))
            fall = back(function(start), start, incoming * tf.minimum(change, 0.0))
            return [tf.math.divide_no_nan(rise + fall, end - start)]

        return self.tape.record(output, [x], multiplier)

    def _mean(self, run: Callable[[Sequence[Any]], list[Any]], inputs: Sequence[Any], nodes: int = NODES) -> list[Any]:
        """Any operation: by the mean of its gradients at these nodes (Gauss-Legendre)."""
        import tensorflow as tf

        outputs = run(inputs)
        places, weights = np.polynomial.legendre.leggauss(nodes)

        def multipliers(number: int, incoming: Any) -> list[Any]:
            found = []
            for place, weight in zip(places, weights, strict=True):
                share = float(1 + place) / 2
                between = [start + share * (end - start) for end, start in map(_ends, inputs)]
                gradients = tf.gradients(
                    run(between)[number],
                    between,
                    [incoming * float(weight / 2)],
                    stop_gradients=between,
                    unconnected_gradients="zero",
                )
                found.append(gradients)
            return [tf.add_n(list(each)) for each in zip(*found, strict=True)]

        for number, output in enumerate(outputs):
            self.tape.record(output, inputs, partial(multipliers, number))
        return outputs


def _through(linear: Linear, x: Any, incoming: Any) -> Any:
    """A linear step: its kernel, transposed."""
    import tensorflow as tf

    difference = _difference(x)
    if not isinstance(incoming, Pair):
        return linear.back(difference, linear.kernel, incoming)
    # What is above the reference raises an output by a positive weight, and lowers it by a negative one.
    bare = replace(linear, from_zero=True)
    (above,), (below,) = same_signs(bare, difference), other_signs(bare, difference)
    raised, lowered = (
        linear.back(difference, above.kernel, first) + linear.back(difference, below.kernel, second)
        for first, second in ((incoming.gain, incoming.loss), (incoming.loss, incoming.gain))
    )
    return tf.where(difference > 0, raised, tf.where(difference < 0, lowered, (raised + lowered) / 2))


def _run(
    operation: Any, arguments: Any, named: Mapping[str, Any], inputs: Sequence[Any]
) -> Callable[[Sequence[Any]], list[Any]]:
    """The operation as a function of the tensors that it takes."""
    import keras

    def run(others: Sequence[Any]) -> list[Any]:
        instead = {id(one): other for one, other in zip(inputs, others, strict=True)}
        given, by_name = keras.tree.map_structure(lambda one: instead.get(id(one), one), (arguments, dict(named)))
        return outputs_of(operation, given, by_name)

    return run


def _slope(function: Callable[[Any], Any], start: Any, end: Any) -> Any:
    """(f(end) - f(start)) / (end - start); where these are next to equal, the derivative."""
    import tensorflow as tf

    at_end, change = function(end), end - start
    quotient = tf.math.divide_no_nan(at_end - function(start), change)
    return tf.where(tf.abs(change) < _NEAR, back(at_end, end, tf.ones_like(at_end)), quotient)


def _ends(x: Any) -> tuple[Any, Any]:
    """Of the pictures, of the reference."""
    return x[:-1], x[-1:]


def _difference(x: Any) -> Any:
    end, start = _ends(x)
    return end - start
