"""How regions look over a picture: a light line with a dark edge, which stands out on every colormap."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from attnstudio.ui import theme
from attnstudio.ui.viewer.layers import Scene
from attnstudio.ui.viewer.marks import Marks

_LINE, _EDGE = 1.6, 3.6  # canvas pixels
_FILLED, _LIGHT = 70, 45  # opacity of 255
_HANDLE = 7.0


def paint_marks(painter: QPainter, scene: Scene, marks: Marks, *, fill: bool) -> None:
    """All outlines, the selected one on top."""
    for place, path in enumerate(marks.paths):
        if place != marks.selected:
            paint_outline(painter, scene, path, QColor("white"), _FILLED if fill else 0)
    selected = marks.outline_of_selected()
    if selected is not None:
        paint_outline(painter, scene, selected, QColor(theme.DARK.accent), _FILLED if fill else _LIGHT)


def paint_outline(painter: QPainter, scene: Scene, path: QPainterPath, colour: QColor, opacity: int = 0) -> None:
    """A path in picture pixels, its line as thick at every zoom."""
    seen = scene.transform.map(path)
    if opacity:
        painter.fillPath(seen, _faded(colour, opacity))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, 190), _EDGE), QPen(colour, _LINE)):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(seen)


def paint_handles(painter: QPainter, scene: Scene, places: list[QPointF]) -> None:
    """What the mouse takes a shape by."""
    painter.setPen(QPen(QColor(0, 0, 0, 220), 1))
    painter.setBrush(QColor("white"))
    for place in places:
        square = QRectF(0, 0, _HANDLE, _HANDLE)
        square.moveCenter(scene.transform.map(place))
        painter.drawRect(square)


def paint_stroke(painter: QPainter, scene: Scene, way: QPainterPath, radius: float, colour: QColor) -> None:
    """Of a brush that is still down."""
    pen = QPen(_faded(colour, 110), 2 * radius)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.save()
    painter.setTransform(scene.transform, True)
    painter.strokePath(way, pen)
    painter.restore()


def _faded(colour: QColor, opacity: int) -> QColor:
    return QColor(colour.red(), colour.green(), colour.blue(), opacity)
