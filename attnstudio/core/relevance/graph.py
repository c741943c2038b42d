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
    """(inputs, class weights of each, references that all inputs share) -> logits of the inputs, of the references for
    each input (batch, references, classes), mean contributions of the inputs to the differences.

    Attributes:
        reveal: whether what raises and what lowers a linear output are told apart (reveal-cancel), or not (rescale).
        references: how many.
    """

    reveal: bool = False
    references: int = 1

    @property
    def passes(self) -> int:
        return 2 * self.references

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        shape = network.input_shape
        return [shape, (None, network.class_count), (self.references, *shape[1:])]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        def run(x: Any, class_weights: Any, references: Any) -> list[Any]:
            count, found, logits, at_references = tf.shape(x)[0], [], None, []
            for reference in tf.split(references, self.references):
                walk, both = DifferenceWalk(network.copies_weights, reveal=self.reveal), tf.concat([x, reference], 0)
                outputs = walk.run(network.model, both)
                logits = outputs[:count]
                at_references.append(tf.repeat(outputs[count:], count, axis=0))
                found.append(walk.tape.relevance(outputs, class_weights, both)[:count] * (x - reference))
            return [logits, tf.stack(at_references, axis=1), tf.add_n(found) / self.references]

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
