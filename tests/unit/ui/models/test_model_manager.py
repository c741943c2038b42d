"""The model manager, with real files and a real server on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from helpers.weights_server import WeightsServer, serving
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.core.errors import DamagedFailure, ModelFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.models.base import all_specs, spec_of
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.board import JobBoard
from attnstudio.ui.models.model_manager import ModelManager
from attnstudio.ui.models.model_table import Column, Loading
from attnstudio.ui.models.transfers import Downloads, Imports
from attnstudio.ui.notify.recovery_action import recovery_action
from attnstudio.ui.shell.i18n import Language

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

BODY = bytes(range(256)) * 6000  # 1.5 MB
VGG16 = "vgg16_weights_tf_dim_ordering_tf_kernels.h5"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WeightsServer]:
    with serving(BODY, monkeypatch) as made:
        yield made


@pytest.fixture
def catalogue(tmp_path: Path) -> ModelCatalogue:
    """The user's own folder is not there yet."""
    return ModelCatalogue((tmp_path / "first", tmp_path / "own", tmp_path / "last"), tmp_path / "own")


@pytest.fixture
def manager(
    qtbot: QtBot, catalogue: ModelCatalogue, server: WeightsServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModelManager]:
    monkeypatch.setattr(Throttle, "is_due", lambda _: True)
    board = JobBoard()
    made = ModelManager(catalogue, Downloads(board, catalogue.own), Imports(board, catalogue))
    qtbot.addWidget(made)
    made.open_at("vgg16")
    yield made
    server.go_on.set()
    board.stop()


@pytest.fixture
def heard(manager: ModelManager) -> list[set[str]]:
    """The signals to the main window."""
    came: list[set[str]] = []
    manager.changed.connect(came.append)
    return came


def put(folder: Path, name: str, body: bytes = BODY) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(body)
    return folder / name


def cell(manager: ModelManager, model_id: str, column: Column) -> str:
    row = manager.model.row_of(model_id)
    assert row is not None
    return str(manager.model.index(row, column).data())


def column(manager: ModelManager, which: Column) -> list[str]:
    """As it is read in the table."""
    shown = manager.table.model()
    return [str(shown.index(row, which).data()) for row in range(shown.rowCount())]


state = partial(cell, column=Column.STATE)


def click(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, LEFT)


def complaint(manager: ModelManager) -> str:
    return manager.banner.text.text() if manager.banner.isVisible() else ""


# The table


def test_the_table_says_what_is_here_how_large_and_where(manager: ModelManager, catalogue: ModelCatalogue) -> None:
    here = put(catalogue.own, VGG16)
    put(catalogue.own, "vgg19_weights_tf_dim_ordering_tf_kernels.h5.part", BODY[:1_000_000])
    put(catalogue.folders[2], "xception_weights_tf_dim_ordering_tf_kernels.h5", BODY[:1_000_000])
    put(catalogue.folders[0], "resnet50.weights.h5", BODY[:500_000])
    manager.refresh()
    assert len(column(manager, Column.NAME)) == len(all_specs())
    read = {
        model: tuple(cell(manager, model, which) for which in Column)
        for model in ("demo", "vgg16", "vgg19", "xception", "resnet50", "nasnet_large")
    }
    demo = paths.resource("demo")
    size = f"{(demo / 'demo.weights.h5').stat().st_size / 1e6:.1f}"
    assert read == {
        "demo": ("Demo: drawn scenes", "128x128", "10", size, "built in", str(demo)),
        "vgg16": ("VGG16", "224x224", "1000", "1.5", "installed", str(here.parent)),
        "vgg19": ("VGG19", "224x224", "1000", "1.5", "partial: 1 of 2 MB", ""),
        "xception": ("Xception", "299x299", "1000", "1.0", "damaged", str(catalogue.folders[2])),
        "resnet50": ("ResNet50", "224x224", "1000", "0.5", "installed", str(catalogue.folders[0])),
        "nasnet_large": ("NASNetLarge", "331x331", "1000", "1.5", "not installed", ""),
    }
    assert manager.transfers.note.text().startswith("5 of 42 models are installed, ")


