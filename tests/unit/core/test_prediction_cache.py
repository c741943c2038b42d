"""The prediction cache: found again, also by other processes; bounded; its errors never stop a job."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from helpers import ROOT
from PIL import Image

from attnstudio.core import images
from attnstudio.core.array_pictures import path_of
from attnstudio.core.images import Source
from attnstudio.core.prediction_cache import PredictionCache, file_state

LOGITS = np.arange(4, dtype=np.float32)
DAMAGED = (b"this is no database, whatever it is called " * 100, b"SQLite format 3\0" + b"x" * 5000)
WRITER = """
import sys
from pathlib import Path
import numpy as np
from attnstudio.core.images import Source
from attnstudio.core.prediction_cache import PredictionCache
first = int(sys.argv[2])
with PredictionCache(Path(sys.argv[1])) as cache:
    assert cache.notices == [], cache.notices
    for number in range(first, first + 40):
        cache.keep("model", [(Source(Path(f"/nowhere/{number}.jpg"), 1, 1, f"digest {number}"), np.ones(4))])
"""


def source(path: Path, digest: str) -> Source:
    """Of a file that is there."""
    found = file_state(path)
    assert found is not None
    _, modified_ns, size, revision = found
    return Source(path, modified_ns, size, digest, revision)


def sources(count: int, first: int = 0) -> list[Source]:
    """Of files that are not there."""
    return [Source(Path(f"/nowhere/{number}.jpg"), 1, 1, f"digest {number}") for number in range(first, first + count)]


def put(file: Path, first: int, count: int) -> None:
    with PredictionCache(file) as cache:
        for one in sources(count, first):
            cache.keep("model", [(one, LOGITS + first)])


def test_stored_predictions_are_found_by_content_and_model(tmp_path: Path) -> None:
    with PredictionCache(tmp_path / "cache") as cache:
        (one,) = sources(1)
        cache.keep("model", [(one, LOGITS)])
        found = cache.find("model", one.digest)
        assert found is not None
        np.testing.assert_array_equal(found, LOGITS)
        assert cache.find("other", one.digest) is None
        assert cache.find("model", "other") is None
        assert cache.notices == []


def test_a_file_is_known_while_it_is_as_it_was(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"one")
    with PredictionCache(tmp_path / "cache") as cache:
        cache.keep("model", [(source(picture, "d"), LOGITS)])
        assert cache.digest(picture) == "d"
        assert cache.digest(tmp_path / "b.jpg") is None
        picture.write_bytes(b"three")
        assert cache.digest(picture) is None
        picture.unlink()
        assert cache.digest(picture) is None


@pytest.mark.parametrize("how", ["replaced", "written into"])
@pytest.mark.parametrize("name", ["a.png", "set.npy"])
def test_another_file_of_the_same_time_and_size_is_another(tmp_path: Path, name: str, how: str) -> None:
    """As `cp -p`, `rsync -t` and unpacking leave it. Uncompressed BMP, so that the size is the same."""
    if how == "written into" and sys.platform == "win32":
        pytest.skip("Windows does not tell when a file was changed, but by the time that programs can set")
    file = tmp_path / name
    picture = file if name == "a.png" else path_of(file, "set", 0)

    def write(target: Path, level: int) -> None:
        pixels = np.full((8, 8, 3), level, np.uint8)
        if target.suffix == ".npy":
            np.save(target, pixels[None])
        else:
            Image.fromarray(pixels).save(target, "BMP")

    write(file, 50)
    before = file.stat()
    with PredictionCache(tmp_path / "cache") as cache:
        cache.keep("model", [(images.decode(picture).source, LOGITS)])
        assert cache.digest(picture) == images.decode(picture).source.digest
        time.sleep(0.02)  # file systems count in ticks
        other = tmp_path / f"other{file.suffix}" if how == "replaced" else file
        write(other, 200)
        os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
        other.replace(file)
        after = file.stat()
        assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
        assert cache.digest(picture) is None
        cache.keep("model", [(images.decode_image(picture)[1], LOGITS)])
        assert cache.digest(picture) == images.decode(picture).source.digest


def test_a_picture_inside_an_array_is_known_by_the_file_that_holds_it(tmp_path: Path) -> None:
    array = tmp_path / "set.npz"
    array.write_bytes(b"one")
    inside = array / "x_test[17]"
    with PredictionCache(tmp_path / "cache") as cache:
        cache.keep("model", [(source(inside, "d"), LOGITS)])
        assert cache.digest(inside) == "d"
        assert cache.digest(array / "x_test[18]") is None
        array.write_bytes(b"three")
        assert cache.digest(inside) is None


@pytest.mark.parametrize("content", DAMAGED, ids=["text", "header"])
def test_a_damaged_file_is_replaced_with_a_notice(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cache"
    file.write_bytes(content)
    with PredictionCache(file) as cache:
        assert "damaged" in str(cache.notices[0])
        cache.keep("model", [(sources(1)[0], LOGITS)])
        assert cache.find("model", "digest 0") is not None
    with PredictionCache(file) as cache:
        assert cache.notices == []
        assert cache.find("model", "digest 0") is not None


def test_damage_inside_is_found_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "cache"
    put(file, 0, 300)
    content = bytearray(file.read_bytes())
    content[8192:] = b"\x99" * (len(content) - 8192)
    file.write_bytes(content)
    with PredictionCache(file) as cache:
        found = [cache.find("model", f"digest {number}") for number in range(300)]
        assert any(one is None for one in found)
        cache.keep("model", [(sources(1)[0], LOGITS)])
        assert any("damaged" in str(notice) for notice in cache.notices)
        assert cache.find("model", "digest 0") is not None


def test_the_file_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "cache"
    put(file, 0, 1)
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with PredictionCache(file) as cache:
        assert cache.find("model", "digest 0") is None
        cache.keep("model", [(sources(1)[0], LOGITS)])
        assert cache.find("model", "digest 0") is not None


def test_a_place_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with PredictionCache(tmp_path / "folder") as cache:
        assert "cannot be saved" in str(cache.notices[0])
        cache.keep("model", [(sources(1)[0], LOGITS)])
        assert cache.find("model", "digest 0") is None
        assert cache.digest(tmp_path) is None


def test_the_file_stays_within_its_bound_and_the_oldest_go(tmp_path: Path) -> None:
    file, limit = tmp_path / "cache", 2**20
    with PredictionCache(file, limit) as cache:
        for first in range(0, 1000, 100):
            cache.keep("model", [(one, np.zeros(1000, np.float32)) for one in sources(100, first)])
        assert cache.find("model", "digest 0") is None
        assert cache.find("model", "digest 999") is not None
    assert file.stat().st_size <= 1.5 * limit


def test_processes_share_the_file(tmp_path: Path) -> None:
    file = tmp_path / "cache"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(file), str(100 * number)], cwd=ROOT) for number in range(3)
    ]
    assert [one.wait(60) for one in writers] == [0, 0, 0]
    with PredictionCache(file) as cache:
        assert cache.notices == []
        for first in (0, 100, 200):
            for number in range(first, first + 40):
                assert cache.find("model", f"digest {number}") is not None
