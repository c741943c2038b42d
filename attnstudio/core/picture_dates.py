"""When the files of pictures were changed last."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np


def modified(path: Path) -> float:
    """Seconds since 1970, of a picture in an array those of the file; NaN: it is gone."""
    for file in (path, path.parent) if path.name.endswith("]") else (path,):
        try:
            return file.stat().st_mtime
        except (OSError, ValueError):
            continue
    return math.nan


def modified_each(count: int, path: Callable[[int], Path]) -> np.ndarray:
    """float64 (count,). `path`: of a picture by its number."""
    return np.fromiter((modified(path(row)) for row in range(count)), np.float64, count)
