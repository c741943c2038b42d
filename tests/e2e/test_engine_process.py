"""The window with the engine in a process of its own: the same maps, and a crash costs one job."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import helpers
import numpy as np
import psutil
import pytest
from helpers.desk import DEFAULTS, LEFT, PATIENCE, Desk, copies, opened
from helpers.jobs import SCENES
from helpers.own_models import WORKING
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from attnstudio import demo_scenes
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import EngineDied
from attnstudio.core.request import MethodCall, Request
from attnstudio.engine_process import protocol
from attnstudio.engine_process.chosen import VARIABLE
from attnstudio.engine_process.host import EngineHost
from attnstudio.engine_process.process import EngineProcess
from attnstudio.engine_process.protocol import Begin, ToEngine
from attnstudio.jobs.attacking import AttackRun
from attnstudio.jobs.job import Job, JobState
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import message

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]
SLOW = (MethodCall("smoothgrad", (("samples", 512),)),)


def in_a_process(**settings: str) -> Desk:
    """A window as it is at the first start, but for these settings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLE, raising=False)
        return Desk(opened(Settings(DEFAULTS | settings), None), None)


@pytest.fixture(scope="module")
def one_desk(qapp: QApplication) -> Iterator[Desk]:
    """One window, and one start of its process, for all tests."""
    made = in_a_process()
    made.start_threads()
    yield made
    made.app.stop()
    made.window.deleteLater()


def host_of(desk: Desk) -> EngineHost:
    assert desk.app.foundation.engine_host is not None
    return desk.app.foundation.engine_host


def crash_in_the_middle(desk: Desk, kind: str = "maps") -> None:
    """Ends the process once the job of this kind is under way."""
    [job] = desk.board.unfinished(kind)
    process = host_of(desk).start()

    def crash() -> None:
        if process.is_alive:
            os.kill(process.pid, signal.SIGSEGV)

    job.progressed.connect(crash)
    desk.qtbot.waitUntil(lambda: job.is_finished, timeout=PATIENCE)
    assert job.state is JobState.FAILED
    assert isinstance(job.failure, EngineDied)
    desk.idle()


def crash_in_calls(monkeypatch: pytest.MonkeyPatch, operation: str, *numbers: int) -> None:
    """The process ends in these calls of the operation, which are counted from 1; attacks with one eps are not."""
    send, calls = EngineProcess.send, itertools.count(1)

    def spy(process: EngineProcess, message: ToEngine) -> None:
        send(process, message)
        if not isinstance(message, Begin) or message.operation != operation:
            return
        if (message.attack is None or len(message.attack.eps) > 1) and next(calls) in numbers:
            os.kill(process.pid, signal.SIGSEGV)

    monkeypatch.setattr(EngineProcess, "send", spy)


def ended(desk: Desk, kind: str) -> Job:
    """The job of this kind, once it has ended; on its way it waits for other processes."""
    [job] = desk.board.unfinished(kind)
    desk.qtbot.waitUntil(lambda: job.is_finished, timeout=5 * PATIENCE)
    desk.idle()
    return job


def test_the_maps_are_those_of_the_engine_in_this_process(desk: Desk, engine: Engine) -> None:
    expected = engine.run(Request(SCENES[0], "demo", (MethodCall("gradcam++"),)), RunContext())
    np.testing.assert_array_equal(desk.shown.values, expected.heatmaps[0].values)


def test_comparing_and_measuring(desk: Desk) -> None:
    desk.open(*SCENES[:2])
    desk.app.services.pictures.select_rows(np.arange(2))
    desk.app.services.selection.set(methods=(MethodCall("gradcam"), MethodCall("saliency")))
    desk.app.features.compare.controller.open_and_run()
    desk.idle()
    assert len(desk.app.panels.compare.comparison.results) == 4
    desk.app.features.compare.controller.leave()
    desk.app.features.measure.controller.measure_all(["sparseness", "deletion"])
    desk.idle()
    evaluation = desk.app.features.measure.runner.evaluation
    assert evaluation is not None and len(evaluation.pictures) == 2 and not desk.message
    desk.app.panels.measure_dock.close()


def test_predictions_features_and_concepts(desk: Desk) -> None:
    app = desk.app
    desk.open(*SCENES)
    app.features.pictures.predictions.predict_all()
    desk.idle()
    assert (app.services.dataset.columns.predicted >= 0).all()
    app.panels.maximisation.form.control("steps").setProperty("value", 4)
    app.features.maximisation.controller.make_of("butterfly")
    desk.idle()
    assert app.panels.maximisation.made.count() == 1
    app.panels.maximisation_dock.close()
    desk.action("concepts").trigger()
    app.panels.concepts.count.setValue(2)
    desk.qtbot.mouseClick(app.panels.concepts.bar.start, LEFT)
    desk.idle()
    assert app.panels.concepts.table.rowCount() == 2 and not desk.message
    app.panels.concepts_dock.close()


