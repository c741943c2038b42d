"""Attacked pictures as files in memory: PNGs, which keep every level."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image


def png_of(pixels: np.ndarray) -> bytes:
    """Of uint8 (height, width, 1 or 3)."""
    stream = BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def pixels_of(png: bytes) -> np.ndarray:
    """What `png_of` was given, read-only."""
    pixels = np.array(Image.open(BytesIO(png)))
    pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    pixels.setflags(write=False)
    return pixels
