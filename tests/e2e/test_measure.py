"""Measuring in the real window, with the built-in model."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import LEFT, PATIENCE, Desk
from helpers.jobs import SCENES
from helpers.widgets import texts
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QSpinBox
from pytestqt.qtbot import QtBot

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.regions import Rectangle, Region
from attnstudio.core.request import Request
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.evaluation import CurveGrown, Measured, PictureEvaluated
from attnstudio.jobs.job import Job
from attnstudio.start import Start
from attnstudio.ui.measure.panel import MeasurePanel, PictureScope
from attnstudio.ui.state.viewed import Page

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

STEPS = 8
CONTROLS = ["random", "centre_gaussian"]
SEEDS = itertools.count(1)  # measurements of one seed do not join those of another


class Bench:
    """A user's hands and eyes at the measuring panel."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.qtbot, self.evaluations = desk, qtbot, desk.app.features.measure.runner
        self.panel: MeasurePanel = desk.app.panels.measure
        desk.app.services.selection.set(inputs={**desk.app.services.selection.now.inputs, "seed": next(SEEDS)})
        desk.idle()
        self.panel.metrics.choose(["insertion", "deletion"])
        self.panel.tabs.setCurrentIndex(1)
        self.over(PictureScope.SHOWN)
        desk.action("measure").trigger()
        for metric in ("Insertion", "Deletion"):
            self.steps(metric, STEPS)

    def steps(self, metric: str, count: int) -> None:
        """The parameter of a metric, as it is set in the form."""
        tree = self.panel.metrics.tree
        (item,) = tree.findItems(metric, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
        tree.setCurrentItem(item)
        control = self.panel.metrics.form.control("steps")
        assert isinstance(control, QSpinBox)
        control.setValue(count)

    def over(self, scope: PictureScope) -> None:
        self.panel.scope.setCurrentIndex(self.panel.scope.findData(scope))

    def measure(self) -> None:
        self.qtbot.mouseClick(self.panel.measure, LEFT)
        self.desk.idle()

    def begin(self) -> None:
        """Measure, until something is there."""
        self.qtbot.mouseClick(self.panel.measure, LEFT)
        with self.qtbot.waitSignal(self.job.result, timeout=PATIENCE, check_params_cb=is_measured):
            pass

    @property
    def job(self) -> Job:
        """The evaluation that runs."""
        (job,) = self.desk.board.unfinished("evaluation")
        return job

    def text(self, method: str, metric: str) -> str:
        model = self.panel.table.model
        return str(model.index(model.methods.index(method), model.metrics.index(metric)).data())

    def click(self, method: str, metric: str) -> None:
        self.panel.tabs.setCurrentIndex(2)
        view, model = self.panel.table.table, self.panel.table.model
        index = model.index(model.methods.index(method), model.metrics.index(metric))
        proxy = view.model()
        assert isinstance(proxy, QSortFilterProxyModel)
        shown = proxy.mapFromSource(index)
        view.scrollTo(shown)
        self.qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(shown).center())
        self.desk.idle()


def is_measured(result: object) -> bool:
    return isinstance(result, Measured)


def follow(board: JobBoard, slot: Callable[[object], None]) -> None:
    """Call the slot with every result of the next evaluation, once the window has applied it."""
    board.added.connect(lambda job: job.result.connect(slot), Qt.ConnectionType.SingleShotConnection)


