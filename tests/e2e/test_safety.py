"""Hostile files dropped on the window: one message says what is wrong, and what was there before stays."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers import hostile
from helpers.desk import FOREIGN, PATIENCE, Desk, copies
from helpers.hostile import CannotMake, Case
from helpers.jobs import SCENES
from helpers.watch import Observed, Peak, watching
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.core.errors import ModelFailure
from attnstudio.core.models import keras_file, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.base import all_specs
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.scan import scan
from attnstudio.settings import Settings

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

MEMORY = 128 * 2**20  # bytes of one case, at most


@pytest.fixture
def desk(one_desk: Desk, qtbot: QtBot) -> Iterator[Desk]:
    """The shared window with the first built-in scene and its map; what other cases have left is in its list."""
    one_desk.qtbot = qtbot
    if one_desk.path != SCENES[0] or one_desk.map is None:
        one_desk.open(SCENES[0])
    one_desk.app.services.notifier.dismiss()
    one_desk.app.panels.log.text.clear()
    assert one_desk.map is not None
    yield one_desk
    one_desk.idle()


@contextmanager
def harmless(folder: Path) -> Iterator[Observed]:
    """Nothing of the file's runs, nothing is written, and it takes little memory."""
    peak = Peak()
    with watching() as seen:
        yield seen
    assert peak.growth < MEMORY
    assert seen.deeds == []
    assert not list(folder.rglob("it ran"))


@dataclass(frozen=True)
class Shown:
    """What the user sees and has. Picture and map are the same only if they are the very objects."""

    picture: int
    map: int
    title: str
    bars: str
    model: str
    rows: list[list[str]]

    @classmethod
    def of(cls, desk: Desk) -> Shown:
        window = desk.window
        bars = desk.app.panels.target_picker.bars.accessibleDescription()
        title, model = window.windowTitle(), desk.app.panels.model_picker.chosen
        return cls(id(desk.picture), id(desk.map), title, bars, model, desk.rows)


def hostile_file(case: Case, folder: Path) -> Path:
    try:
        return case.make(folder)
    except CannotMake as reason:
        pytest.skip(str(reason))


def log(desk: Desk) -> list[str]:
    return desk.app.panels.log.text.toPlainText().splitlines()


def check_message(desk: Desk, words: str, name: str) -> None:
    """In the banner and, once, in the log."""
    assert re.search(words, desk.message)
    assert name in desk.message
    assert desk.message.isprintable()
    assert len([line for line in log(desk) if desk.message in line]) == 1


# Pictures


@pytest.mark.parametrize("case", hostile.PICTURES, ids=str)
def test_a_dropped_picture(case: Case, desk: Desk, tmp_path: Path, home: Path) -> None:
    path = hostile_file(case, tmp_path)
    before = Shown.of(desk)
    with harmless(tmp_path) as seen:
        desk.drop(path)
        desk.idle()
    assert seen.written == []
    assert seen.children == []
    if case.refused:
        check_message(desk, case.refused, path.name)
        assert Shown.of(desk) == before
        return
    assert desk.path == path
    assert desk.pixels.shape[1::-1] == case.size
    assert id(desk.map) != before.map
    assert desk.map is not None
    assert desk.rows[:-1] == before.rows, "what was finished stays"
    assert desk.rows[-1][0] == path.name
    assert desk.message.startswith(FOREIGN) or desk.message == ""
    if case.notice:
        assert [line for line in log(desk) if re.search(case.notice, line) and str(path) in line]


def test_a_picture_that_vanishes_while_it_is_listed(desk: Desk, tmp_path: Path) -> None:
    first, second = copies(tmp_path, SCENES[1:3])
    desk.drop(first, second)
    desk.idle()
    assert desk.path == first
    second.unlink()
    before = Shown.of(desk)
    desk.action("next_picture").trigger()
    desk.idle()
    check_message(desk, "was not found: it was moved or deleted. Choose it again", second.name)
    assert Shown.of(desk) == before


# Models


def run_sandbox(path: Path, *_: object) -> ModelMetadata:
    """What the child process does, done in this one, which has TensorFlow already. The child has tests of its own."""
    scan(path)
    try:
        return child.describe(keras_file.load(path))
    except ModelFailure as failure:
        raise ModelFailure(failure.template, **failure.values | {"model": path}) from failure


@pytest.mark.parametrize(
    "case", [*hostile.SCANNED_MODELS, *hostile.HDF5_MODELS[:-1], *hostile.LOADED_MODELS[1:]], ids=str
)
def test_a_dropped_model(case: Case, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vetting, "run_sandbox", run_sandbox)
    path = hostile_file(case, tmp_path)
    before = Shown.of(desk)
    with harmless(tmp_path):
        desk.drop(path)
        desk.idle()
    assert case.matches(desk.message, path)
    assert case in hostile.LOADED_MODELS or re.search(hostile.WAY_OUT, desk.message)
    check_message(desk, "", path.name)
    assert Shown.of(desk) == before
    assert str(path) not in desk.app.services.models.specs()


