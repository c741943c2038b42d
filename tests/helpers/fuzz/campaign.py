"""Files made wrong by a seeded generator, each read in a process that may hang and die: what came of them."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers import ROOT
from helpers.fuzz.kinds import KINDS
from helpers.fuzz.worker import made

SECONDS = 20.0  # for one file, at most: there may be other programs
_START = 120.0  # seconds for a process to begin


@dataclass(frozen=True)
class Finding:
    """A file of which no result and no readable failure came."""

    kind: str
    number: int
    file: str
    content: bytes
    problem: str

    def __str__(self) -> str:
        return f"{self.kind} {self.number} ({self.file}, {len(self.content)} bytes): {self.problem}"


@dataclass
class Report:
    """
    Attributes:
        outcomes: how many gave a result, a failure, or what only a child process would have to end.
        slowest: seconds, and the number.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, -1)

    def summary(self) -> str:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return f"{counts}; {len(self.findings)} wrong; slowest {self.slowest[0]:.2f} s, number {self.slowest[1]}"


class Campaign:
    """Reads files of one kind. Owns the process that does.

    Args:
        folder: for the files; empty.
        seconds: for one file.
        until: of the clock `time.monotonic`; no file is begun then.
        worker: what Python runs.
    """

    def __init__(
        self,
        kind: str,
        folder: Path,
        seed: int = 0,
        seconds: float = SECONDS,
        until: float = float("inf"),
        worker: Sequence[str] = ("-m", "helpers.fuzz.worker"),
    ) -> None:
        self._worker = worker
        self._kind, self._folder, self._seed, self._seconds, self._until = kind, folder, seed, seconds, until
        (folder / "seeds").mkdir(parents=True)
        (folder / "temporary").mkdir()
        self._seeds = KINDS[kind].seeds(folder / "seeds")
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self._forwarding: threading.Thread | None = None
        self.report = Report()

    def run(self, numbers: Iterable[int]) -> Report:
        """Read files by their numbers; the process ends then."""
        try:
            for number in numbers:
                if time.monotonic() > self._until:
                    break
                self.read(number, *made(self._kind, KINDS[self._kind], self._seeds, self._seed, number))
        finally:
            self.close()
        return self.report

    def read(self, number: int, name: str, content: bytes) -> None:
        (self._folder / "given").write_bytes(content)
        stage, said = self._told(name)
        problem, seconds = said.get("problem", ""), said.get("seconds", self._seconds)
        if stage == "child":  # which the program would have ended
            outcome = "ended with its child"
        elif stage != "ended":
            outcome, problem = "no answer", f"it hung or crashed, status {said.get('status')}"
        else:
            outcome = "failure" if said["said"] else "result"
        self.report.outcomes[outcome] += 1
        self.report.slowest = max(self.report.slowest, (seconds, number))
        if problem:
            self.report.findings.append(Finding(self._kind, number, name, content, problem))

    def _told(self, name: str) -> tuple[str, dict[str, Any]]:
        """The last stage that was reached, and what was said then."""
        process = self._started()
        assert process.stdin is not None
        with suppress(OSError):  # it has died already
            process.stdin.write(json.dumps({"file": name}) + "\n")
            process.stdin.flush()
        stage, end = "", time.monotonic() + _START
        while stage != "ended":
            try:
                said = json.loads(self._lines.get(timeout=max(0.0, end - time.monotonic())))
            except (queue.Empty, ValueError):  # it hangs, or has died
                self.close()
                return stage, {"status": process.returncode}
            if stage == "":
                end = time.monotonic() + self._seconds
            stage = said["stage"]
        return stage, said

    def _started(self) -> subprocess.Popen[str]:
        if self._process is not None:
            return self._process
        home = str(self._folder / "home")
        environment = {
            **os.environ,
            **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"), home),
            "TMPDIR": str(self._folder / "temporary"),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT))),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        self._process = subprocess.Popen(
            [sys.executable, *self._worker, self._kind, str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            cwd=ROOT,
            preexec_fn=_bounded if sys.platform == "linux" else None,
        )
        self._lines = queue.Queue()
        self._forwarding = threading.Thread(target=_forward, args=(self._process, self._lines), daemon=True)
        self._forwarding.start()
        return self._process

    def close(self) -> None:
        if self._process is not None:
            assert self._process.stdin and self._forwarding
            self._process.kill()
            self._process.wait()
            with suppress(OSError):  # what it was not told any more
                self._process.stdin.close()
            self._forwarding.join()
            self._process = None


def _forward(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    assert process.stdout is not None
    with process.stdout as stream:
        for line in stream:
            lines.put(line)
    lines.put("")


def _bounded() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (6 * 2**30, 6 * 2**30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
