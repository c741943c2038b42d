"""Failures at start: their messages, and that the program exits cleanly."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import platformdirs
import pytest
from helpers import ROOT, Call
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from attnstudio import desktop_message, log_file, paths
from attnstudio.app.app import App
from attnstudio.core.errors import ChoiceFailure, DisplayFailure, Failure, ProcessorFailure, StartFailure
from attnstudio.core.text import Notice
from attnstudio.core.translations import texts_of
from attnstudio.settings import Settings
from attnstudio.start import Start, Startup, run_window
from attnstudio.ui.shell import display
from attnstudio.ui.shell import error_reporting as trouble
from attnstudio.ui.shell.display import debian_package, require_display
from attnstudio.ui.shell.error_reporting import report_start_errors, report_uncaught_errors

Failing = Literal["there is no display", "Qt cannot be imported"]


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of Qt's message boxes."""
    messages: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _, __, text: messages.append(text))
    return messages


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The messages passed to the desktop's own programs."""
    messages: list[str] = []
    monkeypatch.setattr(desktop_message, "show", lambda text, _: messages.append(text))
    return messages


@pytest.fixture(autouse=True)
def _log_ends() -> Iterator[None]:
    logger = logging.getLogger("attnstudio")
    before = list(logger.handlers)
    yield
    for handler in [handler for handler in logger.handlers if handler not in before]:
        logger.removeHandler(handler)
        handler.close()


# The display


def test_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DisplayFailure, match="There is no display"):
        require_display()


def test_a_display_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(DisplayFailure, match=r"The display :4711 does not answer\. .*attnstudio explain"):
        require_display()


def test_another_choice_of_the_users_is_not_inspected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    require_display()


def test_one_of_two_displays_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt takes the other where the first does not answer."""
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("DISPLAY", ":4711")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-4711")
    with pytest.raises(DisplayFailure, match=":4711"):
        require_display()
    for answers in ("_wayland", "_x11"):
        with monkeypatch.context() as patch:
            patch.setattr(display, answers, lambda: True)
            require_display()


def test_the_frozen_programs_own_words_do_not_hide_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyInstaller wraps the loader's message in an error of its own."""

    def missing(name: str) -> None:
        try:
            raise OSError("libEGL.so.1: cannot open shared object file: No such file or directory")
        except OSError as error:
            raise OSError(f"Failed to load dynlib/dll {name!r}. Most likely it was not found.") from error

    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("DISPLAY", ":4711")
    monkeypatch.setattr(ctypes, "CDLL", missing)
    with pytest.raises(DisplayFailure, match=r"libEGL\.so\.1 is missing.* sudo apt install libegl1$"):
        require_display()


def test_names_of_packages_are_those_that_the_installation_asks_for() -> None:
    table = re.search(r'QT_LIBRARIES="(.*?)"', (ROOT / "packaging" / "prepare").read_text("utf-8"), re.DOTALL)
    assert table is not None
    pairs = dict(pair.split(":") for pair in table[1].split())
    assert len(pairs) > 10
    assert {library: debian_package(library) for library in pairs} == pairs


@pytest.mark.parametrize("name", ["libxcb-cursor.so.0", "libEGL.so.1"])
def test_a_library_that_is_really_missing(tmp_path: Path, name: str) -> None:
    """Of the plugin alone, and of Qt's own libraries, without which not even PySide6 is imported."""
    library = next(Path("/usr/lib").glob(f"*/{name}"), None)
    if library is None:
        pytest.skip(f"{name} is not installed, so it cannot be hidden")
    script = "mount -t tmpfs none $1 && mkdir $1/upper $1/work && "
    script += "mount -t overlay -o lowerdir=$2,upperdir=$1/upper,workdir=$1/work overlay $2 && rm $2/$3 && shift 3 && "
    hidden = ["unshare", "--map-root-user", "--mount", "sh", "-c", script + 'exec "$@"', "sh"]
    hidden += [str(tmp_path), str(library.parent), name]
    if subprocess.run([*hidden, "true"], capture_output=True).returncode != 0:
        pytest.skip("this system lets nobody mount anything, which hides a file")
    environment = {**os.environ, "DISPLAY": ":4711", "LC_ALL": "C.UTF-8"}
    del environment["QT_QPA_PLATFORM"]
    done = subprocess.run(
        [*hidden, sys.executable, "-m", "attnstudio"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"attnstudio: The library {name} is missing")
    assert done.stderr.endswith(f"sudo apt install {debian_package(name)}\n")


# Messages

FAILURE = ProcessorFailure("no {what}", what="AVX")


def test_a_failure_is_reported_in_a_window_and_continues(qtbot: QtBot, boxes: list[str]) -> None:
    with pytest.raises(ProcessorFailure) as raised, report_start_errors():
        raise FAILURE
    assert raised.value is FAILURE
    assert boxes == ["no AVX"]


def test_it_is_reported_in_the_users_language(qtbot: QtBot, boxes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "translator", lambda language: lambda text, **values: f"{language}: {values['what']}")
    paths.settings_file().parent.mkdir(parents=True)
    for language in ("ru", "en"):
        paths.settings_file().write_text(json.dumps({"language": language}), "utf-8")
        with pytest.raises(ProcessorFailure), report_start_errors():
            raise FAILURE
    assert boxes == ["ru: AVX", "en: AVX"]


def test_a_damaged_translation_leaves_english(
    qtbot: QtBot, boxes: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "attnstudio_ru.ts").write_text("<TS", "utf-8")
    monkeypatch.setattr(paths, "resource", lambda *parts: tmp_path / parts[-1])
    paths.settings_file().parent.mkdir(parents=True)
    paths.settings_file().write_text('{"language": "ru"}', "utf-8")
    texts_of.cache_clear()
    with pytest.raises(ProcessorFailure), report_start_errors():
        raise FAILURE
    assert boxes == ["no AVX"]


@pytest.mark.parametrize("name", list(typing.get_args(Failing)))
def test_where_qt_cannot_open_a_window_the_desktops_own_programs_tell_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, boxes: list[str], messages: list[str], name: Failing
) -> None:
    failure: Failure = FAILURE
    if name == "there is no display":
        failure = DisplayFailure("no AVX")
    else:
        monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    with pytest.raises(type(failure)), report_start_errors():
        raise failure
    assert messages == ["no AVX"]
    assert boxes == []


