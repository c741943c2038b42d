"""The Accuracy panel: what it shows of predictions whose figures are counted by hand, and what a click lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.widgets import at, painted, texts
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from attnstudio.app.app import App
from attnstudio.core.accuracy import Accuracy
from attnstudio.core.models.output_meaning import OutputMeaning
from attnstudio.core.picture_columns import PictureColumns
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.row_filter import RowFilter
from attnstudio.core.text import Notice
from attnstudio.export.accuracy_table import ACCURACY, accuracy_rows
from attnstudio.ui.accuracy.accuracy_text import as_text
from attnstudio.ui.accuracy.confusion_matrix import ConfusionMatrix
from attnstudio.ui.accuracy.reliability_diagram import ReliabilityDiagram

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

LEFT = Qt.MouseButton.LeftButton
NAMES = ("cat", "dog", "fly")
# Label, prediction, its probability, rank of the label. The last picture has no prediction, the one before no label.
ROWS = (
    (0, 0, 0.95, 1),
    (0, 0, 0.90, 1),
    (0, 1, 0.60, 2),
    (0, 1, 0.55, 2),
    (1, 1, 0.80, 1),
    (1, 0, 0.52, 2),
    (2, 2, 0.99, 1),
    (2, 0, 0.40, 3),
    (-1, 1, 0.97, None),
    (2, None, None, None),
)


def by_hand() -> PictureColumns:
    columns = PictureColumns(len(ROWS))
    columns.set_label(np.arange(len(ROWS)), np.array([label for label, *_ in ROWS]))
    columns.put(rows())
    return columns


def rows() -> list[tuple[int, PredictedRow]]:
    return [
        (number, PredictedRow((predicted,), (probability,), 0.5, rank, None if rank is None else 0.25))
        for number, (_, predicted, probability, rank) in enumerate(ROWS)
        if predicted is not None and probability is not None
    ]


def read(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.fixture
def app(make_app: object, qtbot: QtBot) -> App:
    """The window, with ten pictures of which no file exists, and the panel open."""
    assert callable(make_app)
    made: App = make_app()
    made.services.window.show()
    made.services.pictures.open([Path(f"/pictures/{number}.png") for number in range(len(ROWS))])
    made.services.actions["accuracy"].trigger()
    qtbot.waitUntil(made.panels.accuracy.isVisible)
    return made


@pytest.fixture
def predicted(app: App) -> App:
    """Labels and predictions are there."""
    state = app.services.dataset
    state.set_classes(NAMES)
    for row, (label, *_) in enumerate(ROWS):
        if label >= 0:
            state.set_label(np.array([row]), label)
    state.put(rows())
    app.features.accuracy.controller.refresh()
    return app


# What is shown


def test_the_head_shows_shares_and_intervals_counted_by_hand(predicted: App) -> None:
    panel = predicted.panels.accuracy
    assert (panel.top1.value.text(), panel.top5.value.text()) == ("50.0 %", "100.0 %")
    assert panel.top1.interval.text() == "95 %: 21.5 to 78.5 %"  # Wilson, 4 of 8
    assert (panel.counted.value.text(), panel.counted.interval.text()) == ("8", "of 10")


def test_classes_are_listed_the_worst_first_and_can_be_sorted(predicted: App) -> None:
    table = predicted.panels.accuracy.classes
    dog = ["dog", "2", "50.0 %", "33.3 %", "40.0 %"]
    cat, fly = ["cat", "4", "50.0 %", "50.0 %", "50.0 %"], ["fly", "2", "50.0 %", "100.0 %", "66.7 %"]
    assert read(table) == [dog, cat, fly]
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in read(table)] == ["cat", "dog", "fly"]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert read(table)[0] == cat


def test_pairs_are_listed_the_most_frequent_first(predicted: App) -> None:
    predicted.panels.accuracy.tabs.setCurrentWidget(predicted.panels.accuracy.confusions)
    assert read(predicted.panels.accuracy.confusions.pairs) == [
        ["cat", "dog", "2", "50.0 %"],
        ["dog", "cat", "1", "50.0 %"],
        ["fly", "cat", "1", "50.0 %"],
    ]


def test_text_and_table_have_the_same_figures() -> None:
    accuracy = Accuracy.of_columns(by_hand())
    text = as_text(accuracy, NAMES.__getitem__)
    assert "Top-1 accuracy: 50.0 % (4 of 8; 95 % interval 21.5 to 78.5 %)" in text
    assert "cat\t4\t50.0 %\t50.0 %\t50.0 %" in text
    assert "cat\tdog\t2" in text
    found = accuracy_rows(accuracy, NAMES.__getitem__)
    assert all(set(row) <= set(ACCURACY) for row in found)
    top1 = found[0]
    assert (top1["figure"], top1["value"], top1["hits"], top1["count"]) == ("top1", 0.5, 4, 8)
    assert {"figure": "confusion", "label": "cat", "predicted": "dog", "count": 2} in found
    assert sum(int(str(row["count"])) for row in found if row["figure"] == "bin") == 8


# The next step


def test_without_anything_the_panel_says_what_to_do(app: App) -> None:
    panel, state = app.panels.accuracy, app.services.dataset
    app.features.accuracy.controller.refresh()
    assert any("No picture has a label" in text for text in texts(panel))
    assert panel.next_step.text() == app.services.actions["open_dataset"].text()
    state.set_classes(NAMES)
    state.set_label(np.array([0]), 1)
    app.features.accuracy.controller.refresh()
    assert "Predict all pictures first." in texts(panel)
    assert panel.next_step.text() == app.services.actions["predict_all"].text()
    app.services.pictures.replace(())
    app.features.accuracy.controller.refresh()
    assert any("No pictures yet" in text for text in texts(panel))


def test_of_a_regression_no_prediction_is_right_or_wrong(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    models = app.services.models
    demo = replace(models.specs()["demo"], meaning=OutputMeaning("regression", Notice("numbers")))
    monkeypatch.setattr(models, "specs", lambda: {"demo": demo})
    app.features.accuracy.controller.refresh()
    assert any("is a regression" in text for text in texts(app.panels.accuracy))
    assert not app.panels.accuracy.next_step.isVisible()


def test_what_comes_in_is_shown_within_a_moment(app: App, qtbot: QtBot) -> None:
    state = app.services.dataset
    state.set_classes(NAMES)
    state.set_label(np.array([0]), 0)
    state.put(rows()[:1])
    assert app.features.accuracy.controller.is_pending
    qtbot.waitUntil(lambda: not app.features.accuracy.controller.is_pending)
    assert app.panels.accuracy.top1.value.text() == "100.0 %"
    assert app.panels.accuracy.counted.interval.text() == "of 10"


# Clicks


def test_a_class_lists_and_selects_its_pictures(predicted: App, qtbot: QtBot) -> None:
    table = predicted.panels.accuracy.classes
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(0, 0)).center())
    assert predicted.services.dataset.filter == RowFilter(label=1)
    assert predicted.services.dataset.view.tolist() == [4, 5]
    assert predicted.services.pictures.selected_rows.tolist() == [4, 5]
    qtbot.mouseClick(predicted.panels.accuracy.show_all, LEFT)
    assert len(predicted.services.dataset.view) == len(ROWS)
    assert not predicted.panels.accuracy.show_all.isEnabled()


def test_a_pair_lists_its_pictures_and_is_seen_in_the_matrix(predicted: App, qtbot: QtBot) -> None:
    view = predicted.panels.accuracy.confusions
    predicted.panels.accuracy.tabs.setCurrentWidget(view)
    qtbot.mouseClick(view.pairs.viewport(), LEFT, pos=view.pairs.visualRect(view.pairs.model().index(0, 0)).center())
    assert predicted.services.dataset.view.tolist() == [2, 3]
    assert view.matrix.current == (0, 1)
    assert view.reading.text() == "cat \N{RIGHTWARDS ARROW} dog: 2 of 4 (50.0 %)"


def test_a_cell_lists_its_pictures(predicted: App, qtbot: QtBot) -> None:
    view = predicted.panels.accuracy.confusions
    predicted.panels.accuracy.tabs.setCurrentWidget(view)
    qtbot.mouseClick(view.matrix.viewport(), LEFT, pos=view.matrix.cell_rect(2, 0).center())
    assert predicted.services.dataset.filter == RowFilter(label=2, predicted=0)
    assert predicted.services.pictures.selected_rows.tolist() == [7]


def test_a_bar_selects_the_labelled_pictures_of_its_probabilities(predicted: App, qtbot: QtBot) -> None:
    diagram = predicted.panels.accuracy.diagram
    predicted.panels.accuracy.tabs.setCurrentWidget(diagram)
    qtbot.mouseClick(diagram, LEFT, pos=diagram.bar_rect(14).center().toPoint())
    assert predicted.services.pictures.selected_rows.tolist() == [0, 6]  # 0.95 and 0.99; the 0.97 has no label
    assert predicted.services.dataset.filter.probability == pytest.approx((14 / 15, 1))


# The matrix


@pytest.fixture
def matrix(qtbot: QtBot) -> ConfusionMatrix:
    made = ConfusionMatrix()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show_accuracy(Accuracy.of_columns(by_hand()), NAMES.__getitem__)
    made.show()
    return made


def of_many_classes(classes: int, pictures: int) -> Accuracy:
    columns, rng = PictureColumns(pictures), np.random.default_rng(3)
    labels = rng.permutation(np.arange(pictures) % classes)
    columns.labels[:] = labels
    columns.top[:, 0] = np.where(rng.random(pictures) < 0.7, labels, rng.integers(0, classes, pictures))
    columns.probabilities[:, 0] = rng.random(pictures)
    return Accuracy.of_columns(columns)


def test_cells_are_shaded_by_their_share_of_the_row(matrix: ConfusionMatrix) -> None:
    pixels = painted(matrix.viewport())

    def corner(label: int, predicted: int) -> np.ndarray:
        return at(pixels, QPointF(matrix.cell_rect(label, predicted).topLeft() + QPoint(3, 3)))

    empty, half_right, half_wrong = corner(1, 2), corner(0, 0), corner(0, 1)
    assert half_right[2] > half_right[0]  # blue
    assert half_wrong[0] > half_wrong[2]  # red
    assert np.abs(empty - half_right).max() > 40
    assert np.abs(empty - half_wrong).max() > 40


def test_keys_move_choose_and_zoom(matrix: ConfusionMatrix, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(matrix, key)
    assert matrix.current == (0, 1)
    assert matrix.accessibleDescription() == "Label cat, predicted dog: 2 of 4 (50.0 %)"
    with qtbot.waitSignal(matrix.cell_chosen) as chosen:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen.args == [0, 1]
    fitted = matrix.side
    qtbot.keyClick(matrix, Qt.Key.Key_Plus)
    assert matrix.side > fitted
    qtbot.keyClick(matrix, Qt.Key.Key_0)
    assert matrix.side == fitted


def test_a_thousand_classes_fit_are_scrolled_and_found(matrix: ConfusionMatrix) -> None:
    accuracy = of_many_classes(1000, 50_000)
    matrix.show_accuracy(accuracy, str)
    assert painted(matrix.viewport()).std() > 1
    worst = accuracy.worst_pairs(1)[0]
    for _ in range(20):
        matrix.zoom_in()
    matrix.show_cell(worst.label, worst.predicted)
    assert matrix.viewport().rect().contains(matrix.cell_rect(worst.label, worst.predicted))
    assert matrix.current == (worst.label, worst.predicted)


def test_the_current_cell_stays_the_same_pair_when_classes_come(matrix: ConfusionMatrix) -> None:
    matrix.show_cell(2, 0)
    columns = by_hand()
    columns.set_label(np.array([0]), 1)
    matrix.show_accuracy(Accuracy.of_columns(columns), NAMES.__getitem__)
    assert matrix.current == (2, 0)


# The reliability diagram


def test_the_diagram_reads_its_bars_by_keys(qtbot: QtBot) -> None:
    diagram = ReliabilityDiagram()
    qtbot.addWidget(diagram)
    diagram.resize(400, 260)
    accuracy = Accuracy.of_columns(by_hand())
    diagram.show_accuracy(accuracy)
    diagram.show()
    qtbot.keyClick(diagram, Qt.Key.Key_Left)
    assert diagram.reading == 14
    assert diagram.described() == ("Probability 0.93 to 1.00: 2 pictures, mean probability 97.0 %, accuracy 100.0 %")
    # By hand: bins of 0.40, (0.52), (0.55, 0.60), 0.80, 0.90, (0.95, 0.99) with gaps 0.4, 0.52, 0.575, 0.2, 0.1, 0.03
    error = (0.40 + 0.52 + 2 * 0.575 + 0.20 + 0.10 + 2 * 0.03) / 8
    assert accuracy.ece == pytest.approx(error, abs=1e-6)
    assert f"{100 * error:.1f} %" in diagram.accessibleDescription()
    with qtbot.waitSignal(diagram.bin_chosen) as chosen:
        qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert chosen.args == [14]
