"""Sequences of requests in the queue and its real thread: each part comes out, whatever becomes of the others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jobs.makers import LONG, SCENES, Heard, request
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.core.errors import Failure
from attnstudio.core.request import Request, Result
from attnstudio.jobs.queue import JobQueue

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


class Parts:
    """Everything that a queue tells of its sequences."""

    def __init__(self, queue: JobQueue) -> None:
        self.results: list[Result] = []
        self.failures: list[tuple[Request, Failure]] = []
        self.progress: list[tuple[int, int]] = []
        self.ends = 0
        self.begun: list[Request] = []  # by the worker
        queue.part_ready.connect(self.results.append)
        queue.part_failed.connect(lambda asked, failure: self.failures.append((asked, failure)))
        queue.parts_progressed.connect(lambda done, total: self.progress.append((done, total)))
        queue.all_done.connect(self._on_all_done)
        queue._requested.connect(lambda asked, _: self.begun.append(asked))

    def _on_all_done(self) -> None:
        self.ends += 1


@pytest.fixture
def queue(warm_queue: JobQueue, qtbot: QtBot) -> Iterator[JobQueue]:
    """Idle, and with an empty cache."""
    warm_queue.cache.clear()
    yield warm_queue
    warm_queue.cancel()
    _idle(qtbot, warm_queue)


@pytest.fixture
def parts(queue: JobQueue) -> Parts:
    return Parts(queue)


@pytest.fixture
def heard(queue: JobQueue) -> Heard:
    return Heard(queue)


def _idle(qtbot: QtBot, queue: JobQueue) -> None:
    qtbot.waitUntil(lambda: not queue.busy, timeout=20_000)


def _run(qtbot: QtBot, queue: JobQueue, *requests: Request) -> None:
    with qtbot.waitSignal(queue.all_done, timeout=20_000):
        queue.run_all(requests)


def test_every_part_comes_out_in_its_turn(queue: JobQueue, parts: Parts, heard: Heard, qtbot: QtBot) -> None:
    asked = [request(scene, method) for scene in SCENES[:2] for method in ("saliency", "gradcam")]
    _run(qtbot, queue, *asked)
    assert [result.request for result in parts.results] == asked
    assert parts.progress == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert heard.busy == [True, False]
    assert not queue.busy
    assert not heard.results, "a part is no map that was asked for by itself"
    assert not heard.progress
    assert not heard.refined


def test_a_part_that_fails_does_not_stop_the_others(
    queue: JobQueue, parts: Parts, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    lost = request(tmp_path / "lost.jpg")
    no_such_class = replace(request(), target="no such class")
    _run(qtbot, queue, lost, request(), no_such_class, request(SCENES[1]))
    assert [result.request for result in parts.results] == [request(), request(SCENES[1])]
    assert [asked for asked, _ in parts.failures] == [lost, no_such_class]
    assert "lost.jpg" in str(parts.failures[0][1])
    assert parts.progress[-1] == (4, 4)
    assert not heard.failures
    assert not queue.busy


def test_known_parts_come_out_at_once_and_first(queue: JobQueue, parts: Parts, qtbot: QtBot) -> None:
    _run(qtbot, queue, request(SCENES[1]))
    parts.begun.clear()
    with qtbot.waitSignal(queue.all_done, timeout=20_000):
        queue.run_all([request(), request(SCENES[1])])
        assert [result.request for result in parts.results[1:]] == [request(SCENES[1])]
    assert [asked.image for asked in parts.begun] == [SCENES[0]]


def test_a_sequence_that_is_known_ends_at_once(queue: JobQueue, parts: Parts, heard: Heard, qtbot: QtBot) -> None:
    asked = [request(), request(SCENES[1])]
    _run(qtbot, queue, *asked)
    queue.run_all(asked)
    assert len(parts.results) == 4
    assert parts.ends == 2
    assert heard.busy == [True, False] * 2


def test_nothing_to_do_is_done(queue: JobQueue, parts: Parts) -> None:
    queue.run_all([])
    assert not queue.busy
    assert not parts.results


def test_parts_of_one_model_are_run_together(queue: JobQueue, parts: Parts, qtbot: QtBot) -> None:
    """The other model's weights are not here, so its parts fail; what counts is when they are run."""
    other = [replace(request(scene), model="vgg16") for scene in SCENES[:2]]
    ours = [request(scene) for scene in SCENES[:2]]
    _run(qtbot, queue, ours[0], other[0], ours[1], other[1])
    assert parts.begun == [*ours, *other]
    assert [asked for asked, _ in parts.failures] == other


