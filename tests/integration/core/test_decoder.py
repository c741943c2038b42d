"""Pictures that are dear to decode: in a process that is given up when it takes too long, too much, or dies."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Event

import numpy as np
import psutil
import pytest
from PIL import Image

from attnstudio import paths
from attnstudio.core import decoder, images, picture_cost
from attnstudio.core.context import running
from attnstudio.core.decoder import Decoder, Limits, Wanted
from attnstudio.core.errors import Cancelled, PictureFailure


def run_length(side: int = 4000, size: int = 8_000_000) -> bytes:
    """A BMP of many short runs, over which Pillow goes one by one."""
    body = (b"\1\1\1\2" * (side // 2) + b"\0\0") * (size // (2 * side + 2) + 1)
    offset = 14 + 40 + 1024
    head = struct.pack("<2sLHHL", b"BM", 0, 0, 0, offset)
    return head + struct.pack("<LllHHLLLLLL", 40, side, side, 1, 8, 1, size, 0, 0, 256, 256) + bytes(1024) + body[:size]


def webp() -> bytes:
    """25 megapixels in some hundred bytes."""
    content = BytesIO()
    Image.new("RGB", (5000, 5000), "teal").save(content, "WEBP", lossless=True)
    return content.getvalue()


@pytest.fixture
def dear(tmp_path: Path) -> Path:
    path = tmp_path / "dear.webp"
    path.write_bytes(webp())
    return path


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    decoder.DECODER.close()


def children() -> list[psutil.Process]:
    return psutil.Process().children()


def test_a_dear_picture_is_decoded_in_a_process_and_is_the_same(dear: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, small, image = images.decode(dear), images.thumbnail(dear, 64), images.decode_image(dear)[0]
    assert len(children()) == 1, "one process for all"
    monkeypatch.setattr(picture_cost, "is_dear", lambda *_: False)
    wanted = images.decode(dear)
    assert found.source == wanted.source
    for one, other in ((found.pixels, wanted.pixels), (small, images.thumbnail(dear, 64)), (image, found.pixels)):
        np.testing.assert_array_equal(np.asarray(one), other)
    assert not found.pixels.flags.writeable


def test_its_notices_come_along(tmp_path: Path) -> None:
    path = tmp_path / "several.gif"
    first = Image.new("L", (4100, 4100))
    first.save(path, save_all=True, append_images=[Image.new("L", (4100, 4100), 255)])
    (notice,) = images.decode(path).notices
    assert str(notice) == f"{path} has several frames or pages: only the first is used."
    assert len(children()) == 1


def test_its_failure_is_reported_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "cut.webp"
    content = bytearray(webp())
    content[-40:] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(PictureFailure, match=r"cut\.webp is a WebP picture that is damaged"):
        images.decode(path)


def test_an_ordinary_picture_needs_no_process(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (3000, 4000, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.jpg", progressive=True)
    images.decode(tmp_path / "photo.jpg")
    assert children() == []


def test_one_that_takes_too_long_is_given_up_and_the_next_goes_on() -> None:
    impatient = Decoder(Limits(seconds=0.5))
    with pytest.raises(PictureFailure, match=r"Decoding slow\.bmp took longer than 0 s\. Save it as PNG"):
        impatient.decode(Wanted(run_length(), "slow.bmp", None, "auto"))
    assert children() == []
    patient = Decoder()
    assert patient.decode(Wanted(webp(), "next.webp", 8, "auto")).pixels.shape == (8, 8, 3)
    patient.close()
    assert children() == []


def test_one_that_takes_too_much_memory_is_given_up() -> None:
    with pytest.raises(PictureFailure, match=r"not enough memory to open large\.webp"):
        Decoder(Limits(memory=2**20)).decode(Wanted(webp(), "large.webp", None, "auto"))
    assert children() == []


@pytest.mark.parametrize(
    "does",
    [
        "pass",
        "import os; os.abort()",
        "import sys; sys.stdout.write('x' * 99); sys.stdout.flush(); sys.stdin.read()",
        "import sys; sys.stdout.write('\\2' + '\\0' * 7 + 'ab'); sys.stdout.flush(); sys.stdin.read()",
    ],
)
def test_a_process_that_dies_or_makes_no_sense_costs_one_picture(does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Decoder()
    with monkeypatch.context() as patch:
        patch.setattr(paths, "program", lambda: [sys.executable, "-c", does])
        with pytest.raises(PictureFailure, match=r"Decoding any\.webp failed"):
            one.decode(Wanted(webp(), "any.webp", None, "auto"))
    assert one.decode(Wanted(webp(), "any.webp", 4, "auto")).pixels.shape == (4, 4, 3)
    one.close()


def test_a_cancelled_job_gives_it_up_and_waits_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "program", lambda: [sys.executable, "-c", "import time; time.sleep(600)"])
    one, wanted, first, second = Decoder(), Wanted(webp(), "any.webp", None, "auto"), Event(), Event()

    def decoded(cancelled: Event) -> None:
        with running(cancelled), pytest.raises(Cancelled):
            one.decode(wanted)

    with ThreadPoolExecutor() as pool:
        busy = pool.submit(decoded, first)
        while not children():
            assert not busy.done()
        second.set()
        pool.submit(decoded, second).result()
        assert not busy.done()
        first.set()
        busy.result()
    assert children() == []


def test_where_there_can_be_no_process_the_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "program", lambda: ["/nowhere/at all"])
    with pytest.raises(PictureFailure, match=r"Decoding any\.webp failed"):
        Decoder().decode(Wanted(webp(), "any.webp", None, "auto"))


def test_the_cost_is_known_from_the_header(tmp_path: Path) -> None:
    scans = b"\xff\xda" * 60
    kinds = {
        "rle": (run_length(), True),
        "small rle": (run_length(100, 10_000), False),
        "webp": (webp(), True),
        "scans": (_jpeg()[:-2] + scans + b"\xff\xd9", True),
        "progressive": (_jpeg(), False),
    }
    for name, (data, is_dear) in kinds.items():
        with Image.open(BytesIO(data)) as image:
            assert picture_cost.is_dear(image, data) is is_dear, name


def _jpeg() -> bytes:
    content = BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (3000, 3000, 3), np.uint8)
    Image.fromarray(noise).save(content, "JPEG", progressive=True)
    return content.getvalue()
