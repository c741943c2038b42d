"""Boxes and ellipses that are turned about their centre, as polygons."""

from __future__ import annotations

import math

import numpy as np

from attnstudio.core.regions import Ellipse, Point, Polygon, Rectangle, Shape

_CORNERS = 360  # of a polygon in the place of an ellipse, whose area it has to 0.005 %


def rotated_box(centre: Point, width: float, height: float, angle: float) -> Shape:
    """`angle`: in radians, clockwise as the picture is seen. A rectangle where the box stands upright."""
    x, y = centre
    if math.isclose(math.remainder(angle, math.pi), 0, abs_tol=1e-9):
        return Rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (width / 2, height / 2)
    return _turned(corners, centre, angle)


def rotated_ellipse(centre: Point, radius_x: float, radius_y: float, angle: float) -> Shape:
    """As `rotated_box`."""
    x, y = centre
    if math.isclose(math.remainder(angle, math.pi), 0, abs_tol=1e-9):
        return Ellipse(x - radius_x, y - radius_y, x + radius_x, y + radius_y)
    around = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    return _turned(np.column_stack((radius_x * np.cos(around), radius_y * np.sin(around))), centre, angle)


def _turned(points: np.ndarray, centre: Point, angle: float) -> Polygon:
    """`points`: float (points, 2), round the centre."""
    cos, sin = math.cos(angle), math.sin(angle)  # y points down, so this turns clockwise
    turned = points @ np.array([(cos, sin), (-sin, cos)]) + centre
    return Polygon(tuple((float(x), float(y)) for x, y in turned))
