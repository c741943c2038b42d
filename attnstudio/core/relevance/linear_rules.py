"""The rules of linear layers, as zennit 0.5 has them: how a dense layer or a convolution hands its relevance on.

x is the input, w the kernel, b the bias; + and - are the parts above and below 0.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any

from attnstudio.core.relevance.shares import STABILISER, Linear, Part, Sign, divided, handed_on, share


@dataclass(frozen=True)
class LinearRule(ABC):
    """A rule; equal ones make equal graphs."""

    @abstractmethod
    def relevance(self, linear: Linear, x: Any, output: Any, relevance: Any) -> Any:
        """Of the input, from that of the output, which is linear(x)."""

    def between(self, low: Any, high: Any) -> LinearRule:
        """The rule for inputs from low to high, tensors that fit the input."""
        return self


@dataclass(frozen=True)
class Epsilon(LinearRule):
    """x w / (sum x w + b + epsilon sign) (Bach et al. 2015)."""

    epsilon: float = STABILISER

    def relevance(self, linear: Linear, x: Any, output: Any, relevance: Any) -> Any:
        import tensorflow as tf

        if not linear.absorbing:
            quotient = divided(relevance, output - linear.bias, self.epsilon)
        elif linear.rectified:  # outputs below 0 have no relevance
            quotient = divided(relevance, tf.nn.relu(output), self.epsilon, Sign.POSITIVE)
        else:
            quotient = divided(relevance, output, self.epsilon)
        return x * linear.back(x, linear.kernel, quotient)


@dataclass(frozen=True)
class ZPlus(LinearRule):
    """(x w)+ / (sum (x w)+ + b+) (Montavon et al. 2017, arXiv 1512.02479)."""

    def relevance(self, linear: Linear, x: Any, output: Any, relevance: Any) -> Any:
        import tensorflow as tf

        parts = same_signs(linear, x)
        if len(parts) == 1 or not (linear.rectified and linear.absorbing):
            return share(linear, relevance, parts, _positive(linear.absorbed), Sign.POSITIVE)
        # (x w)+ = (x w + |x w|) / 2: a product of |x| and |w| in place of one for each sign of x. Where the output is
        # above 0 the sum of the two is at least half of either, so that no digit is lost; elsewhere relevance is 0.
        size = linear.apply(tf.abs(x), tf.abs(linear.kernel)) + (tf.abs(linear.bias) + 2 * STABILISER)
        return handed_on(linear, parts, 2 * relevance / (size + tf.nn.relu(output)))


@dataclass(frozen=True)
class AlphaBeta(LinearRule):
    """alpha times the share in what is positive, less beta times that in what is negative; alpha - beta = 1
    (Bach et al. 2015)."""

    alpha: float = 2.0
    beta: float = 1.0

    def relevance(self, linear: Linear, x: Any, output: Any, relevance: Any) -> Any:
        gain = ZPlus().relevance(linear, x, output, relevance)
        loss = share(linear, relevance, other_signs(linear, x), _negative(linear.absorbed), Sign.NEGATIVE)
        return self.alpha * gain - self.beta * loss


@dataclass(frozen=True)
class Gamma(LinearRule):
    """x w + gamma (x w)+, over its sum; of outputs below 0, with (x w)- (Montavon et al. 2019)."""

    gamma: float = 0.25

    def relevance(self, linear: Linear, x: Any, output: Any, relevance: Any) -> Any:
        import tensorflow as tf

        kernel, bias = linear.kernel, linear.absorbed
        more, less = kernel + self.gamma * _positive(kernel), kernel + self.gamma * _negative(kernel)
        above = relevance if linear.rectified else tf.where(output > 0, relevance, 0)
        at_bias = bias + self.gamma * _positive(bias)
        found = share(linear, above, _parts(linear, x, more, less), at_bias, Sign.EITHER)
        if linear.rectified:
            return found
        below, at_bias = tf.where(output < 0, relevance, 0), bias + self.gamma * _negative(bias)
        return found + share(linear, below, _parts(linear, x, less, more), at_bias, Sign.EITHER)


@dataclass(frozen=True)
class Flat(LinearRule):
    """The same share for each input (Lapuschkin et al. 2019).

    Attributes:
        present: 1 where an input may be other than 0, 0 where zeros were padded; None: everywhere 1.
    """

    present: Any = None

    def between(self, low: Any, high: Any) -> Flat:
        import tensorflow as tf

        return replace(self, present=tf.cast(high > low, tf.float32))

    def relevance(self, linear: Linear, x: Any, output: Any, relevance: Any) -> Any:
        import tensorflow as tf

        ones = tf.ones_like(x)
        if self.present is not None:
            ones *= self.present
        return share(linear, relevance, [Part(ones, tf.ones_like(linear.kernel))], 0.0, Sign.POSITIVE)


@dataclass(frozen=True)
class WSquare(LinearRule):
    """w^2 / (sum w^2 + b^2) (Montavon et al. 2017, arXiv 1512.02479)."""

    def relevance(self, linear: Linear, x: Any, output: Any, relevance: Any) -> Any:
        import tensorflow as tf

        return share(linear, relevance, [Part(tf.ones_like(x), linear.kernel**2)], linear.absorbed**2, Sign.POSITIVE)


@dataclass(frozen=True)
class ZBox(LinearRule):
    """x w - low w+ - high w-, over its sum, for inputs from low to high (Montavon et al. 2017, arXiv 1512.02479).

    Attributes:
        low, high: tensors that fit the input, as `between` sets them.
    """

    low: Any = None
    high: Any = None

    def between(self, low: Any, high: Any) -> ZBox:
        return replace(self, low=low, high=high)

    def relevance(self, linear: Linear, x: Any, output: Any, relevance: Any) -> Any:
        import tensorflow as tf

        kernel = linear.kernel
        low, high = (tf.broadcast_to(bound, tf.shape(x)) for bound in (self.low, self.high))
        parts = [Part(x, kernel), Part(-low, _positive(kernel)), Part(-high, _negative(kernel))]
        return share(linear, relevance, parts, 0.0, Sign.EITHER)


def same_signs(linear: Linear, x: Any) -> list[Part]:
    """The products above 0."""
    return _parts(linear, x, _positive(linear.kernel), _negative(linear.kernel))


def other_signs(linear: Linear, x: Any) -> list[Part]:
    """The products below 0."""
    return _parts(linear, x, _negative(linear.kernel), _positive(linear.kernel))


def _parts(linear: Linear, x: Any, first: Any, second: Any) -> list[Part]:
    """x+ with the first kernel, x- with the second one."""
    if linear.from_zero:
        return [Part(x, first)]
    return [Part(_positive(x), first), Part(_negative(x), second)]


def _positive(values: Any) -> Any:
    import tensorflow as tf

    return tf.maximum(values, 0.0)


def _negative(values: Any) -> Any:
    import tensorflow as tf

    return tf.minimum(values, 0.0)
