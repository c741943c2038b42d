"""What tests of attacks share."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

import helpers
from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import Kind
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.params import Value

CHAIN = PixelChain.of(PREPROCESSING["zero_to_one"], 3)


def tiny(seed: int = 3) -> Any:
    """A network of 5 classes on pixels of 0..1, 12x12, whose answers differ between random pictures."""
    keras = helpers.keras_ready()
    x = inputs = keras.Input((12, 12, 3))
    x = keras.layers.Conv2D(6, 3, activation="relu", name="conv")(x)
    x = keras.layers.Conv2D(8, 3, strides=2, activation="relu", name="deep")(x)
    x = keras.layers.Dense(5, name="answer")(keras.layers.Flatten()(x))
    return helpers.with_random_weights(keras.Model(inputs, x, name="tiny"), seed)


def pictures(count: int, shape: tuple[int, int, int] = (12, 12, 3), seed: int = 7) -> np.ndarray:
    """float32 (count, height, width, channels) of whole levels in 0..1."""
    levels = np.random.default_rng(seed).integers(0, 256, (count, *shape))
    return (levels / 255).astype(np.float32)


def context(
    network: CompiledModel,
    pixels: np.ndarray,
    attack: str,
    eps: float = 0.1,
    norm: Norm = Norm.LINF,
    params: Mapping[str, Value] | None = None,
    targets: np.ndarray | None = None,
    run: RunContext = RunContext(),  # noqa: B008
    chain: PixelChain = CHAIN,
) -> AttackContext:
    """Of pictures that are to lose the class that the network gives them."""
    bound = bind(AttackCall(attack, params=tuple((params or {}).items()), norm=norm))
    labels = network.logits(chain(pixels)).argmax(axis=-1)
    full = np.full(len(pixels), eps, np.float32)
    return AttackContext(
        network,
        chain,
        pixels,
        labels,
        targets,
        full,
        bound.norm,
        bound.params,
        run,
        bound.attack.kind is Kind.EXPLANATION,
    )


def foolbox_model(model: Any) -> tuple[Any, Any]:
    """foolbox, and its view of a Keras model on pixels of 0..1."""
    import pytest

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        foolbox = pytest.importorskip("foolbox")
        return foolbox, foolbox.TensorFlowModel(model, bounds=(0, 1), device="/CPU:0")
