"""The machine fails a command at any moment: no file is half, nothing temporary is left after the next start, the
message is readable, and the same command does its work afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import ROOT

# For each command and fault; 50 for a thorough test, an hour.
POINTS = int(os.environ.get("ATTNSTUDIO_TEST_FAULTS", "1"))
SEED = int(os.environ.get("ATTNSTUDIO_TEST_SEED", "0"))
APART = ["unshare", "--map-root-user", "--mount"]
FAULTS = ("full_disk", "full_home", "read_only", "clock", "kill", "two_copies")
# kill -9 of runs over many pictures has a file of its own, test_killed_runs.py
COMMANDS = {
    "save_session": FAULTS,
    "import_models": FAULTS,
    "explain": tuple(fault for fault in FAULTS if fault != "kill"),
    "evaluate": tuple(fault for fault in FAULTS if fault != "kill"),
}


def can_mount() -> bool:
    try:
        return subprocess.run([*APART, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


pytestmark = pytest.mark.skipif(not can_mount(), reason="this user may not mount folders of their own")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_machine_fails(command: str, tmp_path: Path) -> None:
    """One process for all faults of a command: it imports TensorFlow once."""
    faults = COMMANDS[command]
    words = [sys.executable, "-m", "helpers.faults", command, ",".join(faults), str(tmp_path), str(POINTS), str(SEED)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT)))}
    done = subprocess.run([*APART, *words], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    reported = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reported) == POINTS * len(faults)
    wrong = [one for one in reported if one["problems"]]
    assert not wrong, "\n".join(map(str, wrong))
