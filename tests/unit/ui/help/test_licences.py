"""The Help menu: the licences, where the log file is, and what the program is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.app.app import App
from attnstudio.licences import Component
from attnstudio.settings import Settings
from attnstudio.ui.help.about import AboutDialog
from attnstudio.ui.help.licences_dialog import LicencesDialog
from attnstudio.ui.shell.i18n import CONTEXT

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


class Starred(QTranslator):
    """Another language, in which every text has a star before it."""

    def isEmpty(self) -> bool:  # noqa: N802
        return False

    def translate(self, context: str, source: str, *_: object) -> str:
        return f"* {source}" if context == CONTEXT else ""


@pytest.fixture
def change_language(qapp: QApplication) -> Iterator[Callable[[], None]]:
    translator = Starred()

    def change() -> None:
        qapp.installTranslator(translator)
        qapp.processEvents()

    yield change
    qapp.removeTranslator(translator)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders passed to the system's file manager."""
    folders: list[Path] = []

    def take(url: QUrl) -> bool:
        folders.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return folders


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> LicencesDialog:
    components = []
    for name, licence in (("alpha", "MIT"), ("beta", "LGPL-3.0-only"), ("gamma", "")):
        file = tmp_path / f"{name}.txt"
        file.write_text(f"The licence of {name}.\n" * 100, encoding="utf-8")
        components.append(Component(name, "1.2", licence, f"https://example.org/{name}?a&b", (file,)))
    made = LicencesDialog(components)
    qtbot.addWidget(made)
    made.show()
    return made


def names(dialog: LicencesDialog) -> list[str]:
    model = dialog.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_chosen_component_shows_its_text(dialog: LicencesDialog) -> None:
    assert names(dialog) == ["alpha", "beta", "gamma"]
    assert dialog.text.toPlainText().startswith("The licence of alpha.")
    dialog.table.selectRow(1)
    assert dialog.text.toPlainText().startswith("The licence of beta.")
    assert (dialog.name.text(), dialog.licence.text()) == ("beta 1.2", "LGPL-3.0-only")
    assert 'href="https://example.org/beta?a&amp;b"' in dialog.link.text()
    dialog.table.selectRow(2)
    assert dialog.licence.text() == "see the text"


def test_the_filter_looks_at_names_and_licences(dialog: LicencesDialog) -> None:
    dialog.filter.setText("lgpl")
    assert names(dialog) == ["beta"]
    assert dialog.text.toPlainText().startswith("The licence of beta.")
    dialog.filter.setText("nothing of the kind")
    assert names(dialog) == []
    assert not dialog.table.isVisible()
    assert (dialog.name.text(), dialog.link.text(), dialog.text.toPlainText()) == ("", "", "")
    dialog.filter.clear()
    assert names(dialog) == ["alpha", "beta", "gamma"]
    assert dialog.table.isVisible()
    assert dialog.chosen is not None


def test_the_keyboard_reaches_all_of_it_and_escape_closes(qtbot: QtBot, dialog: LicencesDialog) -> None:
    dialog.filter.setFocus()
    reached = []
    for _ in range(6):
        reached.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert {dialog.filter, dialog.table, dialog.text} <= set(reached)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.chosen is not None and dialog.chosen.name == "beta"
    qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_another_language_leaves_the_text_where_it_was(
    dialog: LicencesDialog, change_language: Callable[[], None]
) -> None:
    dialog.table.selectRow(2)
    bar = dialog.text.verticalScrollBar()
    bar.setValue(40)
    change_language()
    assert dialog.windowTitle() == "* Licences"
    assert dialog.licence.text() == dialog.table.model().index(2, 2).data() == "* see the text"
    assert dialog.chosen is not None and dialog.chosen.name == "gamma"
    assert bar.value() == 40


def test_about_says_the_versions_and_the_places(
    qtbot: QtBot, shown: list[Path], change_language: Callable[[], None]
) -> None:
    folder = paths.log_file().parent
    shutil.rmtree(folder)
    about = AboutDialog()
    qtbot.addWidget(about)
    _, line, button = about.folders.rows["Log"]
    assert line.text() == str(paths.log_file())
    assert not button.isEnabled(), "there is nothing to show yet"
    folder.mkdir(parents=True)
    about.folders.refresh()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert shown == [folder]
    about.copy()
    copied = QApplication.clipboard().text()
    assert f"Qt {qVersion()}" in copied
    assert "TensorFlow 2." in copied
    assert f"Log: {paths.log_file()}" in copied
    change_language()
    assert (about.windowTitle(), about.folders.rows["Log"][0].text()) == ("* About attnstudio", "* Log")


def test_the_help_menu(qtbot: QtBot, shown: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = App(Settings(), None)
    qtbot.addWidget(app.services.window)
    actions = app.services.window.actions_by_id
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))  # the log went elsewhere after the window was made
    folder = paths.log_file().parent
    assert folder.is_relative_to(tmp_path)
    shutil.rmtree(folder)
    actions["show_log"].trigger()
    assert shown == []
    assert str(folder) in app.panels.banner.text.text()
    folder.mkdir(parents=True)
    actions["show_log"].trigger()
    assert shown == [folder]

    actions["about"].trigger()
    assert app.features.help.about.folders.rows["Log"][1].text() == str(paths.log_file())
    app.features.help.about.licences_button.click()
    qtbot.waitUntil(lambda: app.features.help.licences is not None and app.services.board.is_idle)
    assert app.features.help.licences is not None and "numpy" in names(app.features.help.licences)
    assert app.features.help.licences.isVisible()
    app.services.window.close()
    assert not app.features.help.about.isVisible()
    assert not app.features.help.licences.isVisible()
