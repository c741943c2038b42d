"""What the status bar says of the job that runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.works import WAIT
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from attnstudio.core.context import RunContext
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.jobs.base import Emit
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.vetting import VettingWork
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.shell.status_bar import StatusBar
from attnstudio.ui.state.models import Models


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[JobBoard]:
    made = JobBoard()
    yield made
    assert made.stop()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "Vetting of slow.keras"), (12, "Checking the model file slow.keras: 12 s so far, at most 180 s")],
)
def test_a_model_file_that_takes_long_says_for_how_long_it_is_waited(
    qtbot: QtBot, board: JobBoard, tmp_path: Path, seconds: int, words: str
) -> None:
    may_end = threading.Event()

    class SlowWork(VettingWork):
        def run(self, ctx: RunContext, emit: Emit) -> object:
            ctx.progress(seconds, 0)
            may_end.wait(WAIT / 1000)
            return None

    models = Models(ModelCatalogue((), tmp_path), UserModelStore(None), tmp_path)
    bar = StatusBar(board, Notifier(), models, QMenu())
    qtbot.addWidget(bar)
    job = board.start(SlowWork(tmp_path / "slow.keras"))
    qtbot.waitUntil(lambda: job.progress.done == seconds, timeout=WAIT)
    assert bar.activity.text() == words
    assert bar.progress.maximum() == 0, "busy: how much is left is not known"
    may_end.set()
    qtbot.waitUntil(lambda: job.is_finished, timeout=WAIT)
