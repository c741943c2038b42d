"""Hostile files on the command line: no code of theirs runs, each is reported in one line, the rest is processed."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from helpers import ROOT, Call, Ended, hostile, save_picture
from helpers.bad_models import honest
from helpers.hostile import SCENE, CannotMake, Case
from helpers.watch import Observed, Peak, tree, watching
from PIL import Image

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.models import vetting
from attnstudio.core.request import MethodCall, Request

MEMORY = 128 * 2**20  # of one case, at most


@dataclass(frozen=True)
class Given:
    """A folder with a hostile file and an honest picture, and what came out."""

    path: Path
    good: Path
    out: Path
    ended: Ended
    seen: Observed

    @property
    def lines(self) -> list[str]:
        return messages(self.ended.err)


def messages(err: str) -> list[str]:
    """Without the summary."""
    return [line for line in err.splitlines() if not re.search(r" pictures done|: \d+ failed: ", line)]


@pytest.fixture(scope="module")
def warm(engine: Engine) -> Engine:
    """That has explained a picture: what is loaded and compiled for that is no hostile file's doing."""
    engine.run(Request(SCENE, "demo", (MethodCall("gradcam"),)), RunContext())
    return engine


@pytest.fixture
def one_engine(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line's engine is one for all tests: the model is loaded once."""
    monkeypatch.setattr("attnstudio.core.engine.Engine", lambda *_, **__: warm)


def hostile_file(case: Case, folder: Path) -> Path:
    folder.mkdir()
    try:
        return case.make(folder)
    except CannotMake as reason:
        pytest.skip(str(reason))


def explained(case: Case, folder: Path, call: Call, *, as_model: bool = False) -> Given:
    """`attnstudio explain` of the case and an honest picture; all that holds for every case is checked."""
    path = hostile_file(case, folder / "given")
    good = Path(shutil.copy(SCENE, folder / "given" / "good.jpg"))
    out = folder / "out"
    out.mkdir()
    (out / "finished.gradcam.npy").write_bytes(b"of an earlier call")
    before = tree(folder)
    words = [good, "--model", path] if as_model else [path, good, "--model", "demo"]
    peak = Peak()
    with watching() as seen:
        ended = call("explain", *words, "--output", out, "--method", "gradcam")
    assert peak.growth < MEMORY
    assert seen.deeds == []
    assert not list(folder.rglob("it ran"))
    assert "Traceback" not in ended.err
    after = tree(folder)
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    assert all(place.is_relative_to(out) for place in changed), "it wrote outside the output folder"
    assert (out / "finished.gradcam.npy").read_bytes() == b"of an earlier call"
    return Given(path, good, out, ended, seen)


def results(out: Path) -> set[str]:
    """Without the journal."""
    return {path.name for path in out.iterdir() if not path.name.startswith("run.")} - {"finished.gradcam.npy"}


def both(name: str) -> set[str]:
    """The files of one map."""
    return {f"{name}.gradcam.npy", f"{name}.gradcam.png"}


def check_line(line: str, words: str, file: Path) -> None:
    """One that a person can read, act on, and knows the file from, or the model that is called as its file is."""
    assert line.startswith("attnstudio: ")
    assert str(file) in line or f" {file.stem} " in line
    assert re.search(words, line.replace(str(file), file.name))
    assert line.isprintable()


# Pictures


@pytest.mark.usefixtures("one_engine")
@pytest.mark.parametrize("case", hostile.PICTURES, ids=str)
def test_a_picture(case: Case, call: Call, tmp_path: Path, home: Path) -> None:
    given = explained(case, tmp_path, call)
    assert all(place.is_relative_to(given.out) for place in given.seen.written)
    assert given.seen.children == []
    assert tree(home) == {}
    opened = {given.path: case.size, given.good: hostile.SCENE_SIZE} if case.opens else {}
    names = both(given.good.stem) | (both(given.path.stem) if case.opens else set())
    assert results(given.out) == names
    assert given.ended.status == (0 if case.opens else 1)
    assert len(given.ended.out.splitlines()) == (2 if case.opens else 1)
    if words := case.refused or case.notice:
        [line] = given.lines
        check_line(line, words, given.path)
    else:
        assert given.lines == []
    for picture, size in opened.items():
        with Image.open(given.out / f"{picture.stem}.gradcam.png") as overlay:
            assert overlay.size == size
        assert np.isfinite(np.load(given.out / f"{picture.stem}.gradcam.npy")).all()


@pytest.mark.usefixtures("one_engine")
def test_ten_thousand_files(call: Call, tmp_path: Path) -> None:
    folder, out = tmp_path / "many", tmp_path / "out"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"{number:05}.jpg").touch()
    peak = Peak()
    ended = call("explain", folder, SCENE, "--model", "demo", "--method", "gradcam", "--output", out)
    assert peak.growth < MEMORY
    assert ended.status == 1
    lines = messages(ended.err)
    assert len(lines) == 10_000
    check_line(lines[-1], "is empty", folder / "09999.jpg")
    assert ended.err.splitlines()[-1].startswith("attnstudio: 10000 failed: ... is empty.")
    assert results(out) == {f"{SCENE.stem}.gradcam.png", "maps-00001.npz"}, "so many maps go into few files"


