"""One forward pass with its backward passes: what a method can require of it, and its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from attnstudio.core.errors import ModelFailure
from attnstudio.core.graphs import GraphSpec, Network, Run, on_grid
from attnstudio.core.rules import Rule, following, switchable


@dataclass(frozen=True)
class AtLayer:
    """Activation A of a layer, its gradient dy/dA, and the product of y's Hessian with A where it was required.

    Each float32 (rows, columns, filters). `prefix`: of a layer of tokens, those that show no place, (tokens, filters).
    """

    activation: np.ndarray
    gradient: np.ndarray
    prefix: np.ndarray
    curvature: np.ndarray | None


@dataclass(frozen=True)
class Attention:
    """The attention that each head of a layer pays, and its gradient: float32 (heads, tokens, tokens), from, to."""

    scores: np.ndarray
    gradient: np.ndarray


@dataclass(frozen=True)
class SinglePass:
    """Of one input, all float32: logits (classes,), dy/dx (height, width, channels) under each rule, the layers, and
    the attention of each layer that pays it, in the order of the data."""

    logits: np.ndarray
    input_gradients: Mapping[Rule, np.ndarray]
    layers: Mapping[str, AtLayer]
    attentions: Sequence[Attention] = ()


@dataclass(frozen=True)
class Pass(GraphSpec):
    """(inputs, class weights of each) -> logits and the required gradients. `a | b` requires both. Class weights that
    are all NaN stand for the class with the highest logit.

    Attributes:
        rules: rules of backpropagation for dy/dx.
        layers: names of the layers whose output A and gradient dy/dA are required.
        curved: those of them for which the product of y's Hessian with A is required.
        attention: whether attention scores and their gradients are required.
    """

    rules: frozenset[Rule] = frozenset()
    layers: frozenset[str] = frozenset()
    curved: frozenset[str] = frozenset()
    attention: bool = False

    def __or__(self, other: Pass) -> Pass:
        return Pass(
            self.rules | other.rules,
            self.layers | other.layers,
            self.curved | other.curved,
            self.attention or other.attention,
        )

    @property
    def passes(self) -> int:
        return 1 + len(self.rules)

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, (None, network.class_count)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        names = sorted(self.layers)
        every_scores = network.attention_scores if self.attention else []
        forward = network.outputs(network.model.output, *(network.tensor(name) for name in names), *every_scores)

        names_of_sources = [*names, *("attention" for _ in every_scores)]

        def gradients(score: Any, sources: Sequence[Any], called: Sequence[str]) -> list[Any]:
            found = list(tf.gradients(score, list(sources)))
            for one, name in zip(found, called, strict=True):
                if one is None:
                    raise _unconnected(name)
            return found

        def run(x: Any, class_weights: Any) -> list[Any]:
            with switchable() if self.rules - {Rule.PLAIN} else nullcontext():
                logits, *found = forward(x)
            activations, scores = found[: len(names)], found[len(names) :]
            highest = tf.one_hot(tf.argmax(logits, axis=-1), class_weights.shape[-1])
            weights = tf.where(tf.math.is_nan(class_weights), highest, class_weights)
            score = tf.reduce_sum(logits * weights, axis=-1)
            # One backward pass for the input, all layers and all attention.
            plain_input = [x] if Rule.PLAIN in self.rules else []
            sources = [*plain_input, *found]
            called = [*("" for _ in plain_input), *names_of_sources]
            plain = gradients(score, sources, called) if sources else []
            to_found = plain[len(plain) - len(found) :]
            to_layers = dict(zip(names, to_found, strict=False))
            outputs = [logits]
            for rule in sorted(self.rules):
                with following(rule):
                    outputs += plain[:1] if rule is Rule.PLAIN else gradients(score, [x], [""])
            for name, activation in zip(names, activations, strict=True):
                grid = network.grids[name]
                outputs += [on_grid(activation, grid), on_grid(to_layers[name], grid), activation[:, : grid.prefix]]
                if name in self.curved:
                    product = tf.reduce_sum(to_layers[name] * tf.stop_gradient(activation))
                    # A head that is linear has no curvature: nothing connects them then.
                    second = tf.gradients(product, [activation], unconnected_gradients="zero")
                    outputs += [on_grid(one, grid) for one in second]
            for pair in zip(scores, to_found[len(names) :], strict=True):
                outputs += pair
            return outputs

        return run

    def unpacked(self, arrays: Sequence[np.ndarray]) -> SinglePass:
        """From what the graph gives, for one input."""
        rest = iter(arrays)
        return SinglePass(
            logits=next(rest),
            input_gradients={rule: next(rest) for rule in sorted(self.rules)},
            layers={
                name: AtLayer(next(rest), next(rest), next(rest), next(rest) if name in self.curved else None)
                for name in sorted(self.layers)
            },
            attentions=tuple(Attention(scores, next(rest)) for scores in rest),
        )


def _unconnected(layer: str) -> ModelFailure:
    """No gradient comes from the score to a layer, or, where it has no name, to the input."""
    if layer:
        return ModelFailure(
            "No gradient reaches the layer {layer}: after it the model has an operation without a gradient, such "
            "as rounding or argmax. Choose a later layer, or a method that needs no gradients, such as occlusion.",
            layer=layer,
        )
    return ModelFailure(
        "No gradient reaches the model's input: the model has an operation without a gradient, such as rounding "
        "or argmax. Choose a class activation map of a late layer, or a method that needs no gradients, such as "
        "occlusion."
    )
