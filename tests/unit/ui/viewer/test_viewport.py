"""Fitting, zooming and moving a picture, in numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from attnstudio.ui.viewer.viewport import Viewport

SIZE, AREA = QSizeF(200, 100), QRectF(10, 20, 400, 300)


def test_a_fitted_picture_is_as_large_as_possible_and_in_the_middle() -> None:
    fitted = Viewport.fitted(SIZE, AREA)
    assert fitted.scale == 2
    assert fitted.from_picture(QPointF(0, 0)).toTuple() == (10, 70)
    assert fitted.from_picture(QPointF(200, 100)).toTuple() == (410, 270)


def test_zooming_leaves_the_point_under_the_cursor_where_it_is() -> None:
    fitted, cursor = Viewport.fitted(SIZE, AREA), QPointF(100, 90)
    zoomed = fitted.zoomed(6, cursor)
    assert zoomed.scale == 6
    assert zoomed.to_picture(cursor).toTuple() == pytest.approx(fitted.to_picture(cursor).toTuple())


def test_the_centre_and_the_viewport_around_it_are_inverse() -> None:
    centred = Viewport.centred(5, QPointF(0.25, 0.75), SIZE, AREA)
    assert centred.centre(SIZE, AREA).toTuple() == pytest.approx((0.25, 0.75))
    moved = centred.moved(QPointF(-100, 50))
    assert moved.centre(SIZE, AREA).toTuple() == pytest.approx((0.35, 0.65))


def test_the_transform_is_the_one_of_the_points() -> None:
    viewport, point = Viewport(1.5, QPointF(7, -3)), QPointF(20, 30)
    assert viewport.transform().map(point).toTuple() == viewport.from_picture(point).toTuple() == (37, 42)
