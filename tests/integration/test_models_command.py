"""attnstudio models: removing, importing, folders, and what is damaged. Listing and installing: tests/test_cli.py."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from helpers import save_picture

from attnstudio import paths
from attnstudio.cli import main
from attnstudio.core.models import zoo

BODY = bytes(range(256)) * 4000
VGG16 = "vgg16_weights_tf_dim_ordering_tf_kernels.h5"


@dataclass(frozen=True)
class Ended:
    """What a call left behind."""

    status: int
    out: list[str]
    err: list[str]


Call = Callable[..., Ended]


@pytest.fixture
def models(capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs `attnstudio models ...` in this process."""

    def run(*words: object) -> Ended:
        capsys.readouterr()
        status = main(["models", *map(str, words)])
        out, err = capsys.readouterr()
        return Ended(status, out.splitlines(), err.splitlines())

    return run


@pytest.fixture(autouse=True)
def _known_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's files are BODY."""
    digest = f"md5:{hashlib.md5(BODY).hexdigest()}"
    rows = tuple(replace(row, size=len(BODY), checksum=digest) for row in zoo.table())
    monkeypatch.setattr(zoo, "table", lambda: rows)


def put(folder: Path, name: str, body: bytes = BODY) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(body)
    return folder / name


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def line_of(model: str, done: Ended) -> str:
    (line,) = (line for line in done.out if line.startswith(f"{model} "))
    return line


# The list


def test_the_list_says_where_and_how_large(models: Call) -> None:
    path = put(paths.model_folder(), VGG16)
    put(paths.model_folder(), "vgg19_weights_tf_dim_ordering_tf_kernels.h5.part", BODY[:600_000])
    put(paths.model_folder(), "xception_weights_tf_dim_ordering_tf_kernels.h5", BODY[:600_000])
    done = models()
    assert line_of("vgg16", done).endswith(f"  {path} (1 MB)")
    assert line_of("vgg19", done).endswith("  not installed: attnstudio models install vgg19 (1 of 1 MB)")
    assert line_of("xception", done).endswith(" (1 MB, damaged)")
    assert line_of("resnet50", done).endswith("  not installed: attnstudio models install resnet50 (1 MB)")


# remove


def test_remove(models: Call) -> None:
    path = put(paths.model_folder(), VGG16)
    other = put(paths.model_folder(), "vgg19.weights.h5")
    done = models("remove", "vgg16")
    assert (done.status, done.out, done.err) == (0, [], [f"attnstudio: {path} was removed"])
    assert names(paths.model_folder()) == [other.name]


def test_a_file_elsewhere_is_refused(models: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(tmp_path / "lab"))
    path = put(tmp_path / "lab", "vgg16.weights.h5")
    done = models("remove", "vgg16")
    assert done.status == 2
    assert done.err[0].startswith(f"attnstudio: {path} is not in {paths.model_folder()}")
    assert path.exists()


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("resnet999", "There is no model resnet999. The models are: "),
        ("demo", "demo.weights.h5 is part of the program and cannot be removed."),
        ("vgg16", "The weights of VGG16 are not on this machine: nothing to remove."),
    ],
)
def test_remove_of_what_cannot_be_removed(models: Call, model: str, says: str) -> None:
    done = models("remove", model)
    assert done.status == 2
    assert says in done.err[0]


# import


def test_import_says_a_line_for_each_file(models: Call, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    damaged = put(stick / "a", VGG16, BODY[::-1])
    new = put(stick / "b", "vgg19.weights.h5")
    own = put(stick / "c", "моя.keras")
    done = models("import", stick)
    assert done.out == [f"damaged   {damaged}", f"imported  {new}", f"imported  {own}"]
    assert done.err == [
        f"attnstudio: {damaged} is damaged: its size or checksum is wrong. Copy it again from where it came."
    ]
    assert done.status == 1
    assert names(paths.model_folder()) == [new.name, own.name]
    damaged.unlink()
    again = models("import", stick)
    assert again.out == [f"was here  {new}", f"was here  {own}"]
    assert (again.status, again.err) == (0, [])


def test_import_of_nothing(models: Call, tmp_path: Path) -> None:
    done = models("import", tmp_path)
    assert (done.status, done.out) == (2, [])
    assert done.err[0].startswith(f"attnstudio: There are no weights in {tmp_path}.")
    done = models("import", tmp_path / "missing")
    assert done.status == 2
    assert f"The folder {tmp_path / 'missing'} cannot be read" in done.err[0]


IMPORT = """
import os, sys, time
from attnstudio.core.models import importing

copy = importing._copy

def slow(found, stream, ctx):
    if found.name == "vgg19.weights.h5":
        stream.write(b"half")
        stream.flush()
        print("half", flush=True)
        ctx.cancelled.wait(60)
    copy(found, stream, ctx)

importing._copy = slow
from attnstudio.cli import main
sys.exit(main(["models", "import", sys.argv[1]]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    put(tmp_path, "vgg16.weights.h5")
    put(tmp_path, "vgg19.weights.h5")
    command = [sys.executable, "-c", IMPORT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"imported  {tmp_path / 'vgg16.weights.h5'}\n"
        assert process.stdout.readline() == "half\n"
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=60)
    assert process.returncode == 130
    assert messages == "attnstudio: stopped; imported files are kept\n"
    assert names(paths.model_folder()) == ["vgg16.weights.h5"]


def test_import_shows_its_progress_on_a_terminal(tmp_path: Path) -> None:
    put(tmp_path, "vgg16.weights.h5")
    terminal, theirs = pytest.importorskip("pty").openpty()
    command = [sys.executable, "-m", "attnstudio", "models", "import", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, text=True) as process:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(terminal, 4096):
                shown += block
        except OSError:  # how Linux says that the other side is closed
            pass
        os.close(terminal)
        assert process.stdout is not None
        assert process.stdout.read() == f"imported  {tmp_path / 'vgg16.weights.h5'}\n"
    assert process.returncode == 0
    assert f"import [{'=' * 30}] 1/1 MB" in shown.decode()
    assert shown.decode().endswith("\r\033[K")


# folder


def test_the_folders_of_weights_are_listed(
    models: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(tmp_path))
    own, bundle, cache = paths.model_folder(), paths.bundled_models(), home / ".keras" / "models"
    there = "here" if bundle.is_dir() else "not there"
    expected = [f"{tmp_path}  (here)", f"{bundle}  ({there})", None, f"{cache}  (not there)"]
    done = models("folder")
    expected[2] = f"{own}  (not there, created by the first installation)"
    assert (done.status, done.out) == (0, expected)
    own.mkdir(parents=True)
    expected[2] = f"{own}  (here, weights are installed here)"
    assert models("folder").out == expected


# A damaged file


def test_a_damaged_file_is_reported_with_the_command_that_mends_it(
    models: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(paths.model_folder(), VGG16, BODY[::-1])
    picture = save_picture(tmp_path / "picture.png")
    status = main(["explain", str(picture), "--output", str(tmp_path / "out"), "--model", "vgg16"])
    err = capsys.readouterr().err
    assert status == 1
    assert f"The weights file {path} is damaged" in err
    assert "attnstudio models install vgg16" in err
    assert path.read_bytes() == BODY[::-1], "nothing is replaced unasked"
    assert not (tmp_path / "out" / "picture.gradcam++.npy").exists()
