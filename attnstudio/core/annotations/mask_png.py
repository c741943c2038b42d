"""A mask: a picture of the picture's size, black where the object is not. Best as PNG; others are read too.

In masks of classes, as those of Pascal VOC, 255 is void: the border round an object, which belongs to nothing.
"""

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
from attnstudio.core.annotations.builder import RegionBuilder
from attnstudio.core.annotations.content import Content, damaged
from attnstudio.core.annotations.mask_pixels import MaskPixels, read_mask, read_mask_png
from attnstudio.core.errors import PictureFailure, RegionFailure, first_line
from attnstudio.core.images import decode
from attnstudio.core.placement import GREY
from attnstudio.core.regions import Bitmap
from attnstudio.core.text import Number, tr_noop

# How files of pictures begin, and how the values of those that keep them are read.
_EXACT: dict[bytes, Callable[[bytes], MaskPixels]] = {
    rb"\x89PNG\r\n\x1a\n": read_mask_png,
    rb"II[*+]\0|MM\0[*+]": lambda data: read_mask(TiffImageFile(BytesIO(data))),
    rb"BM": lambda data: read_mask(BmpImageFile(BytesIO(data))),
    rb"GIF8[79]a": lambda data: read_mask(GifImageFile(BytesIO(data))),
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


def _read(content: Content, builder: RegionBuilder) -> None:
    name = builder.name
    exact = next((reader for start, reader in _EXACT.items() if re.match(start, content.data)), None)
    pixels = _decoded(content)
    if exact is None:
        template = tr_noop("{name}: JPEG and WebP blur a mask; pixels brighter than mid-grey are taken as the region.")
        builder.note(template, name=name)
        builder.shapes.append(Bitmap.of(pixels.max(axis=-1) > GREY))
        return
    del pixels  # which may take 300 MB
    try:
        marked = exact(content.data)
    except Exception as error:  # Pillow raises nearly anything
        raise damaged(content.path, first_line(error)) from error
    if marked.void.any():
        share = Number(f"{100 * marked.void.mean():.2g} %")
        if not marked.pixels.any():
            raise RegionFailure(
                "{name}: the mask contains only void pixels (255 in masks of Pascal VOC). Choose the mask of an "
                "object, or give the object another value than 255.",
                name=name,
            )
        template = tr_noop(
            "{name}: the value 255 is treated as void, not as an object, as in class masks of Pascal VOC: {share}."
        )
        builder.note(template, name=name, share=share)
    builder.shapes.append(Bitmap.of(marked.pixels))


def _decoded(content: Content) -> np.ndarray:
    """The pixels as those of any picture: what is damaged or huge is refused in the same words."""
    try:
        return decode(content.path).pixels
    except PictureFailure as failure:
        raise RegionFailure(failure.template, **failure.values) from failure
