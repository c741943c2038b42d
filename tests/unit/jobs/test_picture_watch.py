"""A picture in use that is changed or removed is reported once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.jobs import SCENES
from pytestqt.qtbot import QtBot

from attnstudio.core.images import Source
from attnstudio.core.picture_store import PictureStore
from attnstudio.jobs.picture_watch import PictureWatch

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

WAIT = 20_000  # ms


class Watched:
    """A store, the watch over it, and what that reports."""

    def __init__(self, folder: Path) -> None:
        self.store = PictureStore()
        self.watch = PictureWatch(self.store)
        self.path, self.other = folder / "picture.png", folder / "other.png"
        for path in (self.path, self.other):
            shutil.copy(SCENES[0], path)
        self.changed: list[Path] = []
        self.vanished: list[Path] = []
        self.watch.changed.connect(self.changed.append)
        self.watch.vanished.connect(self.vanished.append)

    def source(self) -> Source:
        return self.store.get(self.path).source


@pytest.fixture
def watched(tmp_path: Path, qtbot: QtBot) -> Iterator[Watched]:
    made = Watched(tmp_path)
    made.watch.use("viewer", [made.source()])
    yield made
    made.watch.stop()


def test_a_file_that_is_written_to_is_changed(watched: Watched, qtbot: QtBot) -> None:
    shutil.copy(SCENES[1], watched.other)
    shutil.copy(SCENES[1], watched.path)
    qtbot.waitUntil(lambda: bool(watched.changed), timeout=WAIT)
    assert set(watched.changed) == {watched.path}, "a file that nobody uses is reported"
    assert not watched.vanished


def test_a_file_that_is_replaced_twice_is_changed_twice(watched: Watched, qtbot: QtBot) -> None:
    """As programs save: a new file takes the place of the old one."""
    for number, scene in enumerate(SCENES[1:3], 1):
        fresh = watched.path.with_suffix(".new")
        shutil.copy(scene, fresh)
        os.utime(fresh, ns=(number, number))
        with qtbot.waitSignal(watched.watch.changed, timeout=WAIT):
            fresh.replace(watched.path)
        watched.watch.use("viewer", [watched.source()])
    assert watched.changed == [watched.path] * 2
    assert not watched.vanished


def test_a_file_vanishes_and_comes_back(watched: Watched, qtbot: QtBot) -> None:
    with qtbot.waitSignal(watched.watch.vanished, timeout=WAIT):
        watched.path.unlink()
    with qtbot.waitSignal(watched.watch.changed, timeout=WAIT):
        shutil.copy(SCENES[1], watched.path)
    assert watched.vanished == [watched.path]


def test_a_change_between_decoding_and_watching_is_noticed(tmp_path: Path, qtbot: QtBot) -> None:
    watched = Watched(tmp_path)
    source = watched.source()
    os.utime(watched.path, ns=(1, 1))
    with qtbot.waitSignal(watched.watch.changed, timeout=WAIT):
        watched.watch.use("viewer", [source])


def test_what_the_store_notices_is_reported(watched: Watched, qtbot: QtBot) -> None:
    os.utime(watched.path, ns=(1, 1))
    with qtbot.waitSignal(watched.watch.changed, timeout=WAIT):
        assert not watched.store.check(watched.path)
    assert watched.changed == [watched.path]


def test_a_file_is_watched_while_one_of_its_users_needs_it(watched: Watched, qtbot: QtBot) -> None:
    watched.watch.use("compare", [watched.source()])
    watched.watch.use("viewer", [])
    with qtbot.waitSignal(watched.watch.changed, timeout=WAIT):
        os.utime(watched.path, ns=(1, 1))
    watched.watch.use("compare", [])
    watched.watch.use("viewer", [watched.store.get(watched.other).source])
    os.utime(watched.path, ns=(2, 2))
    with qtbot.waitSignal(watched.watch.changed, timeout=WAIT):
        os.utime(watched.other, ns=(2, 2))
    assert watched.changed == [watched.path, watched.other]