@pytest.fixture
def bench(desk: Desk, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(desk, qtbot)
    yield made
    desk.board.cancel_all()
    desk.idle()
    desk.app.panels.measure_dock.close()


def test_the_dock_comes_and_goes_by_its_keys(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.activateWindow()
    height = window.docks["results"].height()
    assert not desk.action("measure").isChecked()
    for there in (True, False):
        qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda there=there: desk.action("measure").isChecked() == there)  # type: ignore[misc]
        assert desk.app.panels.measure.isVisible() == there
    qtbot.waitUntil(lambda: abs(window.docks["results"].height() - height) < 10)


def test_two_methods_on_two_scenes_have_the_engine_s_numbers(desk: Desk, bench: Bench) -> None:
    desk.open(*SCENES[:2])
    desk.choose("Grad-CAM", "Saliency")
    desk.idle()
    bench.over(PictureScope.ALL)
    bench.measure()
    model = bench.panel.table.model
    assert sorted(model.methods[:2]) == ["gradcam", "saliency"]
    assert list(model.methods[2:]) == CONTROLS
    evaluation = bench.evaluations.evaluation
    assert evaluation is not None
    asked = evaluation.request
    assert asked == Request(image=Path(), model="demo", methods=asked.methods, seed=asked.seed)
    calls = [MetricCall(name, (("steps", STEPS),)) for name in model.metrics]
    cases = [Case(images.decode(path)) for path in SCENES[:2]]
    expected = list(Engine(()).evaluate(asked, calls, cases, RunContext(seed=asked.seed)))
    for method in model.methods:
        for metric in model.metrics:
            values = [
                one.score.value
                for picture in expected
                if isinstance(picture, Evaluated)
                for one in picture.measurements
                if (one.method, one.metric) == (method, metric) and one.score
            ]
            found = model.summary.cells[method, metric].estimate
            assert found is not None and found.count == 2
            assert found.mean == pytest.approx(float(np.mean(values)), abs=1e-4)
            assert f"{found.mean:.2f}" in bench.text(method, metric)
    assert [one.case.picture.path for one in evaluation.pictures] == list(SCENES[:2])
    assert evaluation.seconds > 0


def test_curves_grow_before_the_eyes(desk: Desk, bench: Bench) -> None:
    bench.steps("Deletion", 800)
    bench.panel.metrics.choose(["deletion"])
    lengths: list[int] = []

    def look(result: object) -> None:
        if isinstance(result, CurveGrown):
            lengths.extend(line.curve.x.size for line in bench.panel.plot.lines if line.growing)

    follow(desk.board, look)
    bench.measure()
    assert lengths and min(lengths) < 801
    lines = bench.panel.plot.lines
    assert [line.growing for line in lines] == [False] * 3
    assert all(line.curve.x.size == 801 for line in lines)


def test_cancelling_keeps_what_was_measured(desk: Desk, bench: Bench, qtbot: QtBot) -> None:
    bench.steps("Insertion", 1000)
    desk.choose("Saliency")
    bench.begin()
    desk.action("cancel").trigger()
    assert not desk.board.unfinished("evaluation")
    assert "the results so far are shown" in desk.app.panels.log.text.toPlainText()
    desk.idle()
    model = bench.panel.table.model
    found = [key for key, cell in model.summary.cells.items() if cell.estimate]
    assert 0 < len(found) < len(model.methods) * len(model.metrics)
    assert not bench.panel.cancel.isEnabled()


def test_a_cancelled_evaluation_can_be_retried(desk: Desk, bench: Bench, qtbot: QtBot) -> None:
    bench.panel.metrics.choose(["deletion"])
    qtbot.mouseClick(bench.panel.measure, LEFT)
    job = bench.job
    qtbot.mouseClick(bench.panel.cancel, LEFT)
    assert not bench.panel.cancel.isEnabled()
    desk.board.retry(job)
    assert bench.panel.cancel.isEnabled()
    desk.idle()
    assert bench.text("gradcam++", "deletion") != ""
    assert not bench.panel.cancel.isEnabled()


def test_the_table_fills_while_measuring_continues(desk: Desk, bench: Bench, qtbot: QtBot) -> None:
    bench.steps("Insertion", 1000)
    bench.begin()
    assert bench.panel.cancel.isEnabled()
    qtbot.waitUntil(lambda: bench.text("gradcam++", "deletion") != "", timeout=PATIENCE)
    assert not bench.job.is_finished
    assert bench.text("gradcam++", "insertion") == ""
    assert desk.app.panels.status_bar.progress.isVisible()
    assert desk.app.panels.status_bar.activity.text().startswith("Evaluation on 1 picture")
    qtbot.mouseClick(bench.panel.cancel, LEFT)
    desk.idle()


def test_a_click_shows_the_map_and_its_curve(desk: Desk, bench: Bench) -> None:
    desk.choose("Grad-CAM", "Saliency")
    desk.idle()
    bench.measure()
    desk.submitted.clear()
    bench.click("centre_gaussian", "insertion")
    assert desk.rows[-1][1] == "Centre Gaussian"
    assert bench.panel.plotted_metric.currentData() == "insertion"
    assert [line.name for line in bench.panel.plot.lines if line.chosen] == ["Centre Gaussian"]
    (asked,) = desk.submitted
    assert desk.board.cache.find(asked) is not None, "the map that was measured is shown, not made again"
    evaluation = bench.evaluations.evaluation
    assert evaluation is not None
    maps = evaluation.pictures[0].result.heatmaps
    values = next(one.values for one in maps if one.method == asked.methods[0].id)
    assert np.array_equal(desk.shown.values, values)


def test_a_dot_opens_its_picture_with_the_map_of_its_method(desk: Desk, bench: Bench, qtbot: QtBot) -> None:
    desk.open(*SCENES[:2])
    bench.panel.metrics.choose(["sparseness"])
    bench.over(PictureScope.ALL)
    bench.measure()
    plot = bench.panel.forests.plots["sparseness"]
    assert bench.panel.headline.text().startswith("Sparseness: ")
    qtbot.mouseClick(plot, LEFT, pos=plot.dots(1)[1].toPoint())  # of the first control
    desk.idle()
    picture = desk.app.services.selection.now.picture
    assert picture is not None and picture.picture.path == SCENES[1]
    shown = desk.app.services.viewed.now.map
    assert shown is not None and (shown.heatmap.method, shown.request.image) == ("random", SCENES[1])


def test_a_click_leaves_the_comparison_for_the_map(desk: Desk, bench: Bench) -> None:
    bench.panel.metrics.choose(["sparseness"])
    bench.measure()
    desk.action("compare").trigger()
    desk.idle()
    pages = [desk.app.services.viewed.now.page]
    bench.click("random", "sparseness")
    assert [*pages, desk.app.services.viewed.now.page] == [Page.COMPARE, Page.PICTURE]
    assert desk.rows[-1][1] == "Random"


def test_the_sanity_check_joins_the_table_and_shows_its_curve(desk: Desk, bench: Bench, qtbot: QtBot) -> None:
    bench.measure()
    qtbot.mouseClick(bench.panel.check, LEFT)
    desk.idle()
    model = bench.panel.table.model
    assert set(model.metrics) == {"insertion", "deletion", "randomisation", "class_sensitivity"}
    assert bench.text("gradcam++", "insertion") != ""
    assert bench.text("random", "randomisation") == "-"
    assert bench.panel.plotted_metric.currentData() == "randomisation"
    (line,) = bench.panel.plot.lines
    assert line.curve.y[0] == pytest.approx(1)
    assert bench.panel.verdict.isVisible()
    fails = any(model.summary.cells["gradcam++", one].fails for one in ("randomisation", "class_sensitivity"))
    assert bench.panel.verdict.text().startswith("✗") == fails
    evaluation = bench.evaluations.evaluation
    assert evaluation is not None
    assert {one.metric for one in evaluation.pictures[0].measurements} == {*model.metrics}


def test_other_methods_begin_another_table(desk: Desk, bench: Bench) -> None:
    bench.measure()
    desk.choose("Saliency")
    desk.idle()
    bench.panel.metrics.choose(["sparseness"])
    bench.measure()
    model = bench.panel.table.model
    assert (model.methods, model.metrics) == (("saliency", *CONTROLS), ("sparseness",))


def test_the_scores_say_of_which_model_they_are(desk: Desk, bench: Bench) -> None:
    bench.panel.metrics.choose(["sparseness"])
    bench.measure()
    model = desk.app.services.models.specs()["demo"].name
    assert f"Scores of the model {model}" in texts(bench.panel)
    desk.app.services.selection.set(model="mobilenet_v2")
    desk.idle()
    assert f"Scores of the model {model}, not of the chosen one" in texts(bench.panel)
    desk.app.services.selection.set(model="demo")
    desk.idle()
    assert f"Scores of the model {model}" in texts(bench.panel)


def test_the_chosen_pictures_are_measured(desk: Desk, bench: Bench) -> None:
    desk.open(*SCENES[:4])
    bench.panel.metrics.choose(["sparseness"])
    for scope, count in ((PictureScope.SHOWN, 1), (PictureScope.ALL, 4)):
        bench.over(scope)
        bench.measure()
        assert bench.panel.table.model.summary.pictures == count
    desk.app.services.pictures.select(SCENES[1:3])
    assert bench.panel.scope.currentText() == "all", "as it was chosen"
    bench.over(PictureScope.SHOWN)
    desk.app.services.pictures.select(SCENES[:1])
    assert bench.panel.scope.currentText() == "shown"
    desk.app.services.pictures.select(SCENES[1:3])
    assert bench.panel.scope.currentText() == "selected"
    bench.measure()
    found = bench.panel.table.model.summary
    assert found.cells["random", "sparseness"].estimate is not None
    assert found.cells["random", "sparseness"].estimate.count == 2


def test_a_picture_that_fails_is_counted_and_the_rest_continues(desk: Desk, bench: Bench, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    desk.app.services.pictures.add([broken, SCENES[1]])
    bench.panel.metrics.choose(["sparseness"])
    bench.over(PictureScope.ALL)
    bench.measure()
    assert desk.message.startswith("1 picture could not be measured")
    assert "broken.png" in desk.app.panels.log.text.toPlainText()
    evaluation = bench.evaluations.evaluation
    assert evaluation is not None
    assert list(evaluation.failures) == [broken]
    assert len(evaluation.pictures) == 2


def test_without_a_method_or_a_metric_it_says_what_is_lacking(desk: Desk, bench: Bench, qtbot: QtBot) -> None:
    bench.panel.metrics.choose([])
    qtbot.mouseClick(bench.panel.measure, LEFT)
    assert desk.message == "No metric selected. Tick one metric or several."
    desk.app.panels.method_selector.choose([])
    bench.panel.metrics.choose(["insertion"])
    qtbot.mouseClick(bench.panel.measure, LEFT)
    assert desk.message == "No method selected. Choose one method or several."
    assert not desk.board.unfinished("evaluation")


def test_a_failure_of_the_evaluation_is_shown(desk: Desk, bench: Bench) -> None:
    desk.app.panels.method_selector.choose(["attention_rollout"])
    bench.measure()
    assert "attention" in desk.message
    assert desk.app.panels.status_bar.activity.text() == ""


def test_the_table_is_saved_and_copied(
    desk: Desk, bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.measure()
    bench.panel.tabs.setCurrentIndex(2)
    file = tmp_path / "scores.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    qtbot.mouseClick(bench.panel.save, LEFT)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    summary = bench.panel.table.model.summary
    assert {(row["method"], row["metric"]) for row in rows} == set(summary.cells)
    first = summary.cells[rows[0]["method"], rows[0]["metric"]].estimate
    assert first is not None and float(rows[0]["mean"]) == first.mean
    qtbot.mouseClick(bench.panel.copy, LEFT)
    assert QGuiApplication.clipboard().text().startswith("Method\t")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "scores.csv"), ""))
    qtbot.mouseClick(bench.panel.save, LEFT)
    assert "scores.csv" in desk.message


