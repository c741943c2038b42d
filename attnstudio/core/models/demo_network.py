"""The architecture of the built-in `demo` model: a small batch-normalised CNN for the drawn scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attnstudio.core.scenes import CLASSES

if TYPE_CHECKING:
    import keras

INPUT_SIZE = 128
# (filters, stride) of each 3x3 convolution; the last map is 8x8, about what a 14x14 map is to a 224-pixel network.
BLOCKS = ((16, 2), (32, 2), (64, 2), (96, 1), (128, 2), (128, 1))


def build() -> keras.Model:
    """An untrained network: (batch, 128, 128, 3) in -1..1 -> (batch, 10) softmax probabilities."""
    import keras

    x = inputs = keras.Input((INPUT_SIZE, INPUT_SIZE, 3), name="picture")
    for number, (filters, stride) in enumerate(BLOCKS, start=1):
        x = keras.layers.Conv2D(filters, 3, stride, "same", use_bias=False, name=f"conv{number}")(x)
        x = keras.layers.BatchNormalization(name=f"bn{number}")(x)
        x = keras.layers.ReLU(name=f"relu{number}")(x)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = keras.layers.Dense(len(CLASSES), activation="softmax", name="predictions")(x)
    return keras.Model(inputs, outputs, name="demo")
