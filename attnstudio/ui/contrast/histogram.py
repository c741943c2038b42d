"""The histogram of a map in the colours in which the map is seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnstudio.core.overlay import Scale
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell import theme
from attnstudio.ui.widgets.range_slider import RADIUS

_BINS = 128
_STRIP = 10  # pixels of the colours below the bars


def counted(values: np.ndarray) -> np.ndarray:
    """How many of the values, from 0 to 1, are in each bin."""
    return np.histogram(values, bins=_BINS, range=(0, 1))[0]


class Histogram(QWidget):
    """A view; it stands over a range slider, as wide as it. Heights are square roots: most maps are nearly 0 nearly
    everywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = np.zeros(_BINS, np.int64)
        self._scale: Scale | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: np.ndarray, scale: Scale) -> None:
        """`values`: of the map, from 0 to 1, the ends of the scale."""
        self._counts, self._scale = counted(values), scale
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(280, 110)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        room = QRectF(self.rect()).adjusted(RADIUS, 0, -RADIUS, 0)
        painter.fillRect(room, QColor(theme.colours().base))
        if self._scale is not None:
            bars = room.adjusted(0, 2, 0, -_STRIP - 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.colours().faint))
            heights = np.sqrt(self._counts / max(1, self._counts.max())) * bars.height()
            width = bars.width() / _BINS
            for place, height in enumerate(heights.tolist()):
                painter.drawRect(QRectF(bars.left() + place * width, bars.bottom() - height, width, height))
            ramp = np.linspace(0, 1, 256, dtype=np.float32)[None]
            painter.drawImage(room.adjusted(0, room.height() - _STRIP, 0, 0), to_qimage(self._scale.colours(ramp)))
        painter.end()