def test_an_attack_and_a_look_inside(desk: Desk) -> None:
    app = desk.app
    app.foundation.attack.choose("fgsm")
    desk.action("attack").trigger()
    desk.idle()
    assert app.panels.attack_view.picture.shown is not None
    app.features.attacks.controller.leave()
    desk.action("layer_strip").trigger()
    desk.action("inspector").trigger()
    desk.idle()
    assert app.panels.layer_strip.list.count() > 0
    assert app.panels.inspector.channels.list.model().rowCount() > 0 and not desk.message
    app.panels.layer_strip_dock.close()
    app.panels.inspector_dock.close()


def test_a_model_of_the_users_own(desk: Desk, tmp_path: Path) -> None:
    """The process starts anew: it may not read a file that was not there when it started."""
    path = tmp_path / "своя.keras"
    helpers.with_random_weights(WORKING["logits"][0]()).save(path)
    desk.drop(path)
    own = desk.app.features.models.user_models
    desk.qtbot.waitUntil(lambda: own.dialog is not None and own.dialog.isVisible(), timeout=PATIENCE)
    assert own.dialog is not None
    desk.qtbot.mouseClick(own.dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    desk.idle()
    desk.app.features.explain.controller.explain()
    desk.idle()
    assert {row.result.model.id for row in desk.app.panels.results.model.rows} >= {str(path)}


def test_a_crash_costs_one_job_which_can_be_run_again(desk: Desk) -> None:
    notifier = desk.app.services.notifier
    before, rows = desk.shown, desk.rows
    assert rows
    desk.app.services.selection.set(methods=SLOW)
    desk.app.features.explain.controller.explain()
    crash_in_the_middle(desk)
    [shown] = [one for one in notifier.messages if one.scope is Scope.JOB]
    assert "segmentation fault" in shown.text()
    assert shown.action is not None and shown.action.label() == "Run again with half the batch"
    assert desk.rows == rows, "what was computed stays"
    notifier.run_action(shown)
    crash_in_the_middle(desk)
    [shown] = [one for one in notifier.messages if one.scope is Scope.JOB]
    assert "twice" in shown.text() and shown.action is None
    desk.app.services.selection.set(methods=(MethodCall("saliency"),))
    desk.app.features.explain.controller.explain()
    desk.idle()
    assert desk.shown.values.shape == before.values.shape
    assert not np.array_equal(desk.shown.values, before.values)


def test_a_crash_of_any_job_is_said_and_offered_again(desk: Desk) -> None:
    """One that shows its failure in its panel, and one whose controller cancels it later."""
    panel, notifier = desk.app.panels.maximisation, desk.app.services.notifier
    panel.form.control("steps").setProperty("value", 400)
    desk.app.features.maximisation.controller.make_of("butterfly")
    crash_in_the_middle(desk, "maximisation")
    [shown] = [one for one in notifier.messages if one.scope is Scope.JOB]
    assert "segmentation fault" in shown.text() and shown.action is not None
    assert not panel.bar.cancel.isEnabled()
    notifier.run_action(shown)
    [job] = desk.board.unfinished("maximisation")
    assert job.run.is_careful and panel.bar.cancel.isEnabled(), "busy as at the first run"
    desk.app.features.maximisation.controller.cancel()
    assert job.is_finished, "Cancel is about the job that runs now"
    assert not panel.bar.cancel.isEnabled()
    desk.idle()
    desk.app.panels.maximisation_dock.close()


def _goes_on(notifier: Notifier) -> bool:
    """Whether it is said of a job."""
    return any("goes on by itself" in one.text() for one in notifier.messages)


def test_an_export_goes_on_by_itself_and_ends_with_all_pictures(
    desk: Desk, engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pictures = copies(tmp_path, SCENES[:4])
    desk.open(*pictures)
    desk.app.services.selection.set(methods=(MethodCall("gradcam"),))
    desk.app.services.pictures.select(pictures)
    desk.app.services.settings.set("folder", str(tmp_path))
    desk.action("export_selected").trigger()
    dialog = desk.app.features.selection_export.dialog
    assert dialog is not None
    dialog.numbers.setChecked(True)
    desk.idle()
    desk.board.cache.clear()
    crash_in_calls(monkeypatch, protocol.RUN, 2)
    notifier = desk.app.services.notifier
    with desk.qtbot.waitSignal(notifier.changed, timeout=3 * PATIENCE, check_params_cb=lambda: _goes_on(notifier)):
        desk.qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    job = ended(desk, "export")
    assert job.state is JobState.DONE and not job.problems
    assert len(job.notices) == 1
    assert not _goes_on(notifier), "it has ended"
    for picture in pictures:
        expected = engine.run(Request(picture, "demo", (MethodCall("gradcam"),)), RunContext())
        written = np.load(tmp_path / "maps" / f"{picture.stem}.gradcam.npy")
        np.testing.assert_allclose(written, expected.heatmaps[0].values, atol=1e-5)


def test_an_attack_run_goes_on_by_itself_and_one_that_ends_two_processes_is_marked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = desk.app
    demo_scenes.write(tmp_path, 40, 3, 64, force=False)
    desk.open(tmp_path)
    app.services.pictures.select_rows(np.arange(40))
    app.foundation.attack.choose("fgsm")
    runs: list[AttackRun] = []
    attacks = protocol.ATTACK_EACH
    for operation, ends, words, state in (
        (protocol.LOAD, (1,), "The model is loaded again", JobState.DONE),
        (attacks, (3,), "goes on by itself", JobState.DONE),  # two attacks on 32 pictures are two calls
        (attacks, (3, 4, 5, 6), "goes on by itself", JobState.FAILED),  # all eight together, half the batch, two alone
    ):
        with monkeypatch.context() as patch:
            crash_in_calls(patch, operation, *ends)
            app.features.attacks.run_selected()
            desk.board.unfinished("attacking")[0].done.connect(runs.append)
            job = ended(desk, "attacking")
        assert job.state is state
        assert words in message(job.notices[0])
    assert [(len(run.records), len(run.failures)) for run in runs] == [(40, 0)] * 2
    [shown] = [one for one in app.services.notifier.messages if one.scope is Scope.JOB]
    assert "twice" in shown.text() and shown.action is None and not desk.board.unfinished()
    cancel = app.panels.attack.cancel
    assert not cancel.isEnabled()
    again = desk.board.retry(job)
    assert cancel.isEnabled(), "busy as at the first run"
    app.features.attacks.many.cancel()
    assert again.is_finished and not cancel.isEnabled()
    app.features.attacks.controller.leave()


def test_a_comparison_goes_on_by_itself_and_one_that_ends_two_processes_is_marked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare, notifier = desk.app.features.compare, desk.app.services.notifier
    view = desk.app.panels.compare
    desk.app.services.selection.set(methods=(MethodCall("gradcam"), MethodCall("saliency")))
    desk.idle()
    for ends, state in (((1,), JobState.DONE), ((1, 2, 3), JobState.FAILED)):
        desk.board.cache.clear()
        with monkeypatch.context() as patch:
            crash_in_calls(patch, protocol.RUN, *ends)
            compare.controller.open_and_run()
            job = ended(desk, "comparison")
        assert job.state is state and not view.comparison.running
        assert "goes on by itself" in message(job.notices[0])
    [shown] = [one for one in notifier.messages if one.scope is Scope.JOB]
    assert "twice" in shown.text() and shown.action is None
    again = desk.board.retry(job)
    assert view.comparison.running
    assert again is ended(desk, "comparison") and again.state is JobState.DONE
    assert len(view.comparison.results) == 2 and not view.comparison.running and not view.comparison.failures
    compare.controller.leave()


def test_predictions_go_on_by_themselves(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    demo_scenes.write(tmp_path, 160, 3, 64, force=False)
    desk.open(tmp_path)
    crash_in_calls(monkeypatch, protocol.LOGITS, 2)
    desk.app.features.pictures.predictions.predict_all()
    assert ended(desk, "predictions").notices
    columns = desk.app.services.dataset.columns
    assert len(columns.predicted) == 160 and (columns.predicted >= 0).all() and not desk.message


def test_a_process_that_hangs_is_ended_by_cancel_and_the_window_waits_for_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_start, start_early = threading.Event(), EngineHost.start_early

    def held(host: EngineHost) -> None:
        assert may_start.wait(PATIENCE / 1000)
        start_early(host)

    monkeypatch.setattr(EngineHost, "start_early", held)
    desk.app.services.selection.set(methods=SLOW)
    desk.app.features.explain.controller.explain()
    [job] = desk.board.unfinished("maps")
    desk.qtbot.waitUntil(lambda: job.progress.done > 0, timeout=PATIENCE)
    process, released = host_of(desk).start(), list[Job]()
    desk.board.released.connect(released.append)
    os.kill(process.pid, signal.SIGSTOP)
    desk.board.cancel(job)
    desk.idle()
    assert released == [job] and not process.is_alive
    desk.board.released.disconnect(released.append)
    may_start.set()
    assert host_of(desk).start() is not process and not psutil.pid_exists(process.pid)


def test_about_says_where_maps_are_computed(desk: Desk) -> None:
    desk.app.features.help.show_about()
    text = desk.app.features.help.about.engine.text()
    assert "in a process of its own" in text
    if sys.platform == "linux" and "read other files" in text:
        assert "The system does not let it" in text
    desk.qtbot.waitUntil(lambda: host_of(desk).memory > 0, timeout=PATIENCE)
    desk.app.panels.status_bar.retranslate()
    assert "MB" in desk.app.panels.status_bar.device.toolTip()
    desk.app.features.help.about.close()


def test_a_picture_that_is_gone_is_said_as_always(desk: Desk, tmp_path: Path) -> None:
    desk.app.features.pictures.controller.open([tmp_path / "none.png"])
    desk.idle()
    assert any("none.png" in one.text() for one in desk.app.services.notifier.messages)


def test_closing_ends_the_process(qtbot: QtBot) -> None:
    desk = in_a_process()
    desk.qtbot = qtbot
    desk.open(SCENES[0])
    pid = host_of(desk).start().pid
    desk.app.services.selection.set(methods=SLOW)
    desk.app.features.explain.controller.explain()
    desk.app.stop()
    assert not psutil.pid_exists(pid)
