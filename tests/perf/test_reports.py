"""Writing a report, and what the window feels of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from helpers.jobs import SCENES
from helpers.stopwatch import Show, timed_with_gaps
from pytestqt.qtbot import QtBot

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.evaluation.summary import add_controls
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.request import MethodCall, Request
from attnstudio.export.report.formats import write_report
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.writing import ReportWork

METHODS = ("saliency", "smoothgrad", "gradcam", "gradcam++")


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    calls = add_controls([MethodCall(name) for name in METHODS])
    request, metrics = Request(Path(), "demo", calls), (MetricCall("insertion", (("steps", 10),)),)
    cases = [Case(images.decode(scene)) for scene in SCENES[:4]]
    found = Engine(()).evaluate(request, metrics, cases, RunContext())
    return Evaluation(request, metrics, tuple(one for one in found if isinstance(one, Evaluated)), {}, None, 1.0)


@pytest.mark.parametrize("ending", ["html", "docx", "pdf"])
def test_a_report_of_the_lab(evaluation: Evaluation, ending: str, qtbot: QtBot, tmp_path: Path, show: Show) -> None:
    file, board = tmp_path / f"report.{ending}", JobBoard([])

    def write() -> Path:
        write_report(file, evaluation, "ru", force=True)
        return file

    for number in ("first", "second"):
        with timed_with_gaps(show, f"{ending}, the {number} report"):
            job = board.submit(Job(ReportWork(file, write)))
            qtbot.waitUntil(partial(getattr, job, "is_finished"), timeout=60_000)
    assert board.stop() and file.is_file()
