"""The pages of the preferences are views of what is in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from helpers.works import WAIT, ElsewhereWork
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow, QWidget
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.app.app import App
from attnstudio.cluster import connection
from attnstudio.cluster.message import Facts
from attnstudio.cluster.place import HERE, Place
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.jobs.board import JobBoard
from attnstudio.settings import Settings
from attnstudio.ui.preferences.compute_page import ComputePage
from attnstudio.ui.preferences.dialog import PreferencesDialog
from attnstudio.ui.preferences.display_page import DisplayPage
from attnstudio.ui.preferences.files_page import FilesPage
from attnstudio.ui.preferences.general_page import GeneralPage
from attnstudio.ui.preferences.shortcut_table import Column
from attnstudio.ui.preferences.shortcuts_page import ShortcutsPage
from attnstudio.ui.shell import actions, theme
from attnstudio.ui.shell.places import CLUSTER, PROCESSES, chosen_place
from attnstudio.ui.shell.shortcuts import Shortcuts
from attnstudio.ui.state.display_options import Display, DisplayOptions, Normalisation
from attnstudio.ui.state.models import Models

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def settings() -> Settings:
    return Settings()


def choose(box: QComboBox, value: str) -> None:
    """As a user does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


@pytest.fixture
def general(settings: Settings, tmp_path: Path, qtbot: QtBot) -> GeneralPage:
    page = GeneralPage(settings, Models(ModelCatalogue((), tmp_path), UserModelStore(None), tmp_path))
    qtbot.addWidget(page)
    return page


def test_what_is_chosen_is_a_setting(general: GeneralPage, settings: Settings) -> None:
    choose(general.theme, "light")
    choose(general.language, "ru")
    choose(general.model, "demo")
    choose(general.method, "hirescam")
    choose(general.opened, "last")
    values = [settings.text("theme"), settings.text("language"), settings.text("start_model")]
    values += [settings.text("start_method"), settings.text("at_start")]
    assert values == ["light", "ru", "demo", "hirescam", "last"]


def test_a_setting_that_changes_elsewhere_is_shown(general: GeneralPage, settings: Settings) -> None:
    settings.set("theme", "dark")
    settings.set("start_model", "/models/gone.keras")
    assert general.theme.currentText() == "Dark"
    assert general.model.currentText() == "/models/gone.keras", "what is not here any more is still what was chosen"
    general.reset()
    assert (settings.text("theme"), settings.text("start_model")) == ("", "")
    assert general.model.currentText() == "The one chosen last"


def test_display_options_are_those_of_the_window(qtbot: QtBot) -> None:
    display = DisplayOptions()
    page = DisplayPage(display)
    qtbot.addWidget(page)
    page.controls.opacity.setValue(20)
    assert display.now.opacity == 0.2
    display.set(colormap="jet", normalisation=Normalisation.SHARED)
    assert page.controls.colormap.currentData() == "jet"
    page.reset()
    assert display.now == Display()


@pytest.fixture
def shortcuts(settings: Settings, qtbot: QtBot) -> Shortcuts:
    window = QMainWindow()
    qtbot.addWidget(window)
    return Shortcuts(settings, actions.build(window), window, QWidget(window), [])


@pytest.fixture
def keys(shortcuts: Shortcuts, qtbot: QtBot) -> ShortcutsPage:
    page = ShortcutsPage(shortcuts)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def shown_key(page: ShortcutsPage) -> str:
    index = page.view.currentIndex()
    return str(index.siblingAtColumn(Column.KEYS).data())


def press(page: ShortcutsPage, key: Qt.Key, qtbot: QtBot) -> None:
    """In the field for the key of the chosen command, to which Enter leads."""
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert page.keys.hasFocus()
    qtbot.keyClick(page.keys, key, Qt.KeyboardModifier.ControlModifier)


def test_a_key_is_pressed_and_holds(keys: ShortcutsPage, shortcuts: Shortcuts, qtbot: QtBot) -> None:
    keys.choose("models")
    press(keys, Qt.Key.Key_U, qtbot)
    assert shortcuts.key("models") == QKeySequence("Ctrl+U")
    assert shown_key(keys) == "Ctrl+U"
    assert not keys.problem.isVisible()
    qtbot.mouseClick(keys.back, Qt.MouseButton.LeftButton)
    assert (shown_key(keys), keys.back.isEnabled()) == ("", False)


