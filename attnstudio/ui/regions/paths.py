"""The shapes of a region as Qt draws them: closed outlines in picture pixels."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPen, QPolygonF

from attnstudio.core.regions import Bitmap, Ellipse, Polygon, Rectangle, Shape, Stroke

Paths = tuple[QPainterPath, ...]
_MOST_CORNERS = 10_000  # of a bitmap's outline; a finer one is drawn coarser, so that painting stays quick
_DEPTH = 100  # steps of a recursion: the one before the last is mostly known, but not when a file was opened
_SHORT = 1e-3  # pixels: a stroke of one point needs a length to have an outline


def outlines(shapes: tuple[Shape, ...]) -> Paths:
    """One for each shape, without what was erased from it later; empty ones for the strokes that erase."""
    ends = [place for place, shape in enumerate(shapes, start=1) if erases(shape)]
    for end in ends[::_DEPTH]:
        _erased(shapes[:end])
    done = ends[-1] if ends else 0
    return (*_erased(shapes[:done]), *map(outline, shapes[done:]))


def joined(shapes: tuple[Shape, ...], paths: Paths) -> Paths:
    """The paths of shapes, those of all strokes as one: an area is painted with many of them."""
    strokes = tuple(shape for shape in shapes if isinstance(shape, Stroke))
    for end in range(0, len(strokes), _DEPTH):
        _painted(strokes[:end])
    others = (path for shape, path in zip(shapes, paths, strict=True) if not isinstance(shape, Stroke))
    return (*others, _painted(strokes))


def erases(shape: Shape) -> bool:
    return isinstance(shape, Stroke) and shape.erases


@lru_cache(maxsize=256)
def _erased(shapes: tuple[Shape, ...]) -> Paths:
    """As `outlines`, of no shapes, or of some of which the last one erases."""
    if not shapes:
        return ()
    rubber = outline(shapes[-1])
    return (*(_without(path, rubber) for path in outlines(shapes[:-1])), QPainterPath())


@lru_cache(maxsize=256)
def _painted(strokes: tuple[Stroke, ...]) -> QPainterPath:
    """What a brush leaves that paints and erases."""
    if not strokes:
        return QPainterPath()
    before, path = _painted(strokes[:-1]), outline(strokes[-1])
    return _without(before, path) if strokes[-1].erases else before.united(path)


def _without(path: QPainterPath, rubber: QPainterPath) -> QPainterPath:
    return path.subtracted(rubber) if path.intersects(rubber) else path


@lru_cache(maxsize=4096)
def outline(shape: Shape) -> QPainterPath:
    """Of the shape alone; of a stroke that erases: what it takes away."""
    path = QPainterPath()
    match shape:
        case Rectangle():
            path.addRect(_rect(shape))
        case Ellipse():
            path.addEllipse(_rect(shape))
        case Polygon():
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in shape.points]))
            path.closeSubpath()
        case Stroke():
            return _stroke(shape)
        case Bitmap():
            for corners in _loops(shape):
                path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
                path.closeSubpath()
    return path


def _rect(shape: Rectangle | Ellipse) -> QRectF:
    return QRectF(QPointF(shape.left, shape.top), QPointF(shape.right, shape.bottom))


def _stroke(stroke: Stroke) -> QPainterPath:
    way = QPainterPath(QPointF(*stroke.points[0]))
    for x, y in stroke.points[1:]:
        way.lineTo(x, y)
    if len(set(stroke.points)) == 1:
        way.lineTo(stroke.points[0][0] + _SHORT, stroke.points[0][1])
    width = 2 * stroke.radius
    pen = QPen(Qt.GlobalColor.black, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    around = QPainterPathStroker(pen).createStroke(way)
    around.setFillRule(Qt.FillRule.WindingFill)
    return around.simplified()


def _loops(bitmap: Bitmap) -> Iterator[list[tuple[float, float]]]:
    """The corners of its outlines, along the edges of pixels."""
    pixels, step = bitmap.pixels(), 1
    x, y = _corners(pixels)
    while x.size > _MOST_CORNERS:
        step *= 2
        x, y = _corners(pixels[::step, ::step])
    across, down = _partners(y, x), _partners(x, y)
    points = list(zip((x * step).tolist(), (y * step).tolist(), strict=True))
    left = set(range(len(points)))
    while left:
        start = place = left.pop()
        corners = []
        while True:
            corners.append(points[place])
            place = across[place]
            left.discard(place)
            corners.append(points[place])
            place = down[place]
            left.discard(place)
            if place == start:
                break
        yield corners


def _corners(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the edge of what is covered turns: x, y. A point at which two pixels touch is there twice."""
    around = np.pad(pixels, 1)
    upper, lower = around[:-1], around[1:]
    a, b, c, d = upper[:, :-1], upper[:, 1:], lower[:, :-1], lower[:, 1:]
    touching = (a == d) & (b == c) & (a != b)
    y, x = np.nonzero((a ^ b ^ c ^ d) | touching)
    twice = touching[y, x]
    return np.concatenate([x, x[twice]]), np.concatenate([y, y[twice]])


def _partners(lines: np.ndarray, along: np.ndarray) -> list[int]:
    """The other end of the edge on which each corner lies; corners of one line follow each other in pairs."""
    order = np.lexsort((along, lines))
    partners = np.empty_like(order)
    partners[order[::2]], partners[order[1::2]] = order[1::2], order[::2]
    return partners.tolist()
