"""Closing the window while long jobs run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import LEFT, PATIENCE, Desk, copies
from helpers.jobs import SCENES
from helpers.works import WAIT, CountingWork, Gate, PicturesWork
from PySide6.QtWidgets import QMessageBox, QPushButton

from attnstudio import paths
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.request import MethodCall, Request
from attnstudio.export.selection import SelectionOutputs
from attnstudio.export.unfinished import Export, UnfinishedExports
from attnstudio.jobs.job import Job, JobState, Progress
from attnstudio.runs.outputs import Outputs
from attnstudio.start import Start
from attnstudio.ui.jobs.job_table import progress_text

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
    box = desk.app.features.close_question.box
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
    assert desk.window.isVisible() and desk.app.features.close_question.box is None
    desk.window.close()
    assert not desk.window.isVisible()


def test_one_map_that_takes_long_is_asked_about(desk: Desk, gate: Gate) -> None:
    now = [0.0]
    job = Job(CountingWork(2, name="LIME", step=gate), clock=lambda: now[0])
    desk.board.submit(job)
    desk.qtbot.waitUntil(lambda: job.state is JobState.RUNNING, timeout=WAIT)
    now[0] = 6.0
    job.set_progress(1, 3)  # 12 s are left
    desk.window.close()
    assert "Counting LIME" in question(desk).informativeText()
    job.set_progress(2, 3)  # 3 s are left
    press(desk, "Close when they are done")
    assert desk.window.isVisible()
    gate.open()
    desk.qtbot.waitUntil(lambda: not desk.window.isVisible(), timeout=PATIENCE)


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
    desk.qtbot.waitUntil(lambda: desk.app.features.close_question.box is None, timeout=WAIT)
    assert desk.window.isVisible(), "nobody said that it should close"


def test_an_export_goes_on_at_the_next_start(
    open_app: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    first = open_app(file=tmp_path / "settings.json")
    pictures = copies(tmp_path, SCENES[:3])
    first.open(*pictures)
    first.app.services.selection.set(methods=(MethodCall("gradcam"),))
    first.app.services.pictures.select(pictures)
    first.app.features.exports.export(SelectionOutputs(Outputs(tmp_path / "maps")))
    [job] = first.board.unfinished("export")
    first.board.pause(job)
    first.window.close()
    assert "go on at the next start" in question(first).text()
    press(first, "Stop them and close")
    [left] = paths.unfinished_exports().iterdir()
    left.rename(left.with_name(f"1073741824.{left.name.partition('.')[2]}"))  # no process has this number

    windows = paths.recovery_folder()
    (windows / "last.attn").rename(windows / "1073741824.killed.attn")

    second = open_app(file=tmp_path / "settings.json")
    second.begin(Start())
    second.idle()
    [job] = second.board.unfinished("export")
    assert job.state is JobState.PAUSED
    assert not second.app.panels.status_bar.progress.isVisible(), "nothing is being done"
    session, exports = second.message.splitlines()
    assert session == "attnstudio did not close normally last time."
    assert exports == "Exports that were not finished when the program ended: 1."
    second.qtbot.mouseClick(second.app.panels.banner.action, LEFT)
    second.idle()
    assert second.message == exports
    second.qtbot.mouseClick(second.app.panels.banner.action, LEFT)
    second.qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE)
    ends = (".npy", ".png")
    assert {file.name for file in (tmp_path / "maps").iterdir()} == {
        f"{path.stem}.gradcam{end}" for path in pictures for end in ends
    }
    assert not list(paths.unfinished_exports().iterdir())


def test_a_restored_export_shows_how_far_it_is_and_a_damaged_one_is_said(
    open_app: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    outputs = SelectionOutputs(Outputs(tmp_path / "maps"))
    request = Request(Path(), "demo", (MethodCall("gradcam"),))
    export = Export(request, tuple(SCENES[:4]), RowFacts(np.full(4, -1, np.int32)), outputs)
    for process in (1073741824, 1073741825):  # no process has these numbers
        unfinished = UnfinishedExports(paths.unfinished_exports()).begin(export)
        assert unfinished is not None
        with closing(unfinished.journal()) as journal:
            journal.set_names(["a", "b", "c", "d"])
            journal.done(0)
        if process % 2:
            (unfinished.folder / "export.json").write_bytes(b"{")
        unfinished.folder.rename(unfinished.folder.with_name(f"{process}.abc"))
    desk = open_app(file=tmp_path / "settings.json")
    desk.begin(Start())
    desk.idle()
    [job] = desk.board.unfinished("export")
    assert (job.progress, progress_text(job)) == (Progress(1, 4), "25 %")
    assert "Exports that were not finished when the program ended: 1." in desk.message
    assert "Exports that cannot go on, and are removed: 1. The export in" in desk.message
    assert len(list(paths.unfinished_exports().iterdir())) == 1
    desk.board.cancel(job)
    desk.idle()


def test_a_cancelled_export_is_forgotten(
    open_app: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    desk = open_app(file=tmp_path / "settings.json")
    desk.open(SCENES[0])
    desk.app.services.selection.set(methods=(MethodCall("gradcam"),))
    desk.app.services.pictures.select(SCENES[:1])
    desk.app.features.exports.export(SelectionOutputs(Outputs(tmp_path / "maps")))
    [job] = desk.board.unfinished("export")
    desk.board.pause(job)
    assert list(paths.unfinished_exports().iterdir())
    desk.board.cancel(job)
    desk.qtbot.waitUntil(lambda: not list(paths.unfinished_exports().iterdir()), timeout=PATIENCE)
