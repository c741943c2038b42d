"""What is under the cursor, for the status bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.viewer.layers import MapImage


@dataclass(frozen=True)
class ReadOut:
    """Picture pixel, its colour, and the value of the map (None: there is no map)."""

    x: int
    y: int
    rgb: tuple[int, int, int]
    value: float | None


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
    value = shown.value_at(point.x(), point.y()) if shown else None
    return ReadOut(int(point.x() * shrink), int(point.y() * shrink), (red, green, blue), value)