@pytest.mark.usefixtures("one_engine")
def test_a_mix_of_everything(call: Call, tmp_path: Path) -> None:
    """Each file that is no picture is reported; a folder contributes the pictures in it."""
    folder, out = tmp_path / "folder", tmp_path / "out"
    folder.mkdir()
    inside = Path(shutil.copy(SCENE, folder / "inside.jpg"))
    (folder / "notes.txt").write_text("no picture")
    others = {
        tmp_path / "notes.txt": "is text, not a picture",
        tmp_path / "model.keras": "is not in a supported format",
        tmp_path / "session.attn": "is text, not a picture",
        tmp_path / "gone.jpg": "was not found",
    }
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "model.keras").write_bytes(b"PK\3\4" + bytes(99))
    (tmp_path / "session.attn").write_text("{}")
    ended = call("explain", *others, folder, SCENE, "--model", "demo", "--method", "gradcam", "--output", out)
    assert ended.status == 1
    assert results(out) == both(inside.stem) | both(SCENE.stem)
    for line, (path, words) in zip(messages(ended.err), others.items(), strict=True):
        check_line(line, words, path)


# Models


@pytest.mark.parametrize("case", hostile.SCANNED_MODELS, ids=str)
def test_a_model_that_is_refused_before_keras_sees_it(
    case: Case, call: Call, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vetting, "run_sandbox", lambda *_: pytest.fail("it went on to the child process"))
    honest()  # made before anything is measured
    given = explained(case, tmp_path, call, as_model=True)
    assert given.seen.written == []
    assert tree(home) == {}
    assert re.search(hostile.WAY_OUT, given.ended.err)
    refused(case, given)


@pytest.mark.parametrize("case", hostile.HDF5_MODELS, ids=str)
def test_a_model_whose_hdf5_is_refused_in_the_sandbox(case: Case, call: Call, tmp_path: Path) -> None:
    honest()
    given = explained(case, tmp_path, call, as_model=True)
    assert len(given.seen.children) == 1
    assert re.search(hostile.WAY_OUT, given.ended.err)
    refused(case, given)


@pytest.mark.parametrize("case", hostile.LOADED_MODELS, ids=str)
def test_a_model_that_is_refused_once_it_is_loaded(case: Case, call: Call, tmp_path: Path) -> None:
    given = explained(case, tmp_path, call, as_model=True)
    assert len(given.seen.children) == 1
    refused(case, given)


def refused(case: Case, given: Given) -> None:
    """No picture can be explained by this model."""
    assert given.ended.status != 0
    assert given.ended.out == ""
    assert results(given.out) == set()
    check_line(given.lines[-1], case.refused, given.path)
    guessed = [line for line in given.lines[:-1] if "--preprocessing" in line or "--output-kind" in line]
    assert given.lines[:-1] == guessed, "there is more than one message"


# Folders and files of the user's


_TROUBLED = """
import contextlib, io, json, sys
from pathlib import Path
import numpy as np
from PIL import Image
from attnstudio.cli import main

def whole(path):
    if path.suffix == ".npy":
        return np.load(path).ndim == 2
    with Image.open(path) as picture:
        return picture.load() is not None

def explain(out, *pictures):
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        status = main(["explain", *pictures, "--model", "demo", "--method", "gradcam", "--output", out])
    there = [path for path in Path(out).glob("*.*") if not path.name.startswith("run.")]
    files = {path.name: whole(path) for path in there}
    print(json.dumps([status, said.getvalue(), files]), flush=True)

read_only, full, out, small, scene, large = sys.argv[1:]
explain(read_only, small, scene)
explain(read_only + "/new", small, scene)
explain(full, small, scene, large)
explain(out, small, large)
"""
_ENTER = (
    'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && mount -t tmpfs -o size=300k none "$2" || exit 125; '
)
_ENTER += 'shift 2; exec "$@"'


