"""Whether the engine's copy of a model is the model: predictions against Keras, gradients against finite differences.

The differences come from forward passes alone, so they are independent of the gradients of the maps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core import layers
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.errors import ModelFailure, SelfCheckFailure
from attnstudio.core.graphs import Network, on_grid
from attnstudio.core.models import finite_differences
from attnstudio.core.models.finite_differences import with_layer
from attnstudio.core.models.preprocessing import preset
from attnstudio.core.models.self_check_result import SelfCheck, short
from attnstudio.core.passes import AtLayer
from attnstudio.core.probabilities import output_values
from attnstudio.core.probe import SEED, probe_picture
from attnstudio.core.text import Notice, tr_noop

if TYPE_CHECKING:
    import keras

    from attnstudio.core.models.base import ModelSpec
    from attnstudio.core.models.loaded import LoadedModel

Logits = Callable[[np.ndarray], np.ndarray]  # of a batch of changed inputs, or of changed outputs of a layer

PICTURES, DIRECTIONS = 2, 2  # pictures of which predictions are compared; of the first, the gradients
LARGEST_CHANGE = 1e-1  # of the score in one step, as a share of the largest logit
STEPS = (1.0, 1e-1, 1e-2)  # as a share of the largest step
LARGEST_STEP = 0.3  # as a share of the range of what is changed
SMALLEST_OUTPUT = 1e-6  # differences are relative to the largest output, or to this if that is smaller
SMALL_STEP, MOVES = 1e-2, 1e-4  # of the range of what is changed, of the largest logit: there is a gradient then
ROUNDING = 3e-7  # of float32 logits, as a share of the largest
MOST_DIFFERENCE, MOST_DIFFERENCE_HALF = 1e-3, 3e-2  # of predictions, in float32 and in mixed precision
MOST_DEVIATION = 0.1  # of a derivative; kinks of ReLUs and rounding give up to 0.02 where all is right


def self_check(keras_model: keras.Model, loaded: LoadedModel) -> SelfCheck:
    """Compare a loaded model with the Keras model that it was built from.

    Raises:
        SelfCheckFailure: they are not the same.
    """
    network, spec, layer = loaded.network, loaded.spec, loaded.info.auto_layer
    height, width = network.model.input_shape[1:3]
    make_input = preset(spec.preprocessing, spec.channels)
    x = np.stack([make_input(probe_picture(number, height, width)) for number in range(PICTURES)])
    network.logits(x)  # builds the graph that every map needs, which is none of the check's time
    started = time.perf_counter()
    predictions = _check_predictions(keras_model, spec, network, x)
    input_gradient, layer_gradient = _check_gradients(network, x, layer)
    for deviation, where in ((input_gradient, None), (layer_gradient, layer)):
        if deviation is not None and not deviation <= MOST_DEVIATION:
            raise _wrong_gradient(spec.name, where, deviation)
    return SelfCheck(predictions, input_gradient, layer_gradient, layer, time.perf_counter() - started)


def _check_predictions(model: keras.Model, spec: ModelSpec, network: CompiledModel, x: np.ndarray) -> float:
    expected = _as_keras(model, spec.output, x)
    found = output_values(network.logits(x).astype(np.float64), network.head, expected.shape[-1])
    finite = np.isfinite(expected).all(axis=1)
    if not finite.any():
        raise ModelFailure(
            "The outputs of {model} in the self-check are not finite: values overflow, or are divided by 0. "
            "Choose another preprocessing, or an earlier checkpoint of the model.",
            model=spec.name,
        )
    difference = _difference(found[finite], expected[finite])
    mixed = any(layer.compute_dtype != "float32" for layer in model.layers)
    if difference <= (MOST_DIFFERENCE_HALF if mixed else MOST_DIFFERENCE):
        return difference
    raise SelfCheckFailure(
        "The program's copy of {model} does not predict what Keras predicts (difference {difference}), so no map of it "
        "is drawn. Please send us what `attnstudio models check` prints of it, and the model if you may.",
        model=spec.name,
        difference=short(difference),
    )


def _as_keras(model: keras.Model, output: int, x: np.ndarray) -> np.ndarray:
    """The outputs of the Keras model, float64 (pictures, values)."""
    import keras

    batch, *shape = keras.tree.flatten(model.inputs)[0].shape
    own = x if len(shape) == 3 else x.reshape(len(x), *(x.shape[1:3] if len(shape) == 2 and None in shape else shape))
    if batch is not None:  # its file fixes the size of a batch
        own = np.repeat(own, batch, axis=0)
    parts = np.split(own, 1 if batch is None else len(x))
    if not isinstance(model, keras.Sequential):  # avoids a warning of Keras for models whose input is a list of one
        parts = [keras.tree.pack_sequence_as(model.input, [part]) for part in parts]
    found_outputs = [keras.tree.flatten(model(part, training=False))[output] for part in parts]
    values = np.concatenate([np.asarray(keras.ops.convert_to_numpy(one), np.float64) for one in found_outputs])
    return values[:: batch or 1].reshape(len(x), -1)


def _difference(found: np.ndarray, expected: np.ndarray) -> float:
    """The largest, relative to the largest value; infinite where one is not finite."""
    scale = max(float(np.abs(expected).max()), SMALLEST_OUTPUT)
    difference = float(np.abs(found - expected).max()) / scale
    return difference if np.isfinite(difference) else float("inf")


def _check_gradients(network: CompiledModel, x: np.ndarray, layer: str | None) -> tuple[float | None, float | None]:
    """Deviation of dy/dx and of dy/dA from finite differences."""
    one_input = x[0]
    logits = network.logits(one_input[None])[0]
    weights = np.zeros_like(logits)
    weights[logits.argmax()] = 1
    scale = float(np.abs(logits).max())
    found = _gradients(network, one_input, weights, layer)
    if found is None:  # methods report it
        return None, None
    to_input, at_layer = found

    def deviation(
        at: np.ndarray, gradient: np.ndarray, spread: np.ndarray | float, logits: Logits, where: str | None
    ) -> float | None:
        if not np.isfinite(gradient).all():
            return None  # the notices of the map report it
        rough = _deviation(at, gradient, spread, weights, scale, logits)
        if (rough is not None and rough <= MOST_DEVIATION) or (rough is None and not gradient.any()):
            return rough
        exact = finite_differences.deviation(network.model, one_input, where, at, gradient, spread, weights)
        return rough if exact is None else exact

    of_input = deviation(one_input, to_input, 1.0, network.logits, None)
    if layer is None or at_layer is None:
        return of_input, None
    behind = _behind(network, one_input, layer, at_layer.prefix)
    # Zeros behind a ReLU stay: where a pooling takes the largest of several, there is no derivative.
    return of_input, deviation(at_layer.activation, at_layer.gradient, np.abs(at_layer.activation), behind, layer)


def _gradients(
    network: CompiledModel, one_input: np.ndarray, class_weights: np.ndarray, layer: str | None
) -> tuple[np.ndarray, AtLayer | None] | None:
    """dy/dx, and A and dy/dA of the layer, from the tensors that methods use. None: there is no gradient.

    Eager: building a graph would take longer than the rest of the check.
    """
    import tensorflow as tf

    parts = Network(network.model, frozen=False)
    of_layer = [] if layer is None else [parts.tensor(layer)]
    forward = parts.outputs(network.model.output, *of_layer)
    x = tf.constant(one_input[None])
    with tf.device(network.processor), tf.GradientTape() as tape:
        tape.watch(x)
        logits, *activations = forward(x)
        score = tf.reduce_sum(logits * class_weights)
    gradients = tape.gradient(score, [x, *activations])
    if any(one is None for one in gradients):
        return None
    to_input, *to_layer = gradients
    if layer is None:
        return to_input[0].numpy(), None
    grid = parts.grids[layer]
    activation, gradient = (on_grid(one, grid)[0].numpy() for one in (activations[0], to_layer[0]))
    return to_input[0].numpy(), AtLayer(activation, gradient, activations[0][0, : grid.prefix].numpy(), None)


def _deviation(
    at: np.ndarray,
    gradient: np.ndarray,
    spread: np.ndarray | float,
    class_weights: np.ndarray,
    scale: float,
    logits: Logits,
) -> float | None:
    """Of the gradient's slope along random directions from the differences of the score there.

    Of each direction the best step counts, as long ones meet kinks and short ones rounding; of the directions, the
    better one. None: no short step moves the score by more than rounding.

    Args:
        at: where; `spread`: how far each of its numbers may move, in relation to the others.
        scale: of the logits.
        logits: from a batch of changed `at`.
    """
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(DIRECTIONS):
        # A random direction is nearly at right angles to the gradient: one that leans to it moves the score.
        direction = np.sign(gradient) * spread * rng.random(at.shape, np.float32)
        slope = float(np.sum(gradient * direction, dtype=np.float64))
        if scale == 0 or not np.any(spread):
            continue
        if slope == 0:
            found.append(_missed(at, spread, rng, class_weights, scale, logits))
            continue
        longest = LARGEST_STEP * float(np.ptp(at)) / float(np.abs(direction).max())
        # The number of a regression may be large and yet hardly move: then all steps are shorter.
        sizes = (np.array(STEPS) * min(LARGEST_CHANGE * scale / slope, longest)).astype(np.float32)
        sizes = sizes[sizes * slope > ROUNDING * scale / MOST_DEVIATION]
        if sizes.size < 2:  # a single long step may only have met a kink
            continue
        moved = sizes.reshape(-1, *[1] * at.ndim) * direction
        scores = logits(np.concatenate([at + moved, at - moved])) @ class_weights
        differences = (scores[: sizes.size] - scores[sizes.size :]) / (2 * sizes.astype(np.float64))
        found.append(float(np.min(np.abs(differences - slope)) / slope))
    return min(found, default=None)


def _missed(
    at: np.ndarray,
    spread: np.ndarray | float,
    rng: np.random.Generator,
    class_weights: np.ndarray,
    scale: float,
    logits: Logits,
) -> float:
    """Of a gradient that is 0 everywhere: infinite where the score moves all the same, else 0."""
    direction = np.asarray(spread * rng.random(at.shape), np.float32)  # all one way, or pooling would cancel it
    moved = direction * np.float32(SMALL_STEP * float(np.ptp(at)) / float(np.abs(direction).max()))
    ahead, back = logits(np.stack([at + moved, at - moved])) @ class_weights
    return float("inf") if abs(ahead - back) > MOVES * scale else 0.0


def _behind(network: CompiledModel, one_input: np.ndarray, layer: str, prefix: np.ndarray) -> Callable[[Any], Any]:
    """From changed outputs of a layer to logits, (batch, rows, columns, filters) -> (batch, classes)."""
    if layer in layers.gateways(network.model):
        return lambda activations: network.head_logits(activations, layer, prefix)
    return lambda activations: with_layer(network.model, one_input, layer, activations)


def _wrong_gradient(model: str, layer: str | None, deviation: float) -> SelfCheckFailure:
    return SelfCheckFailure(
        "The gradient that the program takes of {model} ({where}) does not agree with finite differences (deviation "
        "{deviation}), so no map of it is drawn. Please send us what `attnstudio models check` prints of it, and the "
        "model if you may.",
        model=model,
        where=layer or Notice(tr_noop("at its input")),
        deviation=short(deviation),
    )