def test_those_that_are_here_come_first_and_a_click_sorts_otherwise(
    manager: ModelManager, catalogue: ModelCatalogue
) -> None:
    put(catalogue.own, "xception.weights.h5", bytes(20_000_000))
    manager.refresh()
    assert column(manager, Column.NAME)[:3] == ["Demo: drawn scenes", "Demo with a backdoor", "Xception"]
    manager.table.sortByColumn(Column.SIZE, Qt.SortOrder.DescendingOrder)
    assert column(manager, Column.SIZE)[:2] == ["20.0", "1.5"], "sizes are numbers: 20.0 is more than 1.5"
    manager.table.sortByColumn(Column.INPUT, Qt.SortOrder.AscendingOrder)
    inputs = [int(text.partition("x")[0]) for text in column(manager, Column.INPUT)]
    assert inputs == sorted(inputs)
    manager.table.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
    assert column(manager, Column.NAME)[0] == "ConvNeXtBase"


def test_the_filter_looks_at_names_and_ids(manager: ModelManager, qtbot: QtBot) -> None:
    qtbot.keyClicks(manager.filter, " VGG ")
    assert column(manager, Column.NAME) == ["VGG16", "VGG19"]
    manager.filter.setText("resnet50_v")
    assert column(manager, Column.NAME) == ["ResNet50V2"]
    assert manager.table.isVisible()
    manager.filter.setText("no such model")
    assert not manager.table.isVisible()
    assert not manager.install_button.isEnabled()
    manager.filter.clear()
    assert manager.table.isVisible()


def test_enter_in_the_filter_does_nothing(manager: ModelManager, qtbot: QtBot, server: WeightsServer) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(manager.filter, key)
    assert manager.isVisible()
    assert manager.banner.isHidden()
    assert not server.asked


def test_files_copied_by_hand_are_seen_when_the_window_comes_back(
    manager: ModelManager, heard: list[set[str]], catalogue: ModelCatalogue
) -> None:
    manager.hide()
    path = put(catalogue.own, VGG16)
    manager.show()
    assert state(manager, "vgg16") == "installed"
    assert heard == [{"vgg16"}]
    manager.hide()
    path.unlink()
    manager.show()
    assert state(manager, "vgg16") == "not installed"
    assert heard == [{"vgg16"}, set()]


# Installing


def test_install_shows_its_progress_in_the_row_and_below(
    manager: ModelManager, qtbot: QtBot, server: WeightsServer, catalogue: ModelCatalogue, heard: list[set[str]]
) -> None:
    server.pause_at = 600_000
    downloads = manager.downloads
    with qtbot.waitSignal(downloads.progressed, timeout=30_000, check_params_cb=lambda done, _: done > 0):
        click(qtbot, manager.install_button)
        assert state(manager, "vgg16") == "downloading: 0 of 2 MB"
        assert manager.transfers.stop_button.isVisible()
        assert (manager.transfers.bar.minimum(), manager.transfers.bar.maximum()) == (0, 0), (
            "how much came is not known yet"
        )
    assert manager.transfers.activity.text() == "Downloading VGG16"
    assert manager.transfers.bar.text().endswith(" / 1.5 MB")
    assert 0 < manager.transfers.bar.value() < manager.transfers.bar.maximum()
    for button in (manager.install_button, manager.remove_button, manager.import_button):
        assert not button.isEnabled()
    with qtbot.waitSignal(downloads.installed, timeout=30_000):
        server.go_on.set()
    assert (catalogue.own / VGG16).read_bytes() == BODY
    assert state(manager, "vgg16") == "installed"
    assert manager.transfers.note.text().startswith("VGG16 is installed. 3 of 42 models are installed, ")
    assert manager.selected is not None
    assert manager.selected.spec.id == "vgg16", "the selection stays though the row moved"
    assert not manager.transfers.stop_button.isVisible()
    assert not manager.install_button.isEnabled()
    assert manager.remove_button.isEnabled()
    assert heard == [], "the main window hears of downloads by itself"


