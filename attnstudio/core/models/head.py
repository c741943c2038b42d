"""The explained score is a logit: a model whose output is a probability, rebuilt to end before its softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from attnstudio.core.errors import ModelFailure

if TYPE_CHECKING:
    import keras

Head = Literal["softmax", "sigmoid", "logits"]
_HEADS: dict[str, Head] = {"softmax": "softmax", "sigmoid": "sigmoid", "linear": "logits"}


def probabilities(logits: np.ndarray, head: Head) -> np.ndarray:
    """(..., classes) -> the same shape; float64 if the logits are."""
    if head == "sigmoid":
        return np.exp(-np.logaddexp(0, -logits))  # 1 / (1 + exp(-logits)) overflows
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def to_logits(model: keras.Model) -> tuple[keras.Model, Head]:
    """A model that shares every layer with `model` but the last, which is copied without its activation.

    Handles an activation inside the last layer, and a Softmax or Activation layer of its own. The given model is left
    as it is.

    Raises:
        ModelFailure: the last layer is none of these.
    """
    import keras

    last = model.layers[-1]
    if isinstance(last, keras.layers.Softmax):
        return keras.Model(model.inputs, last.input), "softmax"
    activation = keras.activations.serialize(getattr(last, "activation", keras.activations.linear))
    head = _HEADS.get(activation) if isinstance(activation, str) else None
    if head is None:
        raise ModelFailure(
            "The model {model} ends in {layer} with the activation {activation}; a classifier ends in softmax, "
            "sigmoid or logits.",
            model=model.name,
            layer=last.name,
            activation=activation,
        )
    if head == "logits":
        return model, head
    if isinstance(last, keras.layers.Activation):
        return keras.Model(model.inputs, last.input), head
    linear = type(last).from_config({**last.get_config(), "activation": "linear"})
    logits = keras.Model(model.inputs, linear(last.input))
    linear.set_weights(last.get_weights())
    return logits, head
