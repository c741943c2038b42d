"""Commands compute with a user's model file in a confined process, and find what the engine in this one finds."""

from __future__ import annotations

import json
from pathlib import Path

import helpers
import numpy as np
import pytest
from helpers import Call
from helpers.jobs import SCENES
from helpers.own_models import WORKING

from attnstudio.core.engine import Engine
from attnstudio.engine_process.chosen import THREAD, VARIABLE


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "моя.keras"
    helpers.with_random_weights(WORKING["nested in Sequential"][0]()).save(path)
    (path.parent / "scenes").symlink_to(SCENES[0].parent)
    return path


def test_maps_by_relative_paths_and_the_self_check(
    call: Call, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(model.parent)
    words: tuple[object, ...] = (
        "explain",
        SCENES[0],
        "--model",
        model.name,
        "--method",
        "gradcam,expected_gradients",
        "--set",
    )
    words += ("expected_gradients.samples=2", "--set", "expected_gradients.folder=scenes")
    monkeypatch.setenv(VARIABLE, THREAD)
    here = call(*words, "--output", tmp_path / "here")
    assert here.status == 0, here.err
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr(Engine, "load", None)  # nothing is loaded in this process
    found = call(*words, "--output", tmp_path / "found")
    assert found.status == 0, found.err
    maps = [sorted((tmp_path / folder).rglob("*.npy")) for folder in ("here", "found")]
    assert len(maps[0]) == len(maps[1]) == 2
    for one, other in zip(*maps, strict=True):
        np.testing.assert_array_equal(np.load(one), np.load(other))
    checked = call("models", "check", model.name, "--json")
    assert checked.status == 0 and json.loads(checked.out)["model"]
