"""Many pictures at once: those that are wanted come, those that are no longer wanted do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers import save_picture
from helpers.jobs import SCENES
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.core.errors import PictureFailure
from attnstudio.core.images import Picture, decode
from attnstudio.jobs.gallery import LONGEST, Gallery, shrunk
from attnstudio.jobs.pictures import DisplayPicture

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


@pytest.fixture
def gallery(qapp: QApplication) -> Iterator[Gallery]:
    made = Gallery()
    yield made
    made.stop()


@pytest.fixture
def test_every_picture_arrives_or_fails_with_a_reason(gallery: Gallery, qtbot: QtBot, tmp_path: Path) -> None:
    came: dict[Path, object] = {}
    gallery.arrived.connect(came.__setitem__)
    gallery.load([SCENES[0], tmp_path / "lost.jpg", SCENES[1]])
    assert gallery.busy
    qtbot.waitUntil(lambda: len(came) == 3, timeout=10_000)
    assert not gallery.busy
    assert isinstance(came[tmp_path / "lost.jpg"], PictureFailure)
    first = came[SCENES[0]]
    assert isinstance(first, DisplayPicture)
    assert np.array_equal(first.picture.pixels, decode(SCENES[0]).pixels)


def test_only_those_requested_last_arrive(gallery: Gallery, qtbot: QtBot) -> None:
    came: list[Path] = []
    gallery.arrived.connect(lambda path, _: came.append(path))
    gallery.load(SCENES[:6])
    gallery.load([SCENES[7]])
    qtbot.waitUntil(lambda: not gallery.busy, timeout=10_000)
    assert came == [SCENES[7]]


@pytest.mark.parametrize(("width", "height"), [(LONGEST + 100, 30), (20, 2 * LONGEST), (300, 200)])
def test_large_pictures_are_shrunk_and_small_ones_are_not(tmp_path: Path, width: int, height: int) -> None:
    small = shrunk(decode(save_picture(tmp_path / "large.png", width, height)))
    assert max(small.pixels.shape) == min(LONGEST, max(width, height))
    assert small.source.path == tmp_path / "large.png"
    assert small.pixels.dtype == np.uint8


def test_shrinking_keeps_the_colours() -> None:
    pixels = np.zeros((100, 2 * LONGEST, 3), np.uint8)
    pixels[:, :LONGEST], pixels[:, LONGEST:] = (200, 0, 0), (0, 0, 200)
    small = shrunk(Picture(decode(SCENES[0]).source, pixels)).pixels
    assert small.shape == (50, LONGEST, 3)
    assert small[20, 100].tolist() == [200, 0, 0]
    assert small[20, -100].tolist() == [0, 0, 200]