def test_the_report_is_written_once_something_was_measured(
    desk: Desk, bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.measure()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "found"), "HTML (*.html)"))
    desk.app.services.settings.set("report_title", "")  # as at the first start
    desk.action("save_report").trigger()
    asked = desk.app.features.measure.reports.dialog
    assert asked is not None and asked.isVisible() and not (tmp_path / "found.html").exists()
    qtbot.keyClicks(asked.student, "A. Ivanova")
    qtbot.keyClicks(asked.aim, "See what it looks at")
    asked.accept()
    desk.idle()
    written = (tmp_path / "found.html").read_text("utf-8")
    assert "Grad-CAM++" in written and SCENES[0].name in written
    assert "<dd>A. Ivanova</dd>" in written and "<h2>Aim</h2>" in written and "Teacher" not in written
    assert "found.html" in desk.app.panels.status_bar.activity.text()
    desk.action("save_report").trigger()  # asks for no title again
    desk.idle()
    assert desk.message.endswith("already exists. Enter the full file name to replace it."), "the dialog did not ask"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "found.html"), "HTML (*.html)"))
    desk.action("save_report").trigger()
    desk.idle()
    assert "found.html" in desk.app.panels.status_bar.activity.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "found.txt"), "HTML (*.html)"))
    desk.action("save_report").trigger()
    desk.idle()
    assert "found.txt" in desk.message


