"""The jobs of a panel: when Cancel can be pressed, and what is said of their endings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers.works import WAIT, CountingWork, ReplacingWork
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.bar_jobs import BarJobs
from attnstudio.ui.widgets.run_bar import RunBar

LEFT = Qt.MouseButton.LeftButton
ENDLESS = 10**9  # steps


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[JobBoard]:
    made = JobBoard()
    yield made
    assert made.stop()


@pytest.fixture
def bar(qtbot: QtBot) -> RunBar:
    made = RunBar()
    qtbot.addWidget(made)
    return made


def test_cancel_is_for_all_jobs_and_the_status_says_whether_results_stay(
    qtbot: QtBot, board: JobBoard, bar: RunBar
) -> None:
    notifier = Notifier()
    jobs = BarJobs(bar, board, notifier)
    assert not bar.cancel.isEnabled()
    jobs.start(CountingWork(ENDLESS, name="main"), result=lambda _: None)
    beside = jobs.add(Job(CountingWork(ENDLESS, name="beside")))
    assert jobs.latest is beside and bar.cancel.isEnabled()
    board.cancel(beside)
    assert bar.cancel.isEnabled(), "the other one goes on"
    qtbot.mouseClick(bar.cancel, LEFT)
    assert not board.unfinished() and not bar.cancel.isEnabled()
    assert notifier.status == "Cancelled; the results so far are shown"
    jobs.start(CountingWork(ENDLESS, name="main"))
    qtbot.mouseClick(bar.cancel, LEFT)
    assert notifier.status == "Cancelled"


def test_a_failure_is_shown_until_the_next_start(qtbot: QtBot, board: JobBoard, bar: RunBar) -> None:
    def fail(_: int, __: RunContext) -> object:
        raise ChoiceFailure("There is no {name}.", name="way")

    notifier = Notifier()
    jobs = BarJobs(bar, board, notifier)
    jobs.start(CountingWork(name="main", step=fail))
    qtbot.waitUntil(lambda: board.is_idle, timeout=WAIT)
    assert [(one.text(), one.scope) for one in notifier.messages] == [("There is no way.", Scope.JOB)]
    assert not bar.cancel.isEnabled()
    ends: list[object] = []
    jobs.start(CountingWork(name="main"), done=lambda outcome: ends.append((outcome, bar.cancel.isEnabled())))
    assert not notifier.messages
    qtbot.waitUntil(lambda: board.is_idle, timeout=WAIT)
    assert ends == [("main", False)]


def test_a_job_that_replaces_another_one_can_be_cancelled(board: JobBoard, bar: RunBar) -> None:
    jobs = BarJobs(bar, board, Notifier())
    for _ in range(2):
        jobs.start(ReplacingWork(ENDLESS, name="main"))
    assert len(board.unfinished()) == 1 and bar.cancel.isEnabled()
    jobs.cancel()
    assert jobs.latest.state is JobState.CANCELLED and not bar.cancel.isEnabled()
