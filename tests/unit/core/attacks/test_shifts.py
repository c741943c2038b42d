"""Natural shifts, against formulas in NumPy and other libraries' versions."""

from __future__ import annotations

from io import BytesIO
from typing import Any, cast

import numpy as np
import pytest
from helpers.attacks import CHAIN, pictures
from PIL import Image

from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.context import RunContext
from attnstudio.core.params import Value

PIXELS = pictures(3, (20, 28, 3))
STRENGTHS = np.array([0.1, 0.45, 1.0], np.float32)


def job(name: str, strengths: np.ndarray = STRENGTHS, **params: Value) -> AttackContext:
    bound = bind(AttackCall(name, params=tuple(params.items())))
    labels = np.zeros(len(PIXELS), int)
    network = cast(Any, None)  # no shift asks a model
    return AttackContext(network, CHAIN, PIXELS, labels, None, strengths, bound.norm, bound.params, RunContext())


def shifted(asked: AttackContext, name: str) -> np.ndarray:
    return bind(AttackCall(name)).attack.attack(asked)


def test_sensor_noise_is_normal_of_the_strengths_deviation() -> None:
    asked = job("noise_shift", deviation=0.2)
    expected = [
        np.clip(x + 0.2 * strength * rng.standard_normal(x.shape, np.float32), 0, 1)
        for x, strength, rng in zip(PIXELS, STRENGTHS, asked.generators(), strict=True)
    ]
    found = shifted(asked, "noise_shift")
    np.testing.assert_allclose(found, expected, atol=1e-6)
    inside = (found[0] > 0) & (found[0] < 1)
    assert np.std((found[0] - PIXELS[0])[inside]) == pytest.approx(0.02, rel=0.1)


def test_blur_is_a_convolution_with_a_gaussian_of_the_strengths_radius() -> None:
    """The kernel is cut at four deviations; the edge is repeated."""

    def blurred(values: np.ndarray, sigma: float) -> np.ndarray:
        """Along the first axis."""
        reach = int(4 * sigma + 0.5)
        kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
        padded = np.pad(values, [(reach, reach), *[(0, 0)] * (values.ndim - 1)], mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(padded, len(kernel), axis=0)
        return np.asarray(windows @ (kernel / kernel.sum()))

    expected = []
    for x, strength in zip(PIXELS.astype(np.float64), STRENGTHS, strict=True):
        sigma = float(strength) * 0.1 * 20
        expected.append(blurred(blurred(x, sigma).swapaxes(0, 1), sigma).swapaxes(0, 1))
    np.testing.assert_allclose(shifted(job("blur", radius=0.1), "blur"), expected, atol=1e-5)


def test_jpeg_is_the_picture_as_pillow_opens_it() -> None:
    """Strength 0.1 is quality 90, 0.45 is 55, and 1 the worst."""
    expected = []
    for x, quality in zip(np.rint(PIXELS * 255).astype(np.uint8), (90, 55, 1), strict=True):
        file = BytesIO()
        Image.fromarray(x).save(file, "JPEG", quality=quality)
        expected.append(np.asarray(Image.open(file)) / 255)
    np.testing.assert_allclose(shifted(job("jpeg"), "jpeg"), expected, atol=1e-6)


@pytest.mark.parametrize(("direction", "sign"), [("up", 1), ("down", -1)])
def test_brightness_is_added_and_cut(direction: str, sign: int) -> None:
    expected = np.clip(PIXELS + sign * STRENGTHS[:, None, None, None], 0, 1)
    np.testing.assert_allclose(shifted(job("brightness", direction=direction), "brightness"), expected, atol=1e-6)


@pytest.mark.parametrize(("direction", "factors"), [("down", (0.9, 0.55, 0.0)), ("up", (1.3, 2.35, 4.0))])
def test_contrast_is_drawn_towards_the_mean_or_away_from_it(direction: str, factors: tuple[float, ...]) -> None:
    means = PIXELS.astype(np.float64).mean(axis=(1, 2, 3), keepdims=True)
    expected = np.clip(means + np.array(factors)[:, None, None, None] * (PIXELS - means), 0, 1)
    np.testing.assert_allclose(shifted(job("contrast", direction=direction), "contrast"), expected, atol=1e-6)


@pytest.mark.parametrize("angle", [30.0, -60.0])
def test_rotation_is_scikit_images(angle: float) -> None:
    """Anticlockwise round the centre, of a picture that is no square; the corners are of its mirror image."""
    from skimage.transform import rotate

    expected = [
        rotate(x, float(strength) * angle, order=1, mode="reflect")
        for x, strength in zip(PIXELS, STRENGTHS, strict=True)
    ]
    np.testing.assert_allclose(shifted(job("rotation", angle=angle), "rotation"), expected, atol=1e-4)


def test_the_square_is_grey_of_the_strengths_side_and_covers_where_a_smaller_one_was() -> None:
    before = np.zeros(PIXELS.shape[:3], bool)
    for strength, side in ((0.05, 1), (0.3, 6), (0.5, 10), (1.0, 20)):
        found = shifted(job("occluding_square", np.full(3, strength, np.float32)), "occluding_square")
        hidden = (found != PIXELS).any(axis=-1)
        for x, kept, square in zip(found, PIXELS, hidden, strict=True):
            rows, columns = np.flatnonzero(square.any(axis=1)), np.flatnonzero(square.any(axis=0))
            window = np.s_[rows[0] : rows[0] + side, columns[0] : columns[0] + side]
            assert len(rows) == len(columns) == side and (x[window] == 0.5).all()
            assert (x[~square] == kept[~square]).all()
        assert (hidden | ~before).all()
        before = hidden
    places = [tuple(np.argwhere(one)[0]) for one in before]
    assert len(set(places)) > 1, "the place is the picture's own"