def test_a_download_that_was_stopped_continues_where_it_was(
    manager: ModelManager, qtbot: QtBot, server: WeightsServer, catalogue: ModelCatalogue
) -> None:
    server.pause_at = 600_000
    downloads = manager.downloads
    with qtbot.waitSignal(downloads.progressed, timeout=30_000, check_params_cb=lambda done, _: done >= 500_000):
        click(qtbot, manager.install_button)
    with qtbot.waitSignal(downloads.stopped, timeout=30_000):
        click(qtbot, manager.transfers.stop_button)
        server.go_on.set()
    received = (catalogue.own / f"{VGG16}.part").stat().st_size
    assert 500_000 <= received < len(BODY)
    assert state(manager, "vgg16") == "partial: 1 of 2 MB"
    assert manager.transfers.note.text().startswith("Stopped. Press Resume to continue the download")
    assert manager.install_button.text() == "Resume"
    server.pause_at = None
    with qtbot.waitSignal(downloads.installed, timeout=30_000):
        click(qtbot, manager.install_button)
    assert [asked for _, asked in server.asked] == [None, f"bytes={received}-"]
    assert (catalogue.own / VGG16).read_bytes() == BODY


def test_a_download_that_fails_is_reported_and_can_be_tried_again(
    manager: ModelManager, qtbot: QtBot, server: WeightsServer
) -> None:
    server.status = 404
    with qtbot.waitSignal(manager.downloads.failed, timeout=30_000):
        click(qtbot, manager.install_button)
    assert "no longer exists (404 Not Found)" in complaint(manager)
    assert state(manager, "vgg16") == "not installed"
    server.status = None
    with qtbot.waitSignal(manager.downloads.installed, timeout=30_000):
        click(qtbot, manager.install_button)
    assert complaint(manager) == ""


def test_a_damaged_file_can_be_installed_again(manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue) -> None:
    path = put(catalogue.own, VGG16, BODY[:1000])
    manager.refresh()
    assert state(manager, "vgg16") == "damaged"
    with qtbot.waitSignal(manager.downloads.installed, timeout=30_000):
        click(qtbot, manager.install_button)
    assert path.read_bytes() == BODY
    assert state(manager, "vgg16") == "installed"


def test_a_download_begun_in_the_model_panel_is_shown_too(
    manager: ModelManager, qtbot: QtBot, server: WeightsServer
) -> None:
    server.pause_at = 600_000
    with qtbot.waitSignal(manager.downloads.progressed, timeout=30_000, check_params_cb=lambda done, _: done > 0):
        manager.downloads.start(spec_of("vgg19"))
    assert manager.transfers.activity.text() == "Downloading VGG19"
    assert state(manager, "vgg19").startswith("downloading: ")
    assert state(manager, "vgg16") == "not installed"
    with qtbot.waitSignal(manager.downloads.installed, timeout=30_000):
        server.go_on.set()
    assert state(manager, "vgg19") == "installed"


def test_what_comes_with_the_program_is_neither_installed_nor_removed(manager: ModelManager) -> None:
    manager.select("demo")
    assert not manager.install_button.isEnabled()
    assert not manager.remove_button.isEnabled()