def test_a_dropped_model_without_a_convolution(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """It opens; an unsupported method is reported with the remedy, and the previous map stays."""
    monkeypatch.setattr(vetting, "run_sandbox", run_sandbox)
    case = hostile.LOADED_MODELS[0]
    path = hostile_file(case, tmp_path)
    picture, shown, rows = desk.picture, desk.map, desk.rows
    with harmless(tmp_path):
        desk.drop(path)
        qtbot.waitUntil(lambda: desk.app.features.models.user_models.dialog is not None, timeout=PATIENCE)
        dialog = desk.app.features.models.user_models.dialog
        assert dialog is not None
        qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
        desk.idle()
    assert re.search(case.refused, desk.message)
    assert path.stem in desk.message
    assert desk.picture is picture
    assert desk.map is shown
    assert desk.rows == rows
    desk.choose("Saliency")  # as the message says
    desk.idle()
    assert desk.rows[-1][0] == SCENES[0].name
    assert len(desk.rows) == len(rows) + 1
    desk.reset()


# Many, and mixed


def test_ten_thousand_dropped_files(desk: Desk, tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number:05}.jpg").touch()
    shutil.copy(SCENES[1], tmp_path / "00000.jpg")
    files = sorted(tmp_path.iterdir())
    before = desk.app.panels.browser.pictures.rowCount()
    with harmless(tmp_path):
        desk.drop(*files)
        desk.idle()
    assert desk.app.panels.browser.pictures.rowCount() == before + 10_000
    assert desk.path == files[0]
    assert desk.map is not None
    desk.reset()


def test_pictures_with_as_many_annotations(desk: Desk, tmp_path: Path) -> None:
    """As a folder of labelme has them, all marked and dropped."""
    for number in range(3_000):
        (tmp_path / f"{number:05}.jpg").touch()
        (tmp_path / f"{number:05}.json").touch()
    shutil.copy(SCENES[1], tmp_path / "00000.jpg")
    files = sorted(tmp_path.iterdir())
    with harmless(tmp_path):
        desk.drop(*files)
        desk.idle()
    assert desk.path == tmp_path / "00000.jpg"
    assert ".json" in desk.message
    desk.reset()


def test_a_mixed_drop(desk: Desk, tmp_path: Path) -> None:
    """Pictures, a folder, a model and junk: the first new picture is shown, the model reported."""
    [first] = copies(tmp_path, SCENES[3:4])
    folder = tmp_path / "folder"
    folder.mkdir()
    [inside] = copies(folder, SCENES[4:5])
    (folder / "notes.txt").write_text("no picture")
    model, junk = tmp_path / "model.keras", tmp_path / "junk.png"
    model.write_bytes(b"PK\3\4 and no more")
    junk.write_bytes(bytes(range(256)))
    rows, listed = desk.rows, desk.app.panels.browser.pictures.rowCount()
    with harmless(tmp_path):
        desk.drop(first, model, junk, folder)
        desk.idle()
    desk.idle()
    assert desk.path == first
    assert desk.app.panels.browser.pictures.rowCount() == listed + 3
    assert desk.app.panels.browser.pictures.row_of(inside) is not None
    assert desk.rows[:-1] == rows
    assert desk.app.panels.model_picker.chosen == "demo"
    assert "damaged or incomplete" in desk.message, "the picture's map took the message away"
    assert len([line for line in log(desk) if str(model) in line and "damaged or incomplete" in line]) == 1


# Files of the program's own


def test_a_damaged_session(desk: Desk, tmp_path: Path) -> None:
    path = hostile_file(hostile.SESSION, tmp_path)
    before = Shown.of(desk)
    with (
        harmless(tmp_path) as seen,
        desk.qtbot.waitSignal(desk.app.features.sessions.controller.ended, timeout=PATIENCE),
    ):
        desk.drop(path)
    assert seen.written == []
    check_message(desk, hostile.SESSION.refused, path.name)
    assert Shown.of(desk) == before


@pytest.mark.parametrize("content", hostile.SETTINGS[-2:])
def test_damaged_files_of_the_users_own(content: bytes, open_app: Callable[..., Desk], tmp_path: Path) -> None:
    """All at once: settings, own models, regions. They cost what they hold, never the start."""
    for file in (paths.settings_file(), paths.user_models_file(), paths.regions_file()):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    desk = open_app(Settings.load(paths.settings_file()), paths.settings_file())
    assert desk.window.isVisible()
    assert desk.app.panels.model_picker.chosen in all_specs()
    desk.open(SCENES[0])
    assert desk.path == SCENES[0]
    desk.window.close()
    assert Settings.load(paths.settings_file()).text("model") == desk.app.panels.model_picker.chosen
