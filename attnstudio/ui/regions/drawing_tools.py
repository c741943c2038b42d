"""Tools that draw: rectangle, ellipse, polygon, brush, eraser. Corners are clamped to the picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from attnstudio.core.regions import Ellipse, Polygon, Rectangle, Stroke
from attnstudio.ui.regions.layer import paint_handles, paint_outline, paint_stroke
from attnstudio.ui.regions.paths import outline
from attnstudio.ui.regions.shape_model import ShapeModel
from attnstudio.ui.regions.tool import Pointer, Tool
from attnstudio.ui.viewer.layers import Scene

SMALLEST = 3.0  # canvas pixels: a slip of the pointer is no shape
_CATCH = 8.0  # canvas pixels from the first point, where a click closes a polygon
_SMALLEST_BRUSH, _LARGEST_BRUSH = 1.0, 250.0  # canvas pixels
_BRUSH_STEP = 1.2
_APART = 0.2  # of the brush's radius: points of a stroke that are nearer are left out


class BoxTool(Tool):
    """From one corner to the other; with Shift a square or a circle."""

    def __init__(self, marks: ShapeModel, kind: type[Rectangle] | type[Ellipse]) -> None:
        self._marks, self._kind = marks, kind
        self._start: QPointF | None = None
        self._shape: Rectangle | Ellipse | None = None

    @property
    def is_active(self) -> bool:
        return self._start is not None

    def press(self, pointer: Pointer) -> bool:
        self._start = within(self._marks, pointer.place)
        return True

    def move(self, pointer: Pointer) -> None:
        if self._start is None:
            return
        end = within(self._marks, pointer.place)
        self._shape = boxed(self._kind, self._start, end, pointer.steady, self._marks)

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        shape = self._shape
        self.cancel()
        if shape is not None and is_large(shape, pointer.scale):
            self._marks.add(shape)

    def cancel(self) -> None:
        self._start = self._shape = None

    def paint(self, painter: QPainter, scene: Scene, pointer: Pointer | None) -> None:
        if self._shape is not None:
            paint_outline(painter, scene, outline(self._shape))


class PolygonTool(Tool):
    """A click for each point. A double click, Enter, or a click on the first point closes it."""

    def __init__(self, marks: ShapeModel) -> None:
        self._marks = marks
        self._points: list[QPointF] = []

    @property
    def is_active(self) -> bool:
        return bool(self._points)

    def press(self, pointer: Pointer) -> bool:
        place = within(self._marks, pointer.place)
        if len(self._points) >= 3 and distance(place, self._points[0]) * pointer.scale <= _CATCH:
            self.finish()
        elif not self._points or distance(place, self._points[-1]) * pointer.scale >= SMALLEST:
            self._points.append(place)
        return True

    def double_click(self, pointer: Pointer) -> bool:
        self.finish()
        return True

    def finish(self) -> None:
        """Fewer than three points are not closed: the user goes on."""
        if len(self._points) >= 3:
            shape = Polygon(tuple((point.x(), point.y()) for point in self._points))
            self.cancel()
            self._marks.add(shape)

    def undo_step(self) -> None:
        self._points.pop()

    def cancel(self) -> None:
        self._points = []

    def paint(self, painter: QPainter, scene: Scene, pointer: Pointer | None) -> None:
        if not self._points:
            return
        way = _way([*self._points, *([] if pointer is None else [within(self._marks, pointer.place)])])
        paint_outline(painter, scene, way)
        paint_handles(painter, scene, self._points)


class Brush:
    """How large it is, in canvas pixels: to work finer, one zooms in."""

    def __init__(self) -> None:
        self.radius = 16.0

    def grow(self, steps: float) -> None:
        self.radius = min(max(self.radius * _BRUSH_STEP**steps, _SMALLEST_BRUSH), _LARGEST_BRUSH)


class BrushTool(Tool):
    """Paints, or takes away what is there."""

    follows = True

    def __init__(self, marks: ShapeModel, brush: Brush, *, erases: bool) -> None:
        self._marks, self._brush, self._erases = marks, brush, erases
        self._points: list[QPointF] = []
        self._radius = 0.0

    @property
    def is_active(self) -> bool:
        return bool(self._points)

    def press(self, pointer: Pointer) -> bool:
        self._radius = self._brush.radius / pointer.scale
        self._points = [pointer.place]
        return True

    def move(self, pointer: Pointer) -> None:
        if self._points and distance(pointer.place, self._points[-1]) >= _APART * self._radius:
            self._points.append(pointer.place)

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        points = tuple((point.x(), point.y()) for point in self._points)
        self.cancel()
        if points:
            self._marks.add(Stroke(points, self._radius, self._erases))

    def cancel(self) -> None:
        self._points = []

    def resize(self, steps: float) -> bool:
        self._brush.grow(steps)
        return True

    def paint(self, painter: QPainter, scene: Scene, pointer: Pointer | None) -> None:
        if self._points:
            colour = QColor("black") if self._erases else QColor("white")
            paint_stroke(painter, scene, _way([*self._points, self._points[-1]]), self._radius, colour)
        if pointer is not None:
            radius = self._brush.radius / pointer.scale
            circle = QPainterPath()
            circle.addEllipse(pointer.place, radius, radius)
            paint_outline(painter, scene, circle)


def within(marks: ShapeModel, place: QPointF) -> QPointF:
    """The nearest point of the picture."""
    width, height = marks.size or (0, 0)
    return QPointF(min(max(place.x(), 0.0), width), min(max(place.y(), 0.0), height))


def boxed(
    kind: type[Rectangle] | type[Ellipse], start: QPointF, end: QPointF, steady: bool, marks: ShapeModel
) -> Rectangle | Ellipse:
    """The shape between two corners; `steady`: with equal sides, as long as the picture lets them be."""
    across, down = end.x() - start.x(), end.y() - start.y()
    if steady:
        side = max(abs(across), abs(down))
        width, height = marks.size or (0, 0)
        side = min(
            side,
            start.x() if across < 0 else width - start.x(),
            start.y() if down < 0 else height - start.y(),
        )
        across, down = math.copysign(side, across), math.copysign(side, down)
    x, y = sorted((start.x(), start.x() + across)), sorted((start.y(), start.y() + down))
    return kind(x[0], y[0], x[1], y[1])


def _way(points: list[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path


def is_large(shape: Rectangle | Ellipse, scale: float) -> bool:
    left, top, right, bottom = shape.box
    return min(right - left, bottom - top) * scale >= SMALLEST


def distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
