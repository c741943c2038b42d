"""Bounds of attacks, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from attnstudio.core.attacks.projection import Norm, project, rounded, size, unit


def batch(*values: float) -> np.ndarray:
    return np.array(values, np.float32).reshape(1, 1, -1, 1)


def test_sizes() -> None:
    change = np.zeros((1, 2, 2, 3), np.float32)
    change[0, 0, 0], change[0, 1, 1, 0] = (0.3, 0, 0.4), -0.5
    assert size(change, Norm.LINF) == pytest.approx([0.5])
    assert size(change, Norm.L2) == pytest.approx([np.sqrt(0.5)])
    assert size(change, Norm.L0) == [2], "a pixel counts once, whatever its channels"


def test_project() -> None:
    centre, given = batch(0.5, 0.9, 0.2), batch(0.9, 1.3, 0.21)
    np.testing.assert_allclose(project(given, centre, 0.2, Norm.LINF), batch(0.7, 1.0, 0.21), atol=1e-6)
    given = batch(0.8, 0.9, 0.6)  # 0.3, 0, 0.4 away: half as long
    np.testing.assert_allclose(project(given, centre, 0.25, Norm.L2), batch(0.65, 0.9, 0.4), atol=1e-6)
    np.testing.assert_allclose(project(given, centre, 0.6, Norm.L2), given, atol=1e-6)


def test_unit() -> None:
    np.testing.assert_array_equal(unit(batch(-3, 0, 2), Norm.LINF), batch(-1, 0, 1))
    np.testing.assert_allclose(unit(batch(-3, 0, 4), Norm.L2), batch(-0.6, 0, 0.8), atol=1e-6)
    assert not unit(batch(0, 0), Norm.L2).any()


def test_rounding_stays_in_the_ball() -> None:
    centre = np.array([10, 250, 100, 0], np.uint8).reshape(1, 1, 4, 1)
    eps = np.array([0.03])  # 7.65 levels: to the nearest it would be 8
    pushed = np.clip(centre / np.float32(255) + np.float32(0.03) * batch(1, 1, -1, -1), 0, 1)
    np.testing.assert_array_equal(rounded(pushed, centre, eps, Norm.LINF).ravel(), [17, 255, 93, 0])


@pytest.mark.parametrize("scale", [0.3, 0.7, 3.0])
def test_rounding_by_length_shortens_no_more_than_it_must(scale: float) -> None:
    """Changes of about a level, which rounding to the nearest makes longer."""
    rng = np.random.default_rng(0)
    centre = rng.integers(60, 190, (3, 20, 20, 3)).astype(np.uint8)
    change = rng.normal(0, scale, centre.shape).astype(np.float32)
    lengths = np.linalg.norm(change.reshape(3, -1), axis=-1) / 255
    found = rounded(centre / np.float32(255) + change / 255, centre, lengths, Norm.L2)
    kept = np.linalg.norm((found.astype(float) - centre).reshape(3, -1), axis=-1) / 255
    assert (kept <= lengths * (1 + 1e-6)).all() and (kept > 0.85 * lengths).all()
