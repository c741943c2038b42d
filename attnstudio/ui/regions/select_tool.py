"""The tool that draws nothing: it selects, moves and reshapes shapes; elsewhere it pans the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from attnstudio.core.regions import Ellipse, Point, Polygon, Rectangle, Shape, Stroke
from attnstudio.ui.regions.drawing_tools import SMALLEST, boxed, distance, is_large, within
from attnstudio.ui.regions.layer import paint_handles
from attnstudio.ui.regions.shape_model import ShapeModel, movable
from attnstudio.ui.regions.tool import Pointer, Tool
from attnstudio.ui.viewer.layers import Scene

_REACH = 5.0  # canvas pixels round a line or a handle
_Change = Callable[[Pointer], Shape]


class SelectTool(Tool):
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, marks: ShapeModel) -> None:
        self._marks = marks
        self._change: _Change | None = None  # what the drag makes of the selected shape
        self._start = QPointF()
        self._dragged = False

    @property
    def is_active(self) -> bool:
        return self._change is not None

    def press(self, pointer: Pointer) -> bool:
        marks, reach = self._marks, _REACH / pointer.scale
        self._start, self._dragged = pointer.place, False
        self._change = self._reshaping(pointer.place, reach)
        if self._change is not None:
            return True
        place = marks.at(pointer.place, reach)
        marks.select(place)
        if place is None or not movable(marks.shapes[place]):
            return False
        shape = marks.shapes[place]
        self._change = lambda pointer: moved(shape, pointer.place - self._start, marks)
        return True

    def double_click(self, pointer: Pointer) -> bool:
        """Beside the marks, the canvas fits the picture."""
        return self._marks.selected is not None

    def move(self, pointer: Pointer) -> None:
        if self._change is None or self._marks.selected is None:
            return
        self._dragged = self._dragged or distance(pointer.place, self._start) * pointer.scale >= SMALLEST
        if self._dragged:
            self._marks.preview(self._marks.selected, self._change(pointer))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        change, self._change = self._change, None
        if change is not None and self._dragged and self._marks.selected is not None:
            shape = change(pointer)
            if isinstance(shape, Rectangle | Ellipse) and not is_large(shape, pointer.scale):
                self._marks.discard_preview()
            else:
                self._marks.replace(self._marks.selected, shape)

    def cancel(self) -> None:
        self._change = None
        self._marks.discard_preview()

    def nudge(self, by: QPointF) -> bool:
        """Move the selected shape; False where there is none to move."""
        place = self._marks.selected
        if place is None or not movable(self._marks.shapes[place]):
            return False
        self._marks.replace(place, moved(self._marks.shapes[place], by, self._marks))
        return True

    def paint(self, painter: QPainter, scene: Scene, pointer: Pointer | None) -> None:
        if self._marks.selected is not None and not self._dragged_now():
            shape = self._marks.shapes[self._marks.selected]
            paint_handles(painter, scene, [QPointF(x, y) for x, y in handles(shape)])

    def _dragged_now(self) -> bool:
        return self._change is not None and self._dragged

    def _reshaping(self, place: QPointF, reach: float) -> _Change | None:
        """What dragging the handle under the mouse does."""
        if self._marks.selected is None:
            return None
        shape = self._marks.shapes[self._marks.selected]
        for number, (x, y) in enumerate(handles(shape)):
            if distance(place, QPointF(x, y)) <= 1.5 * reach:
                return lambda pointer, number=number: reshaped(shape, number, pointer, self._marks)  # type: ignore[misc]
        return None


def handles(shape: Shape) -> tuple[Point, ...]:
    """Corners of a box, points of a polygon."""
    if isinstance(shape, Rectangle | Ellipse):
        left, top, right, bottom = shape.box
        return (left, top), (right, top), (right, bottom), (left, bottom)
    return shape.points if isinstance(shape, Polygon) else ()


def reshaped(shape: Shape, number: int, pointer: Pointer, marks: ShapeModel) -> Shape:
    """With a handle at another place."""
    place = within(marks, pointer.place)
    if isinstance(shape, Polygon):
        points = list(shape.points)
        points[number] = place.x(), place.y()
        return Polygon(tuple(points))
    assert isinstance(shape, Rectangle | Ellipse)
    opposite = QPointF(*handles(shape)[(number + 2) % 4])
    return boxed(type(shape), opposite, place, pointer.steady, marks)


def moved(shape: Shape, by: QPointF, marks: ShapeModel) -> Shape:
    """Moved as far as the picture reaches. A stroke of the brush may reach beyond it, as when it is painted."""
    x, y = by.x(), by.y()
    if isinstance(shape, Stroke | Polygon):
        if isinstance(shape, Polygon):
            x, y = _kept_inside(shape, x, y, marks)
        return replace(shape, points=tuple((px + x, py + y) for px, py in shape.points))
    assert isinstance(shape, Rectangle | Ellipse)
    x, y = _kept_inside(shape, x, y, marks)
    left, top, right, bottom = shape.box
    return type(shape)(left + x, top + y, right + x, bottom + y)


def _kept_inside(shape: Rectangle | Ellipse | Polygon, x: float, y: float, marks: ShapeModel) -> tuple[float, float]:
    left, top, right, bottom = shape.box
    width, height = marks.size or (0, 0)
    return _clamped(x, left, right, width), _clamped(y, top, bottom, height)


def _clamped(by: float, low: float, high: float, size: float) -> float:
    """A move that does not lead an edge out of 0..size; one that is out already may stay there."""
    return min(max(by, min(-low, 0.0)), max(size - high, 0.0))
