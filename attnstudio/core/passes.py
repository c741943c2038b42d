"""One forward pass and the backward passes that go with it: what methods may ask of it, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from attnstudio.core.graphs import Kind, Network, Run
from attnstudio.core.rules import Rule, following, switchable


@dataclass(frozen=True)
class AtLayer:
    """Activation A of a layer, its gradient dy/dA, and the product of y's Hessian with A where that was asked for.

    Each float32 (rows, columns, filters), or of whatever other shape the layer's output has.
    """

    activation: np.ndarray
    gradient: np.ndarray
    curvature: np.ndarray | None


@dataclass(frozen=True)
class SinglePass:
    """Of one input: logits (classes,), dy/dx (height, width, channels) under each rule, all float32, and the layers."""

    logits: np.ndarray
    input_gradients: Mapping[Rule, np.ndarray]
    layers: Mapping[str, AtLayer]


@dataclass(frozen=True)
class Pass(Kind):
    """(inputs, class weights of each) -> logits and what is asked for. `a | b` asks for both.

    Attributes:
        rules: under which dy/dx is wanted.
        layers: whose output A and dy/dA are wanted.
        curved: those of them where the product of y's Hessian with A is wanted.
    """

    rules: frozenset[Rule] = frozenset()
    layers: frozenset[str] = frozenset()
    curved: frozenset[str] = frozenset()

    def __or__(self, other: Pass) -> Pass:
        return Pass(self.rules | other.rules, self.layers | other.layers, self.curved | other.curved)

    @property
    def passes(self) -> int:
        return 1 + len(self.rules)

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, (None, network.class_count)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        names = sorted(self.layers)
        forward = network.outputs(network.model.output, *(network.tensor(name) for name in names))

        def gradients(score: Any, sources: Sequence[Any]) -> list[Any]:
            return list(tf.gradients(score, list(sources), unconnected_gradients="zero"))

        def run(x: Any, class_weights: Any) -> list[Any]:
            with switchable() if self.rules - {Rule.PLAIN} else nullcontext():
                logits, *activations = forward(x)
            score = tf.reduce_sum(logits * class_weights, axis=-1)
            # One backward pass for the input and all layers.
            sources = [x, *activations] if Rule.PLAIN in self.rules else activations
            plain = gradients(score, sources) if sources else []
            to_layers = dict(zip(names, plain[len(plain) - len(names) :], strict=True))
            outputs = [logits]
            for rule in sorted(self.rules):
                with following(rule):
                    outputs += plain[:1] if rule is Rule.PLAIN else gradients(score, [x])
            for name, activation in zip(names, activations, strict=True):
                outputs += [activation, to_layers[name]]
                if name in self.curved:
                    product = tf.reduce_sum(to_layers[name] * tf.stop_gradient(activation))
                    outputs += gradients(product, [activation])
            return outputs

        return run

    def unpacked(self, arrays: Sequence[np.ndarray]) -> SinglePass:
        """From what the graph gives, for one input."""
        rest = iter(arrays)
        return SinglePass(
            logits=next(rest),
            input_gradients={rule: next(rest) for rule in sorted(self.rules)},
            layers={
                name: AtLayer(next(rest), next(rest), next(rest) if name in self.curved else None)
                for name in sorted(self.layers)
            },
        )
