"""Curves over eps."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from attnstudio.ui.attacks.eps_line import EpsLine, Point
from attnstudio.ui.attacks.eps_plot import EpsPlot

EVERY = tuple(step / 255 for step in (1, 2, 4, 8, 16, 32, 64))


@pytest.mark.parametrize(("width", "count"), [(600, len(EVERY)), (220, 4), (140, 2)])
def test_the_largest_eps_is_named_however_narrow_the_plot(qtbot: QtBot, width: int, count: int) -> None:
    plot = EpsPlot()
    qtbot.addWidget(plot)
    plot.resize(width, 160)
    points = tuple(Point(eps, 0.5, 0.5, 0.5) for eps in EVERY)
    plot.show_lines("accuracy", [EpsLine("FGSM", points)], lambda eps: f"{eps * 255:.0f}/255", "")
    named = plot.named_eps()
    assert named[0] == EVERY[0] and named[-1] == EVERY[-1]
    assert (len(named) == count) if width == 600 else (1 < len(named) < len(EVERY))
    middles = [plot.place_of(Point(eps, 0, 0, 0)).x() for eps in named]
    widths = [plot.fontMetrics().horizontalAdvance(f"{eps * 255:.0f}/255") for eps in named]
    for place in range(len(named) - 1):
        assert middles[place + 1] - middles[place] >= (widths[place] + widths[place + 1]) / 2, "no text over another"
