"""What tests of the front door share."""

from __future__ import annotations

from typing import Any

import helpers
import numpy as np
import pytest

CLASSES = 5


def small(activation: str | None = "softmax", side: int = 24, channels: int = 3) -> Any:
    """A plain Sequential, as a course builds it."""
    keras = helpers.keras_ready()
    layers = [
        keras.Input((side, side, channels)),
        keras.layers.Conv2D(6, 3, activation="relu", name="first"),
        keras.layers.MaxPooling2D(name="pool"),
        keras.layers.Conv2D(8, 3, activation="relu", name="second"),
        keras.layers.GlobalAveragePooling2D(name="mean"),
        keras.layers.Dense(CLASSES, activation, name="answer"),
    ]
    return helpers.with_random_weights(keras.Sequential(layers, name="small"))


@pytest.fixture(scope="session")
def model() -> Any:
    """Not compiled; it takes pixels from 0 to 1."""
    return small()


@pytest.fixture(scope="session")
def images() -> np.ndarray:
    """Four pictures, uint8, at the size of the model's input."""
    return np.random.default_rng(0).integers(0, 256, (4, 24, 24, 3), np.uint8)
