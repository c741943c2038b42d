"""A lab machine for the finished bundle: no Python, no network, a folder that nobody may write to."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess

NOTHING = Path("/dev/null")
_ALONE = ["unshare", "--map-root-user", "--net", "--mount"]
# The loopback is up, as on every machine. Then folders that become read-only, "--", what lies where, "--", the command.
_ENTER = """
ip link set lo up 2>/dev/null
while [ "$1" != -- ]; do mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 125; shift; done; shift
while [ "$1" != -- ]; do mount --bind "$1" "$2" || exit 125; shift 2; done; shift
exec "$@"
"""


class Bundle:
    """The unpacked program, and the machine round it.

    Args:
        folder: of the machine.
        archive: what is unpacked there.
    """

    def __init__(self, folder: Path, archive: Path) -> None:
        self.home, self.programs = folder / "Дом лаборанта", folder / "Мои программы"
        self.home.mkdir()
        with tarfile.open(archive) as packed:
            packed.extractall(self.programs, filter="tar")
        self.folder = self.programs / "attnstudio"
        self.program = self.folder / "attnstudio"
        self.resources = self.folder / "_internal" / "resources"
        self._delivered = self._files()
        call(["chmod", "-R", "a-w", str(self.programs)])
        self.is_alone = subprocess.run([*_ALONE, "true"], capture_output=True).returncode == 0
        if not self.is_alone:
            print("unshare is not allowed here: the network stays, and root may write to the program's folder")

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self._delivered.values())

    @property
    def models(self) -> Path:
        return self.resources / "models"

    @property
    def log(self) -> Path:
        return self.home / ".local" / "state" / "attnstudio" / "log" / "attnstudio.log"

    def run(self, *arguments: str | Path, **environment: str) -> str:
        """What a command line prints, in an environment of nothing but these variables and a home."""
        return checked(self.attempt(*arguments, environment=environment))

    def attempt(
        self,
        *arguments: str | Path,
        read_only: Sequence[Path] = (),
        instead: Mapping[Path, Path] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> CompletedProcess[str]:
        """The same, however it ends.

        Args:
            read_only: more folders that cannot be written, where `is_alone`.
            instead: what is found in the place of a file or folder, where `is_alone`.
        """
        command = ["env", "-i", "PATH=/nowhere", f"HOME={self.home}"]
        command += [f"{name}={value}" for name, value in (environment or {}).items()]
        command += [str(self.program), *map(str, arguments)]
        if self.is_alone:
            covers = [str(path) for place, other in (instead or {}).items() for path in (other, place)]
            folders = [str(self.programs), *map(str, read_only)]
            command = [*_ALONE, "sh", "-c", _ENTER, "sh", *folders, "--", *covers, "--", *command]
        return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True)

    def check_unchanged(self) -> None:
        if self._files() != self._delivered:
            raise SystemExit("FAILED  the program wrote into its own folder")

    def remove(self) -> None:
        call(["chmod", "-R", "u+w", str(self.programs)])
        shutil.rmtree(self.programs)

    def _files(self) -> dict[Path, tuple[int, int]]:
        """Size and time of every file."""
        found = ((path, path.lstat()) for path in self.programs.rglob("*") if path.is_symlink() or path.is_file())
        return {path: (status.st_size, status.st_mtime_ns) for path, status in found}


def call(command: Sequence[str], **variables: str) -> str:
    """What a command of this machine prints."""
    return checked(subprocess.run(command, env=os.environ | variables, capture_output=True, text=True))


def checked(done: CompletedProcess[str]) -> str:
    if done.returncode != 0:
        output = f"{done.stdout[-3000:]}{done.stderr[-3000:]}"
        raise SystemExit(f"FAILED  {' '.join(done.args)}\nexit status {done.returncode}\n{output}")
    return done.stdout


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """The variables that name a screen of Xvfb; without Xvfb, Qt's own that nobody sees."""
    if shutil.which("Xvfb") is None:
        print("        without Xvfb, on Qt's offscreen platform")
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1500x950x24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            yield {"DISPLAY": f":{server.stdout.readline().strip()}"}
        finally:
            server.terminate()
