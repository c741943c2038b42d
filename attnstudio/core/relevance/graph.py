"""The graph of a modified backward pass: relevance of the input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.relevance.composites import Composite
from attnstudio.core.relevance.walk import Walk


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
            walk = Walk(self.composite, network.constant, self.conservative)
            walk.tape.bounds[id(x)] = low[None], high[None]
            logits = walk.run(network.model, x)
            return [logits, walk.tape.relevance(logits, logits * class_weights, x)]

        return run
