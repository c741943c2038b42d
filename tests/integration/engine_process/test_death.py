"""The engine's process ends in every way it can: one job knows, and the next one runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.context import RunContext, running
from attnstudio.core.errors import Cancelled, EngineDied, EngineDiedAgain, Failure
from attnstudio.core.images import Picture
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.core.text import Notice
from attnstudio.engine_process import calls, protocol
from attnstudio.engine_process.client import ProcessEngine
from attnstudio.engine_process.host import EngineHost
from attnstudio.engine_process.process import EngineProcess
from attnstudio.engine_process.protocol import Begin, ToEngine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[:6]
SLOW = Request(SCENES[0], "demo", (MethodCall("smoothgrad", (("samples", 512),)),))
QUICK = Request(SCENES[0], "demo", (MethodCall("gradcam"),))


@pytest.fixture(scope="module")
def host() -> Iterator[EngineHost]:
    found = EngineHost(())
    yield found
    found.close()


@pytest.fixture
def engine(host: EngineHost) -> ProcessEngine:
    found = ProcessEngine(host, PictureStore(), patience=0.5)
    found.run(QUICK, RunContext())  # TensorFlow is there
    return found


def reason(failure: Failure) -> str:
    found = failure.values["reason"]
    assert isinstance(found, Notice)
    return found.template


def on_first_progress(act: Any) -> RunContext:
    """Acts once, in another thread, when the job is under way."""
    begun = threading.Event()

    def progress(done: int, total: int) -> None:
        if not begun.is_set():
            begun.set()
            threading.Thread(target=act, daemon=True).start()

    return RunContext(on_progress=progress)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SIGSEGV", "segmentation fault"),
        ("SIGABRT", "abort"),
        ("SIGILL", "illegal instruction"),
        ("SIGKILL", "memory ran out"),
        ("SIGTERM", "another program"),
    ],
)
def test_a_signal_costs_one_job(host: EngineHost, engine: ProcessEngine, name: str, words: str) -> None:
    pid = host.start().pid
    with pytest.raises(EngineDied) as died:
        engine.run(SLOW, on_first_progress(lambda: os.kill(pid, getattr(signal, name))))
    assert words in reason(died.value)
    assert "Another one was started" in died.value.template
    assert not psutil.pid_exists(pid)
    assert isinstance(engine.run(QUICK, RunContext()), Result)


def test_a_job_that_ends_it_with_half_the_batch_too_is_marked(host: EngineHost, engine: ProcessEngine) -> None:
    pid = host.start().pid
    with pytest.raises(EngineDied) as died:
        engine.for_job(careful=True).run(SLOW, on_first_progress(lambda: os.kill(pid, signal.SIGSEGV)))
    assert "twice" in died.value.template


def killed_at(host: EngineHost, places: set[int]) -> Iterator[Picture]:
    """Pictures; the process is killed when these are asked for."""
    for place, scene in enumerate(SCENES):
        if place in places:
            os.kill(host.start().pid, signal.SIGKILL)
        yield images.decode(scene)


def test_of_many_pictures_those_that_are_left_are_done_in_another_process(host: EngineHost) -> None:
    said: list[Notice] = []
    with running(threading.Event(), said.append):
        outcomes = list(ProcessEngine(host, PictureStore()).run_each(QUICK, killed_at(host, {3}), RunContext()))
    assert [one[0].path for one in outcomes if not isinstance(one, Failure)] == SCENES
    [notice] = said
    assert "memory ran out" in str(notice)


@pytest.mark.parametrize("operation", [protocol.LOAD, protocol.LOGITS])
def test_predictions_go_on_in_another_process(
    host: EngineHost, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    said: list[Notice] = []
    expected = _logits(ProcessEngine(host, PictureStore()))
    send = EngineProcess.send

    def spy(process: EngineProcess, message: ToEngine) -> None:
        send(process, message)
        if isinstance(message, Begin) and message.operation == operation and not said:
            os.kill(process.pid, signal.SIGKILL)

    monkeypatch.setattr(EngineProcess, "send", spy)
    with running(threading.Event(), said.append):
        found = _logits(ProcessEngine(host, PictureStore()))
    np.testing.assert_array_equal(found, expected)
    [notice] = said
    assert ("loaded again" in str(notice)) == (operation == protocol.LOAD)


def test_a_model_whose_loading_ends_it_twice_is_named(host: EngineHost, monkeypatch: pytest.MonkeyPatch) -> None:
    send = EngineProcess.send

    def spy(process: EngineProcess, message: ToEngine) -> None:
        send(process, message)
        if isinstance(message, Begin):
            os.kill(process.pid, signal.SIGKILL)

    monkeypatch.setattr(EngineProcess, "send", spy)
    with pytest.raises(EngineDiedAgain, match=r"Loading the model Demo.* has ended the process that computes twice"):
        ProcessEngine(host, PictureStore()).load("demo")


def _logits(engine: ProcessEngine) -> np.ndarray:
    model = engine.load("demo")
    return model.network.logits(np.zeros((1, *model.spec.input_size, 3), np.float32))


def test_many_pictures_go_on_where_it_ends_twice(host: EngineHost) -> None:
    outcomes = list(ProcessEngine(host, PictureStore()).run_each(QUICK, killed_at(host, {1, 4}), RunContext()))
    assert [one[0].path for one in outcomes if not isinstance(one, Failure)] == SCENES


def test_where_no_thread_can_be_started_it_is_said_and_no_process_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    start, before = threading.Thread.start, psutil.Process().children()

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "engine process: _watch":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(EngineDied) as died:
        EngineHost(()).start()
    assert "cannot be started" in died.value.template
    assert psutil.Process().children() == before


def test_what_is_waited_for_is_said_once_where_a_model_takes_long(
    host: EngineHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "SAID_AFTER", 0)
    host.start().close()
    said: list[Notice] = []
    with running(threading.Event(), said.append):
        for _ in range(2):
            ProcessEngine(host, PictureStore()).run(QUICK, RunContext())
    [notice] = said
    assert str(notice).startswith("Loading the model Demo")


def test_too_much_memory_ends_it() -> None:
    host = EngineHost((), memory_limit=2**20)
    try:
        with pytest.raises(EngineDied) as died:
            ProcessEngine(host, PictureStore()).run(QUICK, RunContext())
        assert reason(died.value) == "it took {size} GB of memory"
    finally:
        host.close()


def test_a_cancelled_job_leaves_the_process_as_it_is(host: EngineHost, engine: ProcessEngine) -> None:
    pid = host.start().pid
    cancelled = threading.Event()
    ctx = RunContext(on_progress=lambda *_: cancelled.set(), cancelled=cancelled)
    with pytest.raises(Cancelled):
        engine.run(SLOW, ctx)
    engine.run(QUICK, RunContext())
    assert host.start().pid == pid


def test_a_job_that_is_cancelled_while_the_process_starts_lets_it_start() -> None:
    host = EngineHost(())
    try:
        engine, process, cancelled = ProcessEngine(host, PictureStore()), host.start(), threading.Event()
        os.kill(process.pid, signal.SIGSTOP)  # so that it is surely still starting
        threading.Timer(0.2, cancelled.set).start()
        with pytest.raises(Cancelled):
            engine.run(QUICK, RunContext(cancelled=cancelled))
        os.kill(process.pid, signal.SIGCONT)
        assert isinstance(engine.run(QUICK, RunContext()), Result)
        assert host.start() is process
    finally:
        host.close()


def test_a_process_that_does_not_answer_a_cancel_is_ended(host: EngineHost, engine: ProcessEngine) -> None:
    pid, cancelled = host.start().pid, threading.Event()

    def progress(*_: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        cancelled.set()

    with pytest.raises(Cancelled):
        engine.run(SLOW, RunContext(on_progress=progress, cancelled=cancelled))
    assert host.start().pid != pid
    assert isinstance(engine.run(QUICK, RunContext()), Result)


def test_pictures_go_on_in_another_process_where_a_job_between_them_ends_the_first(
    host: EngineHost, engine: ProcessEngine
) -> None:
    pictures = [images.decode(scene) for scene in SCENES]
    found = []
    for number, outcome in enumerate(engine.run_each(QUICK, pictures, RunContext())):
        found.append(outcome)
        if number == 1:
            crash = partial(os.kill, host.start().pid, signal.SIGSEGV)
            with pytest.raises(EngineDied):
                engine.run(SLOW, on_first_progress(crash))
    assert [one[0] for one in found if not isinstance(one, Failure)] == pictures
    expected = [engine.run(Request(scene, "demo", QUICK.methods), RunContext()) for scene in SCENES]
    for one, other in zip(found, expected, strict=True):
        assert not isinstance(one, Failure)
        assert (one[1].heatmaps[0].values == other.heatmaps[0].values).all()


def test_what_goes_wrong_with_the_pictures_leaves_the_process_as_it_is(host: EngineHost, engine: ProcessEngine) -> None:
    def pictures() -> Iterator[Picture]:
        yield images.decode(SCENES[0])
        raise ZeroDivisionError

    pid = host.start().pid
    with pytest.raises(ZeroDivisionError):
        list(engine.run_each(QUICK, pictures(), RunContext()))
    engine.run(QUICK, RunContext())
    assert host.start().pid == pid


def test_closing_ends_a_job_and_leaves_nothing(tmp_path: Path) -> None:
    host = EngineHost(())
    process = host.start()
    threading.Timer(0.5, host.close).start()
    with pytest.raises((EngineDied, Cancelled)):
        ProcessEngine(host, PictureStore()).run(SLOW, RunContext())
    host.close()
    assert not psutil.pid_exists(process.pid)


def test_it_ends_with_the_program_that_started_it() -> None:
    code = (
        "from attnstudio.engine_process.host import EngineHost\nimport os, time\n"
        "print(EngineHost(()).start().pid, flush=True)\ntime.sleep(1)\nos._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    pid, end = int(done.stdout), time.monotonic() + 20
    while psutil.pid_exists(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid)
