"""Decoding in the background: the last picture wins, failures say what and why, thumbnails, a quick end."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.jobs import SCENES
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.core import images
from attnstudio.core.errors import Failure
from attnstudio.core.images import Picture, Source
from attnstudio.core.picture_store import PictureStore
from attnstudio.jobs.pictures import THUMBNAIL_SIDE, DisplayPicture, PictureLoader, to_qimage

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

WAIT = 30_000  # ms, at most


class Ear:
    def __init__(self, loader: PictureLoader) -> None:
        self.loaded: list[DisplayPicture] = []
        self.failed: list[tuple[Path, Failure]] = []
        self.thumbnails: list[tuple[Path, QImage]] = []
        loader.loaded.connect(self.loaded.append)
        loader.failed.connect(lambda path, failure: self.failed.append((path, failure)))
        loader.thumbnail_ready.connect(lambda path, image: self.thumbnails.append((path, image)))


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[PictureLoader]:
    made = PictureLoader()
    yield made
    made.stop()


@pytest.fixture
def ear(loader: PictureLoader) -> Ear:
    return Ear(loader)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A text with a picture's name."""
    file = tmp_path / "page.jpg"
    file.write_text("this is no picture")
    return file


def _picture(width: int, height: int, seed: int = 0) -> Picture:
    return Picture(
        Source(Path("made"), 0, 0, "made"), np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    )


