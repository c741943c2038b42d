"""Closing the window while long jobs run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.desk import LEFT, PATIENCE, Desk
from helpers.works import WAIT, CountingWork, Gate, PicturesWork
from PySide6.QtWidgets import QMessageBox, QPushButton

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


class LongWork(CountingWork):
    kind = "long"
    is_long = True


@pytest.fixture
def desk(open_app: Callable[..., Desk]) -> Desk:
    made = open_app()
    made.idle()
    return made


@pytest.fixture
def gate() -> Gate:
    return Gate()


def begin(desk: Desk, gate: Gate) -> None:
    desk.board.start(LongWork(name="slow", step=gate))
    gate.wait_until_reached()


def question(desk: Desk) -> QMessageBox:
    box = desk.app.close_question.box
    assert box is not None and box.isVisible() and desk.window.isVisible()
    return box


def press(desk: Desk, text: str) -> None:
    box = question(desk)
    [button] = [one for one in box.findChildren(QPushButton) if one.text() == text]
    desk.qtbot.mouseClick(button, LEFT)


def test_without_long_jobs_it_closes(desk: Desk) -> None:
    desk.board.start(PicturesWork(["a"]))
    desk.window.close()
    assert not desk.window.isVisible()


def test_it_stays_open(desk: Desk, gate: Gate) -> None:
    begin(desk, gate)
    desk.action("quit").trigger()
    assert "Counting slow" in question(desk).informativeText()
    press(desk, "Do not close")
    gate.open()
    desk.idle()
    assert desk.window.isVisible() and desk.app.close_question.box is None
    desk.window.close()
    assert not desk.window.isVisible()


def test_the_jobs_are_stopped(desk: Desk, gate: Gate) -> None:
    begin(desk, gate)
    desk.window.close()
    gate.open()
    press(desk, "Stop them and close")
    assert not desk.window.isVisible()
    assert not desk.board.unfinished()


def test_it_closes_when_they_are_done(desk: Desk, gate: Gate) -> None:
    begin(desk, gate)
    desk.window.close()
    press(desk, "Close when they are done")
    assert desk.window.isVisible()
    gate.open()
    desk.qtbot.waitUntil(lambda: not desk.window.isVisible(), timeout=PATIENCE)


def test_the_question_goes_with_the_last_job(desk: Desk, gate: Gate) -> None:
    begin(desk, gate)
    desk.window.close()
    question(desk)
    gate.open()
    desk.qtbot.waitUntil(lambda: desk.app.close_question.box is None, timeout=WAIT)
    assert desk.window.isVisible(), "nobody said that it should close"
