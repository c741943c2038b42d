"""The Jobs panel shows the board."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.widgets import painted
from helpers.works import WAIT, CountingWork, ElsewhereWork, Gate, PicturesWork, UnawaitedWork
from PySide6 import QtGui
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from attnstudio.cluster.place import Place
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.text import Notice
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState, Progress
from attnstudio.ui.jobs.job_table import SHARE, Column, progress_text
from attnstudio.ui.jobs.jobs_panel import JobsPanel
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.durations import clock
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.widgets.reasons_dialog import ReasonsDialog


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
    assert [_row(panel, row)[:2] for row in range(2)] == [["Counting first", "Running"], ["Counting second", "Waiting"]]
    assert panel.cancel_button(second) is not None
    gate.open()
    _idle(qtbot, board)
    assert [_row(panel, row)[1:] for row in range(2)] == [["Done", ""], ["Done", ""]]
    assert panel.cancel_button(first) is None
    assert panel.table.rowCount() == 2


@pytest.mark.usefixtures("connections")
def test_a_job_says_where_it_runs(panel: JobsPanel, board: JobBoard, qtbot: QtBot) -> None:
    board.start(CountingWork(name="here"))
    for place in (Place(processes=2), Place(address="tcp://127.0.0.1:1")):
        board.run_long_jobs_on(place)
        board.start(ElsewhereWork(str(place)))
    _idle(qtbot, board)
    states = [panel.table.index(row, Column.STATE) for row in range(3)]
    assert [index.data() for index in states] == ["Done (127.0.0.1)", "Done (2 processes)", "Done"]
    assert states[0].data(Qt.ItemDataRole.ToolTipRole) == "Where it runs: tcp://127.0.0.1:1"
    assert states[2].data(Qt.ItemDataRole.ToolTipRole) == "Where it runs: this machine"


@pytest.mark.usefixtures("connections")
def test_what_the_workers_say_is_seen(panel: JobsPanel, board: JobBoard, qtbot: QtBot) -> None:
    board.run_long_jobs_on(Place(processes=2))
    gate, said = Gate(), [Notice("Worker {name} ended.", {"name": "<b>a</b>"}), Notice("No worker is left.")]
    job = board.start(ElsewhereWork(gate=gate, said=said))
    qtbot.waitUntil(lambda: len(job.notices) == 2, timeout=WAIT)
    assert _row(panel, 0)[2] == "No worker is left."
    tip = str(panel.table.index(0, Column.PROGRESS).data(Qt.ItemDataRole.ToolTipRole))
    assert "Worker" in tip and "No worker is left." in tip and not QtGui.Qt.mightBeRichText(tip)
    gate.open()
    _idle(qtbot, board)
    assert _row(panel, 0)[2] == "", "it matters no more"


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


@pytest.fixture
def queue(panel: JobsPanel, board: JobBoard, qtbot: QtBot) -> Iterator[list[Job]]:
    """One job that runs and three that wait; at the end they run."""
    gate, record = Gate(), list[tuple[str, int]]()
    jobs = [board.start(CountingWork(1, name="running", step=gate, record=record))]
    gate.wait_until_reached()
    jobs += [board.start(CountingWork(1, name=name, record=record)) for name in "abc"]
    qtbot.waitUntil(lambda: jobs[0].state is JobState.RUNNING, timeout=WAIT)
    yield jobs
    gate.open()
    _idle(qtbot, board)


def _titles(panel: JobsPanel) -> list[str]:
    return [_row(panel, row)[0].removeprefix("Counting ") for row in range(panel.table.rowCount())]


def _drop(panel: JobsPanel, row: int, before: int) -> None:
    table = panel.table
    data = table.mimeData([table.index(row, 0)])
    assert not table.dropMimeData(data, Qt.DropAction.MoveAction, before, 0, QModelIndex())


def _ran(jobs: list[Job]) -> list[str]:
    work = jobs[0].work
    assert isinstance(work, CountingWork)
    return [name for name, _ in work.record]


def test_what_waits_is_dragged_to_another_place_and_runs_there(
    panel: JobsPanel, board: JobBoard, queue: list[Job], qtbot: QtBot
) -> None:
    assert _titles(panel) == ["running", "a", "b", "c"]
    movable = [bool(panel.table.index(row, 0).flags() & Qt.ItemFlag.ItemIsDragEnabled) for row in range(4)]
    assert movable == [False, True, True, True]
    _drop(panel, 3, before=1)
    assert _titles(panel) == ["running", "c", "a", "b"]
    _drop(panel, 2, before=4)
    assert _titles(panel) == ["running", "c", "b", "a"]
    _drop(panel, 3, before=0)
    assert _titles(panel) == ["running", "a", "c", "b"], "what runs stays first"
    work = queue[0].work
    assert isinstance(work, CountingWork) and isinstance(work.step, Gate)
    work.step.open()
    _idle(qtbot, board)
    assert _ran(queue) == ["running", "a", "c", "b"]
    assert _titles(panel) == ["c", "b", "a", "running"], "the latest of those that ended comes first"


def test_the_keyboard_moves_a_job_too(panel: JobsPanel, queue: list[Job], qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    panel.view.selectRow(3)
    for _ in range(2):
        qtbot.keyClick(panel.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert _titles(panel) == ["running", "c", "a", "b"]
    assert not panel.actions_of_job.by_name["up"].isEnabled()
    qtbot.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert _titles(panel) == ["running", "a", "c", "b"]
    panel.view.selectRow(0)
    assert not panel.actions_of_job.by_name["down"].isEnabled()
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert queue[0].state is JobState.CANCELLED


def test_a_job_is_paused_and_goes_on(panel: JobsPanel, board: JobBoard, queue: list[Job], qtbot: QtBot) -> None:
    can = panel.actions_of_job.by_name
    panel.view.selectRow(1)
    assert can["pause"].isVisible() and not can["resume"].isVisible()
    can["pause"].trigger()
    assert _row(panel, 1)[1] == "Paused"
    assert can["resume"].isVisible() and not can["pause"].isVisible()
    work = queue[0].work
    assert isinstance(work, CountingWork) and isinstance(work.step, Gate)
    work.step.open()
    qtbot.waitUntil(lambda: queue[3].is_finished, timeout=WAIT)
    assert _ran(queue) == ["running", "b", "c"]
    can["resume"].trigger()
    _idle(qtbot, board)
    assert _ran(queue) == ["running", "b", "c", "a"]


def test_pictures_that_failed_are_listed_and_tried_again(
    panel: JobsPanel, board: JobBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    can = panel.actions_of_job.by_name
    job = board.start(PicturesWork(["a.png", "b.png", "c.png"], broken={"b.png", "c.png"}, folder=tmp_path))
    _idle(qtbot, board)
    assert _row(panel, 0)[1] == "Done, errors: 2"
    assert can["folder"].isEnabled() and can["retry"].text() == "Retry failed"
    can["errors"].trigger()
    [dialog] = panel.findChildren(ReasonsDialog)
    rows = dialog.table.model()
    cells = [[rows.index(row, column).data() for column in range(2)] for row in range(rows.rowCount())]
    assert cells == [["b.png", "No picture b.png."], ["c.png", "No picture c.png."]]
    dialog.close()
    work = job.work
    assert isinstance(work, PicturesWork)
    work.broken.discard("c.png")
    can["retry"].trigger()
    _idle(qtbot, board)
    again = board.jobs[-1]
    assert again is not job and isinstance(again.work, PicturesWork)
    assert again.work.names == ["b.png", "c.png"]
    assert [problem.key for problem in again.problems] == ["b.png"]


def test_the_result_of_a_job_that_is_done_is_opened(panel: JobsPanel, board: JobBoard, qtbot: QtBot) -> None:
    opened: list[Job] = []
    gate, can = Gate(), panel.actions_of_job.by_name["open"]
    panel.actions_of_job.open_with({CountingWork.kind: opened.append})
    job = board.start(CountingWork(step=gate))
    gate.wait_until_reached()
    assert not can.isEnabled()
    gate.open()
    _idle(qtbot, board)
    assert can.isEnabled()
    place = panel.view.visualRect(panel.table.index(0, Column.TITLE)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [job]
    board.start(PicturesWork(["a.png"]))
    _idle(qtbot, board)
    panel.view.selectRow(next(row for row in range(2) if panel.table.job(row) is not job))
    assert not can.isEnabled(), "nothing shows what came of it"


def test_the_speed_is_that_of_pictures() -> None:
    now = [0.0]
    job = Job(PicturesWork(["a"] * 4), clock=lambda: now[0])
    job.set_state(JobState.RUNNING)
    assert job.rate is None
    now[0] = 4.0
    job.set_progress(2, 4)
    assert job.rate == 0.5
    restored = Job(PicturesWork(["a"] * 4), progress=Progress(2, 4), clock=lambda: now[0])
    restored.set_state(JobState.RUNNING)
    assert (progress_text(restored), restored.rate) == ("50 %", None)
    now[0] = 6.0
    restored.set_progress(1, 4)
    assert (progress_text(restored), restored.rate) == ("50 %", None), "what was done before is passed over"
    restored.set_progress(3, 4)
    assert (progress_text(restored), restored.rate) == ("75 %, 0:02 left", 0.5)
    other = Job(CountingWork(), clock=lambda: now[0])
    other.set_state(JobState.RUNNING)
    now[0] = 8.0
    other.set_progress(2, 4)
    assert other.rate is None


def test_a_job_that_runs_has_a_bar(panel: JobsPanel, queue: list[Job]) -> None:
    assert panel.table.index(0, Column.PROGRESS).data(SHARE) is None
    queue[0].set_progress(1, 4)
    panel.view.selectRow(1)
    assert panel.table.index(0, Column.PROGRESS).data(SHARE) == 0.25
    cell = panel.view.visualRect(panel.table.index(0, Column.PROGRESS)).translated(panel.view.viewport().pos())
    line = painted(panel.view)[cell.bottom() - 2, cell.left() : cell.right()].astype(int)
    accent = QtGui.QColor(theme.colours().accent)
    filled = (line == (accent.red(), accent.green(), accent.blue())).all(-1)
    assert filled.mean() == pytest.approx(0.25, abs=0.03)


def test_a_long_failure_does_not_push_the_columns_out_of_sight(panel: JobsPanel, board: JobBoard, qtbot: QtBot) -> None:
    def fail(_: int, __: RunContext) -> object:
        raise ChoiceFailure("There is no {name}.", name="cat " * 100)

    board.start(CountingWork(name="long " * 40, step=fail))
    _idle(qtbot, board)
    qtbot.waitUntil(lambda: panel.view.horizontalHeader().length() <= panel.view.viewport().width())
    assert not panel.view.horizontalScrollBar().isVisible()
