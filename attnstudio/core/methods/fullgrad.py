"""FullGrad: the score, split completely into what the input and every bias give to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.calls import call, calls
from attnstudio.core.grids import grids
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.passes import Pass
from attnstudio.core.rules import Rule
from attnstudio.core.scaling import enlarge
from attnstudio.core.text import tr_noop

if TYPE_CHECKING:
    import keras


@METHODS.register
class FullGrad(Method):
    """psi(x dy/dx) + sum over layers of psi(b dy/db), psi: absolute value, scaled to 0..1, summed over the channels,
    upsampled (Srinivas and Fleuret 2019, arXiv 1905.00780).

    b is a convolution's bias or what a batch norm adds, beta - gamma mean / sqrt(var + eps). Where all other layers are
    linear or ReLUs, x dy/dx and all b dy/db, those of dense layers included, add up to y; what a ReLU6 gives at its
    upper end is not counted.
    """

    id = "fullgrad"
    name = "FullGrad"
    family = Family.GRADIENT
    cost = Cost.SINGLE
    needs = frozenset({Need.INPUT_GRADIENT})
    rules = frozenset({Rule.PLAIN})
    paper = "arXiv 1905.00780"
    summary = tr_noop(
        "Contributions of the input and of the biases of all layers to the score. Sharp where the picture matters."
    )
    description = tr_noop(
        "The score is split into the contributions of the picture and of the biases of all layers. The absolute "
        "values of these contributions, scaled to 0..1, are enlarged and added up."
    )
    formula = (
        r"L = \psi\left(x \, \frac{\partial y}{\partial x}\right) + \sum_l \psi\left(b_l \, \frac{\partial "
        r"y}{\partial b_l}\right)"
    )

    def required_pass(self, context: AttributionContext) -> Pass:
        return Pass(self.rules, layers=frozenset(_biases(context)))

    def attribute(self, context: AttributionContext) -> np.ndarray:
        height, width = context.input.shape[:2]
        total = np.zeros((height, width), np.float32)
        for term in full_gradient(context):
            total += enlarge(_scaled(np.abs(term)), height, width)
        return total


def _scaled(sizes: np.ndarray) -> np.ndarray:
    """The sum over channels of all sizes scaled to 0..1, by one scale: (rows, columns, filters) -> (rows, columns)."""
    low, high = sizes.min(), sizes.max()
    return (sizes.sum(axis=-1) - low * sizes.shape[-1]) / (high - low if high > low else 1)


def full_gradient(context: AttributionContext) -> Iterator[np.ndarray]:
    """x dy/dx, then b dy/db of every layer with height, width and a bias, each (rows, columns, filters)."""
    yield context.input * context.input_gradient()
    for name, bias in _biases(context).items():
        at = context.single_pass.layers[name]
        yield bias * at.gradient * _slope(call(context.model.model, name).operation, at.activation)


def _biases(context: AttributionContext) -> dict[str, np.ndarray]:
    model = context.model.model
    usable = grids(model)
    found = {one.name: _bias(one.operation) for one in calls(model) if one.name in usable}
    return {name: bias for name, bias in found.items() if bias is not None}


def _bias(layer: keras.layers.Layer) -> np.ndarray | None:
    """(filters,); None where there is none, or where the way to it through the layer's own activation is not known."""
    import keras

    if isinstance(layer, keras.layers.BatchNormalization):
        scale = 1 / np.sqrt(layer.moving_variance.numpy() + layer.epsilon)
        gamma = layer.gamma.numpy() if layer.scale else 1
        beta = layer.beta.numpy() if layer.center else 0
        return np.asarray(beta - gamma * layer.moving_mean.numpy() * scale, np.float32)
    known = (None, keras.activations.linear, keras.activations.relu, keras.activations.relu6)
    bias = getattr(layer, "bias", None)
    if bias is None or len(bias.shape) != 1 or getattr(layer, "activation", None) not in known:
        return None
    return np.asarray(bias.numpy())


def _slope(layer: keras.layers.Layer, output: np.ndarray) -> np.ndarray:
    """Of the layer's own activation, at this output."""
    import keras

    activation = getattr(layer, "activation", None)
    if activation is keras.activations.relu:
        return output > 0
    if activation is keras.activations.relu6:
        return (output > 0) & (output < 6)
    return np.ones(1, bool)
