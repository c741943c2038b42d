"""Factorisation and Sobol indices, against answers that are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.concepts.concepts import Concepts, ConceptSample
from attnstudio.core.concepts.crops import crops
from attnstudio.core.concepts.factorisation import coefficients, factorise, relative_error
from attnstudio.core.sobol_indices import designs, total_indices


def factors(values: np.ndarray, count: int, rounds: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    steps = factorise(values, count, np.random.default_rng(seed), rounds)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            left, right = end.value
            return left, right


def test_what_is_made_of_three_parts_is_taken_apart_into_them() -> None:
    """Parts that do not overlap, some of which stand alone here and there, are found but for their order."""
    rng = np.random.default_rng(1)
    basis = np.zeros((3, 9), np.float32)
    for part in range(3):
        basis[part, 3 * part : 3 * part + 3] = rng.uniform(1, 2, 3)
    mixed = rng.random((40, 3))
    mixed[:30] *= rng.random((30, 3)) < 0.4
    values = (mixed @ basis).astype(np.float32)
    left, right = factors(values, 3)
    assert left.min() >= 0 and right.min() >= 0
    np.testing.assert_allclose(np.linalg.norm(right, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(left @ right, values, atol=1e-2)
    unit = basis / np.linalg.norm(basis, axis=1, keepdims=True)
    np.testing.assert_allclose((right @ unit.T).max(axis=0), 1, atol=1e-3)


def test_the_error_is_that_of_the_product_and_falls_with_the_count() -> None:
    values = np.random.default_rng(2).random((30, 12)).astype(np.float32)
    errors = []
    for count in (1, 3, 6):
        left, right = factors(values, count, 100)
        errors.append(relative_error(values, left, right))
        assert errors[-1] == pytest.approx(np.linalg.norm(values - left @ right) / np.linalg.norm(values), rel=1e-3)
    assert errors == sorted(errors, reverse=True)


def test_coefficients_are_the_least_squares_without_negative_ones() -> None:
    from scipy.optimize import nnls

    rng = np.random.default_rng(3)
    basis, values = rng.random((4, 10)).astype(np.float32), rng.random((5, 10)).astype(np.float32)
    wanted = np.stack([nnls(basis.T.astype(np.float64), row.astype(np.float64))[0] for row in values])
    np.testing.assert_allclose(coefficients(values, basis, 500), wanted, atol=1e-3)


def test_sobol_indices_of_a_function_whose_indices_are_known() -> None:
    """The g-function of Sobol with a = 0, 1, 9: S_Ti by its closed form."""
    a = np.array([0.0, 1.0, 9.0])
    first, second = (points.astype(np.float64) for points in designs(4096, 3, np.random.default_rng(0)))

    def g(x: np.ndarray) -> np.ndarray:
        found: np.ndarray = ((np.abs(4 * x - 2) + a) / (1 + a)).prod(axis=-1)
        return found

    scores = [g(first)]
    for place in range(3):
        swapped = first.copy()
        swapped[:, place] = second[:, place]
        scores.append(g(swapped))
    partial = 1 / 3 / (1 + a) ** 2
    variance = (1 + partial).prod() - 1
    wanted = partial * (1 + partial).prod() / (1 + partial) / variance
    np.testing.assert_allclose(total_indices(np.stack(scores, axis=1)), wanted, atol=0.03)
    assert not total_indices(np.ones((5, 4))).any(), "what does not vary depends on nothing"


def test_a_crop_is_the_part_round_the_strongest_place_within_the_picture() -> None:
    maps = np.zeros((3, 5, 5, 1), np.float32)
    maps[0, 4, 4], maps[1, 2, 2] = 1, 2
    found = Concepts("layer", np.ones((1, 2), np.float32), maps, None, 0.0)
    pixels = np.arange(3 * 20 * 20 * 3, dtype=np.uint32).reshape(3, 20, 20, 3).astype(np.uint8)
    sample = ConceptSample((Path("a"), Path("b"), Path("c")), pixels, np.zeros(0, np.float32))
    assert found.strongest(0, 5) == [(1, 0.5, 0.5), (0, 0.9, 0.9)], "the third has nothing of it"
    (one, middle), (other, corner) = crops(sample, found, 0, 5)
    assert (one, other) == (1, 0)
    np.testing.assert_array_equal(middle, pixels[1, 6:14, 6:14])
    np.testing.assert_array_equal(corner, pixels[0, 12:20, 12:20])
