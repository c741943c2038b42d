"""Inputs of 28 and 32 pixels: sizes in pixels fit them, and every method gives a map or says why not."""

from __future__ import annotations

from functools import cache
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.methods.base import METHODS
from attnstudio.core.methods.blur_ig import SIGMA
from attnstudio.core.methods.occlusion import PATCH, STRIDE
from attnstudio.core.needs import Need
from attnstudio.core.params import AUTO, SizeParam, Value
from attnstudio.core.request import MethodCall

FIRST = helpers.weights_for(1, 0, 0)
SIZES = {28: (4, 2), 32: (5, 2), 64: (9, 5), 96: (14, 7), 224: (32, 16), 448: (64, 32)}  # patch and stride


# The parameter


@pytest.mark.parametrize("side", SIZES)
def test_auto_is_a_share_of_the_shorter_side(side: int) -> None:
    for shape in ((side, side, 3), (side, 2 * side, 1), (3 * side, side, 3)):
        assert (PATCH.pixels(AUTO, shape), STRIDE.pixels(AUTO, shape)) == SIZES[side]
        assert SIGMA.pixels(AUTO, shape) == pytest.approx(50 * side / 224)
        assert PATCH.pixels(7, shape) == 7


def test_auto_never_leaves_the_allowed_range() -> None:
    assert STRIDE.pixels(AUTO, (5, 5, 3)) == 1
    assert PATCH.pixels(AUTO, (9000, 9000, 3)) == 512


@pytest.mark.parametrize(
    ("param", "text", "value"),
    [(PATCH, "auto", AUTO), (PATCH, "Auto", AUTO), (PATCH, "32", 32), (SIGMA, "auto", AUTO), (SIGMA, "4.5", 4.5)],
)
def test_a_size_is_auto_or_a_number(param: SizeParam, text: str, value: Value) -> None:
    parsed = param.parse(text)
    assert (parsed, type(parsed)) == (value, type(value))
    assert param.check(parsed) == value
    assert param.check(param.default) == AUTO


@pytest.mark.parametrize(
    ("param", "text", "says"),
    [
        (PATCH, "0", "patch must be from 1 to 512, not 0."),
        (PATCH, "2.5", "patch must be a whole number, not 2.5."),
        (PATCH, "big", "patch must be a whole number, not big."),
        (SIGMA, "0", r"sigma must be from 0.1 to 500.0, not 0.0."),
        (SIGMA, "wide", "sigma must be a number, not wide."),
    ],
)
def test_what_is_no_size_is_refused(param: SizeParam, text: str, says: str) -> None:
    with pytest.raises(ChoiceFailure) as caught:
        param.parse(text)
    assert str(caught.value) == says


# Occlusion


def _network(side: int, channels: int) -> Any:
    keras = helpers.keras_ready()
    x = inputs = keras.Input((side, side, channels))
    x = keras.layers.Conv2D(6, 3, padding="same", activation="relu", name="conv")(x)
    x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.Conv2D(8, 3, padding="same", activation="relu", name="last")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3)(x)))


@cache
def network(side: int, channels: int) -> tuple[Any, CompiledModel, np.ndarray]:
    """As Keras runs it and as the engine does, and a picture with an object in it."""
    model = _network(side, channels)
    picture = np.random.default_rng(side).uniform(-0.3, 0.3, (side, side, channels)).astype(np.float32)
    picture[side // 4 : side // 2, side // 3 : side // 2] += 0.7
    return model, helpers.compiled(model), picture


@pytest.mark.parametrize(("side", "channels"), [(28, 1), (32, 3), (224, 3)])
def test_occlusion_with_its_defaults_is_the_mean_drop_behind_the_patches(side: int, channels: int) -> None:
    model, network_of_ours, picture = network(side, channels)
    patch, stride = SIZES[side]
    grey = 128 / 127.5 - 1
    starts = [*range(0, side - patch, stride), side - patch]
    places = [(slice(top, top + patch), slice(left, left + patch)) for top in starts for left in starts]
    hidden = np.repeat(picture[None], len(places) + 1, axis=0)
    for number, place in enumerate(places):
        hidden[number][place] = grey
    scores = np.concatenate([model(hidden[first : first + 32], training=False) for first in range(0, len(hidden), 32)])
    total, count = np.zeros((side, side)), np.zeros((side, side))
    for number, place in enumerate(places):
        total[place] += scores[-1, 0] - scores[number, 0]
        count[place] += 1
    wanted = total / count
    (found,) = helpers.maps(network_of_ours, picture, FIRST, None, "occlusion")
    assert found.notices == ()
    raw = found.values * (found.raw_max - found.raw_min) + found.raw_min
    np.testing.assert_allclose(raw, wanted, atol=1e-3 * np.ptp(wanted))


# All methods


@pytest.mark.parametrize(("side", "channels"), [(28, 1), (32, 3)])
@pytest.mark.parametrize("method", helpers.fitting(Need.RELU))
def test_every_method_gives_a_map_or_says_why_not(method: str, side: int, channels: int) -> None:
    _, ours, picture = network(side, channels)
    call = helpers.quick(method)
    call = MethodCall(method, tuple(one for one in call.params if one[0] not in ("patch", "stride")))
    (found,) = helpers.maps(ours, picture, FIRST, "last", call)
    assert found.values.shape == (side, side)
    assert np.isfinite(found.values).all()
    assert found.warnings or found.values.max() > 0.9
    if method != "rise":  # which tells that its masks' chance outweighs what it found
        assert not found.warnings or found.raw_min == found.raw_max, "a map that shows something is called useless"


def test_declared_sizes_are_auto_by_default() -> None:
    """A length in pixels that is the same for every input is right for one input only."""
    for method in METHODS:
        for param in method.params:
            assert "pixels of the model's input" not in param.help or isinstance(param, SizeParam), param.name
