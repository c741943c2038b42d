"""Inputs that are preprocessed already: the pixels that show them, and what is made of changed pixels."""

from __future__ import annotations

import numpy as np
import pytest

from attnstudio.core.models import prepared
from attnstudio.core.models.preprocessing import PREPROCESSING, pixels_of, preset

PIXELS = np.random.default_rng(0).integers(0, 256, (6, 5, 3), np.uint8)


@pytest.mark.parametrize("name", PREPROCESSING)
def test_the_inverse_of_a_preset_gives_the_pixels(name: str) -> None:
    np.testing.assert_allclose(pixels_of(name, preset(name, 3)(PIXELS)), PIXELS, atol=1e-3)
    grey = pixels_of(name, preset(name, 1)(PIXELS))
    np.testing.assert_allclose(grey[..., 0], (PIXELS @ np.array([0.299, 0.587, 0.114])).round(), atol=1.001)


@pytest.mark.parametrize("name", PREPROCESSING)
def test_an_input_that_a_preset_made_shows_its_pixels_and_stays_as_it_is(name: str) -> None:
    values = preset(name, 3)(PIXELS)
    made = prepared.model_input(values, name)
    np.testing.assert_array_equal(made.pixels, PIXELS)
    np.testing.assert_array_equal(made.input, values)


@pytest.mark.parametrize("channels", [1, 3])
def test_an_input_of_another_kind_is_stretched_over_the_levels_and_stays_as_it_is(channels: int) -> None:
    values = np.random.default_rng(1).normal(0, 40, (6, 5, channels)).astype(np.float32)
    made = prepared.model_input(values, "zero_to_one")
    assert (made.pixels.min(), made.pixels.max(), made.pixels.shape) == (0, 255, (6, 5, 3))
    np.testing.assert_array_equal(made.input, values)
    ends = [made.preprocess(np.full((1, 1, 3), level, np.uint8)) for level in (0, 255)]
    np.testing.assert_allclose([end.ravel()[0] for end in ends], [values.min(), values.max()], rtol=1e-5)
    assert ends[0].shape == (1, 1, channels)


def test_only_changed_pixels_change_the_input() -> None:
    values = np.random.default_rng(1).uniform(-1, 1, (6, 5, 3)).astype(np.float32)
    made = prepared.model_input(values, "minus_one_to_one")
    changed = np.stack([made.pixels, made.pixels])
    changed[1, 2, 3] = 128
    inputs = made.preprocess(changed)
    np.testing.assert_array_equal(inputs[0], values)
    differs = (inputs[1] != values).any(axis=-1)
    assert np.argwhere(differs).tolist() == [[2, 3]]
    np.testing.assert_allclose(inputs[1, 2, 3], 128 / 127.5 - 1, atol=1e-6)
