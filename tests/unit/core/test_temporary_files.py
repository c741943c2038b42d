"""What a killed program was writing goes with the next file that is written there; what a running one writes stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from attnstudio.core.files import write_atomically

_WRITER = """
import sys
from pathlib import Path
from attnstudio.core.files import write_atomically

def write(stream):
    stream.write(b"half")
    stream.flush()
    print("writing", flush=True)
    sys.stdin.readline()
    stream.write(b" and half")

write_atomically(Path(sys.argv[1]), write, force=True)
"""


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program in the middle of a file."""
    command = [sys.executable, "-c", _WRITER, str(tmp_path / "map.npy")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        yield process
        process.kill()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_killed_program_left_is_removed(writer: subprocess.Popen[str], tmp_path: Path) -> None:
    writer.kill()
    writer.wait()
    (left,) = names(tmp_path)
    assert left.endswith(".part")
    of_others = tmp_path / f".{'0' * 32}.part"  # of another machine, which may be at work
    of_others.touch()
    write_atomically(tmp_path / "other.npy", lambda stream: stream.write(b"whole"), force=True)
    assert names(tmp_path) == [of_others.name, "other.npy"]


def test_what_a_running_program_writes_stays(writer: subprocess.Popen[str], tmp_path: Path) -> None:
    write_atomically(tmp_path / "other.npy", lambda stream: stream.write(b"whole"), force=True)
    writer.communicate("\n")
    assert writer.returncode == 0
    assert names(tmp_path) == ["map.npy", "other.npy"]
    assert (tmp_path / "map.npy").read_bytes() == b"half and half"


_IN_A_FOLDER = """
import sys
from attnstudio.core.temporary_files import temporary_folder

with temporary_folder() as folder:
    (folder / "half").touch()
    print(folder, flush=True)
    sys.stdin.readline()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
def test_folders_of_killed_programs_go_at_the_next_start(tmp_path: Path) -> None:
    def begin() -> subprocess.Popen[str]:
        command, environment = [sys.executable, "-c", _IN_A_FOLDER], {**os.environ, "TMPDIR": str(tmp_path)}
        return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def folder_of(process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return Path(process.stdout.readline().strip()).name

    (tmp_path / "attnstudio-of-somebody-else").mkdir()
    with begin() as killed, begin() as running:
        left, used = folder_of(killed), folder_of(running)
        killed.kill()
        killed.wait()
        assert left in names(tmp_path)
        with begin() as fresh:
            new = folder_of(fresh)
            assert set(names(tmp_path)) == {used, new, "attnstudio-of-somebody-else"}
            fresh.communicate("\n")
        running.communicate("\n")
    assert names(tmp_path) == ["attnstudio-of-somebody-else"]
