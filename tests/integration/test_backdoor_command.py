"""attnstudio backdoor, and the truth benchmark with the trigger."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import helpers
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_a_search_over_many_classes_goes_on_where_it_was_stopped(call: Call, tmp_path: Path) -> None:
    """Of a user's model: its triggers are those of a call that nothing stopped."""
    keras: Any = helpers.keras_ready()
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Dense(11)(keras.layers.Flatten()(inputs))
    helpers.with_random_weights(keras.Model(inputs, x)).save(tmp_path / "signs.keras")
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number in range(20):
        helpers.save_picture(pictures / f"{number}.png", 8, 8, seed=number)
    model = ("--model", tmp_path / "signs.keras", "--preprocessing", "zero_to_one")
    words = ("backdoor", pictures, *model, "--checks", "neural_cleanse", "--method", "saliency")
    all_classes = (*words, "--classes", "all", "--output", tmp_path / "out")
    unfinished = tmp_path / "out" / "unfinished.npz"
    command = [sys.executable, "-m", "attnstudio", *map(str, all_classes)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while not unfinished.exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1]
    assert process.returncode == 130, said
    assert "are kept: the same call goes on with the others" in said
    assert not (tmp_path / "out" / "findings.json").exists()
    ended = call(*all_classes, "--json")
    assert ended.status == 0 and "goes on: the triggers of" in ended.err, ended.err
    assert not unfinished.exists()
    (finding,) = ended.rows
    found = {one["class_index"]: one["value"] for one in finding["classes"]}
    assert len(found) == 11
    some = call(*words, "--classes", "0,1,2", "--json").rows[0]["classes"]
    assert {one["class_index"]: one["value"] for one in some} == pytest.approx({n: found[n] for n in (0, 1, 2)})


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
