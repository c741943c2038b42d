"""A folder that goes away under a run: the run ends and says so, nothing is made anew, and it goes on later."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import helpers
import pytest
from helpers import Call, Ended

from attnstudio import paths
from attnstudio.attack_run.pictures import AttackedPictures
from attnstudio.core.robustness.record import PictureRecord

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))
SHARDS = ("--maps", "raw", "--maps-in", "shards", "--overlay", "none")
COUNT = 200

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows moves no folder with open files")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(COUNT):
        helpers.save_picture(folder / f"{number:04}.png", 40, 32, seed=number)
    return folder


def interrupted(words: tuple[object, ...], interrupt: Callable[[], object]) -> Ended:
    """A command whose folder goes away at its first line."""
    command = [sys.executable, "-m", "attnstudio", *map(str, words)]
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True) as process,
    ):
        assert process.stdout is not None
        out = process.stdout.readline()
        interrupt()
        out += process.stdout.read()
        process.wait()
        said.seek(0)
        return Ended(process.returncode, out, said.read())


def names(done: Ended) -> set[str]:
    named = (row.get("image") or row.get("path") for row in done.rows)
    return {Path(path).name for path in named if path}


def assert_ended(ended: Ended, folder: Path) -> None:
    assert ended.status == 1
    said = [line for line in ended.err.splitlines() if "gone away" in line]
    assert len(said) == 1 and f"The folder {folder} has gone away" in said[0] and "The same call goes on" in said[0]
    assert "Traceback" not in ended.err
    assert not any("error" in row for row in ended.rows)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("explain", "--method", "saliency"), "out"),
        (("explain", "--method", "saliency", *SHARDS), "out"),
        (("predict",), "out/table.csv"),
        (("evaluate", "--method", "saliency", "--metric", "sparseness"), "out"),
    ],
    ids=["files", "shards", "predict", "evaluate"],
)
def test_it_is_moved_away(call: Call, pictures: Path, tmp_path: Path, words: tuple[str, ...], kept: str) -> None:
    out, away = tmp_path / "out", tmp_path / "away"
    out.mkdir()
    command = (*words, pictures, "--model", "demo", "--json", "--output", tmp_path / kept)
    ended = interrupted(command, lambda: out.rename(away))
    assert_ended(ended, out if kept == "out" else tmp_path / f"{kept}.run")
    assert not out.exists()
    away.rename(out)
    done = call(*command)
    assert done.status == 0
    every = {f"{number:04}.png" for number in range(COUNT)}
    assert names(ended) | names(done) == every
    if SHARDS[0] not in words:  # else what was in no shard yet is computed again
        assert len(names(done)) < COUNT
    (status,) = call("runs", tmp_path / kept, "--json").rows
    assert (status["done"], status["failed"]) == (COUNT, 0)
    assert not list(tmp_path.rglob(".*.part"))


def test_a_file_takes_its_place(call: Call, pictures: Path, tmp_path: Path) -> None:
    out, away = tmp_path / "out", tmp_path / "away"

    def replace() -> None:
        out.rename(away)
        out.write_bytes(b"")

    ended = interrupted(
        ("explain", pictures, "--model", "demo", "--method", "saliency", "--json", "--output", out), replace
    )
    assert_ended(ended, out)
    assert out.read_bytes() == b""


@pytest.mark.parametrize("number", [errno.ENOTCONN, errno.ESTALE, errno.EIO, errno.EHOSTDOWN])
@pytest.mark.parametrize("words", [(), SHARDS], ids=["files", "shards"])
def test_its_network_share_does_not_answer(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    command = ("explain", *SCENES[:6], "--model", "demo", "--method", "saliency", "--json", "--output", out, *words)
    sync, left = os.fsync, [3]

    def lost(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0 or (words and list(out.glob("run.sqlite"))):
            raise OSError(number, os.strerror(number))
        sync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", lost)
        ended = call(*command)
    assert_ended(ended, out)
    done = call(*command)
    assert done.status == 0
    assert names(ended) | names(done) == {scene.name for scene in SCENES[:6]}
    assert not list(out.glob(".*.part"))


def test_it_goes_away_while_attacked_pictures_are_written(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, write = tmp_path / "out", AttackedPictures.write

    def lost(pictures: AttackedPictures, name: str, picture: PictureRecord) -> None:
        out.rename(tmp_path / "away")
        out.mkdir()  # the empty folder below a share that was mounted
        write(pictures, name, picture)
        assert list(out.rglob("*.png"))

    monkeypatch.setattr(AttackedPictures, "write", lost)
    ended = call("attack", SCENES[0], "--model", "demo", "--attack", "fgsm", "--json", "--output", out)
    assert_ended(ended, out)
    assert not list(out.rglob("*.*"))


def can_mount() -> bool:
    return (
        bool(shutil.which("unshare")) and not subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode
    )


@pytest.mark.skipif(not can_mount(), reason="only root may mount")
def test_it_is_unmounted(call: Call, pictures: Path, tmp_path: Path) -> None:
    """What is left is the empty folder below it, into which nothing may be written."""
    share, real = tmp_path / "share", tmp_path / "real"
    share.mkdir()
    real.mkdir()
    explain = (
        f"{sys.executable} -m attnstudio explain {pictures} --model demo --method saliency --json --output {share}"
    )
    script = f"""
        mount --bind {real} {share}
        {explain} > {tmp_path}/printed 2> {tmp_path}/said &
        until [ -s {tmp_path}/printed ]; do sleep 0.05; done
        umount -l {share}
        wait $!
        echo $? > {tmp_path}/status
        ls -A {share} > {tmp_path}/below
        mount --bind {real} {share}
        {explain}
    """
    again = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True)
    first = Ended(*((tmp_path / name).read_text() for name in ("status", "printed", "said")))  # type: ignore[arg-type]
    assert_ended(Ended(int(first.status), first.out, first.err), share)
    assert (tmp_path / "below").read_text() == ""
    assert again.returncode == 0, again.stderr
    before, after = (text.splitlines() for text in (first.out, again.stdout))
    images = [json.loads(line)["image"] for line in (*before, *after)]
    assert len(images) == len(set(images)) == COUNT
    assert len(list(real.glob("*.saliency.npy"))) == COUNT
    assert not list(real.glob(".*.part"))