# Removing


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions of message boxes. Each is answered with yes, or no while the list is empty."""
    asked: list[str] = ["answer yes"]

    def answer(_: object, __: str, text: str) -> QMessageBox.StandardButton:
        button = QMessageBox.StandardButton
        yes = bool(asked)
        asked.append(text)
        return button.Yes if yes else button.No

    monkeypatch.setattr(QMessageBox, "question", answer)
    return asked


def test_removing_asks_once_and_notifies_the_main_window(
    manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue, questions: list[str], heard: list[set[str]]
) -> None:
    path = put(catalogue.own, VGG16)
    manager.refresh()
    click(qtbot, manager.remove_button)
    assert questions[1:] == [f"Delete the weights of VGG16 from {catalogue.own}?"]
    assert not path.exists()
    assert state(manager, "vgg16") == "not installed"
    assert manager.transfers.note.text().startswith("The weights of VGG16 are removed.")
    assert heard == [set()]
    assert manager.selected is not None
    assert manager.selected.spec.id == "vgg16"


def test_removing_can_be_declined(
    manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue, questions: list[str], heard: list[set[str]]
) -> None:
    path = put(catalogue.own, VGG16)
    manager.refresh()
    questions.clear()
    click(qtbot, manager.remove_button)
    assert len(questions) == 1
    assert path.exists()
    assert heard == []


def test_a_part_of_a_download_can_be_removed(
    manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue, questions: list[str], heard: list[set[str]]
) -> None:
    part = put(catalogue.own, f"{VGG16}.part", BODY[:1000])
    manager.refresh()
    click(qtbot, manager.remove_button)
    assert not part.exists()
    assert state(manager, "vgg16") == "not installed"
    assert heard == []


def test_a_file_elsewhere_is_refused_by_name(
    manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue, questions: list[str]
) -> None:
    path = put(catalogue.folders[2], VGG16)
    manager.refresh()
    click(qtbot, manager.remove_button)
    assert questions[1:] == [], "there is nothing to decide"
    assert complaint(manager).startswith(f"{path} is not in {catalogue.own}")
    assert path.exists()


# Importing


def choose_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder) if folder.name else "")


def test_a_failed_import_lists_the_files_that_failed(
    manager: ModelManager,
    qtbot: QtBot,
    catalogue: ModelCatalogue,
    tmp_path: Path,
    heard: list[set[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stick = tmp_path / "stick"
    put(stick, "vgg19.weights.h5")
    put(stick / "a", VGG16)
    damaged = [put(stick / f"{number}", VGG16, BODY[:-1]) for number in range(5)]
    choose_folder(stick, monkeypatch)
    with qtbot.waitSignal(manager.imports.imported, timeout=30_000):
        click(qtbot, manager.import_button)
        assert manager.transfers.activity.text() == "Importing from stick"
        assert manager.transfers.stop_button.isVisible()
    summary = "Imported: 2. Already installed: 0. Failed: 5. 4 of 42 models are installed"
    assert manager.transfers.note.text().startswith(summary)
    lines = complaint(manager).splitlines()
    assert lines[:3] == [
        f"{path} is damaged: its size or checksum is wrong. Copy it again from where it came." for path in damaged[:3]
    ]
    assert lines[3:] == ["And 2 more."]
    assert heard == [{"vgg16", "vgg19"}]
    assert (catalogue.own / VGG16).read_bytes() == BODY


def test_importing_a_user_model_emits_changed(
    manager: ModelManager, qtbot: QtBot, tmp_path: Path, heard: list[set[str]]
) -> None:
    with qtbot.waitSignal(manager.changed, timeout=30_000):
        manager.imports.start(put(tmp_path / "stick", "own.keras").parent)
    assert heard == [set()]
    with qtbot.waitSignal(manager.imports.imported, timeout=30_000):
        manager.imports.start(put(tmp_path / "other", "vgg16.weights.h5").parent)
    assert heard == [set(), {"vgg16"}]


def test_a_folder_without_weights_is_reported(
    manager: ModelManager, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_folder(put(tmp_path / "stick", "x.txt").parent, monkeypatch)
    with qtbot.waitSignal(manager.imports.failed, timeout=30_000):
        click(qtbot, manager.import_button)
    assert complaint(manager).startswith(f"There are no weights in {tmp_path / 'stick'}.")
    assert manager.import_button.isEnabled()


def test_a_dialog_that_is_closed_imports_nothing(
    manager: ModelManager, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_folder(Path(), monkeypatch)
    click(qtbot, manager.import_button)
    assert not manager.imports.busy


def test_an_import_that_is_stopped_keeps_what_is_finished(
    manager: ModelManager,
    qtbot: QtBot,
    catalogue: ModelCatalogue,
    tmp_path: Path,
    heard: list[set[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stick = put(tmp_path / "stick", "vgg16.weights.h5").parent
    put(stick, "vgg19.weights.h5")
    first_is_there, go_on = threading.Event(), threading.Event()

    def second_waits(target: Path, *arguments: Any, **options: Any) -> None:
        if target.name == "vgg19.weights.h5":
            first_is_there.set()
            assert go_on.wait(30)
        write_atomically(target, *arguments, **options)

    monkeypatch.setattr("attnstudio.core.models.importing.write_atomically", second_waits)
    choose_folder(stick, monkeypatch)
    imports = manager.imports
    click(qtbot, manager.import_button)
    qtbot.waitUntil(lambda: first_is_there.is_set() and manager.transfers.bar.text() == "1.5 / 3.1 MB", timeout=30_000)
    with qtbot.waitSignal(imports.stopped, timeout=30_000):
        click(qtbot, manager.transfers.stop_button)
        go_on.set()
    assert state(manager, "vgg16") == "installed"
    assert state(manager, "vgg19") == "not installed"
    assert manager.transfers.note.text().startswith("Stopped. The models imported so far stay installed.")
    assert heard == [{"vgg16"}]
    assert [path.name for path in catalogue.own.iterdir()] == ["vgg16.weights.h5"]


# The folder


def test_the_model_folder_is_created_and_shown(
    manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def open_url(url: QUrl) -> bool:
        shown.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    click(qtbot, manager.folder_button)
    assert shown == [str(catalogue.own)]
    assert catalogue.own.is_dir()
    assert complaint(manager) == ""


def test_without_a_file_manager_the_path_of_the_folder_is_shown(
    manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    click(qtbot, manager.folder_button)
    assert complaint(manager) == f"No file manager found. The folder is {catalogue.own}"


# For everyone


@pytest.fixture
def russian(manager: ModelManager) -> Iterator[None]:
    language = Language()
    language.choose("ru")
    manager.retranslate()
    yield
    language.choose("en")


def test_a_message_changes_its_language_with_the_window(
    manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue, request: pytest.FixtureRequest
) -> None:
    put(catalogue.folders[2], VGG16)
    manager.refresh()
    click(qtbot, manager.remove_button)
    english = complaint(manager)
    request.getfixturevalue("russian")
    assert complaint(manager) != english
    assert str(catalogue.own) in complaint(manager)
    assert manager.transfers.note.text().startswith("Установлено моделей: 3 из 42")
    assert state(manager, "vgg16") == "установлена"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_is_cut_off(manager: ModelManager, language: str, request: pytest.FixtureRequest) -> None:
    if language == "ru":
        request.getfixturevalue("russian")
    manager.model.show_loading(Loading("vgg16", 1_400_000_000, 1_400_800_000))
    QApplication.processEvents()
    for button in manager.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width() or button.isHidden(), button.text()
    header = manager.table.horizontalHeader()
    for which in Column:
        assert header.sectionSize(which) >= header.sectionSizeHint(which), which
    for which in set(Column) - {Column.PLACE}:
        assert manager.table.columnWidth(which) >= manager.table.sizeHintForColumn(which), which


def test_every_control_has_a_name_and_the_tab_key_reaches_it(manager: ModelManager, qtbot: QtBot) -> None:
    buttons = [button for button in manager.findChildren(QPushButton) if button.isVisible()]
    controls = [*buttons, manager.filter, manager.table]
    for control in controls:
        assert control.accessibleName() or getattr(control, "text", str)(), control
    manager.filter.setFocus()
    reached = []
    for _ in range(12):
        reached.append(manager.focusWidget())
        qtbot.keyClick(manager.focusWidget(), Qt.Key.Key_Tab)
    assert {type(widget) for widget in reached[:2]} == {QLineEdit, QTableView}
    for button in (manager.install_button, manager.import_button, manager.folder_button):
        assert button in reached


def test_the_escape_key_closes_it_and_a_download_continues(
    manager: ModelManager, qtbot: QtBot, server: WeightsServer, catalogue: ModelCatalogue
) -> None:
    server.pause_at = 1000
    click(qtbot, manager.install_button)
    qtbot.keyClick(manager, Qt.Key.Key_Escape)
    assert not manager.isVisible()
    with qtbot.waitSignal(manager.downloads.installed, timeout=30_000):
        server.go_on.set()
    assert (catalogue.own / VGG16).read_bytes() == BODY


# The way out of damage


@pytest.mark.parametrize(("place", "offered"), [(0, False), (1, True), (2, True)])
def test_damaged_weights_are_downloaded_again_only_where_that_helps(
    manager: ModelManager, qtbot: QtBot, catalogue: ModelCatalogue, place: int, offered: bool
) -> None:
    file = put(catalogue.folders[place], VGG16, BODY[:10])
    failure = DamagedFailure("{file} is damaged. {id}", file=file, model_id="vgg16")
    button = recovery_action(catalogue, manager.downloads.start, failure)
    assert (button is not None) == offered
    if button is not None:
        assert button.label() == "Download again (2 MB)"
        with qtbot.waitSignal(manager.downloads.installed, timeout=30_000):
            button.run()
        item = catalogue.item(spec_of("vgg16"))
        assert item.path is not None
        assert item.path.read_bytes() == BODY


def test_other_failures_have_no_button(manager: ModelManager, catalogue: ModelCatalogue) -> None:
    for failure in (ModelFailure("no"), DamagedFailure("{file}", file=catalogue.own / "x.keras")):
        assert recovery_action(catalogue, manager.downloads.start, failure) is None