def test_a_report_can_be_saved_while_there_is_something_to_save(desk: Desk, bench: Bench) -> None:
    bench.panel.metrics.choose(["sparseness"])
    bench.measure()
    assert desk.action("save_report").isEnabled()
    desk.choose("Saliency")
    desk.idle()
    enabled: list[bool] = []

    def look(result: object) -> None:
        if isinstance(result, Measured | PictureEvaluated):
            enabled.append(desk.action("save_report").isEnabled())

    follow(desk.board, look)
    bench.measure()
    assert enabled == [False, False, False, True], "of other maps than before; once the picture is done, before the end"


def test_energy_follows_a_marked_region(desk: Desk, bench: Bench) -> None:
    desk.app.features.regions.controller.replace({SCENES[0]: Region((Rectangle(20, 20, 90, 90),))})
    bench.panel.metrics.choose(["energy"])
    bench.measure()
    assert bench.text("gradcam++", "energy") not in ("", "-")
    desk.app.features.regions.controller.replace({SCENES[0]: None})
    bench.measure()
    assert bench.text("gradcam++", "energy") == "-"
    cell = bench.panel.table.model.summary.cells["gradcam++", "energy"]
    assert str(cell.obstacle) == "The picture has no region."


def test_the_command_line_s_metrics_wait_for_the_regions(
    open_app: Callable[..., Desk], qtbot: QtBot, tmp_path: Path
) -> None:
    boxes = tmp_path / "boxes.json"
    boxes.write_text(json.dumps({path.name: {"boxes": [[20, 20, 90, 90]]} for path in SCENES[:2]}))
    desk = open_app()
    desk.begin(Start(pictures=SCENES[:2], methods=("saliency",), measure=("energy",), boxes=boxes))
    qtbot.waitUntil(lambda: desk.app.features.measure.runner.has_evaluation, timeout=PATIENCE)
    desk.idle()
    evaluation = desk.app.features.measure.runner.evaluation
    assert evaluation is not None
    assert evaluation.regions == boxes
    estimate = evaluation.summary.cells["saliency", "energy"].estimate
    assert estimate is not None and estimate.count == 2
    assert desk.app.panels.measure.isVisible()


