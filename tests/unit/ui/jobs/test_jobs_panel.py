"""The Jobs panel shows the board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers.works import WAIT, CountingWork, Gate, UnawaitedWork
from PySide6 import QtGui
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.jobs.job_table import Column, progress_text
from attnstudio.ui.jobs.jobs_panel import JobsPanel
from attnstudio.ui.shell.durations import clock
from attnstudio.ui.shell.i18n import Language


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[JobBoard]:
    made = JobBoard()
    yield made
    assert made.stop()


@pytest.fixture
def panel(board: JobBoard, qtbot: QtBot) -> JobsPanel:
    made = JobsPanel(board)
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    return made


def _row(panel: JobsPanel, row: int) -> list[str]:
    return [str(panel.table.index(row, column).data()) for column in (Column.TITLE, Column.STATE, Column.PROGRESS)]


def _idle(qtbot: QtBot, board: JobBoard) -> None:
    qtbot.waitUntil(lambda: board.is_idle, timeout=WAIT)


def test_an_empty_panel_says_what_will_be_there(panel: JobsPanel) -> None:
    assert not panel.view.isVisible()


def test_jobs_come_and_end(panel: JobsPanel, board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()
    first = board.start(CountingWork(name="first", step=gate))
    gate.wait_until_reached()
    second = board.start(CountingWork(name="second"))
    board.start(UnawaitedWork(name="nobody waits for it"))
    qtbot.waitUntil(lambda: first.state is JobState.RUNNING, timeout=WAIT)
    assert panel.view.isVisible()
    assert panel.table.rowCount() == 2
    assert [_row(panel, row)[:2] for row in range(2)] == [["Counting second", "Waiting"], ["Counting first", "Running"]]
    assert panel.cancel_button(second) is not None
    gate.open()
    _idle(qtbot, board)
    assert [_row(panel, row)[1:] for row in range(2)] == [["Done", ""], ["Done", ""]]
    assert panel.cancel_button(first) is None
    assert panel.table.rowCount() == 2


def test_a_job_is_cancelled_with_its_button(panel: JobsPanel, board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()
    job = board.start(CountingWork(3, name="a", step=gate))
    gate.wait_until_reached()
    button = panel.cancel_button(job)
    assert button is not None
    assert button.accessibleName() == "Cancel: Counting a"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert job.state is JobState.CANCELLED
    assert _row(panel, 0)[1] == "Cancelled"
    assert panel.cancel_button(job) is None
    gate.open()
    _idle(qtbot, board)


def test_a_failure_is_shown(panel: JobsPanel, board: JobBoard, qtbot: QtBot) -> None:
    def fail(_: int, __: RunContext) -> object:
        raise ChoiceFailure("There is no <b>{name}</b>.", name="cat")

    board.start(CountingWork(step=fail))
    _idle(qtbot, board)
    assert _row(panel, 0)[1:] == ["Failed", "There is no <b>cat</b>."]
    assert not QtGui.Qt.mightBeRichText(str(panel.table.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)))


def test_progress_is_a_share_and_a_time() -> None:
    now = [0.0]
    job = Job(CountingWork(), clock=lambda: now[0])
    assert progress_text(job) == ""
    job.set_state(JobState.RUNNING)
    now[0] = 30.0
    job.set_progress(1, 4)
    assert progress_text(job) == "25 %, 1:30 left"
    job.set_state(JobState.PAUSED)
    assert progress_text(job) == "25 %"
    job.set_state(JobState.CANCELLED)
    assert progress_text(job) == ""


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "0:00"), (59.6, "1:00"), (3723, "1:02:03")])
def test_times(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_jobs_of_before_are_listed_and_translated(board: JobBoard, qtbot: QtBot) -> None:
    board.start(CountingWork(name="a"))
    _idle(qtbot, board)
    panel, language = JobsPanel(board), Language()
    qtbot.addWidget(panel)
    assert _row(panel, 0)[1] == "Done"
    language.choose("ru")
    panel.retranslate()
    texts = panel.table.headerData(0, Qt.Orientation.Horizontal), _row(panel, 0)[1]
    language.choose("en")
    panel.retranslate()
    assert texts == ("Задача", "Готово")
