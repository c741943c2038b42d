"""The store: each picture is decoded once while its file stays the same, and the size stays within the limit."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnstudio.core import images
from attnstudio.core.context import running
from attnstudio.core.errors import Cancelled, PictureFailure
from attnstudio.core.images import Picture
from attnstudio.core.picture_store import PictureStore

BYTES = 8 * 8 * 3  # of each picture


class Decoder:
    """Counts what is decoded; holds a decoding until `go_on` is set."""

    def __init__(self) -> None:
        self.decoded: list[Path] = []
        self.reached, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def __call__(self, path: Path, levels: str) -> Picture:
        self.decoded.append(path)
        self.reached.set()
        assert self.go_on.wait(20)
        return images.decode(path, levels)


@pytest.fixture
def decoder() -> Decoder:
    return Decoder()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number}.png" for number in range(4)]
    for number, path in enumerate(made):
        _write(path, number)
    return made


def _write(path: Path, grey: int) -> None:
    Image.fromarray(np.full((8, 8, 3), grey, np.uint8)).save(path)
    os.utime(path, ns=(grey, grey))


def test_a_picture_is_decoded_once(decoder: Decoder, files: list[Path]) -> None:
    store = PictureStore(decode=decoder)
    first = store.get(files[0])
    assert store.get(files[0]) is first
    assert decoder.decoded == files[:1]
    assert store.source(files[0]) == first.source
    assert store.source(files[1]) is None


def test_other_levels_are_another_picture(decoder: Decoder, files: list[Path]) -> None:
    store = PictureStore(decode=decoder)
    assert store.get(files[0], "auto") is not store.get(files[0], "full")


def test_two_threads_share_one_decoding(decoder: Decoder, files: list[Path]) -> None:
    store = PictureStore(decode=decoder)
    decoder.go_on.clear()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(store.get, files[0])
        assert decoder.reached.wait(20)
        second = pool.submit(store.get, files[0])
        decoder.go_on.set()
        assert first.result(20) is second.result(20)
    assert decoder.decoded == files[:1]


def test_a_cancelled_job_waits_for_no_other_and_leaves_the_picture_to_it(decoder: Decoder, files: list[Path]) -> None:
    cancelled = threading.Event()

    def decode(path: Path, levels: str) -> Picture:
        picture = decoder(path, levels)
        if len(decoder.decoded) == 1:  # as where it is dear
            raise Cancelled
        return picture

    def get() -> Picture:
        with running(cancelled):
            return store.get(files[0])

    store = PictureStore(decode=decode)
    decoder.go_on.clear()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(get)
        assert decoder.reached.wait(20)
        other, second = pool.submit(store.get, files[0]), pool.submit(get)
        cancelled.set()
        with pytest.raises(Cancelled):
            second.result(20)
        decoder.go_on.set()
        with pytest.raises(Cancelled):
            first.result(20)
        assert other.result(20).path == files[0]


def test_a_failure_is_not_remembered(files: list[Path]) -> None:
    store = PictureStore()
    files[0].write_text("no picture")
    with pytest.raises(PictureFailure):
        store.get(files[0])
    _write(files[0], 9)
    assert store.get(files[0]).pixels[0, 0, 0] == 9


def test_a_changed_file_is_decoded_anew_and_reported(decoder: Decoder, files: list[Path]) -> None:
    store, changed = PictureStore(decode=decoder), list[Path]()
    store.listen(changed.append)
    before = store.get(files[0])
    store.get(files[1])
    _write(files[0], 77)
    assert store.source(files[0]) is None
    after = store.get(files[0])
    assert after.pixels[0, 0, 0] == 77
    assert after.source.digest != before.source.digest
    assert store.get(files[1]) is not None
    assert changed == files[:1]
    assert decoder.decoded == [files[0], files[1], files[0]]


def test_checking_reports_a_change_once(files: list[Path]) -> None:
    store, changed = PictureStore(), list[Path]()
    store.listen(changed.append)
    store.get(files[0])
    assert store.check(files[0])
    assert store.check(files[1]), "nothing is known of it"
    _write(files[0], 77)
    assert not store.check(files[0])
    assert store.check(files[0])
    assert changed == files[:1]


def test_a_vanished_file_is_a_failure_and_reported(files: list[Path]) -> None:
    store, changed = PictureStore(), list[Path]()
    store.listen(changed.append)
    store.get(files[0])
    files[0].unlink()
    with pytest.raises(PictureFailure, match="moved or deleted"):
        store.get(files[0])
    assert changed == files[:1]


def test_what_was_used_least_lately_makes_room(decoder: Decoder, files: list[Path]) -> None:
    store = PictureStore(2 * BYTES, decoder)
    store.get(files[0])
    store.get(files[1])
    store.get(files[0])
    store.get(files[2])
    assert store.size == 2 * BYTES
    store.get(files[0])
    assert decoder.decoded == files[:3]
    store.get(files[1])
    assert decoder.decoded == [*files[:3], files[1]]


def test_a_picture_larger_than_the_limit_is_held_alone(decoder: Decoder, files: list[Path]) -> None:
    store = PictureStore(BYTES - 1, decoder)
    for path in (files[0], files[1], files[1]):
        store.get(path)
    assert decoder.decoded == files[:2]
    assert store.size == BYTES


def test_pictures_got_with_keep_false_are_not_held(decoder: Decoder, files: list[Path]) -> None:
    store = PictureStore(decode=decoder)
    kept = store.get(files[0])
    store.get(files[1], keep=False)
    assert store.get(files[0], keep=False) is kept
    assert store.size == BYTES