def test_a_key_in_use_is_refused_with_the_name_of_its_command(
    keys: ShortcutsPage, shortcuts: Shortcuts, qtbot: QtBot
) -> None:
    keys.choose("models")
    press(keys, Qt.Key.Key_O, qtbot)
    assert keys.problem.isVisible()
    assert keys.problem.text() == "Ctrl+O is in use: Open pictures."
    assert shortcuts.key("models").isEmpty()
    assert keys.keys.keySequence().isEmpty(), "the field shows what holds"
    keys.choose("open")
    assert not keys.problem.isVisible()


def test_keys_are_found_taken_away_and_reset(keys: ShortcutsPage, shortcuts: Shortcuts, qtbot: QtBot) -> None:
    qtbot.keyClicks(keys.filter, "ctrl+o")
    assert keys.chosen is not None and keys.chosen.id == "open"
    qtbot.mouseClick(keys.none, Qt.MouseButton.LeftButton)
    assert shortcuts.key("open").isEmpty()
    keys.reset()
    assert shortcuts.key("open") == QKeySequence("Ctrl+O")
    qtbot.keyClicks(keys.filter, "zzz")
    assert keys.chosen is None and not keys.keys.isEnabled()


def test_the_cache_is_measured_and_cleared(board: JobBoard, qtbot: QtBot) -> None:
    for file, size in ((paths.checked_models() / "a.json", 3), (paths.predictions_file(), 2 * 2**20)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(size))
    kept = paths.cache_folder() / "of the user.txt"
    kept.write_text("stays")
    page = FilesPage(board)
    qtbot.addWidget(page)
    page.on_shown()
    qtbot.waitUntil(lambda: board.is_idle)
    assert page.cache_size.text() == "Size of the cache: 2.0 MB"
    qtbot.mouseClick(page.clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: board.is_idle)
    assert page.cache_size.text() == "Size of the cache: 0.0 MB"
    assert not page.clear.isEnabled()
    assert [path.name for path in paths.cache_folder().iterdir()] == [kept.name]


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[JobBoard]:
    made = JobBoard()
    yield made
    assert made.stop()


@pytest.fixture
def computing(settings: Settings, board: JobBoard, qtbot: QtBot) -> ComputePage:
    page = ComputePage(settings, board)
    qtbot.addWidget(page)
    page.show()
    return page


