"""Finite differences in float64, whose steps are too short to meet kinks: slower, for models that float32 is too coarse
for, such as those of large logits that hardly move, and those that compute in steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from attnstudio.core import grids
from attnstudio.core.calls import call, nodes
from attnstudio.core.errors import ModelFailure
from attnstudio.core.models.flattening import flatten
from attnstudio.core.probe import SEED

if TYPE_CHECKING:
    import keras

DIRECTIONS, STEPS = 2, (1e-4, 1e-6)  # steps as a share of the range of what is changed
ROUNDING = 1e-14  # of float64 logits, as a share of the largest
SURE = 1e2  # a difference counts if it is so many times rounding


def deviation(
    model: keras.Model,
    one_input: np.ndarray,
    layer: str | None,
    at: np.ndarray,
    gradient: np.ndarray,
    spread: np.ndarray | float,
    class_weights: np.ndarray,
) -> float | None:
    """Of a gradient's slope along random directions from the differences of the score there, relative to the larger.

    Of all directions and steps the best counts. None: no step moves the score enough, or the model cannot run in
    float64.

    Args:
        model: one flat graph that ends in logits.
        layer: whose output is changed, which is `at`; None: the input is.
        gradient: of the score at `at`.
        spread: how far each of its numbers may move, in relation to the others.
    """
    import tensorflow as tf

    try:
        exact = flatten(model, model.input_shape[1:], dtype="float64")
        return _deviation(at.astype(np.float64), gradient, spread, _logits(exact, one_input, layer), class_weights)
    except (ModelFailure, ValueError, TypeError, tf.errors.OpError):  # some operations know float32 alone
        return None


def _logits(model: keras.Model, one_input: np.ndarray, layer: str | None) -> Callable[[np.ndarray], np.ndarray]:
    if layer is None:
        return lambda inputs: np.asarray(model(inputs, training=False))
    return lambda activations: with_layer(model, one_input.astype(np.float64), layer, activations)


def _deviation(
    at: np.ndarray,
    gradient: np.ndarray,
    spread: np.ndarray | float,
    logits: Callable[[np.ndarray], np.ndarray],
    class_weights: np.ndarray,
) -> float | None:
    rng = np.random.default_rng(SEED)
    extent = float(np.ptp(at)) or float(np.abs(at).max())
    found: list[float] = []
    for _ in range(DIRECTIONS):
        # Where the gradient is 0, all one way, or pooling would cancel it.
        direction = (np.sign(gradient) if gradient.any() else 1.0) * spread * rng.random(at.shape)
        if not np.any(direction):
            continue
        slope = float(np.sum(gradient * direction, dtype=np.float64))
        sizes = np.array(STEPS) * extent / float(np.abs(direction).max())
        found += _of_steps(at, direction, slope, sizes, logits, class_weights)
    return min(found, default=None)


def _of_steps(
    at: np.ndarray,
    direction: np.ndarray,
    slope: float,
    sizes: np.ndarray,
    logits: Callable[[np.ndarray], np.ndarray],
    class_weights: np.ndarray,
) -> list[float]:
    found = []
    for size in sizes:
        both_logits = logits(np.stack([at + size * direction, at - size * direction]))
        ahead, back = both_logits @ class_weights
        moved, meant = float(ahead - back), 2 * float(size) * slope
        largest = max(abs(moved), abs(meant))
        if np.isfinite(largest) and largest > SURE * ROUNDING * float(np.abs(both_logits).max()):
            found.append(abs(moved - meant) / largest)
        elif meant == 0:  # of what computes in steps, such as a sign
            found.append(0.0)
    return found


def with_layer(model: keras.Model, one_input: np.ndarray, layer: str, activations: np.ndarray) -> np.ndarray:
    """Logits of the input with a layer's outputs put in place of its own, (batch, rows, columns, filters) -> (batch,
    classes), in the precision of the model."""
    import keras

    place = call(model, layer).output
    grid = grids.grids(model)[layer]
    in_layer_order = np.moveaxis(activations, -1, 1) if grid.channels_first else activations
    found = {id(model.inputs[0]): keras.ops.convert_to_tensor(np.repeat(one_input[None], len(activations), axis=0))}
    for node in nodes(model):
        if node.is_input:
            continue
        arguments, named = node.arguments.fill_in(found)
        outputs = keras.tree.flatten(node.operation(*arguments, **named))
        found |= {id(tensor): value for tensor, value in zip(node.outputs, outputs, strict=False)}
        if id(place) in found:
            found[id(place)] = keras.ops.convert_to_tensor(in_layer_order)
    return np.asarray(keras.ops.convert_to_numpy(found[id(model.outputs[0])]))
