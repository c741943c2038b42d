"""Every format of pictures is read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from attnstudio.core import images
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import Subject

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp", "GIF": "gif"}


def checks(_: Subject) -> Iterator[Check]:
    for kind, suffix in FORMATS.items():
        yield f"picture format {kind}", partial(_check_format, kind, suffix)


def _check_format(kind: str, suffix: str) -> None:
    pixels = np.full((24, 32, 3), (200, 100, 50), np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"picture.{suffix}"
        Image.fromarray(pixels).save(path, kind)
        difference = np.abs(images.decode(path).pixels.astype(int) - pixels).max()
    require(difference <= 12, f"the colours differ by {difference}")  # the formats with losses stay well below
