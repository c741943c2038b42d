"""The data set of drawn scenes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from helpers import Call

from attnstudio import demo_scenes
from attnstudio.core import images, scenes, trigger
from attnstudio.core.annotations import base as formats
from attnstudio.core.datasets.base import open_data_set
from attnstudio.core.regions import mask


def test_the_scenes_are_a_data_set_with_true_labels(call: Call, tmp_path: Path) -> None:
    assert call("demo", "scenes", tmp_path / "a", "--count", 12, "--size", 32).status == 0
    found = open_data_set(tmp_path / "a")
    assert found.class_names == scenes.CLASSES and len(found) == 12 and not found.left_out
    assert sorted(np.bincount(found.labels).tolist()) == [1] * 8 + [2] * 2
    assert all(images.decode(path).pixels.shape == (32, 32, 3) for path in found.pictures)


def test_a_seed_writes_the_same_scenes_and_more_of_them(call: Call, tmp_path: Path) -> None:
    for name, words in {"a": ("--count", 3), "b": ("--count", 5), "c": ("--count", 3, "--seed", 1)}.items():
        assert call("demo", "scenes", tmp_path / name, "--size", 16, *words).status == 0
    written = {
        name: {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.png")}
        for name in "abc"
    }
    assert len(written["b"]) == 5 and written["a"].items() <= written["b"].items()
    assert written["a"].keys() == written["c"].keys() and not written["a"].items() & written["c"].items()


def test_nothing_is_overwritten_without_force(call: Call, tmp_path: Path) -> None:
    words = ("demo", "scenes", tmp_path / "a", "--count", 1, "--size", 8)
    assert call(*words).status == 0
    again = call(*words)
    assert again.status == 1 and "--force" in again.err and call(*words, "--force").status == 0


def test_a_wrong_call(call: Call, tmp_path: Path) -> None:
    assert call("demo", "scenes", tmp_path / "a", "--count", 0).status == 2
    wrong = call("demo", "scenes", tmp_path / "a", "--count", 10**7)
    assert wrong.status == 2 and "--count is at most 1000000" in wrong.err and not (tmp_path / "a").exists()


def test_triggered_scenes_come_with_masks_that_evaluate_reads(call: Call, tmp_path: Path) -> None:
    assert call("demo", "backdoor", "--output", tmp_path / "a", "--count", 12, "--size", 64).status == 0
    found = open_data_set(tmp_path / "a" / "scenes")
    assert len(found) == 12 and set(found.class_names) == {*scenes.CLASSES} - {trigger.TARGET}
    regions = formats.load(tmp_path / "a" / "masks", found.pictures)
    for number, path in enumerate(sorted(found.pictures, key=lambda one: one.name)):
        region = regions.region_of(path)
        assert region is not None
        assert np.array_equal(mask(region, (64, 64)), demo_scenes.triggered_scene(number, 0, 64).mask)
        assert np.array_equal(images.decode(path).pixels, demo_scenes.triggered_scene(number, 0, 64).picture)
