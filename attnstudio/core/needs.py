"""What a method can require of a model."""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """What a method requires of the model."""

    INPUT_GRADIENT = "input gradient"
    ACTIVATION = "activation"
    LAYER_GRADIENT = "layer gradient"
    FORWARDS = "forwards"
    RELU = "ReLU activations"
    ATTENTION = "attention scores"
