"""Requirements of methods."""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """A requirement of a method on the model."""

    INPUT_GRADIENT = "input gradient"
    ACTIVATION = "activation"
    LAYER_GRADIENT = "layer gradient"
    FORWARDS = "forwards"
    RELU = "ReLU activations"
    ATTENTION = "attention scores"
