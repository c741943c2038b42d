"""Relevance of the attention itself, in every layer of a transformer (Chefer et al. 2021, arXiv 2012.09838)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.relevance.composites import Composite
from attnstudio.core.relevance.linear_rules import ZPlus
from attnstudio.core.relevance.relevance_walk import RelevanceWalk
from attnstudio.core.relevance.shares import STABILISER, divided


@dataclass(frozen=True)
class AttentionRelevance(GraphSpec):
    """(inputs, class weights of each) -> for each layer that pays attention, in the order of the data: its relevance,
    and the gradient of y by it; each (batch, heads, tokens, tokens), from, to."""

    @property
    def passes(self) -> int:
        return 2

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, (None, network.class_count)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        def run(x: Any, class_weights: Any) -> list[Any]:
            walk = _Walk(network.copies_weights, composite=Composite(ZPlus(), ZPlus(), absorbing=False))
            logits = walk.run(network.model, x)
            relevances = walk.tape.relevances(logits, class_weights, walk.scores)
            gradients = tf.gradients(tf.reduce_sum(logits * class_weights, axis=-1), walk.scores)
            return [one for pair in zip(relevances, gradients, strict=True) for one in pair]

        return run


@dataclass
class _Walk(RelevanceWalk):
    """As the authors' code propagates: the shares of a sum are scaled so that neither side gets more than there is, and
    relevance passes a softmax unchanged.

    Attributes:
        scores: the attention of each layer.
    """

    scores: list[Any] = field(default_factory=list)

    def softmax(self, output: Any, scores: Any) -> None:
        self.tape.record(output, [scores], lambda relevance: [relevance])
        if len(output.shape) == 4 and output.shape[-1] == output.shape[-2]:
            self.scores.append(output)

    def share_out(self, output: Any, inputs: Sequence[Any], parts: float = 1) -> Any:
        if parts != 1 or len(inputs) == 1:
            return super().share_out(output, inputs, parts)
        return self.tape.record(output, inputs, lambda relevance: _balanced(output, inputs, relevance))


def _balanced(output: Any, inputs: Sequence[Any], relevance: Any) -> list[Any]:
    """Of the summands: each gets what its own share is of the sizes of all."""
    import tensorflow as tf

    quotient = divided(relevance, output, STABILISER)
    gradients = tf.gradients(output, list(inputs), [quotient], stop_gradients=list(inputs))
    shares = [one * gradient for one, gradient in zip(inputs, gradients, strict=True)]
    sums = [_sum_of_each(one) for one in shares]
    sizes = tf.add_n([tf.abs(one) for one in sums])
    factor = tf.math.divide_no_nan(_sum_of_each(relevance), sizes)
    return [
        share * tf.reshape(tf.sign(one) * factor, [-1] + [1] * (len(share.shape) - 1))
        for share, one in zip(shares, sums, strict=True)
    ]


def _sum_of_each(batch: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_sum(batch, axis=list(range(1, len(batch.shape))))