def test_a_new_sequence_takes_the_place_of_the_one_before(queue: JobQueue, parts: Parts, qtbot: QtBot) -> None:
    started = threading.Event()
    connection = queue._worker.progressed.connect(lambda *_: started.set())
    queue.run_all([request(method="smoothgrad", **LONG), request(SCENES[2])])
    assert started.wait(20)
    queue._worker.progressed.disconnect(connection)
    _run(qtbot, queue, request(SCENES[1]))
    assert [result.request for result in parts.results] == [request(SCENES[1])]
    assert parts.progress == [(1, 1)]
    assert parts.ends == 1
    assert [asked.image for asked in parts.begun] == [SCENES[0], SCENES[1]]


def test_known_parts_do_not_wait_for_a_cancelled_one(queue: JobQueue, parts: Parts, qtbot: QtBot) -> None:
    _run(qtbot, queue, request(SCENES[1]))
    queue.run_all([request(method="smoothgrad", **LONG)])
    queue.run_all([request(SCENES[1])])
    assert len(parts.results) == 2
    assert parts.ends == 2


def test_cancelling_ends_the_whole_sequence(queue: JobQueue, parts: Parts, heard: Heard, qtbot: QtBot) -> None:
    queue.run_all([request(method="smoothgrad", **LONG), request(SCENES[1])])
    queue.cancel()
    assert queue.busy, "its first part has not ended yet"
    _idle(qtbot, queue)
    assert not parts.results
    assert not parts.failures
    assert parts.ends == 0
    assert heard.busy == [True, False]
    assert len(parts.begun) == 1


def test_maps_that_are_asked_for_meanwhile_go_first(queue: JobQueue, parts: Parts, heard: Heard, qtbot: QtBot) -> None:
    order: list[Request] = []
    for told in (queue.result_ready, queue.part_ready):
        told.connect(lambda result: order.append(result.request))
    asked = [request(scene, "smoothgrad") for scene in SCENES[:3]]
    with qtbot.waitSignals([queue.all_done, queue.result_ready], timeout=20_000):
        queue.run_all(asked)
        queue.submit(request(SCENES[4]))
    assert order == [asked[0], request(SCENES[4]), *asked[1:]]
    assert heard.busy[-1] is False
    assert heard.busy.count(False) == 1


def test_what_was_made_by_itself_meanwhile_is_not_made_again(queue: JobQueue, parts: Parts, qtbot: QtBot) -> None:
    with qtbot.waitSignals([queue.all_done, queue.result_ready], timeout=20_000):
        queue.submit(request(SCENES[1]))
        queue.run_all([request(), request(SCENES[1])])
    assert sorted(result.request.image for result in parts.results) == sorted(SCENES[:2])
    assert [asked.image for asked in parts.begun] == [SCENES[1], SCENES[0]]


def test_a_look_inside_does_not_disturb_a_sequence(queue: JobQueue, parts: Parts, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignals([queue.all_done, queue.channels_ready], timeout=20_000):
        queue.run_all([request(), request(SCENES[1])])
        queue.layer_channels(request(SCENES[2]))
    assert len(parts.results) == 2
    assert len(heard.channels) == 1


def test_another_sequence_may_begin_where_one_ends(queue: JobQueue, parts: Parts, qtbot: QtBot) -> None:
    again = queue.all_done.connect(lambda: queue.run_all([request(SCENES[1])]) if parts.ends == 1 else None)
    queue.run_all([request()])
    _idle(qtbot, queue)
    assert [result.request for result in parts.results] == [request(), request(SCENES[1])]
    assert parts.ends == 2
    queue.all_done.disconnect(again)


def test_stopping_in_the_middle_ends_the_thread(qtbot: QtBot) -> None:
    queue = JobQueue(())
    heard = Parts(queue)
    queue.run_all([request(method="smoothgrad", **LONG), request(SCENES[1])])
    assert queue.stop()
    QApplication.processEvents()
    assert not heard.results
    assert len(heard.begun) == 1
