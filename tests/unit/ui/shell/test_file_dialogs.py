"""The file that is written is of the kind that the user chose."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.core.errors import OutputFailure
from attnstudio.ui.shell.file_dialogs import save_file

KINDS = ("Word (*.docx)", "PDF (*.pdf)", "Pictures (*.jpg *.png)")


@pytest.mark.parametrize(
    ("entered", "kind", "written"),
    [
        ("report.docx", KINDS[0], "report.docx"),
        ("report.docx", KINDS[1], "report.pdf"),  # the name is the proposed one: only the kind was chosen
        ("mine.docx", KINDS[1], "mine.docx"),
        ("mine", KINDS[1], "mine.pdf"),
        ("mine", KINDS[2], "mine.jpg"),
        ("mine", "", "mine.docx"),
        ("report.docx", "", "report.docx"),
    ],
)
def test_the_ending_is_that_of_the_chosen_kind(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entered: str, kind: str, written: str
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / entered), kind))
    assert save_file(parent, "Save", tmp_path / "report.docx", KINDS) == tmp_path / written
    if written != entered:  # the dialog did not ask whether it may be replaced
        (tmp_path / written).touch()
        with pytest.raises(OutputFailure, match="already exists"):
            save_file(parent, "Save", tmp_path / "report.docx", KINDS)


def test_no_file_where_the_dialog_is_closed(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert save_file(parent, "Save", tmp_path / "report.docx", KINDS) is None
