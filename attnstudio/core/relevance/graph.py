"""The graph of a modified backward pass: relevance of the input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.relevance.composites import Composite
from attnstudio.core.relevance.difference_walk import DifferenceWalk
from attnstudio.core.relevance.relevance_walk import RelevanceWalk


@dataclass(frozen=True)
class Difference(GraphSpec):
    """(inputs, references, class weights of each) -> logits of both, contributions of the inputs to the difference.

    Attributes:
        reveal: whether what raises and what lowers a linear output are told apart (reveal-cancel), or not (rescale).
    """

    reveal: bool = False

    @property
    def passes(self) -> int:
        return 2

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, network.input_shape, (None, network.class_count)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        def run(x: Any, references: Any, class_weights: Any) -> list[Any]:
            walk, both = DifferenceWalk(network.copies_weights, reveal=self.reveal), tf.concat([x, references], 0)
            outputs = walk.run(network.model, both)
            logits, at_references = tf.split(outputs, 2)
            multipliers = walk.tape.relevance(outputs, class_weights, both)[: tf.shape(x)[0]]
            return [logits, at_references, multipliers * (x - references)]

        return run


@dataclass(frozen=True)
class Relevance(GraphSpec):
    """(inputs, class weights of each, least input, greatest input) -> logits, relevance of the inputs.

    What is handed out is y = sum(class weights * logits).

    Attributes:
        conservative: attention by CP-LRP, not by AttnLRP.
    """

    composite: Composite
    conservative: bool = False

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        shape = network.input_shape
        return [shape, (None, network.class_count), shape[1:], shape[1:]]

    def function(self, network: Network) -> Run:
        def run(x: Any, class_weights: Any, low: Any, high: Any) -> list[Any]:
            walk = RelevanceWalk(network.copies_weights, composite=self.composite, conservative=self.conservative)
            walk.tape.bounds[id(x)] = low[None], high[None]
            logits = walk.run(network.model, x)
            return [logits, walk.tape.relevance(logits, logits * class_weights, x)]

        return run
