"""Evaluations in the queue's real thread: what comes out is what the engine gives, picture after picture."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from jobs.makers import SCENES, request
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Case, Evaluated, Measurement
from attnstudio.core.metrics.base import Curve, MetricCall
from attnstudio.core.regions import Bitmap, Rectangle, Region, mask
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.jobs.evaluating import Task
from attnstudio.jobs.queue import JobQueue

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

METHODS = tuple(map(MethodCall, ("gradcam", "saliency", "random")))
INSERTION = MetricCall("insertion", (("steps", 12),))
SLOW = MetricCall("insertion", (("steps", 400),))
BOX = Region((Rectangle(10, 20, 50, 60),))
PATIENCE = 30_000


class Heard:
    """Everything that is told of evaluations."""

    def __init__(self, queue: JobQueue) -> None:
        self.curves: list[tuple[Path, str, str, Curve]] = []
        self.measured: list[tuple[Path, Measurement]] = []
        self.evaluated: list[tuple[Evaluated, Result]] = []
        self.picture_failures: list[tuple[Path, Failure]] = []
        self.failures: list[Failure] = []
        self.progress: list[float] = []
        self.events: list[str] = []
        jobs = queue.evaluations
        jobs.curve_grew.connect(lambda *told: self.curves.append(told))
        jobs.measured.connect(lambda path, one: self.measured.append((path, one)))
        jobs.evaluated.connect(lambda one, result: self.evaluated.append((one, result)))
        jobs.picture_failed.connect(lambda path, failure: self.picture_failures.append((path, failure)))
        jobs.failed.connect(self.failures.append)
        jobs.progressed.connect(self.progress.append)
        jobs.evaluated.connect(lambda *_: self.events.append("picture"))
        jobs.done.connect(lambda: self.events.append("done"))
        jobs.stopped.connect(lambda: self.events.append("stopped"))
        queue.result_ready.connect(lambda _: self.events.append("map"))


@pytest.fixture
def queue(warm_queue: JobQueue, qtbot: QtBot) -> Iterator[JobQueue]:
    yield warm_queue
    warm_queue.cancel()
    qtbot.waitUntil(lambda: not warm_queue.busy, timeout=PATIENCE)


@pytest.fixture
def heard(queue: JobQueue) -> Heard:
    return Heard(queue)


def _request(*methods: MethodCall) -> Request:
    return Request(image=Path(), model="demo", methods=methods or METHODS)


def _task(*pictures: Path, metrics: tuple[MetricCall, ...] = (INSERTION,), **more: object) -> Task:
    return Task(_request(), metrics, pictures or SCENES[:2], more.get("regions", {}))  # type: ignore[arg-type]


def _run(qtbot: QtBot, queue: JobQueue, task: Task) -> None:
    with qtbot.waitSignal(queue.evaluations.done, timeout=PATIENCE):
        queue.evaluations.start(task)


def test_the_numbers_are_those_of_the_engine(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    metrics = (INSERTION, MetricCall("energy"), MetricCall("randomisation"))
    _run(qtbot, queue, _task(metrics=metrics, regions={SCENES[0]: BOX}))
    pictures = [images.decode(path) for path in SCENES[:2]]
    cases = [
        Case(pictures[0], mask(BOX, (pictures[0].pixels.shape[1], pictures[0].pixels.shape[0]))),
        Case(pictures[1]),
    ]
    expected = list(Engine(()).evaluate(_request(), metrics, cases, RunContext()))
    assert len(heard.evaluated) == len(expected) == 2
    for (found, result), known in zip(heard.evaluated, expected, strict=True):
        assert isinstance(known, Evaluated)
        assert result.source == known.result.source
        for one, other in zip(found.measurements, known.measurements, strict=True):
            assert (one.method, one.metric) == (other.method, other.metric)
            assert (one.score is None) == (other.score is None)
            if one.score is not None and other.score is not None:
                assert one.score.value == pytest.approx(other.score.value, abs=1e-5)
            assert str(one.obstacle) == str(other.obstacle)
    told = [(path, one.method, one.metric) for path, one in heard.measured]
    assert told == [(path, method.id, metric.id) for path in SCENES[:2] for metric in metrics for method in METHODS], (
        "at once and in order"
    )
    assert heard.events == ["picture", "picture", "done"]
    assert not queue.busy


def test_curves_grow_and_progress_rises(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    _run(qtbot, queue, _task(SCENES[0], metrics=(SLOW,)))
    assert len(heard.curves) > 2
    first = [curve for _, method, _, curve in heard.curves if method == heard.curves[0][1]]
    lengths = [curve.x.size for curve in first]
    assert lengths == sorted(lengths) and lengths[0] < 401
    final = next(one.score.curve for _, one in heard.measured if one.score and one.method == heard.curves[0][1])
    assert final is not None
    assert np.array_equal(final.y[: lengths[0]], first[0].y), "what was drawn holds"
    assert heard.progress == sorted(heard.progress)
    assert 0 <= heard.progress[0] <= heard.progress[-1] <= 1


def test_what_is_kept_of_a_picture_is_small_and_the_result_is_for_its_own_size(
    queue: JobQueue, heard: Heard, qtbot: QtBot, tmp_path: Path
) -> None:
    from PIL import Image

    large = tmp_path / "large.png"
    Image.open(SCENES[0]).resize((2400, 1800)).save(large)
    _run(qtbot, queue, _task(large))
    ((kept, result),) = heard.evaluated
    assert kept.case.picture.pixels.shape == (900, 1200, 3)
    assert kept.result.placement.picture_size == (1200, 900)
    assert result.placement.picture_size == (2400, 1800)
    assert {one.method for one in kept.result.heatmaps} == {call.id for call in METHODS}


def test_a_broken_picture_costs_only_itself(queue: JobQueue, heard: Heard, qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    _run(qtbot, queue, _task(broken, SCENES[0]))
    assert [path for path, _ in heard.picture_failures] == [broken]
    assert [one.case.picture.path for one, _ in heard.evaluated] == [SCENES[0]]


def test_a_mask_of_another_size_costs_only_the_metrics_that_need_it(
    queue: JobQueue, heard: Heard, qtbot: QtBot
) -> None:
    region = Region((Bitmap.of(np.ones((7, 5), bool)),))
    metrics = (INSERTION, MetricCall("energy"))
    _run(qtbot, queue, _task(SCENES[0], metrics=metrics, regions={SCENES[0]: region}))
    energy = [one for _, one in heard.measured if one.metric == "energy"]
    assert {one.score for one in energy} == {None}
    assert all("5 x 7" in str(one.obstacle) for one in energy)
    assert all(one.score for _, one in heard.measured if one.metric == "insertion")


def test_a_method_that_is_not_there_ends_all_at_once(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    task = Task(_request(MethodCall("guesswork")), (INSERTION,), SCENES[:3], {})
    with qtbot.waitSignal(queue.evaluations.failed, timeout=PATIENCE):
        queue.evaluations.start(task)
    assert [failure.values["method"] for failure in heard.failures] == ["guesswork"]
    qtbot.waitUntil(lambda: not queue.busy)
    assert heard.events == []


def test_cancelling_ends_within_a_batch_and_says_no_more(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.evaluations.curve_grew, timeout=PATIENCE):
        queue.evaluations.start(_task(metrics=(SLOW,)))
    assert queue.busy
    queue.cancel()
    assert heard.events == ["stopped"]
    measured, curves = len(heard.measured), len(heard.curves)
    qtbot.waitUntil(lambda: not queue.busy, timeout=2000)
    assert (len(heard.measured), len(heard.curves)) == (measured, curves)
    assert heard.evaluated == []


def test_what_is_cancelled_between_two_pictures_lets_go_of_the_model(
    queue: JobQueue, heard: Heard, qtbot: QtBot
) -> None:
    evaluator, stepped = queue.evaluations._evaluator, threading.Event()
    step = evaluator.stepped.connect(lambda *_: stepped.set(), Qt.ConnectionType.DirectConnection)
    queue.evaluations.start(_task(*SCENES[:3]))
    assert stepped.wait(PATIENCE / 1000), "while this thread hears of nothing"
    evaluator.disconnect(step)
    queue.cancel()
    qtbot.waitUntil(lambda: evaluator._run is None and not queue.busy, timeout=PATIENCE)
    assert list(evaluator._outcomes) == []
    assert heard.events == ["stopped"]


def test_a_new_evaluation_takes_the_place_of_the_one_before(queue: JobQueue, heard: Heard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.evaluations.curve_grew, timeout=PATIENCE):
        queue.evaluations.start(_task(metrics=(SLOW,)))
    _run(qtbot, queue, _task(SCENES[3]))
    assert [one.case.picture.path for one, _ in heard.evaluated] == [SCENES[3]]
    assert heard.events == ["stopped", "picture", "done"]


def test_a_map_that_is_asked_for_meanwhile_goes_before_the_next_picture(
    queue: JobQueue, heard: Heard, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(queue.evaluations.curve_grew, timeout=PATIENCE):
        queue.evaluations.start(_task(*SCENES[:3], metrics=(SLOW,)))
    queue.cache.clear()
    with qtbot.waitSignal(queue.evaluations.done, timeout=PATIENCE):
        queue.submit(request(SCENES[5]))
    assert heard.events == ["picture", "map", "picture", "picture", "done"]


def test_the_queue_is_busy_while_maps_are_measured(queue: JobQueue, qtbot: QtBot) -> None:
    told: list[bool] = []
    queue.busy_changed.connect(told.append)
    _run(qtbot, queue, _task(SCENES[0]))
    qtbot.waitUntil(lambda: not queue.busy)
    queue.busy_changed.disconnect(told.append)
    assert told == [True, False]
