"""Long jobs give on workers what they give here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from helpers.jobs import SCENES, request
from helpers.works import heard
from pytestqt.qtbot import QtBot

from attnstudio.cluster import plain, work
from attnstudio.cluster.calls import ClusterCalls
from attnstudio.cluster.connection import Connection
from attnstudio.cluster.message import Facts, Item
from attnstudio.cluster.place import Place
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Failure
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Result
from attnstudio.export.selection import SelectionOutputs
from attnstudio.export.unfinished import Export
from attnstudio.jobs.base import LongWork, Steps
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.evaluation import EvaluationWork, Measured, PictureEvaluated, PictureFailed
from attnstudio.jobs.explanations import ExplanationsWork, PictureExplained, PictureNotExplained
from attnstudio.jobs.exporting import ExportWork
from attnstudio.jobs.mean_map import Group, MeanMaps, MeanMapWork
from attnstudio.jobs.predictions import PredictionsWork
from attnstudio.runs.outputs import Outputs

PICTURES = (*SCENES[:3], Path("/no/such.jpg"))
LABELS = np.array([0, -1, 2, -1], np.int32)
ROWS = np.array([3, 2, 1, 0], np.intp)
RIGHT = np.array([-1, 0, 1, 1], np.int8)


class Future:
    key, status = "", "finished"

    def __init__(self, result: bytes) -> None:
        self._result = result

    def add_done_callback(self, done: Callable[[Future], object]) -> None:
        done(self)

    def result(self) -> bytes:
        return self._result

    def cancel(self) -> None:
        pass


class Wire:
    """In place of a connection: the worker is this process, and gets and gives the bytes that would travel."""

    is_open = True

    def workers(self) -> list[str]:
        return ["tls://a:1"]

    def facts(self, items: Sequence[Item]) -> list[Facts]:
        found = plain.unpack(work.facts(plain.pack(list(items))))
        assert isinstance(found, Facts)
        return [found]

    def submit(self, function: Callable[..., bytes], order: bytes, shard: bytes) -> Future:
        future = Future(function(order, shard))
        future.key = str(id(future))
        return future


CALLS = ClusterCalls(Place(processes=1), (), connection=cast(Connection, Wire()))


def run(steps: Steps) -> object:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def both(engine: Engine, here: LongWork, there: LongWork) -> tuple[tuple[list[Any], object], tuple[list[Any], object]]:
    """The results and the outcome of the work here, and on workers."""
    first, second = list[Any](), list[Any]()
    outcome = run(here.steps(engine, RunContext(), first.append))
    elsewhere = run(there.steps_on(CALLS, RunContext(), second.append))
    return (first, outcome), (second, elsewhere)


def test_predictions(engine: Engine) -> None:
    def made() -> PredictionsWork:
        return PredictionsWork(request(), "auto", PICTURES, LABELS, ROWS, None)

    (here, _), (there, _) = both(engine, made(), made())
    found, expected = (dict(pair for chunk in one for pair in chunk) for one in (there, here))
    assert set(found) == set(expected) == {0, 1, 2, 3}
    assert isinstance(found[3], Failure) and str(found[3]) == str(expected[3])
    for row in (0, 1, 2):
        assert (found[row].top, found[row].label_rank) == (expected[row].top, expected[row].label_rank)
        assert found[row].probabilities == pytest.approx(expected[row].probabilities, abs=1e-6)


def maps_by_row(chunks: list[Any]) -> dict[int, Result | Failure]:
    found = dict[int, Result | Failure]()
    for one in (one for chunk in chunks for one in chunk):
        assert isinstance(one, (PictureExplained, PictureNotExplained)) and one.row not in found
        found[one.row] = one.result if isinstance(one, PictureExplained) else one.failure
    return found


def test_maps_of_a_selection(engine: Engine) -> None:
    """The target follows the label; one picture is in the cache, and is not sent."""
    asked, caches = request(method="gradcam"), (ResultCache(), ResultCache())
    works = [ExplanationsWork(asked, PICTURES, ROWS, RowFacts(LABELS), cache) for cache in caches]
    known = engine.run(request(SCENES[0], "gradcam"), RunContext())
    caches[1].add(known)
    (here, _), (there, _) = both(engine, works[0], works[1])
    found, expected = maps_by_row(there), maps_by_row(here)
    assert set(found) == set(expected) == {0, 1, 2, 3}
    assert isinstance(found[3], Failure) and isinstance(expected[3], Failure)
    for row in (0, 1, 2):
        one, other = found[row], expected[row]
        assert isinstance(one, Result) and isinstance(other, Result)
        np.testing.assert_allclose(one.heatmaps[0].values, other.heatmaps[0].values, atol=1e-6)
        assert (one.request, one.target, one.model.id) == (other.request, other.target, "demo")
        assert caches[1].find(other.request) is not None, "it is not computed again for the picture that is shown"


def test_an_export_writes_here_what_workers_compute(engine: Engine, tmp_path: Path) -> None:
    def made(folder: Path) -> ExportWork:
        outputs = SelectionOutputs(Outputs(folder))
        export = Export(request(method="gradcam"), PICTURES[:2], RowFacts(LABELS[:2]), outputs)
        return ExportWork(export, ResultCache(), PictureStore())

    both(engine, made(tmp_path / "here"), made(tmp_path / "there"))
    names = sorted(file.name for file in (tmp_path / "here").iterdir())
    assert names == sorted(file.name for file in (tmp_path / "there").iterdir()) and len(names) == 4
    for name in names:
        if name.endswith(".npy"):
            one, other = (np.load(tmp_path / folder / name) for folder in ("there", "here"))
            np.testing.assert_allclose(one, other, atol=1e-6)


def test_mean_maps(engine: Engine) -> None:
    pictures = [PICTURES[row] for row in ROWS]

    def made() -> MeanMapWork:
        return MeanMapWork(request(method="gradcam"), pictures, ROWS, RowFacts(LABELS), RIGHT, PictureStore())

    (_, here), (_, there) = both(engine, made(), made())
    assert isinstance(here, MeanMaps) and isinstance(there, MeanMaps)
    assert {path for path, _ in there.failures} == {Path("/no/such.jpg")} and there.done == 3
    assert set(there.maps) == set(here.maps) == {("gradcam", group) for group in Group}
    for key, expected in here.maps.items():
        assert there.maps[key].count == expected.count
        np.testing.assert_allclose(there.maps[key].mean, expected.mean, atol=1e-6)


def scores(results: list[Any]) -> list[float]:
    found = (one.measurement.score for one in results if isinstance(one, Measured))
    return [score.value for score in found if score is not None]


def test_evaluations(engine: Engine) -> None:
    metrics = (MetricCall("sparseness"),)

    def made() -> EvaluationWork:
        return EvaluationWork(request(method="gradcam"), metrics, (*PICTURES[:2], PICTURES[3]), {}, PictureStore())

    (here, _), (there, _) = both(engine, made(), made())
    kinds = (Measured, PictureEvaluated, PictureFailed)
    assert [type(one) for one in there] == [type(one) for one in here if isinstance(one, kinds)]
    assert scores(there) == pytest.approx(scores(here), abs=1e-6) and len(scores(there)) == 2
    assert [one.result for one in there if isinstance(one, PictureEvaluated)] == [None, None], "maps stay there"


def test_processes_of_this_machine_do_it(qtbot: QtBot) -> None:
    board = JobBoard()
    board.run_long_jobs_on(Place(processes=1))
    job, out = heard(ExplanationsWork(request(method="gradcam"), PICTURES, ROWS, RowFacts(LABELS), board.cache))
    board.submit(job)
    qtbot.waitUntil(lambda: board.is_idle, timeout=120_000)
    assert board.stop()
    assert out.all[-1] == ("done", None)
    found = maps_by_row(out.results)
    assert [isinstance(found[row], Result) for row in range(4)] == [True, True, True, False]
    assert len(job.problems) == 1 and str(job.place) == "local:1"
