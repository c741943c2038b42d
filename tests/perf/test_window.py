"""The window: the first map, many files at once, the end in the middle of a job, and how long it does not react."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from helpers.desk import PATIENCE, Desk
from helpers.jobs import SCENES
from helpers.stopwatch import Show, timed, timed_with_gaps
from pytestqt.qtbot import QtBot


def test_the_first_maps(open_app: Callable[[], Desk], show: Show, qtbot: QtBot) -> None:
    with timed(show, "window built and shown"):
        desk = open_app()
        qtbot.waitExposed(desk.window)
    imported = "tensorflow" in sys.modules  # by a test before
    with timed_with_gaps(show, "first map" if imported else "first map, with the import of TensorFlow"):
        desk.open(SCENES[0])
    assert desk.map is not None
    with timed_with_gaps(show, "map of another picture"):
        desk.open(SCENES[1])
    with timed_with_gaps(show, "cancel of a long job"):
        desk.start_long_job()
        with timed(show, "from the cancel to the idle board"):
            desk.action("cancel").trigger()
            qtbot.waitUntil(lambda: desk.board.is_idle, timeout=PATIENCE)
    desk.start_long_job()
    with timed(show, "close in the middle of a job"):
        desk.window.close()


def test_the_first_measure(open_app: Callable[[], Desk], show: Show) -> None:
    desk = open_app()
    desk.open(*SCENES)
    desk.choose("Grad-CAM", "Saliency")
    desk.idle()
    with timed_with_gaps(show, "twelve pictures measured by two metrics"):
        desk.app.features.measure.controller.measure_all(["deletion", "sparseness"])
        desk.idle()


def test_ten_thousand_pictures(open_app: Callable[[], Desk], show: Show, tmp_path: Path) -> None:
    desk = open_app()
    desk.open(SCENES[0])
    files = _files(tmp_path, 10_000, ".jpg")
    with timed_with_gaps(show, "10,000 dropped pictures, and the map of the first"):
        desk.drop(*files)
        desk.idle()
    assert desk.path == files[0]


def test_pictures_with_as_many_annotations(open_app: Callable[[], Desk], show: Show, tmp_path: Path) -> None:
    desk = open_app()
    desk.open(SCENES[0])
    files = _files(tmp_path, 3000, ".jpg", ".json")
    with timed_with_gaps(show, "3,000 dropped pictures with damaged annotations"):
        desk.drop(*files)
        desk.idle()
    assert desk.path == tmp_path / "00000.jpg"


def _files(folder: Path, count: int, *endings: str) -> list[Path]:
    """Empty ones, but for the first picture."""
    for number in range(count):
        for ending in endings:
            os.close(os.open(folder / f"{number:05}{ending}", os.O_CREAT | os.O_WRONLY))
    shutil.copy(SCENES[1], folder / "00000.jpg")
    return sorted(folder.iterdir())
