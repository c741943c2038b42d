"""The explained score is a logit: a model whose output is a probability, rebuilt to end before that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from attnstudio.core.errors import ModelFailure

if TYPE_CHECKING:
    import keras

Head = Literal["softmax", "sigmoid", "logits"]
_HEADS: dict[str, Head] = {"softmax": "softmax", "sigmoid": "sigmoid", "linear": "logits"}
_OPERATIONS: dict[str, Head] = {"Softmax": "softmax", "Sigmoid": "sigmoid"}
_SHAPING = ("Flatten", "Reshape", "Dropout", "Identity", "Squeeze")  # they change no number


def probabilities(logits: np.ndarray, head: Head) -> np.ndarray:
    """(..., classes) -> the same shape; float64 if the logits are."""
    if head == "sigmoid":
        return np.exp(-np.logaddexp(0, -logits))  # 1 / (1 + exp(-logits)) overflows
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def shown_values(logits: np.ndarray, head: Head, outputs: int) -> np.ndarray:
    """What the model's own output is, (batch, outputs), from the logits (batch, classes)."""
    values = logits if head == "logits" else probabilities(logits, head)
    return values[..., -1:] if outputs == 1 else values


def class_count(model: keras.Model) -> int:
    """How many classes it answers with; a single unit has two sides. Raises ModelFailure where it is no classifier."""
    shape = tuple(model.outputs[0].shape)
    if len(shape) < 2 or shape[-1] is None or any(side != 1 for side in shape[1:-1]):
        raise ModelFailure(
            "The output {output} of {model} has the shape {shape}; a classifier's is one number a class.",
            output=model.outputs[0].name,
            model=model.name,
            shape="x".join("?" if side is None else str(side) for side in shape[1:]) or "()",
        )
    return max(2, int(shape[-1]))


def to_logits(model: keras.Model) -> tuple[keras.Model, Head]:
    """A model that shares every layer with `model` but the last, which is copied without its activation.

    Handles an activation inside the last layer, a softmax or sigmoid of its own, and layers behind it that only change
    the shape. A single unit z becomes the logits (-z, z) of its two sides. The given model is left as it is.

    Raises:
        ModelFailure: the output is no classifier's.
    """
    import keras

    class_count(model)
    logits, head = _before_activation(model, model.outputs[0])
    if len(logits.shape) > 2:
        logits = keras.layers.Flatten()(logits)
    if logits.shape[-1] == 1:
        return keras.Model(model.inputs, keras.ops.concatenate([-logits, logits], axis=-1)), "sigmoid"
    return (model if logits is model.outputs[0] else keras.Model(model.inputs, logits)), head


def _before_activation(model: keras.Model, output: Any) -> tuple[Any, Head]:
    """The logits behind an output, and what makes probabilities of them."""
    import keras

    last, node, _ = output._keras_history
    arguments = last._inbound_nodes[node].input_tensors
    kind = type(last).__name__
    if kind in _SHAPING:
        logits, head = _before_activation(model, arguments[0])
        return (output, head) if logits is arguments[0] else (logits, head)
    if kind in _OPERATIONS:
        return arguments[0], _OPERATIONS[kind]
    activation = keras.activations.serialize(getattr(last, "activation", keras.activations.linear))
    known = _HEADS.get(activation) if isinstance(activation, str) else None
    if known is None:
        raise ModelFailure(
            "The model {model} ends in {layer} with the activation {activation}; a classifier ends in softmax, "
            "sigmoid or logits.",
            model=model.name,
            layer=last.name,
            activation=activation,
        )
    if isinstance(last, keras.layers.Activation):
        return (output, known) if known == "logits" else (arguments[0], known)
    if known == "logits":
        return output, known
    linear = type(last).from_config({**last.get_config(), "activation": "linear"})
    logits = linear(arguments[0])
    linear.set_weights(last.get_weights())
    return logits, known