@pytest.mark.parametrize("content", [None, b"no picture"])
def test_without_a_picture_the_command_line_s_metrics_come_to_an_end(
    open_app: Callable[..., Desk],
    qtbot: QtBot,
    tmp_path: Path,
    content: bytes | None,
) -> None:
    given = tmp_path
    if content is not None:
        given = tmp_path / "broken.png"
        given.write_bytes(content)
    desk = open_app()
    desk.begin(Start(pictures=(given,), measure=("sparseness",)))
    desk.idle()
    assert given.name in desk.message, "why"
    desk.open(SCENES[0])
    assert desk.app.features.measure.runner.evaluation is None, "what was asked for at the start is over"


def test_annotations_that_cannot_be_used_at_the_start_are_reported(
    open_app: Callable[..., Desk], qtbot: QtBot, tmp_path: Path
) -> None:
    boxes = tmp_path / "boxes.json"
    boxes.write_text("[")
    desk = open_app()
    with qtbot.waitSignal(desk.app.features.explain.controller.finished, timeout=PATIENCE):
        desk.begin(Start(pictures=SCENES[:1], methods=("gradcam",), boxes=boxes))
    desk.idle()
    qtbot.waitUntil(lambda: "boxes.json" in desk.message)


def test_closing_the_window_ends_an_evaluation(open_app: Callable[..., Desk], qtbot: QtBot) -> None:
    desk = open_app()
    assert not desk.action("save_report").isEnabled()
    desk.open(SCENES[0])
    bench = Bench(desk, qtbot)
    bench.steps("Insertion", 1000)
    bench.begin()
    desk.window.close()
    desk.app.features.close_question.stop.click()
    assert not desk.board.engine_thread.isRunning()
