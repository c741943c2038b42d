"""How relevance is shared out among what a sum was made of: the step that all rules have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

STABILISER = 1e-6  # of denominators, where a rule has no epsilon of its own; zennit 0.5's


@dataclass(frozen=True)
class Linear:
    """A linear layer, with the batch norm behind it folded in: apply(x, kernel) + bias.

    Attributes:
        apply: from an input and a kernel to the output without bias.
        bias: of the output's shape without the batch; 0 where there is none.
        from_zero: whether no input is below 0.
        rectified: whether a ReLU follows at once, so that outputs below 0 get no relevance.
    """

    apply: Callable[[Any, Any], Any]
    kernel: Any
    bias: Any
    from_zero: bool = False
    rectified: bool = False

    def __call__(self, x: Any) -> Any:
        return self.apply(x, self.kernel) + self.bias


@dataclass(frozen=True)
class Part:
    """One summand of a linear output, apply(x, kernel)."""

    x: Any
    kernel: Any


def share(linear: Linear, relevance: Any, parts: Sequence[Part], bias: Any, epsilon: float = STABILISER) -> Any:
    """Relevance of the output -> of the input: each summand x w of the parts gets its share of their sum. That of
    the bias is absorbed."""
    sums = [linear.apply(part.x, part.kernel) for part in parts]
    quotient = divided(relevance, sum(sums[1:], sums[0]) + bias, epsilon)
    return _sum([part.x * back(one, part.x, quotient) for part, one in zip(parts, sums, strict=True)])


def divided(relevance: Any, total: Any, epsilon: float) -> Any:
    """relevance / (total + epsilon sign(total)); 0 where that is 0 / 0."""
    import tensorflow as tf

    return tf.math.divide_no_nan(relevance, total + epsilon * tf.where(total < 0, -1.0, 1.0))


def back(output: Any, x: Any, incoming: Any) -> Any:
    """The product of `incoming` with the derivative of the output by x, a tensor that was computed from no other."""
    import tensorflow as tf

    return tf.gradients(output, [x], [incoming], stop_gradients=[x], unconnected_gradients="zero")[0]


def _sum(summands: Sequence[Any]) -> Any:
    return sum(summands[1:], summands[0])
