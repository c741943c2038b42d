"""What CONTRIBUTING.md shows can be done as it stands there: each file is added to the program and used."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import ROOT
from PIL import Image

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCKS = {
    block.splitlines()[0].removeprefix("# "): block for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
}
# The program, with one more folder for each package that is extended.
EXTENDED = """
import sys
from importlib import import_module
from pathlib import Path
root = Path(sys.argv[1])
for folder in {file.parent for file in root.rglob("*.py")} - {root}:
    for package in (folder.parent, folder):
        name = ".".join(package.relative_to(root).parts)
        if package != root and str(package) not in import_module(name).__path__:
            import_module(name).__path__.append(str(package))
"""
RUN_JOB = """
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.checksum import ChecksumWork
from attnstudio.jobs.job import Job
application, board = QCoreApplication([]), JobBoard()
job = Job(ChecksumWork(Path(sys.argv[2]))).listen(done=print, failed=print)
for ending in (job.done, job.failed):
    ending.connect(application.quit)
board.submit(job)
application.exec()
print(job.progress.share)
sys.exit(not board.stop())
"""
SHOW_PANEL = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from attnstudio.core.images import decode
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.facts.facts_panel import FactsPanel
from attnstudio.ui.state.selection import Selection
application, selection = QApplication([]), Selection()
panel = FactsPanel(selection)
print(panel.size_label.text())
selection.set(picture=DisplayPicture(decode(Path(sys.argv[2]))))
print(panel.size_label.text())
"""
COMMAND_LINE = "from attnstudio.cli import main; sys.exit(main(sys.argv[2:]))"
SAVE_WEIGHTS = """
from attnstudio.core import backend
from attnstudio.core.models.base import spec_of
backend.import_tensorflow()
spec_of(sys.argv[2]).build().save_weights(sys.argv[3])
"""


@pytest.fixture(scope="module")
def additions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all files that the document shows, at their places."""
    root = tmp_path_factory.mktemp("additions")
    for name, block in BLOCKS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(block, "utf-8")
    return root


def run(additions: Path, *words: str | Path, code: str = COMMAND_LINE, **environment: str) -> str:
    """What a command line, or other code, of the extended program prints."""
    command = [sys.executable, "-c", EXTENDED + code, str(additions), *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", BLOCKS)
def test_the_files_pass_the_checks(name: str, additions: Path) -> None:
    for words in (["check"], ["format", "--check"]):
        command = [
            sys.executable,
            "-m",
            "ruff",
            *words,
            "--config",
            str(ROOT / "pyproject.toml"),
            str(additions / name),
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_method_makes_a_map(additions: Path, tmp_path: Path) -> None:
    scene = ROOT / "resources/demo/scenes/fish-03.jpg"
    words = ("--model", "demo", "--method", "mean_saliency,saliency", "--output", tmp_path, "--json")
    rows = [json.loads(line) for line in run(additions, "explain", scene, *words).splitlines()]
    assert [row["method"] for row in rows] == ["mean_saliency", "saliency"]
    assert 0 < rows[0]["raw_max"] < rows[1]["raw_max"], "the mean over channels is below their largest"


def test_the_metric_scores_and_the_annotations_are_read(additions: Path, tmp_path: Path) -> None:
    scene = Path(shutil.copy(ROOT / "resources/demo/scenes/fish-03.jpg", tmp_path / "fish.jpg"))
    boxes = tmp_path / "boxes.csv"
    boxes.write_text("picture,left,top,right,bottom\nfish.jpg,10,10,60,60\nfish.jpg,70,oops,90,90\n", "utf-8")
    words = ("--model", "demo", "--method", "gradcam", "--metric", "peak,energy", "--boxes", boxes, "--json")
    rows = [json.loads(line) for line in run(additions, "evaluate", scene, *words).splitlines()]
    scores = {row["metric"]: row["value"] for row in rows if row.get("method") == "gradcam" and "value" in row}
    assert 0 < scores["peak"] < 1
    assert 0 <= scores["energy"] <= 1


def test_the_model_source_is_listed_and_its_model_runs(additions: Path, tmp_path: Path) -> None:
    listed = json.loads(run(additions, "models", "--json"))
    assert [(one["id"], one["classes"]) for one in listed if one["id"] == "two_convs"] == [("two_convs", 10)]

    run(additions, "two_convs", tmp_path / "two_convs.weights.h5", code=SAVE_WEIGHTS)
    checked = run(additions, "models", "check", "two_convs", ATTNSTUDIO_MODELS=str(tmp_path))
    assert "Checked: predictions agree with Keras's" in checked


def test_the_job_runs(additions: Path, tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(bytes(3_000_000))
    outcome, share = run(additions, file, code=RUN_JOB).split()
    assert outcome == hashlib.sha256(bytes(3_000_000)).hexdigest()
    assert float(share) == 1


def test_the_panel_follows_the_selection(additions: Path) -> None:
    scene = ROOT / "resources/demo/scenes/fish-03.jpg"
    with Image.open(scene) as picture:
        size = f"{picture.width} x {picture.height} pixels"
    shown = run(additions, scene, code=SHOW_PANEL, QT_QPA_PLATFORM="offscreen").splitlines()
    assert shown == ["The facts of a picture appear here when you choose one.", size]
