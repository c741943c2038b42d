"""What is under the cursor, for the status bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.viewer.layers import MapImage


@dataclass(frozen=True)
class ReadOut:
    """A pixel of the picture, its colour, and the map there.

    Attributes:
        value: of the map, in the units of its colour bar; None: there is no map.
        low, high: the ends of the colour bar.
    """

    x: int
    y: int
    rgb: tuple[int, int, int]
    value: float | None
    low: float = 0.0
    high: float = 1.0


def read_out(picture: DisplayPicture, shown: MapImage | None, point: QPointF, shrink: float = 1.0) -> ReadOut | None:
    """The pixel at `point`, in pixels of `picture`; None outside of it.

    Args:
        shrink: pixels of the picture's file for one of `picture`; the read-out is in those of the file.
    """
    pixels = picture.picture.pixels
    height, width = pixels.shape[:2]
    if not (0 <= point.x() < width and 0 <= point.y() < height):
        return None
    red, green, blue = pixels[int(point.y()), int(point.x())].tolist()
    place, rgb = (int(point.x() * shrink), int(point.y() * shrink)), (red, green, blue)
    if shown is None:
        return ReadOut(*place, rgb, None)
    return ReadOut(*place, rgb, shown.raw_at(point.x(), point.y()), shown.low, shown.high)
