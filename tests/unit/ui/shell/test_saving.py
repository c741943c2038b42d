"""Where dialogs for files begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.jobs import SCENES
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.core.array_pictures import path_of
from attnstudio.settings import Settings
from attnstudio.ui.shell.saving import ask_file, ask_folder, first_folder, remember_folder


def test_a_dialog_begins_beside_the_picture_then_in_the_last_folder_then_at_home(tmp_path: Path) -> None:
    settings, picture, array = Settings(), tmp_path / "a.png", tmp_path / "data.npz"
    array.touch()
    assert first_folder(settings) == Path.home()
    assert first_folder(settings, picture) == first_folder(settings, path_of(array, "x", 3)) == tmp_path
    remember_folder(settings, tmp_path)
    assert first_folder(settings) == first_folder(settings, SCENES[0]) == tmp_path
    remember_folder(settings, SCENES[0].parent)
    assert first_folder(settings) == tmp_path, "the folder of the built-in scenes is the program's"
    settings.set("folder", str(tmp_path / "gone"))
    assert first_folder(settings) == Path.home()


def test_what_is_saved_is_saved_there_again(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, parent, begun = Settings(), QWidget(), list[str]()
    qtbot.addWidget(parent)

    def file(*given: object) -> tuple[str, str]:
        begun.append(str(given[2]))
        return str(tmp_path / "b" / "mine.csv"), ""

    def folder(*given: object) -> str:
        begun.append(str(given[2]))
        return str(tmp_path)

    (tmp_path / "b").mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", file)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", folder)
    assert ask_folder(parent, "Save", settings) == tmp_path
    for _ in range(2):
        assert ask_file(parent, "Save", "a.csv", ("CSV (*.csv)",), settings) == tmp_path / "b" / "mine.csv"
    assert begun == [str(Path.home()), str(tmp_path / "a.csv"), str(tmp_path / "b" / "a.csv")]
