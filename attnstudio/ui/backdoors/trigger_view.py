"""A found trigger: alone, in a picture, and the map of that picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr

_GAP = 10


@dataclass(frozen=True, eq=False)
class NamedPicture:
    """`pixels`: uint8 (height, width, 3)."""

    name: str
    pixels: np.ndarray


class TriggerView(QWidget):
    """Paints pictures of one size side by side, each as large as the room lets it be. Owns no state but these."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: tuple[NamedPicture, ...] = ()
        self._images: tuple[QImage, ...] = ()
        self.setMinimumSize(180, 90)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(330, 200)

    @property
    def pictures(self) -> tuple[NamedPicture, ...]:
        return self._pictures

    def show_pictures(self, pictures: Sequence[NamedPicture]) -> None:
        self._pictures = tuple(pictures)
        self._images = tuple(to_qimage(one.pixels) for one in pictures)
        self.setAccessibleName(tr("Found trigger"))
        self.setAccessibleDescription(", ".join(one.name for one in pictures))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter, scheme = QPainter(self), theme.colours()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(scheme.base))
        count, metrics = len(self._images), self.fontMetrics()
        for number, (one, image) in enumerate(zip(self._pictures, self._images, strict=True)):
            head = metrics.height() + 4
            room = (self.width() - (count + 1) * _GAP) / count, self.height() - head - _GAP
            scale = max(1e-3, min(room[0] / image.width(), room[1] / image.height()))
            left = _GAP + number * (room[0] + _GAP)
            painter.setPen(QColor(scheme.text))
            name = metrics.elidedText(one.name, Qt.TextElideMode.ElideRight, int(room[0]))
            painter.drawText(QPointF(left, metrics.ascent() + 2), name)
            painter.drawImage(QRectF(left, head, image.width() * scale, image.height() * scale), image)
        painter.end()
