"""A map as files: the raw array and the overlay picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from attnstudio.core.files import write_whole


def write_array(path: Path, values: np.ndarray, *, force: bool) -> None:
    """A .npy file, whole or not at all."""
    write_whole(path, lambda file: np.save(file, values), force=force)


def write_png(path: Path, pixels: np.ndarray, *, force: bool) -> None:
    """uint8 (height, width, 3) as PNG, whole or not at all."""
    write_whole(path, lambda file: Image.fromarray(pixels).save(file, format="PNG"), force=force)
