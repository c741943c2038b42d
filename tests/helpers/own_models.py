"""Users' models of every kind that must work, and two that must not, tiny, as they are before they are saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import helpers

SIZE = (40, 32, 3)  # height, width, channels


def _backbone(shape: tuple[int | None, ...] = (None, None, 3), name: str = "backbone") -> Any:
    keras = helpers.keras_ready()
    x = inputs = keras.Input(shape)
    for number, filters in enumerate((6, 8)):
        x = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = keras.layers.BatchNormalization(name=f"norm{number}")(x)
        x = keras.layers.ReLU(name=f"relu{number}")(x)
        x = keras.layers.MaxPooling2D(name=f"pool{number}")(x) if number == 0 else x
    return keras.Model(inputs, x, name=name)


def _headed(classes: int, activation: str | None, shape: tuple[int | None, ...] = SIZE, last: Any = None) -> Any:
    keras = helpers.keras_ready()
    inputs = keras.Input(shape)
    x = keras.layers.GlobalAveragePooling2D()(_backbone((*shape[:2], shape[2]))(inputs))
    x = keras.layers.Dense(classes, activation, name="answer")(x)
    return keras.Model(inputs, x if last is None else last(x))


def nested_in_sequential() -> Any:
    keras = helpers.keras_ready()
    pool, answer = keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(4, "softmax")
    return keras.Sequential([keras.Input(SIZE), keras.layers.Rescaling(1 / 127.5, -1), _backbone(), pool, answer])


def nested_in_functional() -> Any:
    keras = helpers.keras_ready()
    inputs = keras.Input(SIZE)
    x = _backbone()(inputs / 127.5 - 1, training=False)
    return keras.Model(inputs, keras.layers.Dense(4, "softmax")(keras.layers.GlobalAveragePooling2D()(x)))


def nested_two_deep() -> Any:
    keras = helpers.keras_ready()
    inputs = keras.Input(SIZE)
    features = keras.Sequential([keras.Input(SIZE), _backbone(), keras.layers.Dropout(0.3)], name="features")
    x = keras.layers.GlobalAveragePooling2D()(features(inputs))
    return keras.Model(inputs, keras.layers.Dense(4, "softmax")(x))


def separate_softmax() -> Any:
    return _headed(4, None, last=helpers.keras_ready().layers.Softmax())


def separate_activation() -> Any:
    return _headed(4, None, last=helpers.keras_ready().layers.Activation("softmax"))


def binary() -> Any:
    return _headed(1, "sigmoid")


def multi_label() -> Any:
    return _headed(5, "sigmoid")


def logits() -> Any:
    return _headed(4, None)


def one_channel() -> Any:
    return _headed(4, "softmax", (28, 28, 1))


def not_square() -> Any:
    return _headed(4, "softmax", (24, 56, 3))


def any_size() -> Any:
    return _headed(4, "softmax", (None, None, 3))


def several_outputs() -> Any:
    keras = helpers.keras_ready()
    inputs = keras.Input(SIZE)
    features = _backbone()(inputs)
    x = keras.layers.GlobalAveragePooling2D()(features)
    kind, colour = keras.layers.Dense(4, "softmax", name="kind")(x), keras.layers.Dense(3, name="colour")(x)
    return keras.Model(inputs, {"embedding": features, "kind": kind, "colour": colour})


def mixed_precision() -> Any:
    keras = helpers.keras_ready()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        return _headed(4, None, last=keras.layers.Activation("softmax", dtype="float32"))
    finally:
        keras.config.set_dtype_policy("float32")


def dropout_and_norm() -> Any:
    keras = helpers.keras_ready()
    x = inputs = keras.Input(SIZE)
    x = keras.layers.RandomRotation(0.1)(keras.layers.RandomFlip()(x))
    x = keras.layers.Conv2D(6, 3, activation="relu", kernel_regularizer="l2")(x)
    x = keras.layers.SpatialDropout2D(0.2)(keras.layers.BatchNormalization()(x))
    x = keras.layers.Dropout(0.5)(keras.layers.Flatten()(x))
    return keras.Model(inputs, keras.layers.Dense(4, "softmax")(x))


def only_a_pooling_head() -> Any:
    keras = helpers.keras_ready()
    x = inputs = keras.Input(SIZE)
    x = keras.layers.Conv2D(4, 3, name="scores")(keras.layers.Conv2D(6, 3, activation="relu")(x))
    return keras.Model(inputs, keras.layers.Softmax()(keras.layers.GlobalAveragePooling2D()(x)))


def residual_with_plus() -> Any:
    """Operations between layers, as Python writes them, and no layer for the merge."""
    keras = helpers.keras_ready()
    inputs = keras.Input(SIZE)
    x = keras.layers.Conv2D(6, 3, padding="same", activation="relu", name="stem")(inputs)
    x = keras.ops.relu(x + keras.layers.Conv2D(6, 3, padding="same", name="branch")(x))
    x = keras.ops.mean(x, axis=(1, 2))
    return keras.Model(inputs, keras.ops.softmax(keras.layers.Dense(4)(x)))


def transformer() -> Any:
    return helpers.transformer()


def transformer_without_class_token() -> Any:
    return helpers.transformer(class_token=False)


def no_layer_with_places() -> Any:
    keras = helpers.keras_ready()
    flat, wide, answer = keras.layers.Flatten(), keras.layers.Dense(8, "relu"), keras.layers.Dense(4, "softmax")
    return keras.Sequential([keras.Input((12, 12, 3)), flat, wide, answer])


def four_channels() -> Any:
    keras = helpers.keras_ready()
    pool, answer = keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)
    return keras.Sequential([keras.Input((8, 8, 4)), pool, answer])


def not_a_number() -> Any:
    model = _headed(2, "softmax")
    model.get_layer("answer").bias.assign(np.array([0, np.nan]))
    return model


def by_brightness() -> Any:
    """Tells black, grey and white apart by the mean of pixels in -1..1; nothing in its file says that."""
    keras = helpers.keras_ready()
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(1, 1, name="mean")(inputs))
    model = keras.Model(inputs, keras.layers.Dense(3, "softmax")(x))
    slopes, offsets = np.array([[-20.0, 0.0, 20.0]]), np.array([-10.0, 0.0, -10.0])
    model.set_weights([np.full((1, 1, 3, 1), 1 / 3), np.zeros(1), slopes, offsets])
    return model


BRIGHTNESS = {"black": (0, 20), "grey": (100, 150), "white": (235, 256)}


def save_by_brightness(folder: Path) -> tuple[Path, Path]:
    """That model with a class name file next to it, and for each class a folder of four pictures named after it."""
    path, pictures, rng = folder / "levels.keras", folder / "pictures", np.random.default_rng(0)
    by_brightness().save(path)
    path.with_suffix(".txt").write_text("\n".join(BRIGHTNESS), encoding="utf-8")
    pictures.mkdir()
    for name, ends in BRIGHTNESS.items():
        for number in range(4):
            pixels = rng.integers(*ends, (12, 10, 3)).astype(np.uint8)
            Image.fromarray(pixels).save(pictures / f"{name}_{number}.png")
    return path, pictures


# Each with the layer that `auto` should choose.
WORKING: dict[str, tuple[Callable[[], Any], str | None]] = {
    "nested in Sequential": (nested_in_sequential, "relu1"),
    "nested in Functional": (nested_in_functional, "relu1"),
    "nested two deep": (nested_two_deep, "relu1"),
    "separate Softmax": (separate_softmax, "relu1"),
    "separate Activation": (separate_activation, "relu1"),
    "binary": (binary, "relu1"),
    "multi-label": (multi_label, "relu1"),
    "logits": (logits, "relu1"),
    "one channel": (one_channel, "relu1"),
    "not square": (not_square, "relu1"),
    "any size": (any_size, "relu1"),
    "several outputs": (several_outputs, "relu1"),
    "mixed precision": (mixed_precision, "relu1"),
    "dropout and batch norm": (dropout_and_norm, "batch_normalization"),
    "only a pooling head": (only_a_pooling_head, "scores"),
    "residual with plus": (residual_with_plus, "relu"),
    "transformer": (transformer, "add"),
    "transformer without class token": (transformer_without_class_token, "last_norm"),
    "no layer with places": (no_layer_with_places, None),
}
