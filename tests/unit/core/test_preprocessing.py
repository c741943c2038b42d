"""Presets on one channel: the luminance, by the same formula."""

from __future__ import annotations

import numpy as np
import pytest

from attnstudio.core.models.preprocessing import LABELS, PREPROCESSING, preset


@pytest.mark.parametrize("name", PREPROCESSING)
def test_grey_pictures_are_the_same_in_one_channel(name: str) -> None:
    grey = np.repeat(np.random.default_rng(0).integers(0, 256, (2, 5, 6, 1), np.uint8), 3, axis=-1)
    colour, one = preset(name, 3)(grey), preset(name, 1)(grey)
    assert one.shape == (2, 5, 6, 1)
    assert one.dtype == np.float32
    # The constants of three channels become their mean.
    tolerance = {"caffe": 12, "torch": 0.3}.get(name, 1e-6)
    np.testing.assert_allclose(one[..., 0], colour[..., 1], atol=tolerance)


def test_one_channel_is_the_luminance() -> None:
    red, green, blue = (
        preset("zero_to_one", 1)(np.array([[colour]], np.uint8)) for colour in np.eye(3, dtype=np.uint8) * 255
    )
    np.testing.assert_allclose([red.item(), green.item(), blue.item()], [0.299, 0.587, 0.114], atol=0.002)


def test_every_preset_has_a_label() -> None:
    assert set(LABELS) == set(PREPROCESSING)


def test_zero_to_one() -> None:
    found = preset("zero_to_one", 3)(np.array([[[0, 51, 255]]], np.uint8))
    np.testing.assert_allclose(found, np.array([[[0, 0.2, 1]]]), rtol=1e-6)