def write(line: QLineEdit, text: str, qtbot: QtBot) -> None:
    line.clear()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_long_jobs_run_where_the_page_says(
    computing: ComputePage, settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    assert chosen_place(settings) == HERE and not computing.test.isEnabled()
    computing.kinds[PROCESSES].click()
    computing.processes.setValue(3)
    assert chosen_place(settings) == Place(processes=3)
    computing.kinds[CLUSTER].click()
    assert computing.problem.text() == "Enter the address of the scheduler."
    write(computing.address, "tls://lab-1:8786", qtbot)
    assert "Choose the folder of certificates" in computing.problem.text()
    write(computing.certificates, str(tmp_path), qtbot)
    assert not computing.problem.isVisible() and computing.test.isEnabled()
    assert chosen_place(settings) == Place(address="tls://lab-1:8786", certificates=tmp_path)
    write(computing.address, "tcp://lab-1:8786", qtbot)
    assert "refused: without TLS" in computing.problem.text() and not computing.test.isEnabled()
    computing.reset()
    assert chosen_place(settings) == HERE and computing.kinds[""].isChecked()
    assert computing.address.text() == ""


def test_a_connection_that_fails_says_why_and_blocks_nothing(
    computing: ComputePage, board: JobBoard, qtbot: QtBot
) -> None:
    computing.kinds[CLUSTER].click()
    write(computing.address, "tcp://127.0.0.1:2", qtbot)
    computing.address.setText("nowhere")
    computing.test.click()
    assert "no address of a scheduler" in computing.problem.text() and board.jobs == ()
    write(computing.address, "tcp://127.0.0.1:1", qtbot)
    computing.test.click()
    assert (computing.result.text(), computing.test.text()) == ("Connecting...", "Cancel")
    qtbot.waitUntil(lambda: board.is_idle, timeout=WAIT)
    assert "tcp://127.0.0.1:1" in computing.problem.text() and computing.problem.isVisible()
    assert (computing.result.text(), computing.test.text()) == ("", "Test connection")


def test_what_answers_is_listed(
    computing: ComputePage, board: JobBoard, qtbot: QtBot, monkeypatch: MonkeyPatch
) -> None:
    workers = tuple(
        Facts(f"tls://{host}:1", host, "1", "2", 4, ("/CPU:0",), unseen=False) for host in ("lab-2", "lab-3", "lab-3")
    )
    found = connection.Tested("tls://lab-1:8786", workers, 1.25)
    monkeypatch.setattr(connection, "test_connection", lambda place, check: found)
    computing.kinds[PROCESSES].click()
    computing.test.click()
    qtbot.waitUntil(lambda: board.is_idle, timeout=WAIT)
    assert computing.result.text() == "3 workers answered, after 1.2 s.\nlab-3: CPU × 2\nlab-2: CPU × 1"
    computing.processes.setValue(5)
    assert computing.result.text() == "", "it was found out about another place"


def test_what_is_not_installed_says_the_command(
    settings: Settings, board: JobBoard, qtbot: QtBot, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr("attnstudio.ui.preferences.compute_page.find_spec", lambda name: None)
    page = ComputePage(settings, board)
    qtbot.addWidget(page)
    page.show()
    page.kinds[PROCESSES].click()
    assert 'pip install "attnstudio[cluster]"' in page.missing.text() and page.missing.isVisible()
    assert not page.test.isEnabled()


def test_one_page_is_shown_and_reset(general: GeneralPage, settings: Settings, qtbot: QtBot) -> None:
    display = DisplayOptions()
    dialog = PreferencesDialog({GeneralPage: lambda: general, DisplayPage: partial(DisplayPage, display)})
    qtbot.addWidget(dialog)
    dialog.show()
    settings.set("theme", "light")
    display.set(opacity=0.1)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert isinstance(dialog.page, DisplayPage) and dialog.page.isVisible()
    qtbot.mouseClick(dialog.reset_button, Qt.MouseButton.LeftButton)
    assert (display.now.opacity, settings.text("theme")) == (Display().opacity, "light")
    dialog.show_page(GeneralPage)
    assert general.isVisible()


@pytest.mark.usefixtures("connections")
def test_the_window_follows_the_dialog_and_begins_as_chosen(make_app: Callable[..., App], qtbot: QtBot) -> None:
    begin = {"language": "en", "theme": "dark", "method": "gradcam", "start_method": "hirescam"}
    app = make_app(Settings({**begin, "model": "mobilenet_v2", "start_model": "demo"}))
    assert (app.services.selection.now.model, [call.id for call in app.services.selection.now.methods]) == (
        "demo",
        ["hirescam"],
    )
    app.services.actions["preferences"].trigger()
    dialog = app.features.preferences.dialog
    assert dialog.isVisible() and isinstance(dialog.page, GeneralPage)
    choose(dialog.page.theme, "light")
    assert theme.colours() is theme.LIGHT
    choose(dialog.page.language, "ru")
    try:
        qtbot.waitUntil(lambda: dialog.close_button.text() == "Закрыть")
        assert app.services.actions["run"].text() == "&Выполнить"
    finally:
        choose(dialog.page.language, "en")
    app.services.window.theme_requested.emit("dark")
    assert dialog.page.theme.currentData() == "dark", "the menu and the dialog show one setting"
    app.services.settings.set("compute", PROCESSES)
    job = app.services.board.start(ElsewhereWork())
    qtbot.waitUntil(lambda: app.services.board.is_idle, timeout=WAIT)
    assert job.place == Place(processes=2)


def test_computing_in_a_process_of_its_own_is_chosen_here_and_reset(qtbot: QtBot) -> None:
    settings, board = Settings(), JobBoard()
    page = ComputePage(settings, board)
    qtbot.addWidget(page)
    assert page.own_process.isChecked()
    page.own_process.click()
    assert settings.text("engine") == "thread"
    settings.set("engine", "process")
    assert page.own_process.isChecked()
    page.own_process.click()
    page.reset()
    assert settings.text("engine") == "process"
    board.stop()
