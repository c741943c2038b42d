"""Which pixels of a mask picture are marked."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngImageFile

from attnstudio.core.images import MAX_PIXELS
from attnstudio.core.scaling import channel_max

_EXACT_MODES = ("1", "L", "I", "I;16", "I;16B", "F", "RGB")  # of which black is 0


def marked_in_png(data: bytes) -> np.ndarray:
    """Of a PNG file: bool (height, width). Raises whatever Pillow raises, and ValueError where it is too large."""
    image = PngImageFile(BytesIO(data))
    if image.width * image.height > MAX_PIXELS:
        raise ValueError(f"more than {MAX_PIXELS / 1e6:g} million pixels")
    return marked_in(image)


def marked_in(image: Image.Image) -> np.ndarray:
    """What is not black, whatever its value or colour: bool (height, width), upright.

    What is transparent is not marked. Where all that is opaque is black, that is marked: the mask was drawn in black.
    The colours of a palette count, not its numbers, which programs choose to their liking.
    """
    image.load()
    with suppress(Exception):  # damaged EXIF data turn nothing
        ImageOps.exif_transpose(image, in_place=True)
    if image.has_transparency_data and not image.mode.startswith("I"):
        values = np.asarray(image.convert("RGBA"))
        opaque = values[..., 3] > 0
        bright = opaque & (channel_max(values[..., :3]) > 0)
        return bright if bright.any() or opaque.all() else opaque
    values = np.asarray(image if image.mode in _EXACT_MODES else image.convert("RGB"))
    return (channel_max(values) if values.ndim == 3 else values) != 0
