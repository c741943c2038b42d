"""How regions look over a picture: a light line with a dark edge, visible on every colormap."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from attnstudio.core.regions import Region
from attnstudio.ui.regions.paths import joined, outlines
from attnstudio.ui.regions.shape_model import ShapeModel
from attnstudio.ui.shell import theme
from attnstudio.ui.viewer.layers import Layer, Scene

_LINE, _EDGE, _WIDE = 1.6, 3.6, 5.2  # canvas pixels
_DARK, _LIGHT, _CHOSEN = QColor(0, 0, 0, 190), QColor("white"), QColor(theme.DARK.accent)
_FILLED = 70  # opacity of 255
_HANDLE = 7.0


def paint_marks(painter: QPainter, scene: Scene, marks: ShapeModel, *, fill: bool) -> None:
    """All outlines, the selected one on top. Only `fill` changes the colours of the map inside them."""
    for path in marks.seen:
        if fill:
            painter.fillPath(scene.transform.map(path), _faded(_LIGHT, _FILLED))
        paint_outline(painter, scene, path)
    selected = marks.outline_of_selected()
    if selected is not None:
        _paint_line(painter, scene.transform.map(selected), (_DARK, _WIDE), (_LIGHT, _EDGE), (_CHOSEN, _LINE))


def region_layer(region_of: Callable[[Path], Region | None]) -> Layer:
    """The outlines of whatever picture is painted, in pixels of its file."""

    def paint(painter: QPainter, scene: Scene) -> None:
        region = None if scene.picture is None else region_of(scene.picture.picture.path)
        if region is not None:
            for path in joined(region.shapes, outlines(region.shapes)):
                paint_outline(painter, scene, path)

    return paint


def paint_outline(painter: QPainter, scene: Scene, path: QPainterPath) -> None:
    """A path in picture pixels, its line as thick at every zoom."""
    _paint_line(painter, scene.transform.map(path), (_DARK, _EDGE), (_LIGHT, _LINE))


def _paint_line(painter: QPainter, path: QPainterPath, *lines: tuple[QColor, float]) -> None:
    """One line over the other, of these colours and widths.

    A wide pen takes a hundred times as long as a thin one, near a second for an area of many strokes: a line is made of
    four thin ones.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in lines:
        pen = QPen(colour, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        apart = (width - 1) / 2
        for x, y in ((-apart, 0.0), (apart, 0.0), (0.0, -apart), (0.0, apart)):
            painter.translate(x, y)
            painter.drawPath(path)
            painter.translate(-x, -y)


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
