"""Runs go on where they stopped, whatever stopped them, and mix with no other run."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from helpers import Call, Ended

import attnstudio
from attnstudio import paths
from attnstudio.runs.lock import RunLock

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def explain(call: Call, out: Path) -> Call:
    """`attnstudio explain` with saliency of the demo model into `out`."""

    def run(*words: object) -> Ended:
        return call("explain", "--model", "demo", "--method", "saliency", "--output", out, "--json", *words)

    return run


def images_of(done: Ended) -> list[str]:
    return [Path(str(row["image"])).name for row in done.rows]


def arrays(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.npy")}


# A second call


def test_a_second_call_goes_on_with_what_is_not_done(explain: Call, call: Call, out: Path) -> None:
    assert explain(*SCENES[:2]).status == 0
    before = arrays(out)
    done = explain(*SCENES[:4])
    assert (done.status, images_of(done)) == (0, [scene.name for scene in SCENES[2:4]])
    assert "attnstudio: 2 of 4 pictures were done before" in done.err
    assert "attnstudio: 4 of 4 pictures done" in done.err
    assert arrays(out).items() > before.items()
    again = explain(*SCENES[:4])
    assert (again.status, again.rows) == (0, [])
    (status,) = call("runs", out, "--json").rows
    assert (status["pictures"], status["done"], status["waiting"], status["running"]) == (4, 4, 0, False)


def test_pictures_and_files_that_changed_are_done_again(explain: Call, out: Path, tmp_path: Path) -> None:
    pictures = [Path(shutil.copy(scene, tmp_path)) for scene in SCENES[:3]]
    assert explain(*pictures).status == 0
    shutil.copy(SCENES[5], pictures[0])
    (out / f"{pictures[2].stem}.saliency.png").unlink()
    done = explain(*pictures)
    assert (done.status, images_of(done)) == (0, [pictures[0].name, pictures[2].name])
    assert (out / f"{pictures[2].stem}.saliency.png").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--layer", "relu4"), "layer: auto, not relu4"),
        (("--seed", "3"), "seed: 0, not 3"),
        (("--method", "gradcam"), 'methods: {"saliency": {}}, not {"gradcam": {}}'),
        (("--overlay", "jpeg", "--opacity", "0.3"), "overlay: png, not jpeg; opacity: 0.5, not 0.3"),
    ],
)
def test_another_request_in_the_folder_is_refused_with_the_difference(
    explain: Call, out: Path, words: tuple[str, ...], says: str
) -> None:
    assert explain(SCENES[0]).status == 0
    before = arrays(out)
    refused = explain(SCENES[0], SCENES[1], *words)
    assert (refused.status, refused.rows) == (2, [])
    assert f"holds a run of another request ({says})" in refused.err
    assert arrays(out) == before
    forced = explain(SCENES[0], *words, "--force")
    assert (forced.status, len(forced.rows)) == (0, 1)


def test_a_request_that_could_not_be_fulfilled_is_in_nobodys_way(explain: Call) -> None:
    assert explain(SCENES[0], "--layer", "nowhere").status == 2
    assert explain(SCENES[0], "--layer", "relu4").status == 0


def test_a_label_that_changed_is_explained_anew(explain: Call, tmp_path: Path) -> None:
    """Where the target follows it."""
    table = tmp_path / "targets.csv"
    table.write_text(f"{SCENES[0].name},3\n{SCENES[1].name},4\n")
    assert explain(*SCENES[:2], "--targets", table).status == 0
    table.write_text(f"{SCENES[0].name},3\n{SCENES[1].name},5\n")
    (row,) = explain(*SCENES[:2], "--targets", table).rows
    assert (row["image"], row["class_index"]) == (str(SCENES[1]), 5)


def test_what_failed_is_tried_again_when_that_is_asked(explain: Call, call: Call, tmp_path: Path, out: Path) -> None:
    bad = [tmp_path / "bad.jpg", tmp_path / "worse.jpg"]
    for file in bad:
        file.write_bytes(b"")
    first = explain(SCENES[0], *bad)
    assert first.status == 1
    assert "attnstudio: 1 of 3 pictures done, 2 failed" in first.err
    assert "attnstudio: 2 failed: ... is empty." in first.err
    (status,) = call("runs", out, "--json").rows
    assert [(one["count"], one["example"]) for one in status["reasons"]] == [(2, str(bad[0]))]
    shutil.copy(SCENES[1], bad[0])
    second = explain(SCENES[0], *bad)
    assert (second.status, second.rows) == (1, [])
    assert "1 of 3 pictures were done before, 2 failed: --retry-failed tries these again" in second.err
    third = explain(SCENES[0], *bad, "--retry-failed")
    assert (third.status, images_of(third)) == (1, ["bad.jpg", "worse.jpg"])
    assert "attnstudio: 2 of 3 pictures done, 1 failed" in third.err


def test_two_runs_in_a_folder(explain: Call, out: Path) -> None:
    out.mkdir()
    lock = RunLock(out)
    refused = explain(SCENES[0])
    lock.release()
    assert refused.status == 1
    assert f"Another run is at work in {out}" in refused.err
    assert not list(out.glob("*.npy"))
    assert explain(SCENES[0]).status == 0
    assert not (out / "run.lock").exists()


@pytest.mark.parametrize(
    ("damage", "words"),
    [(b"", ("--maps", "raw")), (b"no database" * 1000, ("--maps", "raw", "--maps-in", "shards", "--overlay", "none"))],
    ids=["files", "shards"],
)
def test_a_damaged_journal_is_set_aside_and_made_anew(
    explain: Call, call: Call, out: Path, damage: bytes, words: tuple[str, ...]
) -> None:
    assert explain(*SCENES[:2], *words).status == 0
    expected = [one["saliency"] for one in attnstudio.open_run(out)]
    (out / "run.sqlite").write_bytes(damage)
    assert f"The journal {out / 'run.sqlite'} is damaged. Repeat the command" in call("runs", out).err
    again = explain(*SCENES[:2], *words)
    assert again.rows == [] and "the journal was damaged" in again.err
    for mine, theirs in zip(attnstudio.open_run(out), expected, strict=True):
        np.testing.assert_array_equal(mine["saliency"], theirs)
    done = explain(*SCENES[:3], *words)
    assert (done.status, images_of(done)) == (0, [SCENES[2].name])
    assert (out / "run.sqlite.damaged-1").read_bytes() == damage
    assert explain(*SCENES[:3], *words).rows == []
    assert explain(*SCENES[:3], *words, "--layer", "relu4").status == 2


def test_a_full_disk_ends_the_run_which_goes_on_later(
    explain: Call, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, left = os.fsync, [6]

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        ended = explain(*SCENES[:6])
    assert ended.status == 1
    assert "The disk is full" in ended.err
    assert len(ended.rows) < 6
    assert all("error" not in row for row in ended.rows)
    done = explain(*SCENES[:6])
    assert done.status == 0
    assert sorted(images_of(ended) + images_of(done)) == [scene.name for scene in SCENES[:6]]


def test_a_full_disk_under_the_shard_of_maps(explain: Call, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = (*SCENES[:3], "--maps", "raw", "--maps-in", "shards", "--overlay", "none")
    sync = os.fsync

    def full(descriptor: int) -> None:
        if list(out.glob("run.sqlite")):  # everything before it is written
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        ended = explain(*words)
    assert ended.status == 1
    assert "maps-00001.npz was not written" in ended.err
    assert "The 3 pictures that are left take about 1 MB. The same call goes on then." in ended.err
    assert explain(*words).status == 0
    assert len(attnstudio.open_run(out)) == 3


def test_where_there_is_no_run(call: Call, tmp_path: Path) -> None:
    done = call("runs", tmp_path)
    assert done.status == 2
    assert f"There is no run in {tmp_path}" in done.err


# What is kept of the maps


@pytest.mark.parametrize("place", ["files", "shards"])
@pytest.mark.parametrize("kind", ["full", "raw"])
def test_maps_are_read_back_as_they_were_computed(call: Call, tmp_path: Path, kind: str, place: str) -> None:
    """Raw ones, float16 at the layer's size, to the rounding of that."""
    words = ("explain", *SCENES[:3], "--model", "demo", "--method", "gradcam,saliency", "--layer", "relu4")
    plain, kept = tmp_path / "plain", tmp_path / "kept"
    assert call(*words, "--output", plain).status == 0
    assert call(*words, "--output", kept, "--maps", kind, "--maps-in", place, "--overlay", "none").status == 0
    if place == "shards":
        assert sorted(file.name for file in kept.iterdir()) == ["maps-00001.npz", "run.json", "run.sqlite"]
    elif kind == "raw":
        stored = np.load(kept / f"{SCENES[0].stem}.gradcam.npy")
        assert stored.dtype == np.float16
        assert max(stored.shape) < 128
    run = attnstudio.open_run(kept)
    assert (len(run), run.methods, run.failures) == (3, ("gradcam", "saliency"), {})
    assert [one.path for one in run] == SCENES[:3]
    for picture in run:
        assert list(picture) == ["gradcam", "saliency"]
        for method in picture:
            expected = np.load(plain / f"{picture.path.stem}.{method}.npy")
            assert picture[method].dtype == np.float32
            np.testing.assert_allclose(picture[method], expected, atol=2e-3 if kind == "raw" else 1e-5)
        assert picture.facts("gradcam")["layer"] == "relu4"


