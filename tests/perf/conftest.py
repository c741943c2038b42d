"""Figures, printed one a line; nothing here fails by how long it takes. Run it alone: `pytest tests/perf -s`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from helpers.desk import DEFAULTS, Desk, opened
from helpers.stopwatch import Show
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.settings import Settings


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    """Prints a figure, with or without `-s`."""

    def line(what: str, seconds: float) -> None:
        with capsys.disabled():
            print(f"\n  {seconds * 1000:10.1f} ms  {what}", end="", flush=True)

    return line


@pytest.fixture
def open_app(qtbot: QtBot) -> Iterator[Callable[[], Desk]]:
    """Opens a window as it is at the first start."""
    made: list[Desk] = []

    def make() -> Desk:
        made.append(Desk(opened(Settings(DEFAULTS), None), qtbot))
        return made[-1]

    yield make
    for desk in made:
        desk.window.close()
        desk.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
