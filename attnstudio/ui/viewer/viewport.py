"""Where a picture lies in a widget: fitted, zoomed and moved. Shared by the canvas and the views of a comparison."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QKeyEvent, QTransform, QWheelEvent

LARGEST = 64.0
_STEP = 1.25  # of one notch of the wheel
_ARROW = 40.0  # pixels that an arrow key moves the picture by
_ARROWS = {
    Qt.Key.Key_Left: QPointF(_ARROW, 0),
    Qt.Key.Key_Right: QPointF(-_ARROW, 0),
    Qt.Key.Key_Up: QPointF(0, _ARROW),
    Qt.Key.Key_Down: QPointF(0, -_ARROW),
}


@dataclass(frozen=True)
class Viewport:
    """Args:
    scale: widget pixels for one picture pixel.
    offset: the top left corner of the picture, in widget pixels.
    """

    scale: float = 1.0
    offset: QPointF = field(default_factory=QPointF)

    @staticmethod
    def fitted(size: QSizeF, area: QRectF) -> Viewport:
        """The whole picture of `size` pixels, as large as `area` allows, in its middle."""
        scale = min(max(1.0, area.width()) / size.width(), max(1.0, area.height()) / size.height())
        return Viewport.centred(scale, QPointF(0.5, 0.5), size, area)

    @staticmethod
    def centred(scale: float, centre: QPointF, size: QSizeF, area: QRectF) -> Viewport:
        """`centre`, in parts of the picture's width and height, in the middle of `area`."""
        middle = area.center()
        left, top = centre.x() * size.width() * scale, centre.y() * size.height() * scale
        return Viewport(scale, middle - QPointF(left, top))

    def centre(self, size: QSizeF, area: QRectF) -> QPointF:
        """The point in the middle of `area`, in parts of the picture's width and height."""
        point = self.to_picture(area.center())
        return QPointF(point.x() / size.width(), point.y() / size.height())

    def zoomed(self, scale: float, around: QPointF) -> Viewport:
        """At `scale` exactly; the point of the picture under `around` stays where it is."""
        return Viewport(scale, around - (around - self.offset) * (scale / self.scale))

    def moved(self, by: QPointF) -> Viewport:
        return Viewport(self.scale, self.offset + by)

    def in_sight(self, size: QSizeF, area: QRectF) -> Viewport:
        """Moved so that a quarter of the picture is in `area`, or a quarter of `area` in the picture."""
        x = _bounded(self.offset.x(), size.width() * self.scale, area.left(), area.right())
        y = _bounded(self.offset.y(), size.height() * self.scale, area.top(), area.bottom())
        return Viewport(self.scale, QPointF(x, y))

    def to_picture(self, point: QPointF) -> QPointF:
        return (point - self.offset) / self.scale

    def from_picture(self, point: QPointF) -> QPointF:
        return point * self.scale + self.offset

    def transform(self) -> QTransform:
        """From picture pixels to the widget's."""
        return QTransform.fromTranslate(self.offset.x(), self.offset.y()).scale(self.scale, self.scale)


def _bounded(start: float, length: float, first: float, last: float) -> float:
    least = min(length, last - first) / 4
    return min(max(start, first + least - length), last - least)


def wheel_factor(event: QWheelEvent) -> float | None:
    """The zoom that a turn of the wheel means; None: it was not turned."""
    turns = event.angleDelta().y() / 120
    return _STEP**turns if turns else None


def arrow_move(event: QKeyEvent) -> QPointF | None:
    """By how much an arrow key moves the picture; None: it is another key."""
    return _ARROWS.get(Qt.Key(event.key()))
