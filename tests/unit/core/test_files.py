"""A file appears whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest

import attnstudio
from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import write_atomically

OLD, NEW = b"old", b"new content"


def write_new(stream: BinaryIO) -> None:
    stream.write(NEW)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("force", [False, True])
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path, force: bool) -> None:
    """As /dev/null has to stay a device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        content = reader.submit(pipe.read_bytes)
        write_atomically(pipe, write_new, force=force)
        assert content.result() == NEW
    assert pipe.is_fifo()
    assert names(tmp_path) == ["pipe"]


def raising(error: BaseException) -> Callable[[BinaryIO], None]:
    def write(stream: BinaryIO) -> None:
        stream.write(NEW)
        raise error

    return write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("force", [False, True])
def test_writes_a_new_file_and_nothing_else(tmp_path: Path, force: bool) -> None:
    write_atomically(tmp_path / "картина 图.png", write_new, force=force)
    assert (tmp_path / "картина 图.png").read_bytes() == NEW
    assert names(tmp_path) == ["картина 图.png"]


def test_refuses_an_existing_file_before_any_work(tmp_path: Path) -> None:
    path = tmp_path / "map.npy"
    path.write_bytes(OLD)
    with pytest.raises(OutputFailure, match=r"map\.npy already exists\."):
        write_atomically(path, raising(AssertionError("must not be called")), force=False)
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["map.npy"]


def test_force_replaces(tmp_path: Path) -> None:
    path = tmp_path / "map.npy"
    path.write_bytes(OLD)
    write_atomically(path, write_new, force=True)
    assert path.read_bytes() == NEW
    assert names(tmp_path) == ["map.npy"]


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_refuses_a_file_that_appears_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    path = tmp_path / "map.npy"
    if not links:
        forbid(monkeypatch, "link")
    with pytest.raises(OutputFailure, match="already exists"):
        write_atomically(path, lambda _: path.write_bytes(OLD) and None, force=False)
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["map.npy"]


def forbid(monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, function, refuse)


def test_writes_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, "link")
    write_atomically(tmp_path / "map.npy", write_new, force=False)
    assert (tmp_path / "map.npy").read_bytes() == NEW
    assert names(tmp_path) == ["map.npy"]


@pytest.mark.parametrize("error", [ValueError("broken map"), KeyboardInterrupt()], ids=["exception", "Ctrl-C"])
@pytest.mark.parametrize("force", [False, True])
def test_a_writer_that_fails_leaves_nothing(tmp_path: Path, error: BaseException, force: bool) -> None:
    with pytest.raises(type(error)):
        write_atomically(tmp_path / "map.npy", raising(error), force=force)
    assert names(tmp_path) == []


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "map.npy"
    path.write_bytes(OLD)
    with pytest.raises(OutputFailure, match=r"disk is full: .*map\.npy was not written\. Free some space"):
        write_atomically(path, raising(OSError(errno.ENOSPC, "No space left on device")), force=True)
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["map.npy"]


def test_no_such_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputFailure, match=r"there is no folder .*missing\. Create it"):
        write_atomically(tmp_path / "missing" / "map.npy", write_new, force=False)


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(OLD)
    with pytest.raises(OutputFailure, match=r"there is no folder .*plain"):
        write_atomically(tmp_path / "plain" / "map.npy", write_new, force=False)


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, "replace")
    with pytest.raises(OutputFailure, match=r"Not allowed to write .*map\.npy .*Choose another folder"):
        write_atomically(tmp_path / "map.npy", write_new, force=True)
    assert names(tmp_path) == []


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "map.npy").mkdir()
    with pytest.raises(OutputFailure, match=r"map\.npy"):
        write_atomically(tmp_path / "map.npy", write_new, force=True)
    assert names(tmp_path) == ["map.npy"]


KILLED = """
import sys
from pathlib import Path
from attnstudio.core.files import write_atomically

def write(stream):
    stream.write(b"half of the new content")
    stream.flush()
    print("half", flush=True)
    sys.stdin.read()

write_atomically(Path(sys.argv[1]), write, force=True)
"""


def test_a_kill_while_saving_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "map.npy"
    path.write_bytes(OLD)
    source = Path(attnstudio.__file__).parents[1]
    call = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(call, cwd=source, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stdout.readline().strip() == b"half"
        child.kill()
    assert child.returncode != 0
    assert path.read_bytes() == OLD
