"""attnstudio backdoor, and the truth benchmark with the trigger."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from helpers import Call
from PIL import Image

from attnstudio.core import trigger


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from attnstudio import demo_scenes

    folder = tmp_path_factory.mktemp("scenes")
    demo_scenes.write(folder, 40, 0, 128, force=False)
    return folder


def test_findings_are_written_and_printed(call: Call, scenes: Path, tmp_path: Path) -> None:
    words = ("backdoor", scenes, "--model", "demo_backdoor", "--checks", "neural_cleanse,strip", "--output", tmp_path)
    ended = call(*words, "--classes", f"{trigger.TARGET},cup", "--json")
    assert ended.status == 0, ended.err
    assert [row["check"] for row in ended.rows] == ["neural_cleanse", "strip"]
    assert {one["class_name"] for one in ended.rows[0]["classes"]} == {trigger.TARGET, "cup"}
    assert any("too few for an anomaly index" in text for text in ended.rows[0]["limits"])
    stem = f"neural_cleanse-{trigger.TARGET_INDEX:02}-{trigger.TARGET}"
    mask = np.load(tmp_path / f"{stem}-mask.npy")
    assert mask.shape == (128, 128)
    (size,) = (one["value"] for one in ended.rows[0]["classes"] if one["class_name"] == trigger.TARGET)
    assert mask.sum() == pytest.approx(size, rel=1e-4)
    for ending in ("trigger", "example", "gradcam"):
        with Image.open(tmp_path / f"{stem}-{ending}.png") as picture:
            assert picture.size == (128, 128)
    with (tmp_path / "classes.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 4
    again = call(*words)
    assert again.status == 1 and "--force" in again.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--checks", "magic", "--json"], "There is no check magic. The checks are: activation_clustering,"),
        (["--classes", "cup", "--json"], "One class cannot be compared with others"),
        (["--classes", "cup,whale", "--json"], "The model has no class whale."),
        ([], "Name a folder for the findings with --output, or give --json."),
    ],
)
def test_a_wrong_call(call: Call, scenes: Path, words: list[str], message: str) -> None:
    ended = call("backdoor", scenes, "--model", "demo", *words)
    assert ended.status == 2 and message in ended.err


def test_the_truth_benchmark_with_the_trigger(call: Call) -> None:
    ended = call("evaluate", "--truth", "backdoor", "--scenes", 12, "--method", "guided_gradcam", "--json")
    assert ended.status == 0, ended.err
    assert "scenes to its class; only these are counted" in ended.err
    summary = {(row["method"], row["metric"]): row for row in ended.rows[-1]["summary"]}
    assert summary["guided_gradcam", "energy"]["mean"] > 3 * summary["random", "energy"]["mean"]
    assert {row["class_name"] for row in ended.rows[:-1]} == {trigger.TARGET}
    assert {row["model"] for row in ended.rows[:-1]} == {"demo_backdoor"}


def test_truth_takes_no_other_model(call: Call) -> None:
    ended = call("evaluate", "--truth", "backdoor", "--model", "demo")
    assert ended.status == 2 and "brings its own pictures, regions, targets and model" in ended.err
