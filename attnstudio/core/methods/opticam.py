"""Opti-CAM: the mix of a layer's channels that, as a mask, leaves the highest score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from attnstudio.core.adam import Adam
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.baselines import baseline
from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.probabilities import probabilities
from attnstudio.core.scaling import enlarge
from attnstudio.core.text import tr_noop

_PARTIALS = 10


@METHODS.register
class OptiCam(Method):
    """L = sum_k softmax(u)_k A_k, u = argmax y(b + M (x - b)), M = L enlarged and scaled to 0..1, b a black picture
    (Zhang et al. 2023, arXiv 2301.07002, and the authors' code; of the paper itself only the abstract was read). Adam
    climbs from equal weights; the authors' end before the last step, once the score no longer rises, is left out.

    Where the score does not change with the mask there is nothing to find, and the map is empty.
    """

    id = "opticam"
    name = "Opti-CAM"
    family = Family.CAM
    cost = Cost.TENS
    needs = frozenset({Need.ACTIVATION, Need.FORWARDS, Need.INPUT_GRADIENT})
    paper = "arXiv 2301.07002"
    summary = tr_noop("A layer's channels, mixed so that the picture seen through the map keeps the highest score.")
    description = tr_noop(
        "The channels of a layer are added up with weights that are optimised for this picture: seen through the map "
        "as a mask, it is to have the highest score. Each step of the optimisation takes a forward and a backward pass."
    )
    formula = r"L = \sum_k \mathrm{softmax}(u)_k A_k, \quad u = \mathrm{argmax} \; y\left( x \cdot \hat{L} \right)"
    params = (
        IntParam("steps", tr_noop("Steps"), tr_noop("Steps of the optimisation."), 50, 1, 1000),
        FloatParam(
            "rate", tr_noop("Step size"), tr_noop("Of the steps of the optimisation, which is Adam."), 0.1, 0.001, 10
        ),
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        activation, steps = np.maximum(context.activation, 0), context.params["steps"]
        logits, adam = np.full((1, activation.shape[-1]), 0.5, np.float32), Adam((1, activation.shape[-1]))
        black, every = baseline(context, "black"), max(1, steps // _PARTIALS)

        def mixed() -> np.ndarray:
            return np.asarray(activation @ probabilities(logits[0], "softmax"), np.float32)

        for done in range(1, steps + 1):
            context.run.check_cancelled()
            (slope,) = context.model.run(
                MixSlope(context.layer_name), logits, activation, context.input, black, context.class_weights
            )
            if not slope.any():
                context.run.progress(steps, steps)
                return np.zeros(activation.shape[:2], np.float32)
            logits += np.float32(context.params["rate"]) * adam.step(slope)
            context.run.progress(done, steps)
            if done % every == 0 and done < steps:
                context.run.partial(mixed())
        return mixed()


@dataclass(frozen=True)
class MixSlope(GraphSpec):
    """(logits u of the weights, activation of the layer, input, baseline, class weights) -> dy/du."""

    layer: str

    @property
    def passes(self) -> int:
        return 2

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        grid, shape = network.grids[self.layer], tuple(network.tensor(self.layer).shape)
        filters = shape[1] if grid.channels_first else shape[-1]
        one_input = network.input_shape[1:]
        return [(None, filters), (grid.rows, grid.columns, filters), one_input, one_input, (network.class_count,)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward, (height, width) = network.outputs(network.model.output), network.input_shape[1:3]

        def run(u: Any, activation: Any, one_input: Any, black: Any, class_weights: Any) -> list[Any]:
            mix = tf.einsum("bk,ijk->bij", tf.nn.softmax(u), activation)
            tall, wide = (
                _enlarging(int(size or 1), int(wanted or 1))
                for size, wanted in zip(mix.shape[1:], (height, width), strict=True)
            )
            mask = tf.einsum("hi,bij,wj->bhw", tall, mix, wide)
            low, high = (end(mask, axis=(1, 2), keepdims=True) for end in (tf.reduce_min, tf.reduce_max))
            mask = tf.math.divide_no_nan(mask - low, high - low)
            (logits,) = forward(black + mask[..., None] * (one_input - black))
            return list(tf.gradients(tf.reduce_sum(logits * class_weights), [u]))

        return run


def _enlarging(size: int, wanted: int) -> np.ndarray:
    """(wanted, size): what `enlarge` does to one axis."""
    return enlarge(np.eye(size, dtype=np.float32), wanted, size)
