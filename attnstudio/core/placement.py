"""Where the input of a model lies in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image

from attnstudio.core.text import tr_noop

GREY = 128  # what shows through transparency and round a letterboxed picture
Resize = Literal["stretch", "crop", "letterbox"]
Interpolation = Literal["nearest", "bilinear", "bicubic"]
RESIZES: tuple[Resize, ...] = (tr_noop("stretch"), tr_noop("crop"), tr_noop("letterbox"))
INTERPOLATIONS: tuple[Interpolation, ...] = (tr_noop("nearest"), tr_noop("bilinear"), tr_noop("bicubic"))


@dataclass(frozen=True)
class Placement:
    """Which part of a picture fills a model's input. Both have pixel edges as coordinates: 0 to width, 0 to height.

    Args:
        picture_size: (width, height) in picture pixels.
        input_size: (width, height) in input pixels.
        box: (left, top, right, bottom) in picture pixels that fills the input; a letterbox extends beyond the picture.
    """

    picture_size: tuple[int, int]
    input_size: tuple[int, int]
    box: tuple[float, float, float, float]

    @classmethod
    def of(cls, picture_size: tuple[int, int], input_size: tuple[int, int], resize: Resize) -> Placement:
        """Stretch: the whole picture. Crop: the largest centred box of the input's aspect. Letterbox: the smallest."""
        width, height = map(float, picture_size)
        if resize != "stretch":
            wide = picture_size[0] * input_size[1] > picture_size[1] * input_size[0]
            if wide == (resize == "crop"):
                width = picture_size[1] * input_size[0] / input_size[1]
            else:
                height = picture_size[0] * input_size[1] / input_size[0]
        left, top = (picture_size[0] - width) / 2, (picture_size[1] - height) / 2
        return cls(picture_size, input_size, (left, top, picture_size[0] - left, picture_size[1] - top))

    def scaled(self, picture_size: tuple[int, int]) -> Placement:
        """The placement in a copy of the picture of another size, (width, height)."""
        across, down = picture_size[0] / self.picture_size[0], picture_size[1] / self.picture_size[1]
        left, top, right, bottom = self.box
        return Placement(picture_size, self.input_size, (left * across, top * down, right * across, bottom * down))

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """A point of the input, in picture pixels."""
        left, top, right, bottom = self.box
        return left + x * (right - left) / self.input_size[0], top + y * (bottom - top) / self.input_size[1]

    def to_input(self, x: float, y: float) -> tuple[float, float]:
        """A point of the picture, in input pixels."""
        left, top, right, bottom = self.box
        return (x - left) * self.input_size[0] / (right - left), (y - top) * self.input_size[1] / (bottom - top)


def fit(pixels: np.ndarray | Image.Image, placement: Placement, interpolation: Interpolation) -> np.ndarray:
    """The model's input, uint8 (input height, input width, 3), read-only, from a picture's uint8 (height, width, 3), or
    the same in Pillow's memory."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    (left, top, right, bottom), (width, height) = placement.box, placement.picture_size
    seen = (max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height)))
    x0, y0 = map(round, placement.to_input(seen[0], seen[1]))
    x1, y1 = map(round, placement.to_input(seen[2], seen[3]))
    size = max(1, x1 - x0), max(1, y1 - y0)
    # The part is resized into its place: a square round a picture of 1x20000 would be huge.
    part = image.resize(size, Image.Resampling[interpolation.upper()], seen)
    if size == placement.input_size:
        return np.asarray(part)
    canvas = Image.new("RGB", placement.input_size, (GREY, GREY, GREY))
    canvas.paste(part, (x0, y0))
    return np.asarray(canvas)
