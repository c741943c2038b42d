"""What a loaded Keras model computes, written down while it computes it: eagerly, call by call, with gradients.

Nothing here knows the engine, or a graph: the calls of a model's layers are intercepted as they happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

import helpers


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a layer, or of an operation between layers; `inside`: the models it was called in, outermost first.

    `inputs`: the tensors it was given by position; `output`: the first one of `outputs` that it returned.
    """

    layer: Any
    inside: tuple[Any, ...]
    inputs: tuple[Any, ...]
    outputs: tuple[Any, ...]

    @property
    def output(self) -> Any:
        return self.outputs[0]

    @property
    def path(self) -> str:
        """Its name behind those of the models inside the outermost one."""
        return ".".join(one.name for one in (*self.inside[1:], self.layer))


@dataclass(frozen=True, eq=False)
class Recording:
    """Of one forward pass: every call in the order of time, and what the model returned."""

    calls: list[Call]
    prediction: Any

    @property
    def last(self) -> Call:
        """What returned the prediction."""
        return next(call for call in reversed(self.calls) if call.output is self.prediction)

    def at(self, name: str) -> Call:
        """The last call of this layer."""
        return next(call for call in reversed(self.calls) if call.layer.name == name)


# Logits (batch, classes) of a recorded pass.
Logits = Callable[[Recording], Any]


def before_activation(recording: Recording) -> Any:
    """Of a model that ends in a Dense layer with an activation."""
    import tensorflow as tf

    last = recording.last
    product = tf.linalg.matmul(last.inputs[0], last.layer.kernel)
    return product if last.layer.bias is None else product + last.layer.bias


def before_last(recording: Recording) -> Any:
    """Of a model whose last layer is nothing but the activation."""
    return recording.last.inputs[0]


def unchanged(recording: Recording) -> Any:
    """Of a model that returns logits."""
    return recording.prediction


def output_of(name: str) -> Logits:
    """Of a model with a layer whose output is the logits."""
    return lambda recording: recording.at(name).output


def input_of(name: str) -> Logits:
    """Of a model with a layer whose input is the logits."""
    return lambda recording: recording.at(name).inputs[0]


@dataclass(frozen=True, eq=False)
class Reference:
    """What an eager GradientTape finds on a loaded model, for a batch; y is the logit of the likeliest class.

    Attributes:
        prediction: what the model answers, float (batch, classes).
        logits, input_gradient: of the batch.
        layers: by call, those that y depends on: (output, dy/doutput).
    """

    prediction: np.ndarray
    logits: np.ndarray
    input_gradient: np.ndarray
    layers: list[tuple[Call, np.ndarray, np.ndarray]]


def reference(model: Any, batch: np.ndarray, logits_of: Logits, output: str = "") -> Reference:
    """Run a loaded model eagerly.

    Args:
        logits_of: how the model's logits are read off a recorded pass.
        output: name of the explained output, of a model with several.
    """
    import tensorflow as tf

    x = tf.constant(batch)
    with tf.GradientTape() as tape:
        tape.watch(x)
        with _recorded(tape) as calls:
            answer = model(_fed(model, x), training=False)
        recording = Recording(calls, _chosen(model, answer, output))
        logits = tf.reshape(tf.cast(logits_of(recording), tf.float32), (len(batch), -1))
        score = tf.reduce_sum(logits * one_hot(logits.numpy()))
    sources = [call.output for call in calls]
    gradients = tape.gradient(score, [x, *sources])
    found = [
        (call, _array(call.output), _array(gradient))
        for call, gradient in zip(calls, gradients[1:], strict=True)
        if gradient is not None
    ]
    prediction = _array(recording.prediction).reshape(len(batch), -1)
    return Reference(prediction, logits.numpy(), _array(gradients[0]), found)


def one_hot(logits: np.ndarray) -> np.ndarray:
    """Class weights of the likeliest class of each row; of a single unit, the sign of the likelier side."""
    if logits.shape[-1] == 1:
        return np.where(logits > 0, 1, -1).astype(np.float32)
    return np.eye(logits.shape[-1], dtype=np.float32)[logits.argmax(axis=-1)]


def _fed(model: Any, x: Any) -> Any:
    """The batch as the model takes it, which may be in a dictionary or a list."""
    import keras

    return x if isinstance(model, keras.Sequential) else keras.tree.map_structure(lambda _: x, model.input)


def _chosen(model: Any, answer: Any, output: str) -> Any:
    if isinstance(answer, dict):
        return answer[output or next(iter(answer))]
    if isinstance(answer, (list, tuple)) and len(answer) == 1:
        return answer[0]
    if isinstance(answer, (list, tuple)):
        return answer[list(model.output_names).index(output)]
    return answer


def _array(tensor: Any) -> np.ndarray:
    import tensorflow as tf

    return np.asarray(tf.convert_to_tensor(tensor)).astype(np.float32)


@contextmanager
def _recorded(tape: Any) -> Iterator[list[Call]]:
    """Writes down what models call while the context is open; what a layer calls inside itself is its own affair."""
    keras = helpers.keras_ready()
    from keras.src.ops.operation import Operation

    layer_call, operation_call = keras.layers.Layer.__call__, Operation.__call__
    running: list[Any] = []
    calls: list[Call] = []

    def noted(call: Any, one: Any, args: Any, kwargs: Any) -> Any:
        watched = all(isinstance(outer, keras.Model) for outer in running)
        inside = tuple(running)
        running.append(one)
        try:
            result = call(one, *args, **kwargs)
        finally:
            running.pop()
        if watched and not isinstance(one, keras.Model):
            calls.append(Call(one, inside, tuple(keras.tree.flatten(args)), tuple(keras.tree.flatten(result))))
            if calls[-1].output.dtype.is_floating:
                tape.watch(calls[-1].output)
        return result

    def of_layer(self: Any, *args: Any, **kwargs: Any) -> Any:
        return noted(layer_call, self, args, kwargs)

    def of_operation(self: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(self, keras.layers.Layer):
            return operation_call(self, *args, **kwargs)
        return noted(operation_call, self, args, kwargs)

    keras.layers.Layer.__call__, Operation.__call__ = of_layer, of_operation
    try:
        yield calls
    finally:
        keras.layers.Layer.__call__, Operation.__call__ = layer_call, operation_call
