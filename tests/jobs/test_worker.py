"""The worker: one end for each job, failures a person can read, throttled news, TensorFlow in its own thread only."""

from __future__ import annotations

import itertools
import json
import logging
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from jobs.makers import LONG, SCENES, request, run_script
from pytestqt.qtbot import QtBot

from attnstudio.core.engine import Engine
from attnstudio.core.methods.saliency import Saliency
from attnstudio.core.request import Request
from attnstudio.jobs.worker import Worker

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


class Ear:
    """What a worker says, and when."""

    def __init__(self, worker: Worker) -> None:
        self.ends: list[tuple[Any, ...]] = []
        self.progress: list[tuple[float, int, int, int]] = []
        self.refined: list[tuple[float, int, Any]] = []
        worker.finished.connect(lambda *said: self.ends.append(("finished", *said)))
        worker.looked_inside.connect(lambda *said: self.ends.append(("looked inside", *said)))
        worker.failed.connect(lambda *said: self.ends.append(("failed", *said)))
        worker.cancelled.connect(lambda *said: self.ends.append(("cancelled", *said)))
        worker.progressed.connect(lambda *said: self.progress.append((time.monotonic(), *said)))
        worker.refined.connect(lambda number, heatmap, _: self.refined.append((time.monotonic(), number, heatmap)))


@pytest.fixture
def worker(qtbot: QtBot, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """In this thread, so that its signals arrive while it works."""
    made = Worker(())
    monkeypatch.setattr(made, "_engine", engine)
    return made


@pytest.fixture
def ear(worker: Worker) -> Ear:
    return Ear(worker)


def _numbered(number: int, **changes: Any) -> Request:
    made: dict[str, Any] = {**vars(request()), **changes, "id": number}
    return Request(**made)


def test_a_good_job_ends_as_finished(worker: Worker, ear: Ear) -> None:
    worker.run(_numbered(7), threading.Event())
    [(end, number, result)] = ear.ends
    assert (end, number) == ("finished", 7)
    assert result.request.image == SCENES[0]
    assert [heatmap.method for heatmap in result.heatmaps] == ["saliency"]
    assert not result.heatmaps[0].values.flags.writeable


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"model": "no-such-model"}, "no-such-model"),
        ({"model": "vgg16"}, "attnstudio models install vgg16"),
        ({"target": "no such class"}, "no such class"),
        ({"layer": "no_such_layer", "methods": request(method="gradcam").methods}, "no_such_layer"),
        ({"methods": request(method="no-such-method").methods}, "no-such-method"),
        ({"methods": request(method="smoothgrad", samples=0).methods}, "samples"),
        ({"image": Path("/nowhere/lost.jpg")}, "/nowhere/lost.jpg"),
    ],
)
def test_a_wrong_job_ends_as_failed_and_says_what_is_wrong(
    worker: Worker, ear: Ear, changes: dict[str, Any], named: str
) -> None:
    worker.run(_numbered(3, **changes), threading.Event())
    [(end, number, failure)] = ear.ends
    assert (end, number) == ("failed", 3)
    assert named in str(failure)


def test_a_cancelled_job_ends_as_cancelled(worker: Worker, ear: Ear) -> None:
    token = threading.Event()
    worker.progressed.connect(lambda *_: token.set())
    worker.run(_numbered(4, methods=request(method="smoothgrad", **LONG).methods), token)
    assert ear.ends == [("cancelled", 4)]
    assert len(ear.progress) < 5, "it went on after it was cancelled"


def test_an_unreadable_picture_is_named(worker: Worker, ear: Ear, tmp_path: Path) -> None:
    page = tmp_path / "page.jpg"
    page.write_text("<html>not a picture</html>")
    worker.run(_numbered(5, image=page), threading.Event())
    [(end, _, failure)] = ear.ends
    assert end == "failed"
    assert str(page) in str(failure)
    assert "text, not a picture" in str(failure)


