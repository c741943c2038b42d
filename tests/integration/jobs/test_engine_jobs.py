"""The kinds of jobs that use the engine, with the real one and the built-in model."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.jobs import LONG, SCENES, request, run_script
from helpers.works import WAIT, CountingWork, Gate, Heard, heard
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio import demo_scenes
from attnstudio.core import images
from attnstudio.core.channels import Channels
from attnstudio.core.images import Picture
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.demo import POISONED
from attnstudio.core.models.options import NONE_CHOSEN
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.regions import Polygon, Region
from attnstudio.core.request import MethodCall, ModelInfo, Request, Result
from attnstudio.jobs.backdoors import BackdoorWork, Examination
from attnstudio.jobs.base import Work
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.channels import ChannelsWork
from attnstudio.jobs.comparison import ComparisonWork, RequestFailed
from attnstudio.jobs.evaluation import CurveGrown, EvaluationWork, Measured, PictureEvaluated, PictureFailed
from attnstudio.jobs.gallery import Gallery
from attnstudio.jobs.job import Job, JobState
from attnstudio.jobs.maps import MapsWork, PartialMap
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.jobs.preprocessing_check import PreprocessingCheckWork
from attnstudio.jobs.warm_up import WarmUpWork

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

LONG_REQUEST = request(method="smoothgrad", **LONG)
REFINED = request(method="smoothgrad", samples=300)


@pytest.fixture(scope="module")
def warm_board(qapp: QApplication) -> Iterator[JobBoard]:
    """A real board, and the built-in model loaded: TensorFlow is imported once a file."""
    made = JobBoard()
    made.start(WarmUpWork("demo"))
    yield made
    assert made.stop()


@pytest.fixture
def board(warm_board: JobBoard, qtbot: QtBot) -> Iterator[JobBoard]:
    """Idle, and with an empty cache."""
    warm_board.cache.clear()
    yield warm_board
    warm_board.cancel_all()
    _idle(qtbot, warm_board)


def _idle(qtbot: QtBot, board: JobBoard) -> None:
    qtbot.waitUntil(lambda: board.is_idle, timeout=WAIT)


def _run(qtbot: QtBot, board: JobBoard, work: Work) -> Heard:
    """Everything that comes out of a job of the work."""
    job, out = heard(work)
    board.submit(job)
    _idle(qtbot, board)
    assert len(out.outcomes) == 1
    return out


def _maps(board: JobBoard, requested: Request) -> tuple[Job, Heard]:
    job, out = heard(MapsWork(requested, board.cache))
    board.submit(job)
    return job, out


def _begun(qtbot: QtBot, job: Job, board: JobBoard) -> None:
    """Submit a job and wait until it is in the middle of its work."""
    with qtbot.waitSignal(job.progressed, timeout=WAIT):
        board.submit(job)


# Maps


def test_a_map_comes_out(board: JobBoard, qtbot: QtBot) -> None:
    out = _run(qtbot, board, MapsWork(request(), board.cache))
    [(_, result)] = out.outcomes
    assert isinstance(result, Result)
    assert result.request == request()
    [finished] = out.results
    assert isinstance(finished, PartialMap)
    assert finished.heatmap is result.heatmaps[0]
    assert finished.placement == result.placement


def test_partial_maps_come_before_the_result(board: JobBoard, qtbot: QtBot) -> None:
    out = _run(qtbot, board, MapsWork(REFINED, board.cache))
    maps = [one for one in out.results if isinstance(one, PartialMap)]
    assert maps[0].heatmap.partial
    assert not maps[-1].heatmap.partial
    assert len(out.results) < 200, "they are throttled"
    [(_, result)] = out.outcomes
    seen = out.results[0]
    assert isinstance(seen, Result) and not seen.heatmaps, "the prediction does not wait for the map"
    assert isinstance(result, Result) and seen.target == result.target
    np.testing.assert_allclose(seen.prediction.logits, result.prediction.logits, atol=1e-4)


def test_only_the_newest_request_comes_out(board: JobBoard, qtbot: QtBot) -> None:
    first, first_out = heard(MapsWork(LONG_REQUEST, board.cache))
    _begun(qtbot, first, board)
    first_out.all.clear()
    _, second_out = _maps(board, request(SCENES[1]))
    _idle(qtbot, board)
    assert first_out.all == [("cancelled", None)]
    [(kind, result)] = second_out.outcomes
    assert kind == "done"
    assert isinstance(result, Result)
    assert result.request.image == SCENES[1]


def test_a_map_that_ends_too_late_is_dropped_but_remembered(board: JobBoard, qtbot: QtBot) -> None:
    """The result is in the cache before the board receives it."""
    _, first_out = _maps(board, request(seed=1))
    deadline = time.monotonic() + WAIT / 1000
    while board.cache.find(request(seed=1)) is None:
        assert time.monotonic() < deadline
    _, second_out = _maps(board, request(SCENES[1], seed=1))
    _idle(qtbot, board)
    assert first_out.outcomes == [("cancelled", None)]
    assert [kind for kind, _ in second_out.outcomes] == ["done"]
    _, again = _maps(board, request(seed=1))
    assert [kind for kind, _ in again.outcomes] == ["done"], "it was computed again"


def test_a_failure_comes_out_and_the_next_job_runs(board: JobBoard, qtbot: QtBot, tmp_path: Path) -> None:
    out = _run(qtbot, board, MapsWork(request(tmp_path / "lost.jpg"), board.cache))
    assert str(tmp_path / "lost.jpg") in str(out.failure)
    assert _run(qtbot, board, MapsWork(request(), board.cache)).of("done")


def test_cancelling_stops_within_a_batch(board: JobBoard, qtbot: QtBot) -> None:
    job, out = heard(MapsWork(LONG_REQUEST, board.cache))
    _begun(qtbot, job, board)
    board.cancel(job)
    _idle(qtbot, board)
    assert out.all[-1] == ("cancelled", None)
    assert board.cache.find(job.work.request) is None, "it went on to its end"  # type: ignore[attr-defined]


def test_an_unchanged_request_is_answered_at_once(board: JobBoard, qtbot: QtBot) -> None:
    [first] = _run(qtbot, board, MapsWork(request(), board.cache)).of("done")
    _, out = _maps(board, request())
    [second] = out.of("done")
    assert isinstance(first, Result)
    assert isinstance(second, Result)
    assert second.heatmaps == first.heatmaps
    assert board.is_idle


@pytest.mark.parametrize(
    "changes", [{"seed": 2}, {"target": "1"}, {"layer": "relu5"}, {"resize": "crop"}, {"image": SCENES[2]}]
)
def test_another_request_is_computed(board: JobBoard, qtbot: QtBot, changes: dict[str, object]) -> None:
    _run(qtbot, board, MapsWork(request(), board.cache))
    _, out = _maps(board, replace(request(), **changes))  # type: ignore[arg-type]
    assert not out.all
    _idle(qtbot, board)
    assert out.of("done")


def test_the_cache_is_used_while_an_older_job_still_ends(board: JobBoard, qtbot: QtBot) -> None:
    _run(qtbot, board, MapsWork(request(), board.cache))
    slow, slow_out = heard(MapsWork(LONG_REQUEST, board.cache))
    _begun(qtbot, slow, board)
    _, out = _maps(board, request())
    assert out.of("done")
    _idle(qtbot, board)
    assert slow_out.outcomes == [("cancelled", None)]


def test_a_changed_file_is_computed_anew(board: JobBoard, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    shutil.copy(SCENES[0], path)
    [before] = _run(qtbot, board, MapsWork(request(path), board.cache)).of("done")
    shutil.copy(SCENES[1], path)
    os.utime(path, ns=(1, 1))
    _, out = _maps(board, request(path))
    assert not out.all, "the cache answered for another picture"
    _idle(qtbot, board)
    [after] = out.of("done")
    assert isinstance(before, Result)
    assert isinstance(after, Result)
    assert before.source.digest != after.source.digest


# Models and channels


def test_a_model_is_loaded(board: JobBoard, qtbot: QtBot) -> None:
    [info] = _run(qtbot, board, WarmUpWork("demo")).of("done")
    assert isinstance(info, ModelInfo)
    assert info.id == "demo"
    assert "VGG16" in str(_run(qtbot, board, WarmUpWork("vgg16")).failure)


def test_channels_come_out_with_their_request(board: JobBoard, qtbot: QtBot) -> None:
    requested = replace(request(), layer="relu5")
    [channels] = _run(qtbot, board, ChannelsWork(requested)).of("done")
    assert isinstance(channels, Channels)
    assert channels.request == requested
    assert channels.layer == "relu5"


def test_channels_and_maps_do_not_replace_each_other(board: JobBoard, qtbot: QtBot) -> None:
    (look, look_out), (_, maps_out) = heard(ChannelsWork(request())), _maps(board, request())
    board.submit(look)
    _idle(qtbot, board)
    assert look_out.of("done")
    assert maps_out.of("done")


def test_only_the_newest_channels_come_out(board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()
    board.start(CountingWork(name="held", step=gate))
    gate.wait_until_reached()
    (first, first_out), (second, second_out) = heard(ChannelsWork(request())), heard(ChannelsWork(request(SCENES[1])))
    for job in (first, second):
        board.submit(job)
    gate.open()
    _idle(qtbot, board)
    assert first_out.all == [("cancelled", None)]
    assert second_out.of("done")


# Comparison


def _images(results: list[object]) -> list[Path]:
    return [one.request.image for one in results if isinstance(one, Result | RequestFailed)]


def test_a_comparison_streams_every_result(board: JobBoard, qtbot: QtBot, tmp_path: Path) -> None:
    requested = [request(SCENES[0]), request(tmp_path / "lost.jpg"), request(SCENES[1])]
    job, out = heard(ComparisonWork(requested, board.cache))
    board.submit(job)
    _idle(qtbot, board)
    assert _images(out.results) == [one.image for one in requested]
    assert [type(one) for one in out.results] == [Result, RequestFailed, Result]
    assert out.outcomes == [("done", None)]
    assert (job.progress.done, job.progress.total) == (3, 3)


def test_what_is_known_of_a_comparison_comes_first(board: JobBoard, qtbot: QtBot) -> None:
    _run(qtbot, board, MapsWork(request(SCENES[2]), board.cache))
    out = _run(qtbot, board, ComparisonWork([request(SCENES[one]) for one in range(3)], board.cache))
    assert _images(out.results) == [SCENES[2], SCENES[0], SCENES[1]]


def test_a_comparison_that_is_known_is_answered_at_once(board: JobBoard, qtbot: QtBot) -> None:
    requested = [request(SCENES[one]) for one in range(3)]
    _run(qtbot, board, ComparisonWork(requested, board.cache))
    job, out = heard(ComparisonWork(requested, board.cache))
    board.submit(job)
    assert _images(out.results) == [one.image for one in requested]
    assert out.outcomes == [("done", None)]
    assert board.is_idle


def test_a_map_has_priority_over_the_next_of_a_comparison(board: JobBoard, qtbot: QtBot) -> None:
    order: list[object] = []
    gate = Gate()
    board.start(CountingWork(name="held", step=gate))
    gate.wait_until_reached()
    job = Job(ComparisonWork([request(seed=seed) for seed in range(1, 9)], board.cache))
    single = Job(MapsWork(request(), board.cache))
    single.done.connect(lambda _: order.append("map"))
    job.result.connect(lambda _: order.append("part"))
    job.result.connect(lambda _: board.submit(single), Qt.ConnectionType.SingleShotConnection)
    board.submit(job)
    gate.open()
    _idle(qtbot, board)
    assert order.count("part") == 8
    assert "map" in order[1:-1]


def test_models_of_a_comparison_stand_together(board: JobBoard, qtbot: QtBot) -> None:
    """Requests of other models fail here, and in their order."""
    requested = [replace(request(), model=model, seed=seed) for seed in (1, 2) for model in ("demo", "no such model")]
    out = _run(qtbot, board, ComparisonWork(requested, board.cache))
    models = [one.request.model for one in out.results if isinstance(one, Result | RequestFailed)]
    assert models == ["demo", "demo", "no such model", "no such model"]


# Evaluation


def _evaluation(
    pictures: tuple[Path, ...] = SCENES[:2],
    metric: str = "sparseness",
    store: PictureStore | None = None,
    **changes: object,
) -> EvaluationWork:
    requested = replace(request(), image=Path(), **changes)  # type: ignore[arg-type]
    square = Polygon(((20.0, 20.0), (60.0, 20.0), (60.0, 60.0), (20.0, 60.0)))
    boxes = {SCENES[0]: Region((square,))}
    return EvaluationWork(requested, (MetricCall(metric),), pictures, boxes, store or PictureStore())


def test_an_evaluation_streams_scores_and_pictures(board: JobBoard, qtbot: QtBot, tmp_path: Path) -> None:
    pictures = (SCENES[0], tmp_path / "lost.jpg", SCENES[1])
    job, out = heard(_evaluation(pictures))
    board.submit(job)
    _idle(qtbot, board)
    assert [type(one) for one in out.results] == [
        Measured,
        PictureEvaluated,
        PictureFailed,
        Measured,
        PictureEvaluated,
    ]
    assert [one.path for one in out.results if isinstance(one, Measured)] == [SCENES[0], SCENES[1]]
    assert [one.path for one in out.results if isinstance(one, PictureFailed)] == [tmp_path / "lost.jpg"]
    [first, second] = [one for one in out.results if isinstance(one, PictureEvaluated)]
    assert first.evaluated.measurements[0].score is not None
    assert np.isfinite(first.evaluated.measurements[0].score.value)
    assert first.result is not None and first.result.request.image == SCENES[0]
    assert isinstance(first.evaluated.case.region, np.ndarray)
    assert not isinstance(second.evaluated.case.region, np.ndarray)
    assert out.outcomes == [("done", None)]
    assert job.progress.share == 1.0


def test_curves_grow_before_their_score(board: JobBoard, qtbot: QtBot) -> None:
    out = _run(qtbot, board, _evaluation(SCENES[:1], "deletion"))
    kinds = [type(one) for one in out.results]
    assert kinds[0] is CurveGrown
    assert kinds[-2:] == [Measured, PictureEvaluated]
    [*_, last] = [one for one in out.results if isinstance(one, CurveGrown)]
    assert (last.path, last.method, last.metric) == (SCENES[0], "saliency", "deletion")


def test_a_call_that_is_wrong_for_every_picture_ends_the_evaluation(board: JobBoard, qtbot: QtBot) -> None:
    out = _run(qtbot, board, _evaluation(layer="no such layer", methods=(MethodCall("gradcam"),)))
    assert "no such layer" in str(out.failure)
    assert not out.results


def test_a_map_is_computed_between_two_pictures(board: JobBoard, qtbot: QtBot) -> None:
    order: list[str] = []
    single = Job(MapsWork(request(SCENES[3]), board.cache))
    single.done.connect(lambda _: order.append("map"))
    job = Job(_evaluation(SCENES[:6], "deletion"))

    def begin(result: object) -> None:
        if isinstance(result, CurveGrown) and not board.unfinished("maps"):
            board.submit(single)
            job.result.disconnect(begin)

    def hear(result: object) -> None:
        if isinstance(result, PictureEvaluated):
            order.append("picture")

    job.result.connect(begin)
    job.result.connect(hear)
    board.submit(job)
    _idle(qtbot, board)
    assert order.count("picture") == 6
    assert "map" in order[:-1]


def test_a_cancelled_evaluation_ends_within_a_batch(board: JobBoard, qtbot: QtBot) -> None:
    job, out = heard(_evaluation(SCENES[:1], methods=LONG_REQUEST.methods))
    _begun(qtbot, job, board)
    board.cancel(job)
    _idle(qtbot, board)
    assert out.all[-1] == ("cancelled", None)
    assert not out.results


# Preprocessing


def test_too_few_pictures_contradict_nothing(board: JobBoard, qtbot: QtBot) -> None:
    work = PreprocessingCheckWork("demo", NONE_CHOSEN, "auto", SCENES[:2], "stretch", "bilinear")
    assert _run(qtbot, board, work).outcomes == [("done", None)]


def test_a_board_is_stopped_in_the_middle_of_a_batch() -> None:
    """In a program of its own, which must end cleanly."""
    ended = run_script(
        """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from attnstudio import paths
