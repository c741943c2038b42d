"""A forward and a backward pass from pixels of 0..1 to a loss, as one graph."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.errors import ModelFailure
from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.text import tr_noop


class Loss(StrEnum):
    """What grows as a class is left. All are taken of the logits, z, and of the class c that is left.

    CROSS_ENTROPY: -log softmax(z)_c. Its gradient is that of log sum_{i != c} exp(z_i) - z_c, which has the same
    direction, and does not vanish where the softmax is 1 in float32.
    MARGIN: max_{i != c} z_i - z_c (Carlini and Wagner 2017, arXiv 1608.04644).
    DLR: the margin by z_(1) - z_(3), of the sorted logits (Croce and Hein 2020, arXiv 2003.01690).
    SCORE: sum_i w_i z_i, of any weights.
    """

    CROSS_ENTROPY = tr_noop("cross-entropy")
    MARGIN = "margin"
    DLR = "dlr"
    SCORE = "score"


@dataclass(frozen=True)
class AttackPass(GraphSpec):
    """(pixels of 0..1, class weights of each) -> logits, loss, its gradient in the pixels. The weights of all losses
    but SCORE are 1 for one class and 0 for the others."""

    chain: PixelChain
    loss: Loss

    @property
    def passes(self) -> int:
        return 2

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, (None, network.class_count)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(network.model.output)

        def run(pixels: Any, class_weights: Any) -> list[Any]:
            (logits,) = forward(self.chain(pixels))
            value, ascended = _loss(self.loss, logits, class_weights)
            (gradient,) = tf.gradients(ascended, [pixels])
            if gradient is None:
                raise ModelFailure(
                    "No gradient reaches the model's input: the model has an operation without a gradient, such as "
                    "rounding or argmax. Choose an attack that needs no gradients, such as square, spsa or one_pixel."
                )
            return [logits, value, gradient]

        return run


def _loss(loss: Loss, logits: Any, class_weights: Any) -> tuple[Any, Any]:
    """Value of each input, and what has the direction of its gradient."""
    import tensorflow as tf

    if loss is Loss.SCORE:
        score = tf.reduce_sum(logits * class_weights, axis=-1)
        return score, score
    is_left = class_weights > 0
    left = tf.reduce_sum(tf.where(is_left, logits, 0), axis=-1)
    others = tf.where(is_left, logits.dtype.min, logits)
    if loss is Loss.CROSS_ENTROPY:
        ahead = tf.reduce_logsumexp(others, axis=-1) - left
        return tf.math.softplus(ahead), ahead
    margin = tf.reduce_max(others, axis=-1) - left
    if loss is Loss.DLR:
        highest = tf.sort(logits, axis=-1, direction="DESCENDING")
        margin = margin / (highest[:, 0] - highest[:, 2] + 1e-12)
    return margin, margin