def test_an_error_nobody_thought_of_names_the_log_that_has_its_traceback(qtbot: QtBot, boxes: list[str]) -> None:
    log_file.start()
    with pytest.raises(StartFailure) as raised, report_start_errors():
        raise ZeroDivisionError("a table is empty")
    assert boxes == [str(raised.value)]
    assert "cannot start: a table is empty" in boxes[0]
    assert boxes[0].endswith(str(paths.log_file()))
    assert "Traceback" in paths.log_file().read_text("utf-8")


def test_a_wrong_call_and_a_screenshot_open_no_message(qtbot: QtBot, boxes: list[str], messages: list[str]) -> None:
    with pytest.raises(ChoiceFailure), report_start_errors():
        raise ChoiceFailure("no such method")
    with pytest.raises(ProcessorFailure), report_start_errors(unattended=True):
        raise FAILURE
    assert boxes == messages == []


def test_a_wrong_call_by_the_desktop_is_reported_in_a_window(
    qtbot: QtBot, boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "of a file manager")
    with pytest.raises(ChoiceFailure), report_start_errors():
        raise ChoiceFailure("Only one session can be opened at a time.")
    assert boxes == ["Only one session can be opened at a time."]


def test_the_first_program_that_can_shows_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def arguments_of(name: str) -> list[str]:
        return (tmp_path / f"{name}.said").read_text("utf-8").splitlines()

    def install(name: str, status: int = 0) -> None:
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>{program}.said\nexit {status}\n', "utf-8")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    assert not desktop_message.show("Нет {экрана}", "no screen")
    install("zenity", 5)
    install("xmessage")
    assert desktop_message.show("Нет {экрана}", "no screen")
    assert "--text=Нет {экрана}" in arguments_of("zenity")
    assert arguments_of("xmessage")[-1] == "no screen", "without a font for them, Cyrillic letters would be boxes"
    (tmp_path / "xlsfonts").write_text("#!/bin/sh\necho a font\n", "utf-8")
    (tmp_path / "xlsfonts").chmod(0o755)
    assert desktop_message.show("Нет {экрана}", "no screen")
    assert arguments_of("xmessage")[-1] == "Нет {экрана}"
    install("zenity")
    before = arguments_of("xmessage")
    assert desktop_message.show("Нет {экрана}", "no screen")
    assert arguments_of("xmessage") == before


def test_an_error_in_the_window_is_one_sentence_and_a_traceback_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    reported: list[Notice] = []
    before = sys.excepthook
    with report_uncaught_errors(reported.append):
        try:
            raise KeyError("лист")
        except KeyError as error:
            sys.excepthook(KeyError, error, error.__traceback__)
    assert sys.excepthook is before
    assert str(reported[0]).startswith("Internal error: 'лист'.")
    assert caplog.records[-1].exc_info is not None


# The whole start


def test_a_damaged_table_of_the_program_ends_in_a_message(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, boxes: list[str], qapp: QApplication
) -> None:
    def damaged(*_: object) -> None:
        raise ValueError("colormaps.npz is damaged")

    monkeypatch.setattr("attnstudio.ui.shell.main_window.MainWindow.__init__", damaged)
    monkeypatch.setattr("attnstudio.start.Application", lambda _: qapp)
    with pytest.raises(StartFailure):
        run_window(Start())
    assert "colormaps.npz is damaged" in boxes[0]


