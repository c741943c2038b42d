"""Pictures with more than 8 bits per sample: their values, and the conversion to 8 bits."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import BITSPERSAMPLE, PHOTOMETRIC_INTERPRETATION, SAMPLEFORMAT

from attnstudio.core.levels import SAMPLE, USED, Declared, chosen_range, scaled, too_dark_or_bright
from attnstudio.core.text import Notice, tr_noop

_MIN_VALUE, _MAX_VALUE, _SMIN_VALUE, _SMAX_VALUE = 280, 281, 340, 341  # TIFF tags
_STRIP = 2**22  # pixels
# Pillow keeps the upper byte of a sample. Read as if it had the other byte order, it keeps the lower one.
_NATIVE = ";16B" if sys.byteorder == "little" else ";16L"
_OTHER_BYTE = {";16B": ";16L", ";16L": ";16B", ";16N": _NATIVE}
_GREY_ALPHA = "LA;16B"  # has no such twin: its four bytes are read as four samples

Note = Callable[..., None]  # of a template and its values


def packing(image: ImageFile.ImageFile) -> str:
    """How the samples of a picture that is not loaded yet are packed, where it is colour, or has alpha, of 16 bits."""
    if not image.tile:
        return ""
    args = image.tile[0].args
    packed = str(args[0] if isinstance(args, tuple) else args)
    readable = image.mode in ("RGB", "RGBA") and packed[-4:] in _OTHER_BYTE and "a" not in packed  # not premultiplied
    return packed if readable else ""


def grey(image: Image.Image, data: bytes, levels: str, ground: int, note: Note) -> Image.Image:
    """A picture of 16 or 32 bits a pixel (modes I;16, I, F) as 8-bit grey (mode L), with the same `info`.

    Args:
        data: the file's.
        ground: the grey that shows through where the picture is transparent.
    """
    values = np.asarray(image)
    tags = getattr(image, "tag_v2", {})
    if values.dtype == np.int32 and tags.get(SAMPLEFORMAT, (1,))[0] == 1:
        values = values.view(np.uint32)  # Pillow has no unsigned mode
    known = values
    if values.dtype.kind == "f" and not (finite := np.isfinite(values)).all():
        known = values[finite]
        note(tr_noop("{file} has values that are not finite numbers. They are shown black."))
    black_white = chosen_range(levels, known, _declared(image, known, data))
    _note_extremes(black_white.notice, note)
    low, high = black_white.low, black_white.high
    if tags.get(PHOTOMETRIC_INTERPRETATION) == 0:  # "white is zero"; Pillow turns only 8 bits over
        low, high = high, low
    shown = scaled(values, low, high)
    if known.size and low != high and known.max() > 0:
        _note_extremes(too_dark_or_bright(shown, levels), note)
    if "transparency" in image.info:
        shown[values == image.info["transparency"]] = ground
    converted = Image.fromarray(shown)
    converted.info = {name: value for name, value in image.info.items() if name != "transparency"}
    return converted


def spread_colour(
    image: Image.Image, packed: str, again: Callable[[], ImageFile.ImageFile], data: bytes, levels: str, note: Note
) -> None:
    """Shows a loaded picture (mode RGB or RGBA) by the levels, in place; all its colours by the same. Its alpha stays.

    Args:
        image: as Pillow reduced it to the upper 8 bits.
        packed: by `packing`.
        again: opens the file once more, without loading it.
    """
    seen = np.asarray(image)[..., :3]
    if levels == "full" or (levels == "auto" and seen.max() > USED * 255):
        if seen.any():
            _note_extremes(too_dark_or_bright(seen, levels), note)
        return
    del seen
    fresh = _with_other_bytes(again(), packed)
    sample = _sample(image, fresh, packed)
    black_white = chosen_range(levels, sample, _declared(image, sample, data))
    _note_extremes(black_white.notice, note)
    low, high = black_white.low, black_white.high
    if sample.any():
        _note_extremes(too_dark_or_bright(scaled(sample, low, high), levels), note)
    for box in _strips(image):
        shown = scaled(_sixteen_bits(image, fresh, packed, box), low, high)
        converted = Image.fromarray(np.broadcast_to(shown, (*shown.shape[:2], 3)))
        if image.mode == "RGBA":
            converted.putalpha(image.crop(box).getchannel("A"))
        image.paste(converted, box)


def _note_extremes(notice: Notice | None, note: Note) -> None:
    if notice is not None:
        note(notice.template, warning=True, **notice.values)


def _with_other_bytes(fresh: ImageFile.ImageFile, packed: str) -> Image.Image:
    """A picture that was just opened, loaded with those bytes of its samples that Pillow leaves out."""
    other = "RGBA" if packed == _GREY_ALPHA else packed[:-4] + _OTHER_BYTE[packed[-4:]]
    fresh.tile = [tile._replace(args=_with_mode(tile.args, other)) for tile in fresh.tile]
    fresh.load()
    return fresh


def _strips(image: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """The picture in strips (left, top, right, bottom), for all its samples of 16 bits would take much memory."""
    rows = max(1, _STRIP // image.width)
    for top in range(0, image.height, rows):
        yield 0, top, image.width, min(top + rows, image.height)


def _sixteen_bits(upper: Image.Image, lower: Image.Image, packed: str, box: tuple[int, int, int, int]) -> np.ndarray:
    """The samples of a strip but alpha: uint16 (height, width, 1 or 3)."""
    first, second = np.asarray(upper.crop(box)), np.asarray(lower.crop(box))
    if packed == _GREY_ALPHA:
        return first[..., :1].astype(np.uint16) << 8 | second[..., 1:2]
    return first[..., :3].astype(np.uint16) << 8 | second[..., :3]


def _sample(upper: Image.Image, lower: Image.Image, packed: str) -> np.ndarray:
    """All samples, uint16; of a large picture, evenly spread ones with the least and the greatest."""
    step = max(1, upper.width * upper.height // SAMPLE)
    found = []
    for box in _strips(upper):
        values = _sixteen_bits(upper, lower, packed, box)
        found += [values[..., channel].reshape(-1)[::step] for channel in range(values.shape[-1])]
        if step > 1:
            found.append(np.array([values.min(), values.max()]))
    return np.concatenate(found)


def _with_mode(args: tuple[Any, ...] | str | None, mode: str) -> tuple[Any, ...] | str:
    return (mode, *args[1:]) if isinstance(args, tuple) else mode


def _declared(image: Image.Image, known: np.ndarray, data: bytes) -> Declared:
    tags = getattr(image, "tag_v2", {})
    bits = min(16, tags.get(BITSPERSAMPLE, (16,))[0])
    top = 1.0 if image.mode == "F" else 2.0**bits - 1
    if (scale := _tag_range(tags, _SMIN_VALUE, _SMAX_VALUE)) is not None:
        return Declared(scale)
    full = (0.0, top) if not known.size or (known.min() >= 0 and known.max() <= top) else None
    if isinstance(image, PngImageFile):
        significant = _png_significant_bits(data)
        return Declared(full, (0.0, 2.0**significant - 1) if significant else None)
    return Declared(full, _tag_range(tags, _MIN_VALUE, _MAX_VALUE))


def _tag_range(tags: Mapping[int, Any], low: int, high: int) -> tuple[float, float] | None:
    found = float(np.ravel(tags.get(low, np.nan))[0]), float(np.ravel(tags.get(high, np.nan))[0])
    return found if np.isfinite(found).all() and found[0] < found[1] else None


def _png_significant_bits(data: bytes) -> int:
    """What a PNG's sBIT chunk says of its first sample; 0: it has none."""
    place = 8
    while place + 9 <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        if name == b"sBIT":
            return data[place + 8] if length and data[place + 8] <= 16 else 0
        if name in (b"PLTE", b"IDAT"):
            return 0
        place += 12 + length
    return 0
