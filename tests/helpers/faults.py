"""Commands during which something goes wrong with the machine: a full disk, a folder that becomes read-only, a clock
that jumps, a second copy of the program, a kill. What is left, and whether the same command does its work afterwards.

    unshare --map-root-user --mount python -m helpers.faults COMMAND FAULT[,FAULT...] FOLDER POINTS SEED

It mounts folders of its own, so it needs a mount namespace. For each point it prints a line of JSON: what was wrong.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from attnstudio import paths
from attnstudio.cli import main as program
from attnstudio.core import temporary_files
from attnstudio.core.errors import Failure
from attnstudio.export import session

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))
ROOMY = "64m"
_METHODS = ("--model", "demo", "--method", "saliency,gradcam", "--json")


class Ended(NamedTuple):
    status: int
    said: str  # on stderr


class Place:
    """Folders of a command. `out` and `home` may be disks of their own."""

    def __init__(self, folder: Path) -> None:
        self.out, self.home, self.given = (folder / name for name in ("out", "home", "given"))
        self.stick = folder / "stick"
        for one in (self.out, self.home, self.given):
            one.mkdir(parents=True, exist_ok=True)
        if not self.stick.exists():
            self.stick.mkdir()
            for number in range(3):
                content = random.Random(number).randbytes(400_000 + 100_000 * number)
                (self.stick / f"model {number}.keras").write_bytes(content)
            (self.stick / "model 1.txt").write_text("cat\ndog\n")

    def use(self) -> None:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(self.home / name.lower())
        os.environ["HOME"], os.environ["TMPDIR"] = str(self.home), str(self.given)


def run(*words: str | Path) -> Ended:
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        status = program(list(map(str, words)))
    return Ended(status, said.getvalue())


def explain(place: Place) -> Ended:
    return run("explain", *SCENES[:3], *_METHODS, "--output", place.out / "maps")


def evaluate(place: Place) -> Ended:
    report = place.out / "scores" / "report.html"
    words = ("--metric", "complexity", "--output", place.out / "scores", "--report", report, "--force")
    return run("evaluate", *SCENES[:2], *_METHODS, *words)


def save_session(place: Place) -> Ended:
    """Over one that is there."""
    pictures = tuple(SCENES[:5] * 200)
    try:
        session.write(place.out / "s.attn", session.Session(pictures, None, "demo"), force=True)
    except Failure as failure:
        return Ended(1, str(failure))
    return Ended(0, "")


def import_models(place: Place) -> Ended:
    os.environ["XDG_DATA_HOME"] = str(place.out)
    return run("models", "import", place.stick)


COMMANDS: dict[str, Callable[[Place], Ended]] = {
    "explain": explain,
    "evaluate": evaluate,
    "save_session": save_session,
    "import_models": import_models,
}


# What must not be there


def half_files(folder: Path, whole: dict[str, bytes]) -> Iterator[str]:
    """What is wrong with the files in a folder. `whole`: those of a command that nothing happened to."""
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        if file.is_dir() or file.name.endswith(("-wal", "-shm")):
            continue
        try:
            if not _is_whole(file, whole.get(name)):
                yield f"{name} is not whole"
        except Exception as error:
            yield f"{name}: {error!r}"


def _is_whole(file: Path, whole: bytes | None) -> bool:
    match file.suffix:
        case ".npy":
            return np.load(file).shape == (128, 128)
        case ".png":
            with Image.open(file) as image:
                image.load()
        case ".json":
            json.loads(file.read_bytes())
        case ".csv":
            rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
            return len({len(row) for row in rows}) == 1 and whole is not None and len(rows) == whole.count(b"\n")
        case ".sqlite":
            with tempfile.TemporaryDirectory() as room:  # to read it, SQLite writes beside it, and the disk may be full
                for one in file.parent.glob(f"{file.name}*"):
                    shutil.copy(one, room)
                with closing(sqlite3.connect(Path(room) / file.name)) as database:
                    return database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        case ".html":
            return file.read_text("utf-8").rstrip().endswith("</html>")
        case ".attn":
            session.read(file)
        case ".keras" | ".txt":
            return file.read_bytes() == whole
        case _:
            return False
    return True


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def differences(found: dict[str, bytes], right: dict[str, bytes]) -> Iterator[str]:
    """Between the files of two runs of a command; what holds a time may differ."""
    if set(found) != set(right):
        yield f"there are {sorted(set(found) - set(right))} too many, and no {sorted(set(right) - set(found))}"
    for name in sorted(set(found) & set(right)):
        if not _is_same(Path(name).suffix, found[name], right[name]):
            yield f"{name} is not the same"


def _is_same(suffix: str, found: bytes, right: bytes) -> bool:
    if suffix == ".npy":  # other pictures share a pass: the last digit may differ
        one, other = (np.load(io.BytesIO(content)) for content in (found, right))
        return bool(np.allclose(one, other, atol=1e-5))
    return suffix not in (".keras", ".txt", ".attn") or found == right


# Faults


def mounted(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], check=True)


def remounted(folder: Path, options: str) -> bool:
    done = subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], capture_output=True)
    return done.returncode == 0


class Trial:
    """One command with one fault, at points of its own."""

    def __init__(self, command: str, folder: Path) -> None:
        self.do, self._folder = COMMANDS[command], folder
        place = Place(folder / "undisturbed")
        place.use()
        self.do(place)  # which imports TensorFlow
        shutil.rmtree(place.out)
        place.out.mkdir()
        began = time.monotonic()
        done = self.do(place)
        self.seconds = time.monotonic() - began
        assert done.status == 0, done.said
        self.right = contents(place.out)
        self.bytes = sum(4096 * (1 + len(content) // 4096) for content in self.right.values())
        problems = [*half_files(place.out, self.right)]
        assert not problems, problems
        self._count = 0

    def fresh(self) -> Place:
        self._count += 1
        place = Place(self._folder / str(self._count))
        place.use()
        return place

    def full_disk(self, share: float) -> Iterator[str]:
        """The folder of the results has place for a part of them."""
        place = self.fresh()
        mounted(place.out, f"{max(4, int(share * self.bytes) // 1024)}k")
        yield from self._fails(place)
        remounted(place.out, f"size={ROOMY}")
        yield from self._goes_on(place, lambda: remounted(place.out, f"size={ROOMY}"))

    def full_home(self, share: float) -> Iterator[str]:
        """There is hardly place for what the program notes down for itself."""
        place = self.fresh()
        mounted(place.home, f"{4 + int(share * 300)}k")
        yield from self._goes_on(place, lambda: None)

    def read_only(self, share: float) -> Iterator[str]:
        """The folders of the user and of the results become read-only at a moment."""
        place = self.fresh()
        for folder in (place.home, place.out):
            mounted(folder, ROOMY)
        ended = threading.Event()

        def lock() -> None:
            ended.wait(share * self.seconds)
            for folder in (place.home, place.out):
                while not remounted(folder, "ro") and not ended.wait(0.001):  # a file is open for writing
                    pass

        locking = threading.Thread(target=lock)
        locking.start()
        try:
            yield from _is_readable(self.do(place))
        finally:
            ended.set()
            locking.join()
        yield from half_files_after(place, self.right)
        yield from self._goes_on(place, lambda: [remounted(one, "rw") for one in (place.home, place.out)])

    def clock(self, share: float) -> Iterator[str]:
        """The clock jumps, by years and to and fro, each time that it is read."""
        real, jumps, years = time.time, random.Random(share), 3e8
        time.time = lambda: real() + jumps.uniform(-years, years)
        try:
            yield from self._goes_on(self.fresh(), lambda: None)
        finally:
            time.time = real

    def kill(self, share: float) -> Iterator[str]:
        """kill -9, at a moment."""
        place = self.fresh()
        with Copy(self, place) as copy:
            copy.begin()
            time.sleep(share * self.seconds)
            copy.process.send_signal(signal.SIGKILL)
        yield from half_files_after(place, self.right)
        yield from self._goes_on(place, lambda: None)

    def two_copies(self, share: float) -> Iterator[str]:
        """A second one begins while the first is at work."""
        place = self.fresh()
        with Copy(self, place) as one, Copy(self, place) as other:
            one.begin()
            time.sleep(share * self.seconds)
            other.begin()
            for ended in (one.ended(), other.ended()):
                yield from _is_readable(ended)
        yield from half_files(place.out, self.right)
        yield from self._goes_on(place, lambda: None)

    def _fails(self, place: Place) -> Iterator[str]:
        """Or does not, if there was nothing to be written any more."""
        yield from _is_readable(self.do(place))
        yield from half_files(place.out, self.right)

    def _goes_on(self, place: Place, mend: Callable[[], object]) -> Iterator[str]:
        mend()
        temporary_files.remove_abandoned.cache_clear()  # as at the next start
        done = self.do(place)
        if done.status != 0:
            yield f"the same command ends with {done.status}: {done.said}"
        yield from differences(contents(place.out), self.right)
        yield from half_files(place.out, self.right)


def half_files_after(place: Place, right: dict[str, bytes]) -> Iterator[str]:
    """After a kill, or where nothing can be removed: what is temporary may be there until the next start."""
    for problem in half_files(place.out, right):
        if ".part" not in problem:
            yield problem


def _is_readable(done: Ended) -> Iterator[str]:
    if done.status not in (0, 1) or "Traceback" in done.said or (done.status and not done.said.strip()):
        yield f"it ends with {done.status}: {done.said}"


class Copy:
    """Another process that has imported everything, and does the command when it is told to."""

    def __init__(self, trial: Trial, place: Place) -> None:
        command = [sys.executable, "-m", "helpers.faults", "copy", trial.do.__name__, str(place.out.parent)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Copy:
        assert self.process.stdout is not None
        self.process.stdout.readline()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def begin(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def ended(self) -> Ended:
        assert self.process.stdout is not None
        return Ended(*json.loads(self.process.stdout.readline()))


def copy(command: str, folder: Path) -> None:
    warm = Place(folder / "warm")
    warm.use()
    COMMANDS[command](warm)
    place = Place(folder)
    place.use()
    _say("ready")
    sys.stdin.readline()
    _say(COMMANDS[command](place))


def _say(what: Any) -> None:
    print(json.dumps(what), file=sys.__stdout__, flush=True)


def main(command: str, faults: str, folder: Path, points: int, seed: int) -> None:
    trial = Trial(command, folder)
    for fault in faults.split(","):
        shares = random.Random(f"{seed}/{fault}/{command}")
        for number in range(points):
            share = (number + shares.random()) / points
            _say({"fault": fault, "share": share, "problems": list(getattr(trial, fault)(share))})


if __name__ == "__main__":
    if sys.argv[1] == "copy":
        copy(sys.argv[2], Path(sys.argv[3]))
    else:
        main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
