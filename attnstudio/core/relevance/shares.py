"""How relevance is shared out among what a sum was made of: the step that all rules have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

STABILISER = 1e-6  # of denominators, where a rule has no epsilon of its own; zennit 0.5's


@dataclass(frozen=True)
class Linear:
    """A linear layer, with the batch norm behind it folded in: apply(x, kernel) + bias.

    Attributes:
        apply: from an input and a kernel to the output without bias.
        bias: of the output's shape without the batch; 0 where there is none.
        channels: axes of the input and of the kernel along which what is summed can be strung together; None: nowhere.
        pointwise: whether it is the same matrix product at each place: a convolution of 1x1.
        absorbing: whether the bias gets its share of the relevance, which is lost.
        from_zero: whether no input is below 0.
        rectified: whether a ReLU follows at once, so that outputs below 0 get no relevance.
    """

    apply: Callable[[Any, Any], Any]
    kernel: Any
    bias: Any
    channels: tuple[int, int] | None = None
    pointwise: bool = False
    absorbing: bool = True
    from_zero: bool = False
    rectified: bool = False

    @property
    def absorbed(self) -> Any:
        """What relevance is shared with besides the inputs."""
        return self.bias if self.absorbing else 0.0

    def __call__(self, x: Any) -> Any:
        return self.apply(x, self.kernel) + self.bias

    def back(self, x: Any, kernel: Any, incoming: Any) -> Any:
        """The product of `incoming` with the derivative of apply(x, kernel) by x."""
        import tensorflow as tf

        if not self.pointwise:
            return back(self.apply(x, kernel), x, incoming)
        inputs, outputs = kernel.shape[-2:]  # a plain product is quicker than TensorFlow's gradient of a convolution
        product = tf.matmul(tf.reshape(incoming, (-1, outputs)), tf.transpose(tf.reshape(kernel, (inputs, outputs))))
        return tf.reshape(product, tf.concat([tf.shape(incoming)[:-1], [inputs]], 0))


@dataclass(frozen=True)
class Part:
    """One summand of a linear output, apply(x, kernel)."""

    x: Any
    kernel: Any


class Sign(Enum):
    """What is known of a sum that relevance is divided by. The stabiliser is then added without looking at it."""

    POSITIVE = 1
    NEGATIVE = -1
    EITHER = 0


def share(linear: Linear, relevance: Any, parts: Sequence[Part], bias: Any, sign: Sign) -> Any:
    """Relevance of the output -> of the input: each summand x w of the parts gets its share of their sum. That of
    the bias is absorbed. `sign`: of the sum."""
    sums = [linear.apply(part.x, part.kernel) for part in _joined(linear, parts)]
    # The stabiliser joins the bias, which is known before the picture is.
    total = _sum(sums) + (bias + sign.value * STABILISER)
    quotient = divided(relevance, total, STABILISER) if sign is Sign.EITHER else relevance / total
    return handed_on(linear, parts, quotient)


def handed_on(linear: Linear, parts: Sequence[Part], quotient: Any) -> Any:
    """Relevance of the input, from that of the output over the sum that it is a share of."""
    import tensorflow as tf

    joined = _joined(linear, parts)
    shares = [part.x * linear.back(part.x, part.kernel, quotient) for part in joined]
    if len(joined) < len(parts):
        assert linear.channels
        shares = tf.split(shares[0], len(parts), linear.channels[0])
    return _sum(shares)


def _joined(linear: Linear, parts: Sequence[Part]) -> Sequence[Part]:
    """The parts as one, where that can be: a single large product is quicker than two and their sum."""
    import tensorflow as tf

    if linear.channels is None or len(parts) == 1:
        return parts
    of_input, of_kernel = linear.channels
    x = tf.concat([part.x for part in parts], of_input)
    return [Part(x, tf.concat([part.kernel for part in parts], of_kernel))]


def divided(relevance: Any, total: Any, epsilon: float, sign: Sign = Sign.EITHER) -> Any:
    """relevance / (total + epsilon sign(total)); 0 where that is 0 / 0. `sign`: of the total."""
    import tensorflow as tf

    epsilon = float(epsilon)
    if not epsilon:
        return tf.math.divide_no_nan(relevance, total)
    stabiliser = tf.where(total < 0, -epsilon, epsilon) if sign is Sign.EITHER else sign.value * epsilon
    return relevance / (total + stabiliser)


def back(output: Any, x: Any, incoming: Any) -> Any:
    """The product of `incoming` with the derivative of the output by x, a tensor that was computed from no other."""
    import tensorflow as tf

    return tf.gradients(output, [x], [incoming], stop_gradients=[x], unconnected_gradients="zero")[0]


def _sum(summands: Sequence[Any]) -> Any:
    return sum(summands[1:], summands[0])
