"""Accuracy and mean maps in the real window: the built-in model on drawn scenes in a folder for each class."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import LEFT, PATIENCE, Desk
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from attnstudio import demo_scenes
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.mean_map import MeanMapAccumulator
from attnstudio.core.request import MethodCall, Request
from attnstudio.jobs.job import JobState
from attnstudio.ui.mean_map.panel import MeanScope

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

COUNT = 40
MOVED = 2  # balls that lie in the folder of the cups


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes")
    demo_scenes.write(folder, COUNT, 5, 64, force=False)
    for ball in sorted((folder / "ball").iterdir())[:MOVED]:
        ball.rename(folder / "cup" / ball.name)
    return folder


@pytest.fixture
def predicted(desk: Desk, scenes: Path) -> Desk:
    """The scenes are open and predicted, the panel is in sight."""
    desk.open(scenes)
    if not desk.app.panels.accuracy.isVisible():
        desk.action("accuracy").trigger()
    desk.qtbot.mouseClick(desk.app.panels.accuracy.next_step, LEFT)
    desk.idle()
    return desk


def truth(scenes: Path) -> list[tuple[Path, str, str]]:
    """Path, label and prediction of each picture, by the engine alone."""
    engine, found = Engine(()), []
    for path in sorted(scenes.glob("*/*")):
        prediction = engine.run(Request(path, "demo"), RunContext()).prediction
        found.append((path, path.parent.name, prediction.class_names[prediction.top(1)[0]]))
    return found


def listed(desk: Desk) -> set[Path]:
    return {desk.app.services.pictures.path(int(row)) for row in desk.app.services.dataset.view}


def test_the_figures_are_those_of_the_engine(predicted: Desk, scenes: Path) -> None:
    panel, pictures = predicted.app.panels.accuracy, truth(scenes)
    right = sum(label == seen for _, label, seen in pictures)
    assert panel.top1.value.text() == f"{100 * right / COUNT:.1f} %"
    assert panel.counted.value.text() == str(COUNT)
    assert right < COUNT
    pairs = predicted.app.features.accuracy.controller.accuracy.worst_pairs()
    assert sum(pair.count for pair in pairs) == COUNT - right


def test_a_cell_lists_its_pictures_and_selects_them(predicted: Desk, scenes: Path) -> None:
    panel = predicted.app.panels.accuracy
    panel.tabs.setCurrentWidget(panel.confusions)
    names = predicted.app.services.dataset.class_names
    cell = names.index("cup"), names.index("ball")
    place = panel.confusions.matrix.cell_rect(*cell).center()
    predicted.qtbot.mouseClick(panel.confusions.matrix.viewport(), LEFT, pos=place)
    wanted = {path for path, label, seen in truth(scenes) if (label, seen) == ("cup", "ball")}
    assert wanted
    assert listed(predicted) == set(predicted.app.services.pictures.selected) == wanted
    predicted.qtbot.mouseClick(panel.show_all, LEFT)
    assert len(listed(predicted)) == COUNT


def test_another_model_takes_the_figures_away(predicted: Desk) -> None:
    panel = predicted.app.panels.accuracy
    assert not panel.next_step.isVisible()
    predicted.app.services.dataset.forget_predictions()
    predicted.idle()
    assert panel.next_step.isVisible()
    assert panel.next_step.text() == predicted.action("predict_all").text()


def test_figures_are_copied_and_saved(predicted: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = predicted.app.panels.accuracy
    panel.copy_action.trigger()
    copied = QGuiApplication.clipboard().text()
    assert panel.top1.value.text() in copied
    for name in ("figures.csv", "figures.txt"):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (str(tmp_path / name), ""))
        panel.save_action.trigger()
    assert (tmp_path / "figures.txt").read_text(encoding="utf-8") == copied
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"{100 * float(rows[0]['value']):.1f} %" == panel.top1.value.text()
    assert sum(int(row["count"]) for row in rows if row["figure"] == "confusion") == COUNT


def test_the_mean_map_of_a_class_is_that_of_its_maps(predicted: Desk, scenes: Path) -> None:
    app = predicted.app
    app.services.selection.set(methods=(MethodCall("gradcam"),))
    app.features.accuracy.controller.list_class(app.services.dataset.class_names.index("cup"))
    predicted.idle()
    predicted.qtbot.mouseClick(app.panels.accuracy.mean_map, LEFT)
    predicted.idle()
    panel = app.panels.mean_map
    assert panel.chosen_scope is MeanScope.SELECTED
    engine, sums = Engine(()), {name: MeanMapAccumulator((224, 224)) for name in ("Right", "Wrong", "All")}
    for path, label, seen in truth(scenes):
        if label == "cup":
            result = engine.run(Request(path, "demo", (MethodCall("gradcam"),)), RunContext())
            for name in ("Right" if seen == label else "Wrong", "All"):
                sums[name].add(result.heatmaps[0].values, result.placement)
    assert {one.name: one.map.count for one in panel.shown} == {name: one.count for name, one in sums.items()}
    for one in panel.shown:
        wanted = sums[one.name].result()
        np.testing.assert_allclose(one.map.mean, wanted.mean, atol=2e-5)
        np.testing.assert_allclose(one.map.deviation, wanted.deviation, atol=2e-5)


def test_a_mean_map_can_be_cancelled(predicted: Desk) -> None:
    app, board = predicted.app, predicted.board
    app.services.selection.set(methods=(MethodCall("smoothgrad", (("samples", 500),)),))
    if not app.panels.mean_map.isVisible():
        predicted.action("mean_map").trigger()
    app.panels.mean_map.choose_scope(MeanScope.LISTED)
    predicted.qtbot.mouseClick(app.panels.mean_map.bar.start, LEFT)
    (job,) = board.unfinished("mean_map")
    predicted.qtbot.waitUntil(lambda: job.state is JobState.RUNNING, timeout=PATIENCE)
    assert app.panels.mean_map.bar.cancel.isEnabled()
    predicted.qtbot.mouseClick(app.panels.mean_map.bar.cancel, LEFT)
    predicted.idle()
    assert job.state is JobState.CANCELLED
    assert not app.panels.mean_map.bar.cancel.isEnabled()
