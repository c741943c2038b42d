"""Dialogs of data sets: a label, matched classes, what was left out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from attnstudio.core.datasets.base import LeftOut
from attnstudio.core.datasets.matching import match_classes
from attnstudio.core.errors import DataSetFailure
from attnstudio.core.picture_columns import NO_CLASS
from attnstudio.ui.pictures.dataset_dialogs import LabelDialog
from attnstudio.ui.pictures.match_dialog import MatchDialog
from attnstudio.ui.widgets.reasons_dialog import ReasonsDialog

MODEL = ("tiger shark", "hammerhead", "great white shark")


@pytest.mark.parametrize(("text", "label"), [("hammer", 1), ("2", 2), ("", NO_CLASS), ("Tiger_Shark", 0)])
def test_a_label_is_a_class_by_name_or_index(qtbot: QtBot, text: str, label: int) -> None:
    dialog = LabelDialog(MODEL, 2, 7)
    qtbot.addWidget(dialog)
    assert dialog.field.text() == MODEL[2]
    dialog.field.setText(text)
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.label == label


def test_an_unknown_class_is_reported_and_the_dialog_stays(qtbot: QtBot) -> None:
    dialog = LabelDialog(MODEL, NO_CLASS, 1)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.field.setText("a zebra that stands at the edge of a wood")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.label == NO_CLASS
    (problem,) = [one for one in dialog.findChildren(QLabel) if "zebra" in one.text()]
    QApplication.processEvents()
    assert problem.height() >= problem.heightForWidth(problem.width()) > 2 * dialog.fontMetrics().height(), (
        "it is cut off"
    )


def test_proposed_matches_come_first_and_can_be_corrected(qtbot: QtBot) -> None:
    match = match_classes(["Hammerhead", "great white sharks", "yak"], MODEL)
    dialog = MatchDialog(match, MODEL)
    qtbot.addWidget(dialog)
    rows = dialog.rows
    cells = [[rows.index(row, column).data() for column in range(3)] for row in range(3)]
    assert cells[0] == ["great white sharks", "great white shark", "a similar name"]
    assert cells[1] == ["yak", "none", ""]
    assert cells[2][:2] == ["Hammerhead", "hammerhead"]
    assert rows.setData(rows.index(1, 1), "tiger")
    assert not rows.setData(rows.index(1, 1), "zebra")
    assert rows.indices == [1, 2, 0]
    assert rows.setData(rows.index(0, 1), "")
    assert rows.indices == [1, NO_CLASS, 0]
    assert match.confirmed(rows.indices).indices.tolist() == [1, NO_CLASS, 0]


def test_what_was_left_out_has_its_reason(qtbot: QtBot) -> None:
    left = [LeftOut(f"row {number}", DataSetFailure("{file} is gone.", file=number)) for number in range(1000)]
    dialog = ReasonsDialog("Left out", left)
    qtbot.addWidget(dialog)
    model = dialog.table.model()
    assert model.rowCount() == 1000
    assert [model.index(999, column).data() for column in range(2)] == ["row 999", "999 is gone."]
    assert model.headerData(0, Qt.Orientation.Horizontal)
