"""attnstudio concepts: crops, table and numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from helpers import Call
from PIL import Image

from attnstudio import paths

SCENES = paths.resource("demo", "scenes")


def test_concepts_are_written_and_printed(call: Call, tmp_path: Path) -> None:
    words = ("concepts", SCENES, "--model", "demo", "--count", 3, "--target", "butterfly", "--output", tmp_path)
    ended = call(*words, "--json")
    assert ended.status == 0, ended.err
    (found,) = ended.rows
    importance = [one["importance"] for one in found["concepts"]]
    assert len(importance) == 3 and importance == sorted(importance, reverse=True) and 0 < found["error"] < 1
    maps, basis = np.load(tmp_path / "maps.npy"), np.load(tmp_path / "basis.npy")
    assert maps.shape[0] == found["pictures"] and maps.shape[-1] == len(basis) == 3
    with (tmp_path / "concepts.csv").open(encoding="utf-8-sig") as file:
        assert [int(row["concept"]) for row in csv.DictReader(file)] == [1, 2, 3]
    with Image.open(tmp_path / "concept-01.png") as picture:
        assert picture.width > picture.height
    again = call(*words)
    assert again.status == 1 and "--force" in again.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--target", "whale", "--json"], "The model has no class whale."),
        (["--layer", "nowhere", "--json"], "The model has no layer nowhere"),
        (["--count", "99", "--json"], "The number of concepts is from 1 to 32"),
        ([], "Name a folder for the findings with --output, or give --json."),
    ],
    ids=["class", "layer", "count", "output"],
)
def test_a_wrong_call(call: Call, words: list[str], message: str) -> None:
    ended = call("concepts", SCENES, "--model", "demo", *words)
    assert ended.status == 2 and message in ended.err
