from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.desk import DEFAULTS, Desk, opened
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.settings import Settings


@pytest.fixture(autouse=True)
def _closed_widgets_go(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.clipboard().clear()  # Qt destroys what it holds when Python has ended: data of a test would crash the process


@pytest.fixture
def open_app(qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    """Opens windows of the test's own, which are closed at its end, whatever runs."""
    opened_here: list[Desk] = []

    def make(settings: Settings | None = None, file: Path | None = None) -> Desk:
        desk = Desk(opened(settings or Settings(DEFAULTS), file), qtbot)
        qtbot.addWidget(desk.window)
        opened_here.append(desk)
        return desk

    yield make
    for desk in opened_here:
        desk.app.stop()


@pytest.fixture(scope="module")
def one_desk(qapp: QApplication) -> Iterator[Desk]:
    """One window for the tests of a file: a model is loaded once."""
    made = Desk(opened(Settings(DEFAULTS), None), None)
    made.start_threads()
    yield made
    made.app.stop()  # a window that is only closed asks first, where a long job has not ended, and stays
    made.window.close()
    made.window.deleteLater()


@pytest.fixture
def desk(one_desk: Desk, qtbot: QtBot) -> Iterator[Desk]:
    """The shared window with the first built-in scene and its Grad-CAM++ map, all choices at their defaults."""
    one_desk.qtbot = qtbot
    one_desk.reset()
    yield one_desk
    one_desk.board.cancel_all()
    one_desk.idle()
