"""What a check is: a name, and what raises an exception where something is wrong. Each group of them is a file here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Check = tuple[str, Callable[[], None]]


def require(holds: object, reason: str) -> None:
    """Raises AssertionError with the reason, also where Python leaves assertions out."""
    if not holds:
        raise AssertionError(reason)


def require_map(values: np.ndarray) -> None:
    """float32 (height, width) as it is shown."""
    require(values.ndim == 2, f"the map has the shape {values.shape}")
    fits = np.isfinite(values).all() and values.max() > 0.9 and values.min() == 0
    require(fits, "the map is not one of finite values from 0 to 1")
