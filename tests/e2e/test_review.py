"""Maps are reviewed with the keyboard, and what was said of them goes everywhere."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import PATIENCE, Desk, copies
from helpers.jobs import SCENES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from attnstudio.core.picture_columns import Column
from attnstudio.core.review import Review
from attnstudio.core.row_filter import RowFilter
from attnstudio.export.session import read
from attnstudio.ui.pictures.cell_text import cell_text

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def pictures(desk: Desk, tmp_path: Path) -> list[Path]:
    """Four open ones; the first is shown."""
    made = copies(tmp_path, SCENES[:4])
    desk.app.services.pictures.replace(made)
    desk.app.panels.browser.choose(made[0])
    desk.idle()
    return made


def press(desk: Desk, widget: QWidget, *keys: Qt.Key) -> None:
    desk.window.activateWindow()
    widget.setFocus()
    desk.qtbot.waitUntil(widget.hasFocus)
    for key in keys:
        desk.qtbot.keyClick(widget, key)
        desk.idle()


def marks(desk: Desk) -> list[Review]:
    return [Review(int(one)) for one in desk.app.services.dataset.columns.reviews]


def save(desk: Desk, action: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    desk.action(action).trigger()
    desk.idle()


def test_the_keys_work_at_once_wherever_the_focus_was(desk: Desk, pictures: list[Path], qapp: QApplication) -> None:
    desk.window.activateWindow()
    desk.app.panels.model_picker.box.setFocus()
    desk.action("review").trigger()
    focused = qapp.focusWidget()
    assert focused is not None
    desk.qtbot.keyClick(focused, Qt.Key.Key_3)
    assert marks(desk)[0] is Review.SPURIOUS
    desk.action("review").trigger()


def test_keys_mark_and_walk_only_while_maps_are_reviewed(desk: Desk, pictures: list[Path]) -> None:
    canvas, bar = desk.app.panels.canvas, desk.app.panels.review_bar
    press(desk, canvas, Qt.Key.Key_1)
    assert marks(desk) == [Review.NONE] * 4, "it is the actual size"
    assert not bar.isVisible()
    scale = canvas.scale
    desk.action("review").trigger()
    assert bar.isVisible()
    press(desk, canvas, Qt.Key.Key_2, Qt.Key.Key_Right, Qt.Key.Key_1, Qt.Key.Key_Right, Qt.Key.Key_4, Qt.Key.Key_Left)
    assert canvas.scale == scale
    assert desk.path == pictures[1]
    assert marks(desk) == [Review.BAD, Review.GOOD, Review.AGAIN, Review.NONE]
    assert bar.buttons[Review.GOOD].isChecked()
    assert bar.progress.text() == "Reviewed: 3 of 4"
    press(desk, desk.app.panels.browser.list, Qt.Key.Key_Down, Qt.Key.Key_3)
    assert marks(desk)[2] is Review.SPURIOUS
    press(desk, desk.app.panels.browser.list, Qt.Key.Key_0)
    assert marks(desk)[2] is Review.NONE
    desk.action("undo").trigger()
    assert marks(desk)[2] is Review.SPURIOUS
    desk.qtbot.mouseClick(bar.buttons[Review.AGAIN], Qt.MouseButton.LeftButton)
    assert marks(desk)[2] is Review.AGAIN
    desk.qtbot.mouseClick(bar.buttons[Review.AGAIN], Qt.MouseButton.LeftButton)
    assert marks(desk)[2] is Review.NONE
    press(desk, canvas, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert not desk.action("review").isChecked()


def test_a_selection_is_marked_together(desk: Desk, pictures: list[Path]) -> None:
    desk.action("review").trigger()
    desk.app.services.pictures.select_rows(np.array([0, 2, 3]))
    press(desk, desk.app.panels.canvas, Qt.Key.Key_1)
    assert marks(desk) == [Review.GOOD, Review.NONE, Review.GOOD, Review.GOOD]
    desk.action("review").trigger()


def test_marks_are_seen_sorted_and_filtered_by(desk: Desk, pictures: list[Path]) -> None:
    state, chip = desk.app.services.dataset, desk.app.panels.browser.filter_bar.class_chips["review"]
    assert chip.isHidden()
    state.set_reviews(np.array([1, 3]), np.array([Review.SPURIOUS, Review.GOOD]))
    assert [cell_text(state, row, Column.REVIEW) for row in range(4)] == ["", "Spurious", "", "Good map"]
    assert not chip.isHidden()
    state.sort(Column.REVIEW)
    assert state.view.tolist() == [3, 1, 0, 2]
    state.set_filter(RowFilter(review=Review.SPURIOUS))
    assert state.view.tolist() == [1]
    assert chip.text().startswith("Review: Spurious  1")


def test_marks_go_into_session_table_and_report(
    desk: Desk, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = desk.app.services.dataset
    state.set_reviews(np.array([0, 2]), np.array([Review.SPURIOUS, Review.GOOD]))
    desk.app.services.pictures.set_removed(np.array([1]), removed=True)
    save(desk, "save_session_as", tmp_path / "s.attn", monkeypatch)
    assert read(tmp_path / "s.attn").session.reviews == {0: Review.SPURIOUS, 1: Review.GOOD}
    save(desk, "save_pictures", tmp_path / "pictures.csv", monkeypatch)
    with (tmp_path / "pictures.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["image"], row["review"]) for row in rows] == [
        (str(pictures[0]), "spurious"),
        (str(pictures[2]), "good"),
        (str(pictures[3]), ""),
    ]
    desk.app.features.measure.controller.measure_all(["sparseness"])
    desk.idle()
    with desk.qtbot.waitSignal(desk.app.features.sessions.controller.ended, timeout=PATIENCE):
        desk.app.features.sessions.controller.open(tmp_path / "s.attn")
    desk.idle()
    assert marks(desk) == [Review.SPURIOUS, Review.GOOD, Review.NONE]
    evaluation = desk.app.features.measure.reports.evaluation()
    assert evaluation is not None
    assert evaluation.reviews[pictures[0]] is Review.SPURIOUS
    desk.app.panels.measure_dock.close()
