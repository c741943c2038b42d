"""Integration with the desktop, and the log of the start."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest
from helpers import ROOT
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from attnstudio.ui.shell.application import Application
from attnstudio.ui.shell.startup import StartupTimes, age


class Maker(QObject):
    made = Signal(object)


def test_a_file_that_the_desktop_gives_is_passed_on(qapp: Application, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(qapp.file_opened, timeout=30_000) as told:
        qapp.sendEvent(qapp, QFileOpenEvent(str(tmp_path / "Акула.jpg")))
    assert told.args == [tmp_path / "Акула.jpg"]


def test_the_desktop_finds_the_entry_of_its_menu(qapp: Application) -> None:
    assert (ROOT / "packaging" / "linux" / f"{qapp.desktopFileName()}.desktop").is_file()


def test_the_log_says_when_the_window_and_the_first_map_came(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="attnstudio")
    window, maker = QWidget(), Maker()
    qtbot.addWidget(window)
    times = StartupTimes(window, maker.made)
    latest = times.findChild(QTimer)
    assert latest is not None
    latest.stop()  # only painting counts now
    with qtbot.waitSignal(times.painted, timeout=30_000):
        window.show()
    window.update()
    maker.made.emit(None)
    maker.made.emit(None)
    assert caplog.text.count("window on screen") == caplog.text.count("first map") == 1


def test_a_window_that_is_not_painted_is_not_waited_for(qtbot: QtBot) -> None:
    window, maker = QWidget(), Maker()
    qtbot.addWidget(window)
    times = StartupTimes(window, maker.made)
    with qtbot.waitSignal(times.painted, timeout=30_000):
        pass


def test_the_age_of_a_process_grows_as_the_clock_does() -> None:
    readings: list[tuple[float, float, float]] = []
    while not readings or readings[-1][1] - readings[0][1] < 0.05:
        readings.append((time.monotonic(), age(), time.monotonic()))
    (began, first, begun), (ending, last, ended) = readings[0], readings[-1]
    assert 0 < first < 24 * 3600
    tick = 0.03  # a process is no older than its last tick of the clock
    assert ending - begun - tick < last - first < ended - began + tick
