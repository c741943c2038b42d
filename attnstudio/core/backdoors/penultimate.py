"""The graph that ends in front of the last layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.models.graph_walk import node_of, operation_of


@dataclass(frozen=True)
class Penultimate(GraphSpec):
    """(inputs) -> (batch, features): what the last layer with weights takes; of maps their mean over places."""

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(_before_last(network.model.output))

        def run(x: Any) -> list[Any]:
            features = forward(x)[0]
            places = list(range(1, len(features.shape) - 1))
            return [tf.reduce_mean(features, axis=places) if places else features]

        return run


def _before_last(tensor: Any) -> Any:
    """Back along the graph from a tensor, to the input of the first layer that has weights."""
    while True:
        inputs, operation = node_of(tensor).input_tensors, operation_of(tensor)
        if not inputs:  # of the network
            return tensor
        tensor = inputs[0]
        if getattr(operation, "weights", ()):
            return tensor
