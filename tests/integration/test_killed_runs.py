"""kill -9 at any moment: nothing is done twice, nothing is lost, no file is half, and nothing temporary is left."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers import Call
from PIL import Image

import attnstudio
from attnstudio.runs.shards import read_shard

MOMENTS = int(os.environ.get("ATTNSTUDIO_TEST_KILLS", "4"))  # 30 for a thorough test, some minutes
START, WORK = 6.0, 0.2  # seconds in which a run is killed: from its start, from a line on
TO_THE_RIGHT = 1e-5  # other pictures share a pass: the last digit may differ

Line = tuple[str, str]  # the names of picture and method

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pictures"


def fill(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        helpers.save_picture(folder / f"{number:04}.png", 40 + number % 7, 32, seed=number)


def done_in(journal: Path) -> list[str]:
    """Names of the pictures that are done."""
    if not journal.exists():
        return []
    with closing(sqlite3.connect(journal)) as database:
        rows = database.execute("SELECT path FROM pictures WHERE state = 1").fetchall()
    return [Path(os.fsdecode(path)).name for (path,) in rows]


def lines_of(rows: Iterable[dict[str, Any]]) -> list[Line]:
    named = ((row.get("image") or row.get("path"), row.get("method", "")) for row in rows)
    return [(Path(path).name, method) for path, method in named if path]


def names_of(lines: Iterable[Line]) -> set[str]:
    return {name for name, _ in lines}


def killed_runs(words: tuple[object, ...], journal: Path, most_lines: int = 1) -> Iterator[list[Line]]:
    """What each run of a command printed until it was killed: every fourth at its start, the others after as many lines
    at most. No picture that was done before is done again, and all of these are done still."""
    rng = random.Random(0)
    command = [sys.executable, "-m", "attnstudio", *map(str, words)]
    for moment in range(MOMENTS):
        before = done_in(journal)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            count = rng.randint(1, most_lines) if moment % 4 else 0
            lines = b"".join(process.stdout.readline() for _ in range(count))
            time.sleep(rng.uniform(0, WORK if count else START))
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.read()
        printed = lines_of(json.loads(line) for line in lines.splitlines(keepends=True) if line.endswith(b"\n"))
        assert not names_of(printed) & set(before)
        assert set(before) <= set(done_in(journal))
        yield printed


def test_maps_in_files(call: Call, folder: Path, tmp_path: Path) -> None:
    out, count = tmp_path / "out", 40 + 25 * MOMENTS
    fill(folder, count)
    words = ("explain", folder, "--model", "demo", "--method", "saliency", "--json", "--output")
    printed: list[Line] = []
    for some in killed_runs((*words, out), out / "run.sqlite"):
        printed += some
        for file in out.glob("*.npy"):
            assert np.load(file).shape == (128, 128)
        for file in out.glob("*.png"):
            with Image.open(file) as shown:
                shown.load()
        done = done_in(out / "run.sqlite")
        assert all((out / f"{Path(name).stem}.saliency.{kind}").exists() for name in done for kind in ("npy", "png"))
        assert names_of(printed) <= set(done)
    last = call(*words, out)
    assert last.status == 0
    printed += lines_of(last.rows)
    assert len(printed) == len(set(printed))
    expected = {f"{number:04}.saliency.{kind}" for number in range(count) for kind in ("npy", "png")}
    assert {file.name for file in out.iterdir()} == expected | {"run.sqlite", "run.json"}
    assert_whole(call, out, count)
    whole = tmp_path / "whole"
    assert call(*words, whole, "--overlay", "none").status == 0
    for file in whole.glob("*.npy"):
        np.testing.assert_allclose(np.load(out / file.name), np.load(file), atol=TO_THE_RIGHT)


def test_maps_in_shards(call: Call, folder: Path, tmp_path: Path) -> None:
    """A shard of whole maps is full after 128 pictures; those of the one under way are computed again."""
    out, count = tmp_path / "out", 130 + 70 * MOMENTS
    fill(folder, count)
    words = ("explain", folder, "--model", "demo", "--method", "saliency,gradcam", "--json", "--overlay", "none")
    place = ("--maps-in", "shards", "--output")
    for printed in killed_runs((*words, *place, out), out / "run.sqlite", most_lines=400):
        assert len(printed) == len(set(printed))
        shards = {file.name: read_shard(file) for file in out.glob("maps-*.npz")}  # each is whole
        if (out / "run.sqlite").exists():
            with closing(sqlite3.connect(out / "run.sqlite")) as journal:
                known = [name for (name,) in journal.execute("SELECT name FROM shards")]
                rows = journal.execute("SELECT number, outputs FROM pictures WHERE state = 1").fetchall()
            assert len(set(shards) - set(known)) <= 1
            for number, outputs in rows:
                assert (number, "gradcam") in shards[json.loads(outputs)["shard"]]
    assert done_in(out / "run.sqlite"), "no run came as far as a shard"
    last = call(*words, *place, out)
    assert last.status == 0
    run = attnstudio.open_run(out)
    names = {one.outputs["shard"] for one in run}
    assert {file.name for file in out.iterdir()} == names | {"run.sqlite", "run.json"}
    assert sum(len(read_shard(out / name)) for name in names) == count * 2, "a map is in two shards"
    assert_whole(call, out, count)
    whole = tmp_path / "whole"
    assert call(*words, "--maps-in", "files", "--output", whole).status == 0
    for one in run:
        for method in ("saliency", "gradcam"):
            right = np.load(whole / f"{one.path.stem}.{method}.npy")
            np.testing.assert_allclose(one[method], right, atol=TO_THE_RIGHT)


def test_predictions(call: Call, folder: Path, tmp_path: Path) -> None:
    out, count = tmp_path / "out", 100 + 50 * MOMENTS
    fill(folder, count)
    out.mkdir()
    words = ("predict", folder, "--model", "demo", "--json", "--output")
    table, journal = out / "predictions.csv", out / "predictions.csv.run" / "run.sqlite"
    printed: list[Line] = []
    for some in killed_runs((*words, table), journal):
        printed += some
        assert names_of(printed) <= set(done_in(journal))
        if table.exists():
            assert len(rows_of(table)) == count
    last = call(*words, table)
    assert last.status == 0
    printed += lines_of(last.rows)
    assert len(printed) == len(set(printed))
    assert last.rows[-1]["summary"]["pictures"] == count
    assert {file.name for file in out.iterdir()} == {"predictions.csv", "predictions.csv.run"}
    assert {file.name for file in journal.parent.iterdir()} == {"run.sqlite", "run.json"}
    assert_whole(call, journal.parent, count)
    whole = tmp_path / "whole.csv"
    assert call(*words, whole).status == 0
    assert_same(rows_of(table), rows_of(whole), ["path", "top1", "margin", "entropy"])


def test_evaluations(call: Call, folder: Path, tmp_path: Path) -> None:
    out, count = tmp_path / "out", 30 + 20 * MOMENTS
    fill(folder, count)
    words = ("evaluate", folder, "--model", "demo", "--method", "saliency", "--metric", "sparseness", "--json")
    printed: list[Line] = []
    for some in killed_runs((*words, "--output", out), out / "run.sqlite"):
        printed += some
        assert names_of(printed) <= set(done_in(out / "run.sqlite"))
        if (out / "scores.csv").exists():  # it was killed behind its last picture
            assert len({row["image"] for row in rows_of(out / "scores.csv")}) == count
    last = call(*words, "--output", out)
    assert last.status == 0
    printed += lines_of(last.rows)
    assert len(printed) == len(set(printed))
    assert len({row["image"] for row in rows_of(out / "scores.csv")}) == count
    tables = {"scores.csv", "summary.csv", "curves.csv"}
    assert {file.name for file in out.iterdir()} == tables | {"run.sqlite", "run.json"}
    assert_whole(call, out, count)
    whole = tmp_path / "whole"
    assert call(*words, "--output", whole).status == 0
    assert_same(rows_of(out / "scores.csv"), rows_of(whole / "scores.csv"), ["image", "metric", "value"])


def test_attacks(call: Call, folder: Path, tmp_path: Path) -> None:
    """Pictures that are attacked together are done together: 32 of them."""
    out, count = tmp_path / "out", 40 + 40 * MOMENTS
    fill(folder, count)
    words = ("attack", folder, "--model", "demo", "--attack", "square", "--set", "square.queries=2", "--json")
    adversarial = out / "adversarial" / "square-linf-8-of-255"
    printed: list[Line] = []
    for some in killed_runs((*words, "--output", out), out / "run.sqlite"):
        printed += some
        done = done_in(out / "run.sqlite")
        assert names_of(printed) <= set(done)
        for name in done:
            with Image.open(adversarial / name) as shown:
                shown.load()
    last = call(*words, "--output", out)
    assert last.status == 0, last.err
    printed += lines_of(last.rows)
    assert len(printed) == len(set(printed))
    tables = {"attacks.csv", "summary.csv"}
    assert {file.name for file in out.iterdir()} == tables | {"adversarial", "run.sqlite", "run.json"}
    assert {file.name for file in adversarial.iterdir()} == {"labels.csv", *(f"{n:04}.png" for n in range(count))}
    assert_whole(call, out, count)
    whole = tmp_path / "whole"
    assert call(*words, "--output", whole, "--pictures", "none").status == 0
    columns = ["image", "before", "after", "success", "l2_change"]
    assert_same(rows_of(out / "attacks.csv"), rows_of(whole / "attacks.csv"), columns)


def assert_whole(call: Call, run: Path, count: int) -> None:
    (status,) = call("runs", run, "--json").rows
    assert (status["done"], status["waiting"], status["failed"], status["running"]) == (count, 0, 0, False)


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def assert_same(found: list[dict[str, str]], right: list[dict[str, str]], columns: list[str]) -> None:
    """Texts equal, numbers nearly."""
    assert len(found) == len(right)
    for one, other in zip(found, right, strict=True):
        for column in columns:
            assert _value(one[column]) == _value(other[column])


def _value(text: str) -> object:
    try:
        return pytest.approx(float(text), abs=TO_THE_RIGHT)
    except ValueError:
        return text