def test_a_fault_becomes_one_readable_failure_and_the_next_job_works(
    worker: Worker, ear: Ear, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the first line\nthe second line")

    with monkeypatch.context() as broken_for_once, caplog.at_level(logging.ERROR, "attnstudio"):
        broken_for_once.setattr(Saliency, "attribute", broken)
        worker.run(_numbered(1), threading.Event())
    [(end, number, failure)] = ear.ends
    assert (end, number) == ("failed", 1)
    said = str(failure)
    assert "ZeroDivisionError: the first line" in said
    assert "\n" not in said
    assert "Traceback" not in said
    assert ".py" not in said
    [record] = caplog.records
    assert record.exc_info is not None, "the log must hold the traceback"

    worker.run(_numbered(2), threading.Event())
    assert [(end, number) for end, number, _ in ear.ends] == [("failed", 1), ("finished", 2)]


def test_a_fault_without_words_is_told_too(worker: Worker, ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Saliency, "attribute", broken)
    worker.run(_numbered(1), threading.Event())
    assert "AssertionError" in str(ear.ends[0][2])


def test_warming_up_says_ready_or_what_is_missing(worker: Worker, ear: Ear) -> None:
    ready: list[Any] = []
    worker.ready.connect(ready.append)
    worker.warm_up("demo", "auto")
    worker.warm_up("vgg16", "auto")
    assert [info.id for info in ready] == ["demo"]
    [(end, number, failure)] = ear.ends
    assert (end, number) == ("failed", 0)
    assert "VGG16" in str(failure)


def test_progress_and_partial_maps_arrive_but_not_too_often(worker: Worker, ear: Ear) -> None:
    started = time.monotonic()
    worker.run(_numbered(9, methods=request(method="smoothgrad", samples=800).methods), threading.Event())
    seconds = time.monotonic() - started
    assert {number for _, number, _ in ear.refined} == {number for _, number, *_ in ear.progress} == {9}

    partial = [when for when, _, heatmap in ear.refined if heatmap.partial]
    assert 3 <= len(partial) <= 10 * seconds + 1
    gaps = [later - earlier for earlier, later in itertools.pairwise(partial)]
    assert min(gaps) > 0.095, "more than ten partial maps a second"
    assert [heatmap.partial for _, _, heatmap in ear.refined] == [True] * len(partial) + [False]

    news = [(done, total) for _, _, done, total in ear.progress]
    assert news == [*sorted(news[:-1]), (1, 1)]
    assert (800, 800) in news, "the last step is always told"
    assert 3 <= len(news) <= 20 * seconds + 3


def test_every_finished_map_of_several_methods_arrives(worker: Worker, ear: Ear) -> None:
    calls = tuple(call for name in ("saliency", "gradcam", "gradcam++") for call in request(method=name).methods)
    worker.run(_numbered(1, methods=calls), threading.Event())
    assert [(heatmap.method, heatmap.partial) for _, _, heatmap in ear.refined] == [
        ("saliency", False),
        ("gradcam", False),
        ("gradcam++", False),
    ]


# Looks inside a layer


def test_a_good_look_ends_as_looked_inside(worker: Worker, ear: Ear) -> None:
    worker.layer_channels(_numbered(7, layer="relu4"), threading.Event())
    [(end, number, channels)] = ear.ends
    assert (end, number) == ("looked inside", 7)
    assert channels.layer == "relu4"
    assert not ear.progress
    assert not ear.refined


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"model": "vgg16"}, "attnstudio models install vgg16"),
        ({"target": "no such class"}, "no such class"),
        ({"layer": "no_such_layer"}, "no_such_layer"),
        ({"image": Path("/nowhere/lost.jpg")}, "/nowhere/lost.jpg"),
    ],
)
def test_a_wrong_look_ends_as_failed(worker: Worker, ear: Ear, changes: dict[str, Any], named: str) -> None:
    worker.layer_channels(_numbered(3, **changes), threading.Event())
    [(end, number, failure)] = ear.ends
    assert (end, number) == ("failed", 3)
    assert named in str(failure)


def test_a_look_that_nobody_wants_any_more_ends_as_cancelled(worker: Worker, ear: Ear) -> None:
    token = threading.Event()
    token.set()
    worker.layer_channels(_numbered(4), token)
    assert ear.ends == [("cancelled", 4)]


def test_a_fault_in_a_look_becomes_a_readable_failure(
    worker: Worker, ear: Ear, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr(Engine, "channels", broken)
    with caplog.at_level(logging.ERROR, "attnstudio"):
        worker.layer_channels(_numbered(5), threading.Event())
    [(end, number, failure)] = ear.ends
    assert (end, number) == ("failed", 5)
    assert "ZeroDivisionError: nobody thought of this" in str(failure)
    assert len(caplog.records) == 1


_WHERE_TENSORFLOW_IS_IMPORTED = """
import importlib.abc, json, sys, threading
from PySide6.QtWidgets import QApplication
from attnstudio.app import App
from attnstudio.settings import Settings

class Watch(importlib.abc.MetaPathFinder):
    threads = set()
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in ("tensorflow", "keras"):
            self.threads.add(threading.current_thread() is threading.main_thread())

sys.meta_path.insert(0, Watch())
application = QApplication([])
app = App(Settings(), None)
app.window.show()
application.processEvents()
before = "tensorflow" in sys.modules or "keras" in sys.modules
app.explain.finished.connect(lambda _: app.window.close())
app.pictures_controller.open_scenes()
application.exec()
print(json.dumps([before, "tensorflow" in sys.modules, list(Watch.threads), len(app.results.model.rows)]))
"""


def test_tensorflow_is_imported_in_the_worker_thread_only() -> None:
    ran = run_script(_WHERE_TENSORFLOW_IS_IMPORTED)
    assert ran.returncode == 0, ran.stderr
    before, after, in_main_thread, rows = json.loads(ran.stdout)
    assert not before, "building the window imports TensorFlow"
    assert after
    assert in_main_thread == [False]
    assert rows == 1
