"""Small networks, trained within two seconds to classify the colour of a square, and pictures of such squares.

Where a network has learned that, its evidence lies at the square: a map that is flat, or lights up elsewhere, is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import helpers
from helpers.recording import Logits, before_activation, before_last

SIDE, SQUARE = 32, 9  # pixels
EPOCHS, BATCH, PICTURES = 14, 16, 192
SEED = 3  # with which no class is left to be what the others are not: Grad-CAM shows evidence for a class only

Build = Callable[[Any], Any]


@dataclass(frozen=True)
class Pictures:
    """uint8 (count, SIDE, SIDE, 3), which channel the square is bright in, and (top, left) of each square."""

    pixels: np.ndarray
    classes: np.ndarray
    corners: np.ndarray


def pictures(count: int, seed: int, classes: int = 3) -> Pictures:
    """A square of one primary colour on dark noise, and a grey one that says nothing."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 60, (count, SIDE, SIDE, 3))
    kinds = np.arange(count) % classes
    corners = rng.integers(0, SIDE - SQUARE, (count, 2))
    for one, kind, (top, left) in zip(pixels, kinds, corners, strict=True):
        other_top, other_left = rng.integers(0, SIDE - SQUARE, 2)
        one[other_top : other_top + SQUARE, other_left : other_left + SQUARE] = 110
        one[top : top + SQUARE, left : left + SQUARE] = 30
        one[top : top + SQUARE, left : left + SQUARE, kind] = 230
    return Pictures(pixels.astype(np.uint8), kinds, corners)


@dataclass(frozen=True)
class Trained:
    """A network to be trained.

    Attributes:
        pixels: whether it takes 0..255; else 0..1.
        classes: 2 for a single unit.
        local: a map of this method lies at the square.
    """

    function: Build
    logits: Logits = before_activation
    pixels: bool = False
    classes: int = 3
    local: str = "gradcam"

    def inputs(self, pixels: np.ndarray) -> np.ndarray:
        return pixels.astype(np.float32) / (1 if self.pixels else 255)

    def build(self) -> Any:
        """The network, trained."""
        keras = helpers.keras_ready()
        keras.utils.set_random_seed(SEED)
        model = self.function(keras)
        loss = "binary_crossentropy" if self.classes == 2 else "sparse_categorical_crossentropy"
        model.compile(keras.optimizers.Adam(0.02), loss, jit_compile=False)
        task = pictures(PICTURES, 1, self.classes)
        model.fit(self.inputs(task.pixels), task.classes, batch_size=BATCH, epochs=EPOCHS, verbose=0)
        return model


TRAINED: dict[str, Trained] = {}


def trained(**how: Any) -> Callable[[Build], Build]:
    """Registers a builder by its name."""

    def register(function: Build) -> Build:
        TRAINED[function.__name__] = Trained(function, **how)
        return function

    return register


@trained()
def plain(keras: Any) -> Any:
    """A Sequential without Input, built by training it."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ]
    )


@trained()
def flattened(keras: Any) -> Any:
    """Flatten, dense layers and dropout, as the courses have it."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 3)),
            layers.Conv2D(8, 3, strides=2, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(16, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(3, activation="softmax"),
        ]
    )


@trained(pixels=True)
def nested(keras: Any) -> Any:
    """Augmentation, Rescaling, and a backbone inside; without a bias anywhere, so that the dark says nothing."""
    layers = keras.layers
    inner = keras.Input((SIDE, SIDE, 3))
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu", use_bias=False)(inner)
    x = layers.Conv2D(8, 3, padding="same", activation="relu", use_bias=False)(x)
    backbone = keras.Model(inner, x, name="backbone")
    inputs = keras.Input((SIDE, SIDE, 3))
    x = backbone(layers.Rescaling(1 / 255)(layers.RandomFlip()(inputs)))
    return keras.Model(inputs, layers.Dense(3, "softmax", use_bias=False)(layers.GlobalAveragePooling2D()(x)))


@trained(logits=before_last)
def residual(keras: Any) -> Any:
    """Batch norms and a merge; softmax in a layer of its own."""
    layers = keras.layers
    inputs = keras.Input((SIDE, SIDE, 3))
    x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(8, 3, 2, padding="same", use_bias=False)(inputs)))
    inside = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(8, 3, padding="same", use_bias=False)(x)))
    x = layers.ReLU()(layers.Add()([x, layers.Conv2D(8, 3, padding="same")(inside)]))
    x = layers.Dense(3)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Softmax()(x))


@trained(local="hirescam")
def separable(keras: Any) -> Any:
    """Separable and depthwise convolutions, PReLU, global maximum."""
    layers = keras.layers
    x = inputs = keras.Input((SIDE, SIDE, 3))
    x = layers.PReLU(shared_axes=[1, 2])(layers.SeparableConv2D(8, 3, strides=2, padding="same")(x))
    x = layers.LeakyReLU(0.1)(layers.Conv2D(8, 1)(layers.DepthwiseConv2D(3, padding="same")(x)))
    return keras.Model(inputs, layers.Dense(3, "softmax")(layers.GlobalMaxPooling2D()(x)))


@trained(local="hirescam")
def smooth(keras: Any) -> Any:
    """Swish and GELU, group norm, global maximum."""
    layers = keras.layers
    x = inputs = keras.Input((SIDE, SIDE, 3))
    x = layers.Activation("swish")(layers.GroupNormalization(4)(layers.Conv2D(8, 4, 2, padding="same")(x)))
    x = layers.Conv2D(8, 3, padding="same", activation="gelu")(x)
    return keras.Model(inputs, layers.Dense(3, "softmax")(layers.GlobalMaxPooling2D()(x)))


@trained(classes=2)
def one_unit(keras: Any) -> Any:
    """Red or green, by one sigmoid."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 3)),
            layers.Conv2D(8, 3, 2, activation="relu"),
            layers.Conv2D(8, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


@trained()
def inception(keras: Any) -> Any:
    """Branches, concatenated, with squeeze and excitation."""
    layers = keras.layers
    inputs = keras.Input((SIDE, SIDE, 3))
    x = layers.MaxPooling2D()(layers.Conv2D(6, 3, padding="same", activation="relu")(inputs))
    branches = [layers.Conv2D(4, side, padding="same", activation="relu")(x) for side in (1, 3, 5)]
    x = layers.Concatenate()(branches)
    weights = layers.Dense(12, "sigmoid")(layers.Dense(4, "relu")(layers.GlobalAveragePooling2D(keepdims=True)(x)))
    x = layers.Multiply()([x, weights])
    return keras.Model(inputs, layers.Dense(3, "softmax")(layers.GlobalAveragePooling2D()(x)))
