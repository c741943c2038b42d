"""The graph of one step towards a smaller trigger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.errors import ModelFailure
from attnstudio.core.graphs import GraphSpec, Network, Run


@dataclass(frozen=True)
class TriggerGradient(GraphSpec):
    """(inputs, mask, pattern, target) -> whether each input is sent to the target, and the gradients of
    the summed cross-entropy with respect to mask and pattern.

    Mask (height, width) and pattern (height, width, channels) are before their sigmoid. The pattern is one of pixels in
    0..1. Gradients have a first axis to be summed over: a batch that
    does not fit the memory is run in parts.

    Attributes:
        chain: the preprocessing of the pattern.
        exclusive: whether the probabilities of the classes sum to 1.
    """

    chain: PixelChain
    exclusive: bool

    @property
    def passes(self) -> int:
        return 2

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        shape = network.input_shape
        return [shape, shape[1:3], shape[1:], (network.class_count,)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(network.model.output)

        def run(x: Any, mask: Any, pattern: Any, target: Any) -> list[Any]:
            colours = self.chain(tf.sigmoid(pattern))
            logits = forward(x + tf.sigmoid(mask)[..., None] * (colours - x))[0]
            wanted = tf.reduce_sum(logits * target, axis=-1)
            loss = tf.reduce_logsumexp(logits, axis=-1) - wanted if self.exclusive else tf.nn.softplus(-wanted)
            gradients = tf.gradients(tf.reduce_sum(loss), [mask, pattern])
            if any(one is None for one in gradients):
                raise ModelFailure(
                    "No gradient reaches the model's input, so no trigger can be searched for. Choose the other "
                    "checks: STRIP and activation clustering need no gradients."
                )
            hits = tf.cast(tf.equal(tf.argmax(logits, axis=-1), tf.argmax(target)), tf.float32)
            return [hits, *(one[None] for one in gradients)]

        return run
