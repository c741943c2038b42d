"""Getting weights from the window, from a real server on this machine."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.local_server import LocalServer, QuietHandler, running
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.core.errors import Failure
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.weights import WeightsFile
from attnstudio.jobs import download
from attnstudio.jobs.board import JobBoard
from attnstudio.ui.models.transfers import Downloads

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

BODY = random.Random(1).randbytes(900_000)
ENDLESS = 4_000_000_000
NAME = "net_weights.h5"


class Handler(QuietHandler):
    """/whole: BODY. /endless: more than anyone waits for. Else nothing is there."""

    def do_GET(self) -> None:  # noqa: N802
        if self.path not in ("/whole", "/endless"):
            self.send_error(404)
            return
        endless = self.path == "/endless"
        self.send_response(200)
        self.send_header("Content-Length", str(ENDLESS if endless else len(BODY)))
        self.send_header("ETag", '"one"')
        self.end_headers()
        self.wfile.write(BODY)
        while endless:
            self.wfile.write(BODY)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Its address."""
    with running(LocalServer(Handler), monkeypatch) as server:
        yield server.host.removesuffix("/")


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[JobBoard]:
    made = JobBoard()
    yield made
    assert made.stop()


@pytest.fixture
def downloads(board: JobBoard, tmp_path: Path) -> Downloads:
    return Downloads(board, tmp_path / "models")


class Ear:
    def __init__(self, downloads: Downloads) -> None:
        self.progress: list[tuple[int, int]] = []
        self.ends: list[str | Failure] = []
        downloads.progressed.connect(lambda done, total: self.progress.append((done, total)))
        downloads.installed.connect(self.ends.append)
        downloads.failed.connect(self.ends.append)
        downloads.stopped.connect(lambda: self.ends.append("stopped"))


@pytest.fixture
def ear(downloads: Downloads) -> Ear:
    return Ear(downloads)


def _spec(url: str, size: int | None = len(BODY), checksum: str | None = None) -> ModelSpec:
    def build() -> None:
        raise AssertionError("a download builds no network")

    file = WeightsFile(url, NAME, size, checksum)
    return ModelSpec("net", "Net", (8, 8), Path("labels"), "none", build, "layer", weights=file)


def test_a_download_reports_progress_and_installs(
    downloads: Downloads, ear: Ear, site: str, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(downloads.installed, timeout=30_000):
        downloads.start(_spec(f"{site}/whole"))
        assert downloads.busy
    assert ear.ends == ["net"]
    assert not downloads.busy
    assert (tmp_path / "models" / NAME).read_bytes() == BODY
    assert ear.progress == sorted(ear.progress)
    assert ear.progress[-1] == (len(BODY), len(BODY))


def test_the_next_download_works(downloads: Downloads, ear: Ear, site: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(downloads.failed, timeout=30_000):
        downloads.start(_spec(f"{site}/gone"))
    with qtbot.waitSignal(downloads.installed, timeout=30_000):
        downloads.start(_spec(f"{site}/whole"))
    assert len(ear.ends) == 2


def test_sizes_above_two_gigabytes_are_reported_right(downloads: Downloads, ear: Ear, site: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(downloads.progressed, timeout=30_000):
        downloads.start(_spec(f"{site}/endless", ENDLESS))
    downloads.cancel()
    assert ear.progress[0][1] == ENDLESS


def test_cancelling_stops_and_keeps_what_came(
    downloads: Downloads, ear: Ear, site: str, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(downloads.progressed, timeout=30_000):
        downloads.start(_spec(f"{site}/endless", ENDLESS))
    with qtbot.waitSignal(downloads.stopped, timeout=30_000):
        downloads.cancel()
    qtbot.waitUntil(lambda: not downloads.busy, timeout=30_000)
    assert ear.ends == ["stopped"]
    assert not (tmp_path / "models" / NAME).exists()
    assert (tmp_path / "models" / f"{NAME}.part").stat().st_size > 0
    downloads.cancel()


def test_a_second_start_changes_nothing(downloads: Downloads, ear: Ear, site: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(downloads.installed, timeout=30_000):
        downloads.start(_spec(f"{site}/whole"))
        downloads.start(_spec(f"{site}/gone"))
    QApplication.processEvents()
    assert ear.ends == ["net"]


def test_without_a_network_the_failure_says_what_to_do(
    downloads: Downloads, ear: Ear, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
    with qtbot.waitSignal(downloads.failed, timeout=30_000):
        downloads.start(_spec(f"http://{host}/whole"))
    [failure] = ear.ends
    assert str(failure).startswith(f"Cannot reach {host} (Connection refused). Check the network")
    assert NAME in str(failure), "the way without a network is missing"
    assert not downloads.busy


def test_a_file_that_is_gone_is_a_failure(downloads: Downloads, ear: Ear, site: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(downloads.failed, timeout=30_000):
        downloads.start(_spec(f"{site}/gone"))
    assert f"{site}/gone no longer exists" in str(ear.ends[0])


def test_a_fault_of_the_program_is_reported_without_its_traceback(
    downloads: Downloads, ear: Ear, site: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr(download, "install", broken)
    with qtbot.waitSignal(downloads.failed, timeout=30_000):
        downloads.start(_spec(f"{site}/whole"))
    assert str(ear.ends[0]) == "The download of Net failed: nobody thought of this."


def test_stopping_in_the_middle_ends_the_thread(
    board: JobBoard, downloads: Downloads, ear: Ear, site: str, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(downloads.progressed, timeout=30_000):
        downloads.start(_spec(f"{site}/endless", ENDLESS))
    assert board.stop()
    qtbot.waitUntil(lambda: not downloads.busy, timeout=30_000)
    assert ear.ends == ["stopped"]
