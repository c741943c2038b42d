"""The forest plots of the measuring panel, and the sentence over them: of made-up scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from helpers.widgets import at, painted, rgb
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from attnstudio.core.context import RunContext
from attnstudio.core.evaluation.measure import Measurement
from attnstudio.core.metrics.base import Score
from attnstudio.jobs.summary import Findings, SummaryWork
from attnstudio.ui.measure.curve_style import looks
from attnstudio.ui.measure.forest_plot import ForestPlot
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.shell import theme

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

METHODS = ("saliency", "gradcam", "lime", "random")
SCORES = {
    "saliency": (0.5, 0.52, 0.48, 0.5, 0.55, 0.45),
    "gradcam": (0.8, 0.82, 0.78, 0.8, 0.9, 0.7),
    "lime": (0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    "random": (0.2, 0.21, 0.19, 0.2, 0.22, 0.18),
}
LEFT = Qt.MouseButton.LeftButton


def findings(*metrics: str, pictures: int = 6, scores: Mapping[str, Sequence[float]] = SCORES) -> Findings:
    measured = {
        Path(f"/{number}.png"): {
            (name, metric): Measurement(name, metric, Score(values[number]), None, 0.0)
            for metric in metrics
            for name, values in scores.items()
        }
        for number in range(pictures)
    }
    return SummaryWork(measured, None).run(RunContext(), lambda _: None)


@pytest.fixture
def panel(qtbot: QtBot) -> MeasurePanel:
    made = MeasurePanel()
    made.resize(900, 420)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(panel: MeasurePanel, *metrics: str, pictures: int = 6) -> ForestPlot:
    """The plot of the first metric."""
    panel.begin(METHODS, metrics, anew=True)
    panel.show_findings(METHODS, metrics, findings(*metrics, pictures=pictures))
    return panel.forests.plots[metrics[0]]


def test_methods_are_sorted_with_the_controls_last(panel: MeasurePanel) -> None:
    assert shown(panel, "insertion").accessibleDescription() == (
        "Grad-CAM ★ 0.80; Saliency ▽ 0.50; LIME ▽ ? 0.35; Random 0.20"
    )
    assert shown(panel, "deletion").accessibleDescription() == (
        "LIME ☆ ? 0.35; Saliency ☆ ! 0.50; Grad-CAM ▼ ! 0.80; Random 0.20"
    )
    assert shown(panel, "energy", pictures=4).accessibleDescription().startswith("Grad-CAM 0.80; Saliency 0.50")


def test_small_scores_have_more_digits(panel: MeasurePanel) -> None:
    small = {method: [value / 100 for value in values] for method, values in SCORES.items()}
    panel.begin(METHODS, ("energy",), anew=True)
    panel.show_findings(METHODS, ("energy",), findings("energy", pictures=4, scores=small))
    said = panel.forests.plots["energy"].accessibleDescription()
    assert said.startswith("Grad-CAM 0.0080; Saliency 0.0050"), "two digits would be 0.01 of both"
    table = panel.table.table.model()
    assert {table.index(row, 0).data() for row in range(2)} == {"0.0080", "0.0050"}


def test_dots_whiskers_and_the_band_of_the_controls_are_where_their_numbers_are(panel: MeasurePanel) -> None:
    plot = shown(panel, "insertion")
    forest = findings("insertion").forests["insertion"]
    pixels, colour = painted(plot), np.array(rgb(looks(METHODS)["gradcam"].pen().color()))
    mean = plot.place(0, forest.rows[0].estimate.mean)
    assert np.abs(at(pixels, mean) - colour).max() < 40
    low, high = forest.rows[0].ends
    for inside in (low + 0.005, high - 0.005):
        assert np.abs(at(pixels, plot.place(0, inside)) - colour).max() < 40
    assert np.abs(at(pixels, plot.place(0, high + 0.02)) - colour).max() > 40
    base = np.array(rgb(QColor(theme.colours().base)))
    assert forest.band is not None
    grey = plot.place(1, sum(forest.band) / 2)
    assert np.abs(at(pixels, grey) - base).max() > 8, "behind the rows of the methods, too"
    assert np.abs(at(pixels, plot.place(1, 0.35)) - base).max() < 8


def test_the_mouse_shows_a_dot_for_each_picture_and_a_click_opens_it(panel: MeasurePanel, qtbot: QtBot) -> None:
    plot = shown(panel, "insertion")
    chosen: list[tuple[str, str, int]] = []
    panel.forests.picture_chosen.connect(lambda *told: chosen.append(told))
    before = painted(plot)
    dots = plot.dots(2)
    assert len(dots) == 6
    qtbot.mouseMove(plot, dots[4].toPoint())
    qtbot.waitUntil(lambda: plot.reading == "4.png: 0.500")
    assert not np.array_equal(before, painted(plot))
    qtbot.mouseClick(plot, LEFT, pos=dots[4].toPoint())
    assert chosen == [("lime", "insertion", 4)]


def test_a_click_on_a_row_chooses_its_method(panel: MeasurePanel, qtbot: QtBot) -> None:
    plot = shown(panel, "insertion", "deletion")
    chosen: list[tuple[str, str]] = []
    panel.forests.row_chosen.connect(lambda *told: chosen.append(told))
    qtbot.mouseClick(plot, LEFT, pos=QPointF(20, plot.place(1, 0.5).y()).toPoint())
    assert chosen == [("saliency", "insertion")]


def test_keys_walk_through_rows_and_pictures(panel: MeasurePanel, qtbot: QtBot) -> None:
    plot = shown(panel, "insertion")
    plot.setFocus()
    chosen: list[tuple[object, ...]] = []
    plot.row_chosen.connect(lambda *told: chosen.append(told))
    plot.picture_chosen.connect(lambda *told: chosen.append(told))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(plot, key)
    assert chosen == [("gradcam",), ("gradcam", 2)], "in the order of the scores: 0.70, 0.78"
    assert plot.accessibleDescription() == "2.png: 0.780"
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert plot.reading == "Saliency: 0.500"
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.reading == "5.png: 0.450"
    panel.show_findings(METHODS, ("insertion",), findings("insertion"))
    assert plot.reading == "5.png: 0.450"
    panel.show_findings(METHODS, ("insertion",), findings("insertion", pictures=4))
    assert plot.reading == "Saliency: 0.500", "there are other pictures now"


def test_many_pictures_get_some_dots(panel: MeasurePanel) -> None:
    many = {name: tuple(np.resize(values, 5000)) for name, values in SCORES.items()}
    panel.begin(METHODS, ("insertion",), anew=True)
    panel.show_findings(METHODS, ("insertion",), findings("insertion", pictures=5000, scores=many))
    plot = panel.forests.plots["insertion"]
    assert 200 < len(plot.dots(0)) <= 400
    assert max(plot.dots(0)) > 4900


def test_the_sentence_is_of_the_most_telling_metric_until_another_is_chosen(panel: MeasurePanel) -> None:
    shown(panel, "sparseness", "insertion")
    assert panel.headline.text().startswith("Insertion: Grad-CAM is better than every other method")
    panel.choose("gradcam", "sparseness")
    assert panel.headline.text().startswith("Sparseness: Grad-CAM is better")
    assert panel.table.chosen == ("gradcam", "sparseness")
    panel.begin(METHODS, ("randomisation",), anew=True)
    assert not panel.headline.isVisible()


def test_plots_stand_beside_each_other_where_there_is_room(panel: MeasurePanel, qtbot: QtBot) -> None:
    shown(panel, "insertion", "deletion", "energy")
    plots = [panel.forests.plots[name] for name in ("energy", "insertion", "deletion")]
    panel.resize(1400, 420)
    qtbot.waitUntil(lambda: len({plot.pos().y() for plot in plots}) == 1)
    panel.resize(560, 420)
    qtbot.waitUntil(lambda: len({plot.pos().y() for plot in plots}) == 3)
    assert plots[0].mapTo(panel, QPoint()).y() < plots[1].mapTo(panel, QPoint()).y()