@dataclass(frozen=True)
class Troubled:
    """What calls into folders of every trouble gave: status, lines, and which files are there and whole."""

    folder: Path
    read_only: Any
    no_folder: Any
    full: Any


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Troubled:
    """One process for all, which is killed in the end, while it writes a large picture."""
    folder = tmp_path_factory.mktemp("troubled")
    read_only, full, out = (folder / name for name in ("read-only", "full", "out"))
    for one in (read_only, full):
        one.mkdir()
    small, large = save_picture(folder / "small.png", 4, 4), save_picture(folder / "large.bmp", 3000, 3000)
    command = [sys.executable, "-c", _TROUBLED, *map(str, (read_only, full, out, small, SCENE, large))]
    apart = ["unshare", "--map-root-user", "--mount", "sh", "-c", _ENTER, "sh", str(read_only), str(full)]
    is_apart = shutil.which("unshare") is not None and subprocess.run([*apart, "true"]).returncode == 0
    with subprocess.Popen([*apart, *command] if is_apart else command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        reported = [json.loads(process.stdout.readline()) for _ in range(3)]
        end = time.monotonic() + 30
        while not ((out / "large.gradcam.npy").is_file() and list(out.glob(".*.part"))):
            assert process.poll() is None and time.monotonic() < end, "it was not seen while it was writing"
            time.sleep(0.002)
        process.kill()
    if not is_apart:
        reported = [None, None, None]
    return Troubled(folder, *reported)


_NO_MOUNTS = "this user may not mount folders of their own (unshare is not allowed)"


def test_an_output_folder_that_is_read_only(troubled: Troubled) -> None:
    if troubled.read_only is None:
        pytest.skip(_NO_MOUNTS)
    status, message, files = troubled.read_only
    assert status == 1
    assert files == {}
    [line] = message.splitlines()
    file = troubled.folder / "read-only" / "run.lock"
    check_line(line, r"Not allowed to write .*\(Read-only file system\)\. Choose another folder", file)
    status, message, files = troubled.no_folder
    assert (status, files) == (1, {})
    [line] = message.splitlines()
    check_line(line, "cannot be created: Read-only file system. Choose another", troubled.folder / "read-only" / "new")


def test_a_disk_that_becomes_full(troubled: Troubled) -> None:
    if troubled.full is None:
        pytest.skip(_NO_MOUNTS)
    status, message, files = troubled.full
    assert status == 1
    assert both("small") <= set(files), "what is finished stays"
    assert "large.gradcam.png" not in files, "the picture that finds no room is not there"
    assert all(files.values()), "nothing is there by half"
    *_, line = messages(message)
    check_line(
        line,
        r"The disk is full: .* was not written\. Free some space.* The same call goes on then",
        troubled.folder / "full",
    )


def test_a_kill_while_saving(troubled: Troubled) -> None:
    """What was being written is not there under its name; everything else is whole."""
    out = troubled.folder / "out"
    there = {path.name for path in out.iterdir() if path.suffix != ".part" and not path.name.startswith("run.")}
    assert {"large.gradcam.npy"} <= there <= both("small") | {"large.gradcam.npy"}
    for name in there:
        if name.endswith(".npy"):
            assert np.isfinite(np.load(out / name)).all()
        else:
            with Image.open(out / name) as picture:
                picture.load()


@pytest.mark.parametrize("content", hostile.SETTINGS)
def test_damaged_files_of_the_users_own(content: bytes, call: Call, tmp_path: Path) -> None:
    """They cost what they hold, never the work."""
    for file in (paths.settings_file(), paths.user_models_file(), paths.regions_file()):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    case = next(case for case in hostile.MODELS if case.name == "a cut file")
    refused(case, explained(case, tmp_path, call, as_model=True))


@pytest.mark.usefixtures("one_engine")
def test_a_damaged_session(call: Call, tmp_path: Path) -> None:
    """Given in place of a picture. The window opens it as a session."""
    given = explained(replace(hostile.SESSION, refused="is text, not a picture"), tmp_path, call)
    assert given.ended.status == 1
    [line] = given.lines
    check_line(line, "is text, not a picture", given.path)
    assert results(given.out) == both(given.good.stem)


# The watch itself


def test_the_watch_sees_what_it_must(tmp_path: Path) -> None:
    with watching() as seen:
        subprocess.run([sys.executable, "-c", ""], check=True)
        exec(compile("pass", "model", "exec"))
        FunctionType(compile("lambda: 0", "model", "eval").co_consts[0], {})
        pickle.loads(pickle.dumps(Path))
        with socket.socket() as client:
            client.connect_ex(("127.0.0.1", 9))
        (tmp_path / "made").mkdir()
        (tmp_path / "made" / "file").write_text("x")
        os.close(os.open(tmp_path / "made" / "other", os.O_CREAT | os.O_WRONLY))
    (tmp_path / "after").mkdir()
    reported = [deed.split()[0] for deed in seen.deeds]
    assert reported == ["subprocess.Popen", "exec", "function.__new__", "pickle.find_class", "socket.connect"]
    hostile_file = tmp_path / "made"
    assert seen.written == [hostile_file, hostile_file / "file", hostile_file / "other"]