from attnstudio.core.request import MethodCall, Request
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.gallery import Gallery
from attnstudio.jobs.job import Job, JobState
from attnstudio.jobs.maps import MapsWork
app = QCoreApplication([])
board = JobBoard()
image = sorted(paths.resource("demo", "scenes").iterdir())[0]
method = MethodCall("smoothgrad", (("samples", 1000),))
job = Job(MapsWork(Request(image=image, model="demo", methods=(method,)), board.cache))
job.progressed.connect(lambda: QTimer.singleShot(0, app.quit))
board.submit(job)
app.exec()
print(board.stop(), job.state.name)
"""
    )
    assert ended.stdout.split() == ["True", "CANCELLED"], ended.stderr
    assert ended.returncode == 0, ended.stderr


def test_a_picture_that_is_shown_compared_and_explained_is_decoded_once(qtbot: QtBot, tmp_path: Path) -> None:
    decoded: list[Path] = []

    def decode(path: Path, levels: str) -> Picture:
        decoded.append(path)
        return images.decode(path, levels)

    store = PictureStore(decode=decode)
    loader, gallery, board = PictureLoader(store), Gallery(store), JobBoard((), store)
    with qtbot.waitSignal(loader.loaded, timeout=WAIT):
        loader.load(SCENES[0])
    with qtbot.waitSignal(gallery.arrived, timeout=WAIT):
        gallery.load([SCENES[0]])
    jobs = [board.start(MapsWork(request(), board.cache)), board.start(ChannelsWork(request()))]
    jobs.append(board.start(_evaluation(SCENES[:1], store=store)))
    _idle(qtbot, board)
    loader.stop()
    gallery.stop()
    assert board.stop()
    assert [job.state for job in jobs] == [JobState.DONE] * 3
    assert decoded == [SCENES[0]]


# Backdoors


def test_chosen_classes_of_the_poisoned_twin_are_checked(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    demo_scenes.write(tmp_path, 10, 0, 128, force=False)
    pictures = sorted(tmp_path.rglob("*.png"))
    names = spec_of(POISONED, NONE_CHOSEN).class_names()
    asked = replace(request(), model=POISONED)
    labels, checks = np.full(len(pictures), -1), ("strip", "activation_clustering")
    out = _run(qtbot, board, BackdoorWork(asked, names, pictures, labels, checks, ("ladybird", "0")))
    ((kind, found),) = out.outcomes
    assert kind == "done" and isinstance(found, Examination)
    assert [one.check for one in found.findings] == list(checks)
    assert all({row.class_index for row in one.classes} == {0, names.index("ladybird")} for one in found.findings)
    assert all(one.done == 1 and one.pictures == 10 for one in found.findings)
