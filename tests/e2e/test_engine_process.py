"""The window with the engine in a process of its own: the same maps, and a crash costs one job."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
from helpers.desk import DEFAULTS, PATIENCE, Desk
from helpers.jobs import SCENES

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import EngineDied
from attnstudio.core.request import MethodCall, Request
from attnstudio.engine_process.host import EngineHost
from attnstudio.jobs.job import JobState
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Scope

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]
SLOW = (MethodCall("smoothgrad", (("samples", 512),)),)


@pytest.fixture
def desk(open_app: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.delenv("ATTNSTUDIO_ENGINE", raising=False)
    made = open_app(Settings(DEFAULTS | {"engine": "process"}))
    made.app.pictures.open([SCENES[0]])
    made.idle()
    return made


def host_of(desk: Desk) -> EngineHost:
    assert desk.app.engine_host is not None
    return desk.app.engine_host


def crash_in_the_middle(desk: Desk) -> None:
    """Ends the process once the job that computes maps is under way."""
    [job] = desk.board.unfinished("maps")
    desk.qtbot.waitUntil(lambda: job.progress.done > 0, timeout=PATIENCE)
    os.kill(host_of(desk).start().pid, signal.SIGSEGV)
    desk.qtbot.waitUntil(lambda: job.is_finished, timeout=PATIENCE)
    assert job.state is JobState.FAILED
    assert isinstance(job.failure, EngineDied)
    desk.idle()


def test_the_maps_are_those_of_the_engine_in_this_process(desk: Desk) -> None:
    expected = Engine(()).run(Request(SCENES[0], "demo", (MethodCall("gradcam++"),)), RunContext())
    np.testing.assert_array_equal(desk.shown.values, expected.heatmaps[0].values)


def test_a_crash_costs_one_job_which_can_be_run_again(desk: Desk) -> None:
    notifier = desk.app.notifier
    before, rows = desk.shown, desk.rows
    assert rows
    desk.app.selection.set(methods=SLOW)
    desk.app.explain.controller.explain()
    crash_in_the_middle(desk)
    [shown] = [one for one in notifier.messages if one.scope is Scope.JOB]
    assert "segmentation fault" in shown.text()
    assert shown.action is not None and shown.action.label() == "Run again with half the batch"
    assert desk.rows == rows, "what was computed stays"
    notifier.run_action(shown)
    crash_in_the_middle(desk)
    [shown] = [one for one in notifier.messages if one.scope is Scope.JOB]
    assert "twice" in shown.text() and shown.action is None
    desk.app.selection.set(methods=(MethodCall("saliency"),))
    desk.app.explain.controller.explain()
    desk.idle()
    assert desk.shown.values.shape == before.values.shape
    assert not np.array_equal(desk.shown.values, before.values)


def test_a_process_that_hangs_is_ended_by_cancel(desk: Desk) -> None:
    desk.app.selection.set(methods=SLOW)
    desk.app.explain.controller.explain()
    [job] = desk.board.unfinished("maps")
    desk.qtbot.waitUntil(lambda: job.progress.done > 0, timeout=PATIENCE)
    pid = host_of(desk).start().pid
    os.kill(pid, signal.SIGSTOP)
    desk.board.cancel(job)
    desk.idle()
    assert not psutil.pid_exists(pid)


def test_about_says_where_maps_are_computed(desk: Desk) -> None:
    desk.app.help.show_about()
    text = desk.app.help.about.engine.text()
    assert "in a process of its own" in text
    if sys.platform == "linux" and "read other files" in text:
        assert "The system does not let it" in text
    desk.qtbot.waitUntil(lambda: host_of(desk).memory > 0, timeout=PATIENCE)
    desk.app.status_bar.retranslate()
    assert "MB" in desk.app.status_bar.device.toolTip()
    desk.app.help.about.close()


def test_closing_ends_the_process(desk: Desk) -> None:
    pid = host_of(desk).start().pid
    desk.app.selection.set(methods=SLOW)
    desk.app.explain.controller.explain()
    desk.app.stop()
    assert not psutil.pid_exists(pid)


def test_a_picture_that_is_gone_is_said_as_always(desk: Desk, tmp_path: Path) -> None:
    desk.app.pictures.open([tmp_path / "none.png"])
    desk.idle()
    assert any("none.png" in one.text() for one in desk.app.notifier.messages)
