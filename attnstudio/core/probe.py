"""Pictures that models are tried on where there are none."""

from __future__ import annotations

import numpy as np

from attnstudio.core.scaling import enlarge

SEED = 5


def probe_picture(number: int, height: int, width: int) -> np.ndarray:
    """Coloured blotches, as smooth as photos are: uint8 (height, width, 3), always the same for a number."""
    coarse = np.random.default_rng(SEED + number).random((3, 6, 6), np.float32)
    return np.moveaxis(enlarge(coarse, height, width) * 255, 0, -1).astype(np.uint8)
