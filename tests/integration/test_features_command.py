"""attnstudio features: made pictures and those of a data set."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from helpers import Call
from PIL import Image

from attnstudio import paths

SCENES = paths.resource("demo", "scenes")


def test_pictures_are_made_ranked_and_written(call: Call, tmp_path: Path) -> None:
    scenes = sorted(SCENES.glob("*.jpg"))[:5]
    words = ("features", *scenes, "--model", "demo", "--unit", "butterfly", "--unit", "0", "--set", "maco.steps=3")
    ended = call(*words, "--output", tmp_path, "--top", 2, "--json")
    assert ended.status == 0, ended.err
    made = [row for row in ended.rows if "value" in row]
    ranked = [row for row in ended.rows if "strongest" in row]
    assert [row["unit"] for row in made] == [row["unit"] for row in ranked] and made[0]["unit"] == "butterfly"
    assert all(len(row["strongest"]) == 2 for row in ranked)
    for row in made:
        for ending in ("", "-faded"):
            with Image.open(tmp_path / row["picture"].replace(".png", f"{ending}.png")) as picture:
                assert picture.size == (128, 128)
    record = json.loads((tmp_path / "features.json").read_text())
    assert (record["maximiser"], record["params"], len(record["units"])) == ("maco", {"steps": 3}, 2)
    with (tmp_path / "strongest.csv").open(encoding="utf-8-sig") as file:
        values = [float(row["value"]) for row in csv.DictReader(file) if row["unit"] == "butterfly"]
    assert values == sorted(values, reverse=True)
    again = call(*words, "--output", tmp_path)
    assert again.status == 1 and "--force" in again.err
    pixels = np.asarray(Image.open(tmp_path / made[0]["picture"]))
    other = call(*words[:1], *words[6:], "--output", tmp_path / "alone", "--json")
    assert other.status == 0, other.err
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "alone" / made[0]["picture"])), pixels)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--unit", "whale", "--json"], "The model has no class whale."),
        (["--unit", "nowhere[3]", "--json"], "The model has no layer nowhere"),
        (["--unit", "0", "--maximiser", "magic", "--json"], "There is no way magic to maximise an activation."),
        (["--unit", "0", "--set", "pixels.steps=3", "--json"], "pixels is not among those of --maximiser"),
        (["--unit", "0", "--like-pictures", "--json"], "--like-pictures needs pictures"),
        (["--unit", "0"], "Name a folder for the findings with --output, or give --json."),
    ],
    ids=["class", "layer", "maximiser", "parameter", "spectrum", "output"],
)
def test_a_wrong_call(call: Call, words: list[str], message: str) -> None:
    ended = call("features", "--model", "demo", *words)
    assert ended.status == 2 and message in ended.err
