"""Probabilities from logits."""

from __future__ import annotations

from typing import Literal

import numpy as np

# What makes the shown numbers of the scores of a network. "softmax", "sigmoid": these, as the model's own output does.
# "logits", "sigmoid_logits": softmax and sigmoid, while the model's own output is the scores. "regression": nothing.
Head = Literal["softmax", "sigmoid", "logits", "sigmoid_logits", "regression"]


def probabilities(logits: np.ndarray, head: Head) -> np.ndarray:
    """Probabilities from scores; the scores themselves for a regression.

    (..., classes) -> the same shape; float64 if the logits are.
    """
    if head == "regression":
        return np.array(logits)
    if head in ("sigmoid", "sigmoid_logits"):
        return np.exp(-np.logaddexp(0, -logits))  # 1 / (1 + exp(-logits)) overflows
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def output_values(logits: np.ndarray, head: Head, outputs: int) -> np.ndarray:
    """What the model's own output is, (batch, outputs), from the logits (batch, classes)."""
    values = logits if head in ("logits", "sigmoid_logits", "regression") else probabilities(logits, head)
    return values[..., -1:] if outputs == 1 else values
