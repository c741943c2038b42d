"""The queue and its real thread: only the newest result comes out, cancelling is quick, the cache is bounded."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from jobs.makers import LONG, SCENES, Heard, request, run_script
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.jobs.queue import JobQueue

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


@pytest.fixture
def queue(warm_queue: JobQueue, qtbot: QtBot) -> Iterator[JobQueue]:
    """Idle, and with an empty cache."""
    warm_queue.cache.clear()
    yield warm_queue
    warm_queue.cancel()
    qtbot.waitUntil(lambda: not warm_queue.busy and not warm_queue._looks.unfinished, timeout=20_000)


@pytest.fixture
def heard(queue: JobQueue) -> Heard:
    return Heard(queue)


def _idle(qtbot: QtBot, queue: JobQueue) -> None:
    qtbot.waitUntil(lambda: not queue.busy, timeout=20_000)


def test_a_job_comes_out_with_its_id(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        number = queue.submit(request())
    [result] = heard.results
    assert result.request.id == number
    assert result.request == request()
    assert heard.busy == [True, False]
    assert heard.progress[-1] == (1, 1)


def test_only_the_newest_request_comes_out(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    cancelled: list[int] = []
    queue._worker.cancelled.connect(cancelled.append)
    first = queue.submit(request(method="smoothgrad", **LONG))
    second = queue.submit(request(SCENES[1]))
    _idle(qtbot, queue)
    assert [result.request.id for result in heard.results] == [second]
    assert cancelled == [first]
    assert not heard.failures
    assert {asked.id for asked, _ in heard.refined} == {second}


@contextmanager
def _unheard(signal: SignalInstance) -> Iterator[None]:
    """Waits until the worker has emitted the signal; its message to the queue is still on the way."""
    emitted = threading.Event()
    connection = signal.connect(lambda *_: emitted.set())  # called in the worker's thread
    yield
    assert emitted.wait(20)
    signal.disconnect(connection)


def test_a_running_job_is_overtaken(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with _unheard(queue._worker.refined):
        queue.submit(request(method="smoothgrad", **LONG))
    second = queue.submit(request(SCENES[1]))
    _idle(qtbot, queue)
    assert [result.request.id for result in heard.results] == [second]
    assert [(asked.id, heatmap.method) for asked, heatmap in heard.refined] == [(second, "saliency")]
    assert {total for _, total in heard.progress} == {1}, "progress of the older job came out"


def test_a_job_that_ends_too_late_is_dropped_but_remembered(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with _unheard(queue._worker.finished):
        queue.submit(request(seed=1))
    second = queue.submit(request(SCENES[1], seed=1))
    _idle(qtbot, queue)
    assert [result.request.id for result in heard.results] == [second]
    queue.submit(request(seed=1))
    assert len(heard.results) == 2, "it was computed again"


def test_a_failure_that_comes_too_late_is_dropped(queue: JobQueue, heard: Heard, qtbot: QtBot, tmp_path: Path) -> None:
    queue.submit(request(tmp_path / "lost.jpg"))
    second = queue.submit(request())
    _idle(qtbot, queue)
    assert not heard.failures
    assert [result.request.id for result in heard.results] == [second]


def test_a_failure_comes_out_with_its_request(queue: JobQueue, heard: Heard, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(queue.job_failed, timeout=20_000):
        number = queue.submit(request(tmp_path / "lost.jpg"))
    [(asked, failure)] = heard.failures
    assert asked is not None
    assert asked.id == number
    assert str(tmp_path / "lost.jpg") in str(failure)
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        queue.submit(request())
    assert not queue.busy


def test_warming_up_answers(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.model_ready, timeout=20_000) as ready:
        queue.warm_up("demo")
    assert ready.args[0].id == "demo"
    with qtbot.waitSignal(queue.job_failed, timeout=20_000):
        queue.warm_up("vgg16")
    [(asked, failure)] = heard.failures
    assert asked is None
    assert "VGG16" in str(failure)
    assert not queue.busy


def test_cancelling_takes_one_batch(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.progressed, timeout=20_000):
        queue.submit(request(method="smoothgrad", **LONG))
    heard.refined.clear()
    heard.progress.clear()
    started = time.monotonic()
    queue.cancel()
    qtbot.waitUntil(lambda: not queue.busy, timeout=1000)
    assert time.monotonic() - started < 1.0
    assert not heard.results
    assert not heard.failures
    assert not heard.refined
    assert not heard.progress
    assert heard.busy == [True, False]


def test_an_unchanged_request_is_answered_at_once(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        first = queue.submit(request())
    heard.busy.clear()
    second = queue.submit(request())
    assert [result.request.id for result in heard.results] == [first, second]
    assert heard.results[1].heatmaps == heard.results[0].heatmaps
    assert not heard.busy, "the worker was asked"


@pytest.mark.parametrize(
    "changes", [{"seed": 2}, {"target": "1"}, {"layer": "relu5"}, {"resize": "crop"}, {"image": SCENES[2]}]
)
def test_another_request_is_computed(queue: JobQueue, heard: Heard, qtbot: QtBot, changes: dict[str, object]) -> None:
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        queue.submit(request())
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        queue.submit(replace(request(), **changes))
        assert len(heard.results) == 1


def test_the_cache_answers_while_an_older_job_still_ends(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        queue.submit(request())
    with qtbot.waitSignal(queue.progressed, timeout=20_000):
        queue.submit(request(method="smoothgrad", **LONG))
    number = queue.submit(request())
    assert [result.request.id for result in heard.results][1:] == [number]
    _idle(qtbot, queue)
    assert len(heard.results) == 2


# Looks inside a layer


def test_channels_come_out_with_their_request(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.channels_ready, timeout=20_000):
        number = queue.layer_channels(replace(request(), layer="relu5"))
    [channels] = heard.channels
    assert channels.request.id == number
    assert channels.request == replace(request(), layer="relu5")
    assert channels.layer == "relu5"
    assert not queue.busy
    assert not heard.busy, "nobody waits for it"
    assert not heard.results


def test_only_the_newest_look_comes_out(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    cancelled: list[int] = []
    queue._worker.cancelled.connect(cancelled.append)
    first = queue.layer_channels(request())
    with qtbot.waitSignal(queue.channels_ready, timeout=20_000):
        second = queue.layer_channels(request(SCENES[1]))
    assert [channels.request.id for channels in heard.channels] == [second]
    assert cancelled in ([first], []), "it may have ended before the newer one was asked for"
    assert not heard.look_failures
    queue._worker.cancelled.disconnect(cancelled.append)


def test_a_look_that_ends_too_late_is_dropped(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with _unheard(queue._worker.looked_inside):
        queue.layer_channels(request())
    with qtbot.waitSignal(queue.channels_ready, timeout=20_000):
        second = queue.layer_channels(request(SCENES[1]))
    assert [channels.request.id for channels in heard.channels] == [second]


def test_a_failed_look_comes_out_with_its_request_and_tells_nobody_else(
    queue: JobQueue, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(queue.look_failed, timeout=20_000):
        number = queue.layer_channels(request(tmp_path / "lost.jpg"))
    [(asked, failure)] = heard.look_failures
    assert asked.id == number
    assert str(tmp_path / "lost.jpg") in str(failure)
    assert not heard.failures
    assert not heard.channels


def test_a_look_that_fails_too_late_is_dropped(queue: JobQueue, heard: Heard, qtbot: QtBot, tmp_path: Path) -> None:
    with _unheard(queue._worker.failed):
        queue.layer_channels(request(tmp_path / "lost.jpg"))
    with qtbot.waitSignal(queue.channels_ready, timeout=20_000):
        queue.layer_channels(request())
    assert not heard.look_failures
    assert not heard.failures


def test_maps_and_looks_do_not_cancel_each_other(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignals([queue.result_ready, queue.channels_ready], timeout=20_000):
        job = queue.submit(request(method="smoothgrad", samples=40))
        look = queue.layer_channels(request(SCENES[1]))
    assert [result.request.id for result in heard.results] == [job]
    assert [channels.request.id for channels in heard.channels] == [look]
    with qtbot.waitSignals([queue.result_ready, queue.channels_ready], timeout=20_000):
        queue.layer_channels(request(SCENES[2]))
        queue.submit(request(SCENES[3]))
    assert heard.busy == [True, False] * 2
    assert not heard.failures
    assert not heard.look_failures


def test_a_look_comes_out_though_the_maps_are_cancelled(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.progressed, timeout=20_000):
        queue.submit(request(method="smoothgrad", **LONG))
    with qtbot.waitSignal(queue.channels_ready, timeout=20_000):
        queue.layer_channels(request())
        queue.cancel()
    assert not heard.results


def test_stopping_ends_a_look_too(qtbot: QtBot) -> None:
    queue = JobQueue(())
    heard = Heard(queue)
    with _unheard(queue._worker.looked_inside):
        queue.layer_channels(request())
    assert queue.stop()
    QApplication.processEvents()
    assert not heard.channels


def _copy(scene: Path, to: Path) -> None:
    """With a later time than the file that it replaces, whatever the clock of the file system."""
    later = to.stat().st_mtime_ns + 1 if to.exists() else 0
    shutil.copyfile(scene, to)
    if later:
        os.utime(to, ns=(later, later))


def test_an_edited_picture_is_computed_anew(queue: JobQueue, heard: Heard, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "edited.jpg"
    _copy(SCENES[0], file)
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        queue.submit(request(file))
    _copy(SCENES[3], file)
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        queue.submit(request(file))
        assert len(heard.results) == 1
    old, new = heard.results
    assert not np.array_equal(old.prediction.logits, new.prediction.logits)


def test_a_picture_edited_during_its_job_is_computed_anew(
    queue: JobQueue, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "edited.jpg"
    _copy(SCENES[0], file)
    asked = request(file, "smoothgrad", samples=100)
    with qtbot.waitSignal(queue.progressed, timeout=20_000):  # decoded by then
        queue.submit(asked)
    _copy(SCENES[3], file)
    _idle(qtbot, queue)
    assert len(heard.results) == 1
    with qtbot.waitSignal(queue.result_ready, timeout=20_000):
        queue.submit(asked)
    old, new = heard.results
    assert not np.array_equal(old.prediction.logits, new.prediction.logits), "the map of the old picture was given"


def test_stopping_in_the_middle_of_a_job_ends_the_thread(qtbot: QtBot) -> None:
    queue = JobQueue(())
    heard = Heard(queue)
    with qtbot.waitSignal(queue.progressed, timeout=20_000):
        queue.submit(request(method="smoothgrad", **LONG))
    heard.progress.clear()
    heard.refined.clear()
    started = time.monotonic()
    assert queue.stop()
    assert time.monotonic() - started < 1.5
    assert queue._thread.isFinished()
    assert queue.stop(), "stopping again does harm"
    QApplication.processEvents()
    assert not heard.results
    assert not heard.progress
    assert not heard.refined


def test_stopping_a_queue_that_did_nothing(qtbot: QtBot) -> None:
    queue = JobQueue(())
    assert queue.stop()
    assert queue.stop()


_JOBS_IN_A_ROW = """
from PySide6.QtCore import QCoreApplication
from jobs.makers import SCENES, request
from attnstudio.jobs.queue import JobQueue

METHODS = ("gradcam++", "saliency", "smoothgrad")
application = QCoreApplication([])
queue = JobQueue(())
done = []
def next_job(_):
    if len(done) < len(METHODS):
        queue.submit(request(SCENES[len(done)], METHODS[len(done)]))
        done.append(True)
    else:
        application.quit()
queue.model_ready.connect(next_job)
queue.result_ready.connect(next_job)
queue.job_failed.connect(lambda _, failure: (print(failure), application.quit()))
queue.warm_up("demo")
application.exec()
print(len(done), queue.stop())
"""


def test_jobs_in_a_row_survive_in_the_real_thread() -> None:
    """TensorFlow crashes when it builds its next graph where Python's state of the thread is not the same any more:
    see _EngineThread."""
    ran = run_script(_JOBS_IN_A_ROW, {"PYTHONPATH": str(Path(__file__).parents[1])})
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["3", "True"]
    assert "QThread" not in ran.stderr
    assert "AutoGraph" not in ran.stderr