def test_shards_are_whole_and_found_again(explain: Call, out: Path, tmp_path: Path) -> None:
    words = ("--maps", "raw", "--maps-in", "shards", "--overlay", "none")
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"")
    assert explain(*SCENES[:2], bad, *words).status == 1
    (out / "maps-00002.npz").write_bytes(b"of a killed run, without a row")
    done = explain(*SCENES[:4], bad, "--maps", "raw", "--overlay", "none")  # the place is that of the first call
    assert images_of(done) == [scene.name for scene in SCENES[2:4]]
    run = attnstudio.open_run(out)
    assert {one.path for one in run} == set(SCENES[:4])
    assert list(run.failures) == [bad]
    assert all(one["saliency"].shape == (128, 128) for one in run)
    (out / "maps-00001.npz").unlink()
    assert len(explain(*SCENES[:4], *words).rows) == 2
    with pytest.raises(attnstudio.Failure, match="There is no run in"):
        attnstudio.open_run(tmp_path)
    with pytest.raises(KeyError):
        run[0]["gradcam"]


# Several machines


@pytest.mark.parametrize("place", ["files", "shards"])
def test_parts_are_merged_into_the_whole(call: Call, tmp_path: Path, place: str) -> None:
    """Pictures of one name in two folders too; what one machine has not done is done in the whole."""
    folder, bad = tmp_path / "more", tmp_path / "bad.jpg"
    folder.mkdir()
    bad.write_bytes(b"")
    pictures = [*SCENES[:5], Path(shutil.copy(SCENES[7], folder / SCENES[0].name)), bad]
    words = ("explain", *pictures, "--model", "demo", "--method", "saliency", "--maps-in", place, "--output")
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert call(*words, whole).status == 1
    parts = [tmp_path / f"part-{number}" for number in (1, 2, 3)]
    statuses = [call(*words, part, "--shard", f"{number}/3").status for number, part in enumerate(parts, 1)]
    assert statuses == [1, 0, 0]  # the seventh is the third of the first part
    merged = call("runs", "merge", *parts[:2], "--output", out, "--json")
    assert merged.status == 0
    assert (merged.rows[0]["pictures"], merged.rows[0]["done"], merged.rows[0]["failed"]) == (5, 4, 1)
    assert merged.rows[0]["pictures_a_second"] is None, "copying is no computing"
    rest = call(*words, out, "--json")
    assert [Path(str(row["image"])).name for row in rest.rows] == [SCENES[2].name, SCENES[0].name]
    again = tmp_path / "again"
    (status,) = call("runs", "merge", *parts, "--output", again, "--json").rows
    assert (status["pictures"], status["done"], status["failed"], status["waiting"]) == (7, 6, 1, 0)
    run, expected = attnstudio.open_run(again), attnstudio.open_run(whole)
    assert [(one.path, one.name) for one in run] == [(one.path, one.name) for one in expected]
    for mine, theirs in zip(run, expected, strict=True):
        np.testing.assert_allclose(mine["saliency"], theirs["saliency"], atol=1e-5)
        assert (again / f"{mine.name}.saliency.png").exists()
    assert call(*words, again, "--json").rows == []
    (status,) = call("runs", "merge", *parts, "--output", again, "--json").rows  # once more changes nothing
    assert status["done"] == 6


