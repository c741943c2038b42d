"""Numbers as the window writes them."""

from __future__ import annotations

import math

import pytest

from attnstudio.ui.shell.numbers import in_range


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (0.431, 0.0000457, 0.431, "0.431"),
        (0.0000457, 0.0000457, 0.431, "0.000"),
        (-12.34, -12.34, 5, "-12.3"),
        (5, -12.34, 5, "5.0"),
        (3.99e-6, 0, 3.99e-6, "3.99×10⁻⁶"),
        (1e-6, 0, 3.99e-6, "1.00×10⁻⁶"),
        (123456, 0, 123456, "1.23×10⁵"),
        (99999, 0, 99999, "99999"),
        (0, 0, 0, "0.00"),
        (-0.0, -1, 1, "0.00"),
        (1, 0, math.inf, "1.00"),
    ],
)
def test_values_of_one_map_have_the_same_digits(value: float, low: float, high: float, text: str) -> None:
    assert in_range(value, low, high) == text
