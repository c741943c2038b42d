"""Pictures are sorted by the dates of their files, which are read in a thread of their own."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from attnstudio.core.picture_columns import Column
from attnstudio.core.picture_dates import modified
from attnstudio.jobs.board import JobBoard
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.pictures.cell_text import cell_text
from attnstudio.ui.pictures.dates_controller import DatesController
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList

MANY = 10_000


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.pictures, self.board, self.notifier = PictureList(), JobBoard(), Notifier(lambda _: None)
        self.state = DatasetState(self.pictures)
        self.controller = DatesController(self.state, self.pictures, self.board, self.notifier)
        self._qtbot = qtbot

    def idle(self) -> None:
        self._qtbot.waitUntil(lambda: self.board.is_idle)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    made.board.stop()


def made(folder: Path, seconds: list[float]) -> list[Path]:
    files = [folder / f"{number}.png" for number in range(len(seconds))]
    for file, time in zip(files, seconds, strict=True):
        file.write_bytes(b"")
        os.utime(file, (time, time))
    return files


def test_files_that_are_gone_come_last_and_new_ones_where_they_belong(bench: Bench, tmp_path: Path) -> None:
    files = made(tmp_path, [2e8, 3e8, 0, 1e8, 2.5e8])
    files[2].unlink()
    bench.pictures.replace(files[:4])
    bench.state.sort(Column.DATE, descending=True)
    bench.idle()
    assert bench.state.view.tolist() == [1, 0, 3, 2], "the newest first"
    bench.state.sort(Column.DATE)
    bench.idle()
    assert bench.state.view.tolist() == [3, 0, 1, 2]
    cells = [cell_text(bench.state, int(row), Column.DATE) for row in bench.state.view]
    assert cells == [*(f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M}" for seconds in (1e8, 2e8, 3e8)), ""]
    bench.pictures.add(files[4:])
    bench.idle()
    assert bench.state.view.tolist() == [3, 0, 4, 1, 2]


def test_no_file_is_looked_at_in_the_thread_of_the_window(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = np.random.default_rng(0).permutation(MANY) * 1e4
    bench.pictures.replace(made(tmp_path, seconds.tolist()))
    threads: set[int] = set()

    def spied(path: Path) -> float:
        threads.add(threading.get_ident())
        return modified(path)

    for module in ("attnstudio.jobs.picture_dates", "attnstudio.ui.state.dataset"):
        monkeypatch.setattr(f"{module}.modified", spied)
    bench.state.sort(Column.DATE)
    assert len(bench.state.view) == MANY, "they are listed meanwhile"
    bench.idle()
    assert np.array_equal(bench.state.view, np.argsort(seconds))
    assert threads and threading.get_ident() not in threads


def test_where_reading_is_cancelled_the_order_is_not_called_that_of_the_dates(bench: Bench, tmp_path: Path) -> None:
    bench.pictures.replace(made(tmp_path, [2e8, 1e8]))
    bench.state.sort(Column.DATE)
    bench.board.cancel_all()
    bench.idle()
    assert bench.state.sorted_by is None and bench.state.view.tolist() == [0, 1]
    assert "in the order in which they were opened" in bench.notifier.messages[0].text()


def test_another_order_ends_the_reading_without_a_word(bench: Bench, tmp_path: Path) -> None:
    bench.pictures.replace(made(tmp_path, [2e8, 1e8]))
    bench.state.sort(Column.DATE)
    bench.state.sort(Column.NAME, descending=True)
    bench.idle()
    assert bench.state.sorted_by == (Column.NAME, True) and not bench.notifier.messages