def test_files_that_were_there_are_not_those_of_the_whole(call: Call, tmp_path: Path) -> None:
    part, out = tmp_path / "part", tmp_path / "out"
    out.mkdir()
    mine = out / f"{SCENES[0].stem}.saliency.npy"
    mine.write_bytes(b"mine")
    words = ("explain", *SCENES[:2], "--model", "demo", "--method", "saliency", "--overlay", "none", "--output")
    assert call(*words, part).status == 0
    (status,) = call("runs", "merge", part, "--output", out, "--json").rows
    assert (status["done"], status["failed"], mine.read_bytes()) == (1, 1, b"mine")
    assert "already exists" in status["reasons"][0]["reason"]
    mine.unlink()
    (status,) = call("runs", "merge", part, "--output", out, "--json").rows
    assert (status["done"], status["failed"]) == (2, 0)
    run = attnstudio.open_run(out)
    assert all(one["saliency"].size for one in run)
    mine.write_bytes(b"mine")
    with pytest.raises(attnstudio.Failure, match=f"^{mine} is damaged, or holds no such map.$"):
        run[0]["saliency"]


def test_what_cannot_be_merged(call: Call, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, method in ((one, "saliency"), (other, "gradcam")):
        assert call("explain", SCENES[0], "--model", "demo", "--method", method, "--output", folder).status == 0
    refused = call("runs", "merge", one, other, "--output", tmp_path / "out")
    assert refused.status == 2
    assert 'methods: {"saliency": {}}, not {"gradcam": {}}' in refused.err
    assert call("runs", one, other).status == 2
    refused = call("runs", "merge", one, "--output", one)
    assert refused.status == 2 and f"{one} is one of the parts" in refused.err
    for shard in ("0/3", "4/3", "1", "a/b"):
        done = call("explain", SCENES[0], "--model", "demo", "--output", tmp_path / "out", "--shard", shard)
        assert done.status == 2
