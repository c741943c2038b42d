"""Total Sobol indices by Jansen's estimator: in how much of a value's variance each of its arguments has a part."""

from __future__ import annotations

import numpy as np

from attnstudio.core.masks import all_equal


def designs(count: int, arguments: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two independent sets of points A, B in the cube 0..1, each float32 (count, arguments), of a scrambled Sobol
    sequence."""
    from scipy.stats import qmc

    power = (count - 1).bit_length()  # the sequence is balanced at powers of two
    points = qmc.Sobol(2 * arguments, rng=rng).random_base2(power)[:count].astype(np.float32)
    # In so many dimensions a few pairs of axes are far from independent at first; shuffled, B is independent of A.
    return points[:, :arguments], rng.permutation(points[:, arguments:])


def total_indices(scores: np.ndarray) -> np.ndarray:
    """mean_n (y(A_n) - y(A_n with B_n's i))^2 / (2 var y(A)): scores (designs, 1 + arguments), of each A, then with
    each argument swapped -> (arguments,)."""
    if len(scores) < 2 or all_equal(scores[:, 0]):
        return np.zeros(scores.shape[1] - 1)
    changes = np.square(scores[:, 1:] - scores[:, :1]).mean(axis=0)
    found: np.ndarray = changes / (2 * scores[:, 0].var(ddof=1))
    return found
