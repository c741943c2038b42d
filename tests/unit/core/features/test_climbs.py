"""Parts of activation maximisation, against finite differences and spectra by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.features.base import MAXIMISERS, Climb
from attnstudio.core.features.crops import CroppedClimb, sampled, sampled_back, sampling
from attnstudio.core.features.fourier_basis import colours, mean_spectrum, natural_spectrum, values
from attnstudio.core.features.pixels import PixelClimb
from attnstudio.core.features.unit import Unit, read_units
from attnstudio.core.params import complete

SHAPES = [pytest.param((8, 6, 3), id="even"), pytest.param((7, 9, 1), id="odd and grey")]


def begun(name: str, shape: tuple[int, int, int], seed: int = 0, **params: Any) -> Climb:
    maximiser = MAXIMISERS.discover()[name]
    return maximiser.begin(shape, complete(maximiser.params, params), np.random.default_rng(seed), None)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", sorted(MAXIMISERS.discover()))
def test_a_linear_score_grows_step_by_step(name: str, shape: tuple[int, int, int]) -> None:
    """y = the sum of w x over the whole picture."""
    weights = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    climb = begun(name, shape, rate=1.0 if name == "pixels" else 0.02, **_still(name))
    scores = []
    for _ in range(40):
        scores.append(float((climb.picture * weights).sum()))
        if isinstance(climb, CroppedClimb):
            climb.ascend(weights)
        else:
            climb.step(np.broadcast_to(weights, climb.show(0).shape))
    assert (np.diff(scores) > -1e-5).all() and scores[-1] > scores[0] + 0.5
    assert climb.picture.shape == shape and 0 <= climb.picture.min() <= climb.picture.max() <= 1
    climb.step(np.ones_like(climb.show(0.5)))
    assert climb.weight.shape == shape[:2] and climb.weight.max() > 0


def _still(name: str) -> dict[str, Any]:
    """The whole picture, as it is."""
    if name == "pixels":
        return {"jitter": 0, "rotation": 0, "total_variation": 0, "norm": 0}
    return {"crops": 1, "first_crop": 1, "last_crop": 1, "noise": 0}


@pytest.mark.parametrize("name", sorted(MAXIMISERS.discover()))
def test_the_seed_decides(name: str) -> None:
    def after_two_steps(seed: int) -> np.ndarray:
        climb = begun(name, (8, 6, 3), seed)
        for _ in range(2):
            climb.step(np.ones_like(climb.show(0.5)))
        return climb.picture

    np.testing.assert_array_equal(after_two_steps(3), after_two_steps(3))
    assert not np.array_equal(after_two_steps(3), after_two_steps(4))


def test_a_view_is_the_part_and_its_adjoint_is_the_transpose() -> None:
    rng = np.random.default_rng(0)
    picture, other = rng.random((8, 6, 2)), rng.random((8, 6, 2))
    np.testing.assert_allclose(sampled(picture, sampling(8, 0, 1), sampling(6, 0, 1)), picture, atol=1e-6)
    ramp = np.broadcast_to(np.arange(8.0)[:, None, None], (8, 6, 2))
    upper = sampled(ramp, sampling(8, 0, 0.5), sampling(6, 0.5, 0.5))
    np.testing.assert_allclose(upper[:, 0, 0], np.clip((np.arange(8) + 0.5) / 2 - 0.5, 0, None), atol=1e-6)
    crop = sampling(8, 0.2, 0.55), sampling(6, 0.1, 0.7)
    there, back = (sampled(picture, *crop) * other).sum(), (picture * sampled_back(other, *crop)).sum()
    assert there == pytest.approx(back, rel=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_maco_keeps_the_magnitudes_whatever_the_steps(shape: tuple[int, int, int]) -> None:
    climb = begun("maco", shape, **_still("maco"))
    for _ in range(5):
        climb.step(np.random.default_rng(2).normal(size=climb.show(0).shape).astype(np.float32))
    before_sigmoid = np.log(climb.picture / (1 - climb.picture)) @ np.linalg.inv(colours(shape[-1]))
    found = np.abs(np.fft.rfft2(before_sigmoid, axes=(0, 1)))
    inner = slice(1, (shape[1] + 1) // 2)  # the others are their own mirror images
    np.testing.assert_allclose(found[:, inner], natural_spectrum(shape)[:, inner], rtol=2e-3)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_spectrum_is_that_of_values_of_deviation_1_and_falls_with_the_frequency(shape: tuple[int, int, int]) -> None:
    spectrum = natural_spectrum(shape)
    phases = np.random.default_rng(0).uniform(-np.pi, np.pi, spectrum.shape)
    found = values(spectrum * np.exp(1j * phases), shape)
    assert found.std() == pytest.approx(1, rel=0.25)  # what is its own mirror image loses its imaginary part
    assert found.mean() == pytest.approx(0, abs=1e-5)
    assert spectrum[0, 1, 0] == pytest.approx(2 * spectrum[0, 2, 0], rel=0.35)


def test_the_mean_spectrum_of_pictures_by_hand() -> None:
    """Of one picture, a wave of 2 periods down: all magnitude at that frequency; of none, or one colour: none."""
    wave = 0.5 + 0.4 * np.cos(2 * np.pi * 2 * np.arange(8) / 8)
    found = mean_spectrum([np.broadcast_to(wave[:, None, None], (8, 6, 3))] * 2)
    assert found is not None
    strongest = np.argwhere(found > 0.01 * found.max())[:, :2].tolist()
    assert {tuple(place) for place in strongest} == {(2, 0), (6, 0)}
    assert mean_spectrum([]) is None and mean_spectrum([np.full((8, 6, 3), 0.3)]) is None


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_regularisers_against_finite_differences(order: int) -> None:
    """A step along a zero gradient of the score descends them; RMSprop's first step is sqrt(1000) times the sign."""
    rng = np.random.default_rng(5)
    start = rng.uniform(1, 200, (5, 4, 3)).astype(np.float32)
    params = {"jitter": 0, "rotation": 0, "scale": 0, "total_variation": 3.0, "norm": 2.0, "order": order, "rate": 1.0}
    climb = PixelClimb(start.copy(), params, rng)
    climb.step(np.zeros_like(climb.show(0)))
    moved = climb.picture * 255 - start

    def loss(x: np.ndarray) -> float:
        variation = np.abs(np.diff(x, axis=0)).sum() + np.abs(np.diff(x, axis=1)).sum()
        norm = (np.abs(x) ** order).sum() ** (1 / order)
        return float(3 * variation / x.size + 2 * norm / x.size ** (1 / order))

    exact = start.astype(np.float64)
    for place in ((0, 0, 0), (2, 1, 2), (4, 3, 1)):
        up, down = exact.copy(), exact.copy()
        up[place] += 1e-3
        down[place] -= 1e-3
        slope = (loss(up) - loss(down)) / 2e-3
        wanted = -slope / np.sqrt(0.001 * slope**2 + 1e-7)
        assert moved[place] == pytest.approx(wanted, rel=1e-2) or climb.picture[place] in (0, 1)


def test_units_are_read_by_class_or_channel() -> None:
    names = ("cat", "tiger shark", "conv[1]")
    assert read_units("tiger", names) == [Unit("", 1)] and read_units("0", names) == [Unit("", 0)]
    assert read_units("block/conv@2[7]", names) == [Unit("block/conv@2", 7)]
    assert read_units("conv[1]", names) == [Unit("", 2)], "a class that is called so"
    assert [unit.index for unit in read_units("conv[3-5]", names)] == [3, 4, 5]
    assert Unit("conv", 3).name(names) == "conv[3]" and Unit("", 1).name(names) == "tiger shark"


@pytest.mark.parametrize("text", ["dog", "conv[5-3]", "conv[0-64]", "conv[x]"])
def test_what_names_no_unit_is_refused(text: str) -> None:
    with pytest.raises(ChoiceFailure):
        read_units(text, ("cat",))
