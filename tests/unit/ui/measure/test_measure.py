"""The measuring panel: what the table says of made-up measurements, the choice of metrics, the plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.widgets import at, painted, result, rgb
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSpinBox, QTreeWidgetItemIterator
from pytestqt.qtbot import QtBot

from attnstudio.core.context import RunContext
from attnstudio.core.evaluation.measure import NO_REGION, Case, Evaluated, Measurement
from attnstudio.core.evaluation.sanity import unreliable_notice
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.evaluation.summary import Summary, summarise
from attnstudio.core.images import Picture, Source
from attnstudio.core.metrics.base import Curve, MetricCall, Score
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.regions import Rectangle, Region
from attnstudio.core.request import MethodCall, Request
from attnstudio.jobs.evaluation import EvaluationWork
from attnstudio.jobs.summary import SummaryWork
from attnstudio.ui.measure import curve_style as line_look
from attnstudio.ui.measure import score_text
from attnstudio.ui.measure.accumulator import Accumulator
from attnstudio.ui.measure.curve_plot import CurvePlot, Line
from attnstudio.ui.measure.curve_style import Look
from attnstudio.ui.measure.metric_selector import MetricSelector
from attnstudio.ui.measure.panel import MeasurePanel, PictureScope
from attnstudio.ui.measure.score_table import ScoreTable
from attnstudio.ui.shell import theme

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

METHODS = ("gradcam", "saliency", "guided_backprop", "random", "centre_gaussian")
METRICS = ("insertion", "deletion")
LEFT = Qt.MouseButton.LeftButton
Values = Mapping[tuple[str, str], Sequence[float | None]]


def _measurement(method: str, metric: str, value: float | None, curve: Curve | None = None) -> Measurement:
    score = None if value is None else Score(value, curve)
    return Measurement(method, metric, score, NO_REGION if value is None else None, 0.1)


def _summary(values: Values) -> Summary:
    """From a value of each picture."""
    count = max(map(len, values.values()))
    return summarise(
        [_measurement(*key, column[number]) for key, column in values.items() if number < len(column)]
        for number in range(count)
    )


APART: Values = {
    key: 2 * values
    for key, values in {
        ("gradcam", "insertion"): (0.81, 0.82, 0.83),
        ("saliency", "insertion"): (0.60, 0.61, 0.62),
        ("guided_backprop", "insertion"): (0.09, 0.10, 0.11),
        ("random", "insertion"): (0.19, 0.20, 0.21),
        ("centre_gaussian", "insertion"): (0.40, 0.41, 0.42),
        ("gradcam", "deletion"): (0.10, 0.11, 0.12),
        ("saliency", "deletion"): (0.10, 0.12, 0.11),
        ("guided_backprop", "deletion"): (0.50, 0.51, 0.52),
        ("random", "deletion"): (0.40, 0.41, 0.42),
        ("centre_gaussian", "deletion"): (0.30, 0.31, 0.32),
    }.items()
}


@pytest.fixture
def table(qtbot: QtBot) -> ScoreTable:
    made = ScoreTable()
    made.resize(700, 300)
    qtbot.addWidget(made)
    made.show()
    return made


def _cell(table: ScoreTable, row: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    return table.table.model().index(row, column).data(role)


def _names(table: ScoreTable) -> list[str]:
    model = table.table.model()
    return [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]


def _click_header(table: ScoreTable, column: int, qtbot: QtBot) -> None:
    header = table.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) // 2, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)


def test_a_cell_holds_signs_mean_and_interval(table: ScoreTable) -> None:
    table.show_summary(METHODS, METRICS, _summary(APART))
    assert _cell(table, 0, 0) == "★ 0.82  0.81–0.83"
    assert _cell(table, 1, 0) == "0.61  0.60–0.62"
    assert _cell(table, 2, 0) == "▼ ! 0.10  0.09–0.11"
    assert _cell(table, 3, 0) == "0.20  0.19–0.21", "a control is neither best nor worst"
    assert [str(_cell(table, row, 1)).split(" ")[0] for row in (0, 1, 2)] == ["☆", "☆", "▼"]
    assert _names(table)[-2:] == ["Random", "Centre Gaussian"]


def test_signs_differ_by_weight_too_and_have_sentences(table: ScoreTable) -> None:
    table.show_summary(METHODS, METRICS, _summary(APART))
    found = table.model.summary.cells["gradcam", "insertion"].estimate
    assert found is not None and found.low is not None and found.high is not None
    bold = [_cell(table, row, 0, Qt.ItemDataRole.FontRole).bold() for row in range(3)]  # type: ignore[attr-defined]
    assert bold == [True, False, False]
    best, tied, worst = (
        str(_cell(table, row, column, Qt.ItemDataRole.ToolTipRole)) for row, column in ((0, 0), (0, 1), (2, 0))
    )
    assert best.splitlines() == [
        f"0.8200, the mean over 6 pictures; its 95 % interval is {found.low:.4f} to {found.high:.4f}.",
        "The best: better than every other method over the same pictures.",
    ]
    assert "Among the best: it comes first, or is not shown worse" in tied
    assert "The worst" in worst and "No better than Random, Centre Gaussian" in worst


def test_what_is_not_shown_says_on_how_many_pictures_and_how_many_would_be_enough(table: ScoreTable) -> None:
    values: Values = {
        ("gradcam", "insertion"): (0.5, 0.6, 0.4, 0.7, 0.5, 0.6, 0.4),
        ("random", "insertion"): (0.3, 0.5, 0.6, 0.4, 0.6, 0.3, 0.2),
    }
    table.show_summary(("gradcam", "random"), ("insertion",), _summary(values))
    assert str(_cell(table, 0, 0)).startswith("? 0.53")
    told = str(_cell(table, 0, 0, Qt.ItemDataRole.ToolTipRole)).splitlines()
    assert told[1].startswith("Not shown better than Random: better on 5 of 7 pictures. About ")


def test_one_picture_has_no_interval_and_no_signs(table: ScoreTable) -> None:
    table.show_summary(METHODS, METRICS, _summary({key: values[:1] for key, values in APART.items()}))
    assert _cell(table, 0, 0) == "0.81"
    told = "0.8100, pictures: 1. An interval needs at least 6 pictures."
    assert _cell(table, 0, 0, Qt.ItemDataRole.ToolTipRole) == told


def test_a_method_that_was_measured_on_fewer_pictures_shows_it(table: ScoreTable) -> None:
    table.show_summary(METHODS, METRICS, _summary({**APART, ("gradcam", "insertion"): (0.8, 0.9)}))
    told = [str(_cell(table, 0, column, Qt.ItemDataRole.ToolTipRole)) for column in (0, 1)]
    assert ["2 of 6" in one for one in told] == [True, False]


def test_what_has_no_meaning_is_a_dash_and_what_is_to_come_is_empty(table: ScoreTable) -> None:
    table.show_summary(METHODS, ("energy", "insertion"), _summary({("gradcam", "energy"): (None,)}))
    assert _cell(table, 0, 0) == "-"
    assert _cell(table, 0, 0, Qt.ItemDataRole.ToolTipRole) == str(NO_REGION)
    assert _cell(table, 1, 0) == ""
    assert _cell(table, 0, 1, Qt.ItemDataRole.ToolTipRole) == "Not measured yet."


def test_headers_say_which_way_is_better(table: ScoreTable) -> None:
    table.show_summary(METHODS, (*METRICS, "energy"), _summary(APART))
    model = table.table.model()
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert titles == [
        "Insertion\N{NO-BREAK SPACE}↑\nmean, 95 % interval",
        "Deletion\N{NO-BREAK SPACE}↓\nmean, 95 % interval",
        "Energy in the\nregion\N{NO-BREAK SPACE}↑\nmean, 95 % interval",
    ]
    told = model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert str(told).startswith("Lower is better.")


def test_a_header_sorts_by_the_mean_and_a_third_click_takes_it_back(table: ScoreTable, qtbot: QtBot) -> None:
    values = {**APART, ("saliency", "insertion"): (None, None, None), ("gradcam", "insertion"): (11.0, 11.1, 11.2)}
    table.show_summary(METHODS, METRICS, _summary(values))
    original = _names(table)
    _click_header(table, 0, qtbot)
    rising = ["Guided backpropagation", "Random", "Centre Gaussian", "Grad-CAM", "Saliency"]
    assert _names(table) == rising, "by number, and what was not measured at the end"
    _click_header(table, 0, qtbot)
    assert _names(table) == ["Grad-CAM", "Centre Gaussian", "Random", "Guided backpropagation", "Saliency"]
    _click_header(table, 0, qtbot)
    assert _names(table) == original


def test_a_click_selects_method_and_metric_and_new_numbers_leave_it(table: ScoreTable, qtbot: QtBot) -> None:
    chosen: list[tuple[str, str]] = []
    table.cell_chosen.connect(lambda *told: chosen.append(told))
    table.show_summary(METHODS, METRICS, _summary(APART))
    assert chosen == []
    view = table.table
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(1, 1)).center())
    assert chosen == [("saliency", "deletion")]
    table.show_summary(METHODS, (*METRICS, "energy"), _summary(APART))
    assert table.chosen == ("saliency", "deletion")
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert chosen[1:] == [("gradcam", "deletion")], "only what the user does is told"


def test_ctrl_c_copies_the_table_for_a_spreadsheet(table: ScoreTable, qtbot: QtBot) -> None:
    table.show_summary(METHODS, METRICS, _summary(APART))
    table.table.setFocus()
    qtbot.keyClick(table.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == [
        "Method",
        "Insertion",
        "Insertion, low",
        "Insertion, high",
        "Deletion",
        "Deletion, low",
        "Deletion, high",
    ]
    assert [line[0] for line in lines[1:]] == _names(table)
    assert float(lines[1][1]) == pytest.approx(0.82)
    assert float(lines[1][2]) == pytest.approx(0.81, abs=0.004)


def test_the_sanity_check_has_a_red_mark_and_a_sentence(table: ScoreTable) -> None:
    alike, differing = 3 * (0.8, 0.9), 3 * (0.1, 0.2)
    summary = _summary({("guided_backprop", "randomisation"): alike, ("gradcam", "randomisation"): differing})
    table.show_summary(METHODS, ("randomisation",), summary)
    assert str(_cell(table, 2, 0)).split(" ")[1] == "✗"
    colour = _cell(table, 2, 0, Qt.ItemDataRole.ForegroundRole)
    assert colour.name() == theme.DARK.failure  # type: ignore[attr-defined]
    cell = summary.cells["guided_backprop", "randomisation"]
    assert cell.estimate is not None
    sentence = str(unreliable_notice("randomisation", {"guided_backprop": cell.estimate}))
    assert score_text.verdict(summary) == (True, sentence)
    assert sentence in str(_cell(table, 2, 0, Qt.ItemDataRole.ToolTipRole))


def test_the_verdict_names_all_that_fail_or_says_that_none_does() -> None:
    both = _summary({("guided_backprop", "randomisation"): (0.8, 0.9), ("deconvnet", "randomisation"): (0.7, 0.8)})
    fails, said = score_text.verdict(both)
    assert fails
    assert "Guided backpropagation (0.85), Deconvnet (0.75)" in said
    fails, said = score_text.verdict(_summary({("gradcam", "randomisation"): (0.1, 0.2)}))
    assert not fails
    assert said.startswith("Every tested method changes as")
    assert score_text.verdict(_summary(APART)) == (False, "")


# The choice


@pytest.fixture
def panel(qtbot: QtBot) -> MeasurePanel:
    made = MeasurePanel()
    made.resize(760, 390)
    qtbot.addWidget(made)
    made.show()
    return made


def _tick(selector: MetricSelector, name: str) -> None:
    (item,) = selector.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    item.setCheckState(0, Qt.CheckState.Checked)
    selector.tree.setCurrentItem(item)


def test_insertion_and_deletion_are_ticked_and_energy_once_a_region_is_known(panel: MeasurePanel) -> None:
    metrics = panel.metrics
    assert {call.id for call in metrics.calls()} == {"insertion", "deletion"}
    metrics.set_has_regions()
    assert {call.id for call in metrics.calls()} == {"insertion", "deletion", "energy"}
    metrics.choose(["insertion"])
    metrics.set_has_regions()
    assert [call.id for call in metrics.calls()] == ["insertion"], "what was unticked stays so"


def test_a_parameter_goes_into_the_call_and_into_the_cost(panel: MeasurePanel) -> None:
    metrics = panel.metrics
    metrics.choose([])
    _tick(metrics, "Insertion")
    control = metrics.form.control("steps")
    assert isinstance(control, QSpinBox)
    control.setValue(40)
    assert metrics.calls() == (MetricCall("insertion", (("steps", 40),)),)
    (item,) = metrics.tree.findItems("Insertion", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    assert item.text(1) == "40×"
    control.setValue(100)
    assert metrics.calls() == (MetricCall("insertion"),), "the default needs no mention"


def test_every_metric_has_a_sentence_and_a_cost(panel: MeasurePanel) -> None:
    walk, leaves = QTreeWidgetItemIterator(panel.metrics.tree), 0
    while (item := walk.value()) is not None:
        if item.childCount() == 0:
            leaves += 1
            assert item.toolTip(0) and item.text(1) and item.toolTip(1), item.text(0)
        walk += 1
    assert leaves > 10


def test_the_empty_panel_shows_what_to_do(panel: MeasurePanel) -> None:
    panel.tabs.setCurrentIndex(1)
    assert "press Measure" in panel.pages.empty.text()
    assert panel.pages.empty.isVisible()
    assert panel.scope.currentData() == PictureScope.SHOWN
    assert not panel.cancel.isEnabled()


def test_only_metrics_with_curves_can_be_plotted(panel: MeasurePanel) -> None:
    panel.begin(METHODS, ("insertion", "energy", "deletion"), anew=True)
    assert [panel.plotted_metric.itemData(row) for row in range(panel.plotted_metric.count())] == [
        "insertion",
        "deletion",
    ]
    panel.plotted_metric.setCurrentIndex(1)
    panel.begin(METHODS, ("insertion", "energy", "deletion", "randomisation"), anew=False)
    assert panel.plotted_metric.currentData() == "deletion"


# The plot

STEPS = np.linspace(0, 1, 11)
RISING, FALLING = Curve(STEPS, STEPS), Curve(STEPS, 1 - STEPS)


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    made = CurvePlot()
    made.resize(400, 300)
    qtbot.addWidget(made)
    made.show()
    made.show_lines(
        "Insertion", [Line("one", Look(0), RISING), Line("noise", Look(0, control=True), FALLING)], ("share", "p"), ""
    )
    return made


def test_lines_are_drawn_where_their_values_are(plot: CurvePlot) -> None:
    before = painted(plot)
    plot.show_lines("Insertion", [Line("one", Look(0), RISING, chosen=True)], ("share", "p"), "")
    pixels, area = painted(plot), plot.area
    colour = np.array(rgb(Look(0).pen().color()))
    for share in (0.25, 0.75):
        place = QPointF(area.left() + share * area.width(), area.bottom() - share * area.height())
        assert np.abs(at(pixels, place) - colour).max() < 40
        off = QPointF(place.x(), area.bottom() - (1 - share) * area.height())
        assert np.abs(at(pixels, off) - colour).max() > 40
    assert not np.array_equal(before, pixels)


def test_the_mouse_reads_values_and_leaves_them(plot: CurvePlot, qtbot: QtBot) -> None:
    area = plot.area
    qtbot.mouseMove(plot, QPoint(round(area.left() + 0.31 * area.width()), round(area.center().y())))
    qtbot.waitUntil(lambda: plot.reading is not None)
    assert plot.reading == pytest.approx(0.3), "the nearest point of the curve"
    assert plot.accessibleDescription() == "one 0.300; noise 0.700"
    qtbot.mouseMove(plot, QPoint(1, 1))
    qtbot.waitUntil(lambda: plot.reading is None)
    assert plot.accessibleDescription() == "one; noise"


def test_arrow_keys_read_values_too(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.setFocus()
    for _ in range(3):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.reading == pytest.approx(0.2)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.accessibleDescription() == "one 0.100; noise 0.900"


def test_the_legend_lies_inside_and_growing_lines_are_not_in_it(plot: CurvePlot) -> None:
    lines = [Line(f"a rather long name {number}", Look(number), RISING) for number in range(6)]
    growing = Line("growing", Look(0), Curve(STEPS[:3], STEPS[:3]), growing=True)
    plot.show_lines("Insertion", [*lines, growing], ("share", "p"), "")
    placed = plot.legend_entries()
    assert [line.name for line, _ in placed] == [line.name for line in lines]
    bottom = plot.area.bottom() + 10 + plot.fontMetrics().height() * 2 + placed[-1][1].y()
    assert bottom <= plot.height()


def test_no_line_shows_why(plot: CurvePlot) -> None:
    plot.show_lines("Insertion", [], ("", ""), "None of these metrics has a curve.")
    assert plot.accessibleDescription() == "None of these metrics has a curve."
    plot.read(0.5)
    assert plot.reading is None


@pytest.mark.parametrize("name", ["dark", "light"])
def test_methods_have_lines_of_their_own_and_controls_are_grey_and_dashed(qtbot: QtBot, name: str) -> None:
    theme.apply(name)
    made = line_look.looks((*METHODS, "smoothgrad"))
    pens = {method: look.pen() for method, look in made.items()}
    colours = {pens[one].color().name() for one in ("gradcam", "saliency", "guided_backprop", "smoothgrad")}
    assert len(colours) == 4
    assert {pens[one].color().name() for one in METHODS[-2:]} == {theme.colours().faint}
    assert pens["random"].dashPattern() != pens["centre_gaussian"].dashPattern()


# What was measured

A, B = Path("/a.png"), Path("/b.png")


def _measured(*metrics: str) -> Accumulator:
    request = Request(image=Path(), model="net", methods=tuple(map(MethodCall, METHODS)))
    made = Accumulator(request)
    made.begin(_work(made, tuple(map(MetricCall, metrics)), A, B))
    return made


def _work(
    measured: Accumulator, metrics: tuple[MetricCall, ...], *paths: Path, regions: Mapping[Path, Region] | None = None
) -> EvaluationWork:
    return EvaluationWork(measured.request, metrics, paths, regions or {}, PictureStore())


def _summarised(measured: Accumulator) -> Summary:
    return summarise(found.values() for found in measured.measurements.values())


def test_curves_are_means_over_pictures_or_of_one() -> None:
    measured = _measured("insertion")
    measured.grow(A, "gradcam", "insertion", Curve(STEPS[:2], STEPS[:2]))
    assert list(measured.growing("insertion")) == ["gradcam"]
    measured.add(A, _measurement("gradcam", "insertion", 0.5, RISING))
    assert measured.growing("insertion") == {}
    measured.add(B, _measurement("gradcam", "insertion", 0.5, FALLING))
    mean = SummaryWork(measured.measurements, "insertion").run(RunContext(), lambda _: None).curves
    assert list(mean) == ["gradcam"] and np.allclose(mean["gradcam"].y, 0.5)
    assert np.array_equal(measured.curves("insertion", B)["gradcam"].y, FALLING.y)
    assert measured.curves("deletion", B) == {}


def test_another_metric_joins_and_the_same_one_is_measured_anew() -> None:
    measured = _measured("insertion")
    measured.add(A, _measurement("gradcam", "insertion", 0.5))
    measured.begin(_work(measured, (MetricCall("deletion"),), A))
    measured.add(A, _measurement("gradcam", "deletion", 0.1))
    assert measured.metrics == ("insertion", "deletion")
    assert set(_summarised(measured).cells) == {("gradcam", "insertion"), ("gradcam", "deletion")}
    before = measured.measurements
    measured.begin(_work(measured, (MetricCall("insertion", (("steps", 5),)),), B))
    measured.add(B, _measurement("gradcam", "deletion", 0.2))
    assert set(_summarised(measured).cells) == {("gradcam", "deletion")}, "numbers of two runs are not mixed"
    assert {path: set(found) for path, found in before.items()} == {
        A: {("gradcam", "insertion"), ("gradcam", "deletion")}
    }, "a thread may read it"
    assert measured.evaluation() is None, "no picture is done"


def test_a_picture_counts_by_a_metric_once_all_methods_are_measured_on_it() -> None:
    """Else the sentence calls the one that is measured first the best, because the picture is easy."""
    measured, values = _measured("insertion"), dict(zip(METHODS, (0.6, 0.5, 0.4, 0.1, 0.7), strict=True))
    for method, value in values.items():
        measured.add(A, _measurement(method, "insertion", value))
        assert len(_summarised(measured).cells) == len(measured.measurements[A]), (
            "the first picture is shown as it grows"
        )
    measured.add_picture(_evaluated(A, *measured.measurements[A].values()))
    for method in METHODS:
        assert _summarised(measured).judged("insertion")[0] == "gradcam" and set(measured.measurements) == {A}
        measured.add(B, _measurement(method, "insertion", 0.9 if method == "gradcam" else 0.95))
    assert set(measured.measurements) == {A, B}
    assert _summarised(measured).cells["saliency", "insertion"].estimate == Estimate(0.725, None, None, 2)


def _begin(measured: Accumulator, metric: str, regions: Mapping[Path, Region], *paths: Path) -> None:
    measured.begin(_work(measured, (MetricCall(metric),), *(paths or (A,)), regions=regions))


def test_scores_of_another_region_are_dropped_and_others_stay() -> None:
    measured = _measured("insertion")
    measured.add(A, _measurement("gradcam", "insertion", 0.5))
    one, other = (Region((Rectangle(0, 0, side, side),)) for side in (5, 6))
    for before, after in ((one, other), (one, None), (None, one)):
        _begin(measured, "coverage", {} if before is None else {A: before, B: one}, A, B)
        for path in (A, B):
            measured.add(path, _measurement("gradcam", "coverage", 0.1))
        _begin(measured, "energy", {} if after is None else {A: after})
        measured.add(A, _measurement("gradcam", "energy", 0.9))
        found = _summarised(measured).cells
        assert found["gradcam", "coverage"].estimate == Estimate(0.1, None, None, 1), "that of the other picture"
        assert found["gradcam", "energy"].estimate == Estimate(0.9, None, None, 1)
        assert found["gradcam", "insertion"].estimate == Estimate(0.5, None, None, 1)


def _evaluated(path: Path, *measurements: Measurement, digest: str = "") -> Evaluated:
    source = Source(path, 1, 1000, digest)
    return Evaluated(
        Case(Picture(source, np.zeros((6, 8, 3), np.uint8))), replace(result(), source=source), measurements
    )


def test_results_of_another_content_of_the_file_are_dropped() -> None:
    measured = _measured("insertion")
    for metric, digest, kept in (("insertion", "a", 1), ("deletion", "a", 2), ("energy", "b", 1)):
        _begin(measured, metric, {})
        found = _measurement("gradcam", metric, 0.5)
        measured.add(A, found)
        measured.add_picture(_evaluated(A, found, digest=digest))
        assert len(_summarised(measured).cells) == kept


def test_regions_come_from_their_file_or_from_the_folder_of_their_files() -> None:
    one, other, elsewhere, drawn = (
        Region((Rectangle(0, 0, 5, 5),), file=file)
        for file in (Path("/there/a.xml"), Path("/there/b.xml"), Path("/b.xml"), None)
    )
    for first, second, source in (
        (one, one, one.file),
        (one, other, Path("/there")),
        (one, elsewhere, None),
        (one, drawn, None),
        (drawn, drawn, None),
    ):
        measured = _measured("energy")
        _begin(measured, "energy", {A: first, B: second}, A, B)
        found = _measurement("gradcam", "energy", 0.5)
        measured.add(A, found)
        measured.add_picture(_evaluated(A, found))
        evaluation = measured.evaluation()
        assert evaluation is not None and evaluation.regions == source
