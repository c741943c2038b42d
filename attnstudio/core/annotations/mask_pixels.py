"""Which pixels of a mask picture are marked."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngImageFile

from attnstudio.core.images import MAX_PIXELS
from attnstudio.core.scaling import channel_max

_EXACT_MODES = ("1", "L", "I", "I;16", "I;16B", "F", "RGB")  # of which black is 0

_VOID = 255  # in masks of classes, as Pascal VOC writes them: neither object nor background
_VOID_COLOUR = (224, 224, 192)  # that it has in VOC's palette
_LAST_CLASS = 100  # numbers up to it are those of classes; masks with soft edges have greater ones


class MaskPixels(NamedTuple):
    """Which pixels are marked, and which are void: bool (height, width), both."""

    pixels: np.ndarray
    void: np.ndarray


def read_mask_png(data: bytes) -> MaskPixels:
    """Read the mask of a PNG file. Raises the errors of Pillow, and ValueError if the mask is too large."""
    image = PngImageFile(BytesIO(data))
    if image.width * image.height > MAX_PIXELS:
        raise ValueError(f"more than {MAX_PIXELS / 1e6:g} million pixels")
    return read_mask(image)


def read_mask(image: Image.Image) -> MaskPixels:
    """The mask of an image, upright: all pixels that are not black.

    What is transparent is not marked. Where all that is opaque is black, that is marked: the mask was drawn in black.
    The colours of a palette count, not its numbers, which programs choose to their liking. Void is not marked.
    """
    image.load()
    with suppress(Exception):  # damaged EXIF data turn nothing
        ImageOps.exif_transpose(image, in_place=True)
    void = _void_in(image)
    if image.has_transparency_data and not image.mode.startswith("I"):
        values = np.asarray(image.convert("RGBA"))
        opaque = values[..., 3] > 0
        bright = opaque & (channel_max(values[..., :3]) > 0)
        pixels = bright if bright.any() or opaque.all() else opaque
    else:
        values = np.asarray(image if image.mode in _EXACT_MODES else image.convert("RGB"))
        pixels = (channel_max(values) if values.ndim == 3 else values) != 0
    # In place: of the 100 million pixels that a file of 100 bytes may have, each array takes 100 MB.
    void &= pixels
    np.greater(pixels, void, out=pixels)
    return MaskPixels(pixels, void)


def _void_in(image: Image.Image) -> np.ndarray:
    """Pixels without a class: index 255 in a class map, or VOC's void colour in VOC colours: bool (height, width)."""
    if image.mode == "P":
        void = _void_among_classes(image)
        if void.any():
            return void
        palette = image.getpalette() or []
        if tuple(palette[3 * _VOID :][:3]) == _VOID_COLOUR:
            return np.asarray(image) == _VOID
        image = image.convert("RGB")  # programs that make files smaller choose other numbers
    if image.mode == "RGB":
        red, green, blue = np.moveaxis(np.asarray(image), -1, 0)
        if np.array_equal(red, green) and np.array_equal(red, blue):
            return _void_among_classes(image.getchannel(0))
        void = (red == _VOID_COLOUR[0]) & (green == _VOID_COLOUR[1]) & (blue == _VOID_COLOUR[2])
        if void.any() and _is_of_voc(red, green, blue):
            return void
    elif image.mode == "L":
        return _void_among_classes(image)
    return np.zeros(image.size[::-1], bool)


def _void_among_classes(image: Image.Image) -> np.ndarray:
    """Where the number 255 stands, if all other numbers but 0 are small and there are some."""
    others = [number for number, count in enumerate(image.histogram()) if count and 0 < number < _VOID]
    if others and max(others) <= _LAST_CLASS:
        return np.asarray(image) == _VOID
    return np.zeros(image.size[::-1], bool)


def _is_of_voc(*channels: np.ndarray) -> bool:
    """Whether all colours (one array a channel) are in VOC's palette."""
    red, green, blue = (channel.astype(np.uint32) for channel in channels)
    known = np.zeros(2**24, bool)
    known[_voc_colours()] = True
    return bool(known[red << 16 | green << 8 | blue].all())


def _voc_colours() -> np.ndarray:
    """VOC's palette, red << 16 | green << 8 | blue: a number's bits, three by three, are the colours' highest bits."""
    numbers = np.arange(256, dtype=np.uint32)
    colours = np.zeros(256, np.uint32)
    for place in range(8):
        for channel in range(3):
            bit = numbers >> (3 * place + channel) & 1
            colours |= bit << (7 - place) << (16 - 8 * channel)
    return colours
