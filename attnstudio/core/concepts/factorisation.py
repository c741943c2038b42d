"""Non-negative matrix factorisation, A = U W with U, W >= 0, by hierarchical alternating least squares.

Cichocki and Phan 2009, IEICE Transactions E92-A.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

_LEAST = np.float32(1e-9)


def factorise(
    values: np.ndarray, count: int, rng: np.random.Generator, rounds: int
) -> Generator[float, None, tuple[np.ndarray, np.ndarray]]:
    """Yields the share of the rounds that is done, and returns the factors.

    Args:
        values: float32 (n, p), not negative.

    Returns:
        U (n, count) and W (count, p), float32; each row of W has the length 1.
    """
    size = np.sqrt(max(float(values.mean()), float(_LEAST)) / count)
    left = (rng.random((len(values), count)) * 2 * size).astype(np.float32)
    right = (rng.random((count, values.shape[1])) * 2 * size).astype(np.float32)
    for number in range(rounds):
        _improve(left, values @ right.T, right @ right.T)
        _improve(right.T, values.T @ left, left.T @ left)
        yield (number + 1) / rounds
    lengths = np.maximum(np.linalg.norm(right, axis=1), _LEAST)
    return left * lengths, right / lengths[:, None]


def coefficients(values: np.ndarray, basis: np.ndarray, rounds: int = 50) -> np.ndarray:
    """The U >= 0 with the least |A - U W|: values (n, p), basis W (k, p) -> float32 (n, k)."""
    found = np.zeros((len(values), len(basis)), np.float32)
    products, gram = values @ basis.T, basis @ basis.T
    for _ in range(rounds):
        _improve(found, products, gram)
    return found


def relative_error(values: np.ndarray, left: np.ndarray, right: np.ndarray) -> float:
    """|A - U W| / |A|, without making U W."""
    squares = float(np.square(values, dtype=np.float64).sum())
    crossed = float(((values @ right.T).astype(np.float64) * left).sum())
    made = float(((left.T @ left).astype(np.float64) * (right @ right.T)).sum())
    return float(np.sqrt(max(squares - 2 * crossed + made, 0) / squares)) if squares else 0.0


def _improve(factor: np.ndarray, products: np.ndarray, gram: np.ndarray) -> None:
    """One round over the columns of a factor, in place; each is the best for the others as they are."""
    for column in range(factor.shape[1]):
        size = max(gram[column, column], _LEAST)
        change = (products[:, column] - factor @ gram[:, column]) / size
        factor[:, column] = np.maximum(factor[:, column] + change, 0)
