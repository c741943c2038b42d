"""A mask: a picture of the picture's size, black where the object is not. Best as PNG; others are read too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO

import numpy as np
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.TiffImagePlugin import TiffImageFile

from attnstudio.core.annotations.base import FORMATS, Entry, Format
from attnstudio.core.annotations.content import Content, damaged
from attnstudio.core.annotations.marked import marked_in, marked_in_png
from attnstudio.core.errors import PictureFailure, RegionFailure, first_line
from attnstudio.core.images import GREY, Note, decode
from attnstudio.core.regions import Bitmap, Region
from attnstudio.core.text import mark

# How files of pictures begin, and how the values of those that keep them are read.
_EXACT: dict[bytes, Callable[[bytes], np.ndarray]] = {
    rb"\x89PNG\r\n\x1a\n": marked_in_png,
    rb"II[*+]\0|MM\0[*+]": lambda data: marked_in(TiffImageFile(BytesIO(data))),
    rb"BM": lambda data: marked_in(BmpImageFile(BytesIO(data))),
    rb"GIF8[79]a": lambda data: marked_in(GifImageFile(BytesIO(data))),
}
_LOSSY = rb"(?s)\xff\xd8\xff|RIFF....WEBP"


@FORMATS.register
class MaskPng(Format):
    id = "mask_png"
    name = "PNG mask"
    suffixes = frozenset({".png", ".tif", ".tiff", ".bmp", ".gif"})  # in a folder, a JPEG is a photo
    nameless = True

    def recognises(self, content: Content) -> bool:
        return any(re.match(start, content.data) for start in (*_EXACT, _LOSSY))

    def entries(self, content: Content) -> Sequence[Entry]:
        return [Entry((content.path.name,), partial(_read, content))]


def _read(content: Content, name: str, note: Note) -> Region:
    try:
        pixels = decode(content.path).pixels  # refuses what is damaged or huge, in its own words
    except PictureFailure as failure:
        raise RegionFailure(failure.template, **failure.values) from failure
    exact = next((reader for start, reader in _EXACT.items() if re.match(start, content.data)), None)
    if exact is None:
        note(mark("{name}: JPEG and WebP blur a mask; what is brighter than mid grey is the region."), name=name)
        return Region((Bitmap.of(pixels.max(axis=-1) > GREY),))
    try:
        return Region((Bitmap.of(exact(content.data)),))
    except Exception as error:  # Pillow raises nearly anything
        raise damaged(content.path, first_line(error)) from error
