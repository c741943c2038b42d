"""One attacked picture in rooms of many shapes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from attnstudio.core.attacks.drift import Drift
from attnstudio.core.attacks.projection import Norm
from attnstudio.jobs.attack import Strengths
from attnstudio.ui.attacks.picture_view import PictureView
from attnstudio.ui.attacks.view import AttackView


@pytest.fixture
def view(qtbot: QtBot) -> AttackView:
    made = AttackView(PictureView())
    qtbot.addWidget(made)
    made.pages.show_content()
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize(("width", "height", "is_low"), [(690, 390, True), (780, 640, False), (1300, 500, True)])
def test_nothing_scrolls_and_the_pictures_have_what_room_there_is(
    view: AttackView, qtbot: QtBot, width: int, height: int, is_low: bool
) -> None:
    view.resize(width, height)
    picture = view.picture
    [area] = view.pages.findChildren(QScrollArea)
    qtbot.waitUntil(lambda: (picture.map_before.y() == picture.original.y()) == is_low)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == area.horizontalScrollBar().maximum() == 0)
    for cell in picture.cells:
        assert min(cell.width(), cell.height()) >= 110
    assert picture.bars_after.y() + picture.bars_after.height() <= area.viewport().height()


def test_energy_in_the_region_is_drawn_where_there_is_a_region(view: AttackView) -> None:
    without, with_region = Drift("gradcam", 0.9, 0.8, 0.7), Drift("gradcam", 0.9, 0.8, 0.7, 0.6, 0.25)
    curve = view.picture.curve
    view.picture.show_strengths(Strengths(Norm.L2, ((1.0, without), (2.0, without))))
    assert [[point.y for point in line.points] for line in curve.lines] == [[0.9, 0.9], [0.8, 0.8], [0.7, 0.7]]
    view.picture.show_strengths(Strengths(Norm.L2, ((1.0, with_region),)))
    assert [(line.name, line.points[0].y) for line in curve.lines][3:] == [("energy in the region", 0.25)]


def test_an_attack_that_eps_does_not_limit_has_no_curve(view: AttackView) -> None:
    view.picture.show_strengths(None, limited=False)
    assert not view.picture.curve.lines
    assert "there is no curve" in view.picture.curve.accessibleDescription()