def _colour(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    colour = image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


def test_a_picture_arrives(loader: PictureLoader, ear: Ear, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loader.loaded, timeout=30_000):
        loader.load(SCENES[0])
    [shown] = ear.loaded
    assert shown.picture.path == SCENES[0]
    assert np.array_equal(shown.picture.pixels, images.decode(SCENES[0]).pixels)


def test_only_the_last_picture_requested_arrives(loader: PictureLoader, ear: Ear, qtbot: QtBot, page: Path) -> None:
    for path in (*SCENES, page, SCENES[4]):
        loader.load(path)
    qtbot.waitUntil(lambda: bool(ear.loaded), timeout=WAIT)  # they are decoded in their order: the others came before
    assert [shown.picture.path for shown in ear.loaded] == [SCENES[4]]
    assert not ear.failed


def test_a_decoded_picture_is_dropped_where_another_was_requested_meanwhile(qtbot: QtBot) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def decode(path: Path, levels: str) -> Picture:
        reached.set()
        assert go_on.wait(WAIT / 1000)
        return images.decode(path, levels)

    loader = PictureLoader(PictureStore(decode=decode))
    ear = Ear(loader)
    loader.load(SCENES[0])
    assert reached.wait(WAIT / 1000)
    loader.load(SCENES[1])
    go_on.set()
    qtbot.waitUntil(lambda: bool(ear.loaded), timeout=WAIT)
    assert [shown.picture.path for shown in ear.loaded] == [SCENES[1]]
    loader.stop()


def test_a_failure_carries_the_path_and_the_reason(loader: PictureLoader, ear: Ear, qtbot: QtBot, page: Path) -> None:
    with qtbot.waitSignal(loader.failed, timeout=30_000):
        loader.load(page)
    [(path, failure)] = ear.failed
    assert path == page
    assert str(page) in str(failure)
    assert "text, not a picture" in str(failure)
    assert not ear.loaded


def test_a_fault_while_decoding_is_reported_like_a_failure(
    loader: PictureLoader, ear: Ear, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Picture:
        raise ZeroDivisionError("nobody thought of this")

    with monkeypatch.context() as broken_for_once:
        broken_for_once.setattr(images, "decode", broken)
        with qtbot.waitSignal(loader.failed, timeout=30_000):
            loader.load(SCENES[0])
    [(path, failure)] = ear.failed
    assert path == SCENES[0]
    assert "nobody thought of this" in str(failure)
    with qtbot.waitSignal(loader.loaded, timeout=30_000):
        loader.load(SCENES[0])


def test_thumbnails_of_good_and_bad_files(
    loader: PictureLoader, ear: Ear, qtbot: QtBot, page: Path, tmp_path: Path
) -> None:
    portrait = tmp_path / "portrait.png"
    Image.new("RGB", (300, 900), (200, 30, 60)).save(portrait)
    for path in (portrait, page, SCENES[0], portrait, SCENES[1]):
        loader.request_thumbnail(path)
    qtbot.waitUntil(lambda: len(dict(ear.thumbnails)) == 4, timeout=WAIT)
    made = dict(ear.thumbnails)
    assert len(ear.thumbnails) == len(made) == 4, "one path was answered twice"
    assert made[page].isNull()
    assert (made[portrait].width(), made[portrait].height()) == (THUMBNAIL_SIDE // 3, THUMBNAIL_SIDE)
    assert _colour(made[portrait], 10, 50) == (200, 30, 60)
    assert max(made[SCENES[0]].width(), made[SCENES[0]].height()) == THUMBNAIL_SIDE


def test_of_many_thumbnails_the_oldest_are_dropped_and_can_be_requested_again(
    loader: PictureLoader, ear: Ear, qtbot: QtBot, tmp_path: Path
) -> None:
    every = _many(tmp_path, 1000)
    for path in every:
        loader.request_thumbnail(path)
    qtbot.waitUntil(lambda: len(ear.thumbnails) >= 300, timeout=WAIT)
    assert every[-1] in dict(ear.thumbnails), "what was requested last is what is seen"
    dropped = next(path for path in every if path not in dict(ear.thumbnails))
    loader.request_thumbnail(dropped)
    qtbot.waitUntil(lambda: dropped in dict(ear.thumbnails), timeout=WAIT)
    loader.forget_thumbnail(dropped)
    loader.request_thumbnail(dropped)
    qtbot.waitUntil(lambda: [path for path, _ in ear.thumbnails].count(dropped) == 2, timeout=WAIT)


def test_the_chosen_picture_does_not_wait_behind_thumbnails(
    loader: PictureLoader, ear: Ear, qtbot: QtBot, tmp_path: Path
) -> None:
    for path in _many(tmp_path, 200):
        loader.request_thumbnail(path)
    with qtbot.waitSignal(loader.loaded, timeout=30_000):
        loader.load(SCENES[0])
    assert len(ear.thumbnails) < 100


def _many(folder: Path, count: int) -> list[Path]:
    """Pictures of which each takes some ten milliseconds to decode."""
    first = folder / "0.png"
    Image.fromarray(_picture(900, 700).pixels).save(first)
    others = [folder / f"{number}.png" for number in range(1, count)]
    for path in others:
        os.link(first, path)
    return [first, *others]


def test_stopping_drops_what_is_queued(qtbot: QtBot, tmp_path: Path) -> None:
    loader = PictureLoader()
    ear = Ear(loader)
    for path in _many(tmp_path, 400):
        loader.request_thumbnail(path)
        loader.load(path)
    loader.stop()
    QApplication.processEvents()
    assert not ear.loaded, "a picture arrived after the end"
    assert len(ear.thumbnails) < 400
    loader.stop()


def test_levels_halve_until_they_are_small() -> None:
    shown = DisplayPicture(_picture(4100, 1501))
    sizes = [(level.width(), level.height()) for level in shown.levels]
    assert sizes == [(4100, 1501), (2050, 750), (1025, 375), (512, 187)]


@pytest.mark.parametrize("size", [(1024, 1024), (640, 480), (1, 1)])
def test_a_small_picture_has_one_level(size: tuple[int, int]) -> None:
    assert len(DisplayPicture(_picture(*size)).levels) == 1


def test_a_very_narrow_picture_keeps_a_pixel() -> None:
    assert [(level.width(), level.height()) for level in DisplayPicture(_picture(3, 4096)).levels] == [
        (3, 4096),
        (1, 2048),
        (1, 1024),
    ]


def test_a_level_shows_the_same_picture() -> None:
    pixels = np.zeros((1200, 1600, 3), np.uint8)
    pixels[:600, :800], pixels[600:, 800:] = (200, 30, 60), (20, 90, 250)
    half = DisplayPicture(Picture(Source(Path("made"), 0, 0, "made"), pixels)).levels[1]
    assert _colour(half, 200, 150) == (200, 30, 60)
    assert _colour(half, 600, 450) == (20, 90, 250)
    assert _colour(half, 600, 150) == (0, 0, 0)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8, 101])
def test_an_image_has_the_pixels_and_a_memory_of_its_own(width: int) -> None:
    pixels = _picture(width, 7, seed=width).pixels
    kept = pixels.copy()
    image = to_qimage(pixels)
    pixels[:] = 0
    del pixels
    assert [[_colour(image, x, y) for x in range(width)] for y in range(7)] == [
        [tuple(colour) for colour in row] for row in kept.tolist()
    ]