def test_what_cannot_even_be_imported_ends_in_a_message(
    qtbot: QtBot, call: Call, monkeypatch: pytest.MonkeyPatch, boxes: list[str]
) -> None:
    monkeypatch.setitem(sys.modules, "attnstudio.start", None)
    ended = call("gui")
    assert ended.status == 1
    (reported,) = boxes
    assert reported.startswith("attnstudio cannot start: import of attnstudio.start halted")
    assert ended.err == f"attnstudio: {reported}\n"
    assert "Traceback" in paths.log_file().read_text("utf-8")


def test_a_command_says_an_error_of_the_program_in_a_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_: object) -> int:
        raise ValueError("a table is damaged")

    monkeypatch.setattr("attnstudio.commands.methods.run", damaged)
    ended = call("methods")
    assert ended.status == 1
    assert ended.err == (
        f"attnstudio: internal error: a table is damaged. The log has the details: {paths.log_file()}\n"
    )
    assert paths.log_file().read_text("utf-8").count("Traceback") == 1


@pytest.mark.parametrize(("word", "status"), [("methods", 1), ("--help", 0)])
def test_a_reader_that_is_gone_before_the_first_line_is_no_trouble(word: str, status: int) -> None:
    """What is printed fits into Python's buffer, and is written when the program ends."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "attnstudio", word], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (status, "")


# Folders that cannot be written


def test_a_folder_that_can_be_written_is_used(home: Path) -> None:
    assert paths.log_file().is_relative_to(home)
    assert paths.unwritable_folders() == ()


@pytest.fixture
def blocked(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file where the user's folders should be: nobody can write there, not even root."""
    file = home / "blocked"
    file.write_text("", "utf-8")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(file))
    return file


def test_a_folder_that_cannot_be_written_is_replaced(blocked: Path) -> None:
    assert {folder.parent for folder in paths.unwritable_folders()} == {blocked}
    log = paths.log_file()
    assert log == paths.log_file()
    assert paths.is_writable(log.parent)
    assert paths.is_writable(paths.checked_models().parent)
    log_file.start()
    logging.getLogger("attnstudio").info("it is written all the same")
    assert "it is written all the same" in log.read_text("utf-8")


def test_the_window_says_what_cannot_be_written_and_opens_all_the_same(
    qtbot: QtBot, blocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "attnstudio.ui.models.controller.ModelsController.warm_up", lambda _: None
    )  # TensorFlow is not what is tried
    app = App(Settings.load(paths.settings_file()), paths.settings_file())
    qtbot.addWidget(app.services.window)
    Startup(app, Start()).begin()
    reported = app.panels.banner.text.text()
    assert reported.startswith(f"Cannot write to {blocked}")
    assert reported.endswith(f"Log: {paths.log_file()}")
    app.services.window.close()  # settings, regions and state are not kept, and nothing is raised
    assert blocked.read_bytes() == b""


def test_the_window_says_which_folder_of_weights_cannot_be_read_too(
    qtbot: QtBot, blocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attnstudio.ui.models.controller.ModelsController.warm_up", lambda _: None)
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(blocked))
    app = App(Settings(), None)
    qtbot.addWidget(app.services.window)
    Startup(app, Start()).begin()
    lines = app.panels.banner.text.text().splitlines()
    assert lines[0].startswith(f"Cannot write to {blocked}")
    assert lines[1].startswith(f"The folder of weights {blocked} cannot be read (Not a directory).")
    assert app.panels.model_picker.chosen == "demo"
    app.services.window.close()


def test_only_the_log_outlives_the_program(blocked: Path) -> None:
    script = "from attnstudio import log_file, paths; log_file.start(); paths.checked_models().mkdir()"
    script += "; print(paths.log_file(), paths.checked_models(), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    log, models = map(Path, done.stdout.splitlines())
    assert log.is_file()
    assert not models.parent.exists()


def test_where_nothing_can_be_written_at_all_there_is_no_log_and_no_trouble(
    blocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(blocked / "tmp"))
    log_file.start()
    assert paths.log_file().is_relative_to(blocked)
    logging.getLogger("attnstudio").info("nobody will read this")


def test_a_log_of_somebody_else_is_not_lost(home: Path) -> None:
    log = Path(platformdirs.user_log_dir("attnstudio", appauthor=False)) / "attnstudio.log"
    log.mkdir(parents=True)  # root may write to any file, but not to a folder in its place
    assert paths.log_file() != log
    log_file.start()
    logging.getLogger("attnstudio").info("here it is")
    assert "here it is" in paths.log_file().read_text("utf-8")


def test_a_large_log_is_rotated(home: Path) -> None:
    file = paths.log_file()
    file.write_bytes(b"x" * 1_000_001)
    log_file.start()
    assert file.stat().st_size < 1000
    assert file.with_name("attnstudio.log.1").stat().st_size == 1_000_001


def test_an_account_without_a_home_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setenv("HOME", "")
    monkeypatch.setattr(Path, "home", homeless)
    paths.require_home()
    assert paths.is_writable(Path(os.environ["HOME"]))
