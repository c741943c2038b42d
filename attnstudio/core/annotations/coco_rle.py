"""COCO's run-length masks: lengths of runs, outside and inside by turns, down the columns of a picture.

They come as a list, or as a string in which each length, from the third on less the last but one, is written in
characters of five bits, low bits first (`rleFrString` in COCO's maskApi.c).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from attnstudio.core.annotations.values import invalid_value, size, whole
from attnstudio.core.regions import Bitmap, Size

Runs = np.ndarray  # int64 (runs, 2): start and end of each run inside
_LONGEST = 7  # characters of a length: no picture has 2**34 pixels


def runs(segmentation: dict[str, Any], name: object) -> tuple[Size, Runs]:
    """The mask's size and its runs.

    Raises:
        RegionFailure: they are no such mask.
    """
    sides, counts = segmentation.get("size"), segmentation.get("counts")
    width, height = size(sides[::-1] if isinstance(sides, list) else sides, "size", name)
    if isinstance(counts, str):
        lengths = _unpacked(counts, name)
    elif isinstance(counts, list):
        lengths = [whole(count, "counts", name) for count in counts]
    else:
        raise invalid_value(counts, "counts", name)
    if sum(lengths) != width * height or min(lengths) < 0:
        raise invalid_value(counts, "counts", name)
    ends = np.cumsum(lengths, dtype=np.int64)
    inside = ends.size // 2 * 2
    return (width, height), ends[:inside].reshape(-1, 2)


def bitmap(picture_size: Size, masks: list[Runs]) -> Bitmap:
    """The union of masks, in time that depends on the number of runs and not on the number of masks."""
    width, height = picture_size
    starts, ends = np.concatenate(masks).T
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    first = np.append(True, starts[1:] > ends[:-1])[: starts.size]  # of the runs that touch each other
    edges = np.column_stack((starts[first], ends[np.append(first[1:], True)[: ends.size]])).ravel()
    lengths = np.diff(edges, prepend=0, append=width * height)
    pixels = np.repeat(np.arange(lengths.size) % 2 == 1, lengths)
    return Bitmap.of(pixels.reshape(width, height).T)


def _unpacked(text: str, name: object) -> list[int]:
    lengths: list[int] = []
    length = place = 0
    for letter in text:
        bits = ord(letter) - 48
        if not 0 <= bits < 64 or place == _LONGEST:
            raise invalid_value(text, "counts", name)
        length |= (bits & 0x1F) << 5 * place
        place += 1
        if not bits & 0x20:  # the last character of a length, with its sign
            if bits & 0x10:
                length -= 1 << 5 * place
            lengths.append(length + (lengths[-2] if len(lengths) > 2 else 0))
            length = place = 0
    if place:
        raise invalid_value(text, "counts", name)
    return lengths
