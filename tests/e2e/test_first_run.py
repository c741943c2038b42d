"""Photos in the built-in model: a sure answer that means nothing does not pass without a word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from helpers.desk import FOREIGN, Desk, copies
from helpers.jobs import SCENES
from PIL import Image

from attnstudio import demo_scenes


def photo(folder: Path) -> Path:
    file = folder / "photo.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (90, 120, 3), np.uint8)).save(file)
    return file


def test_a_picture_of_ones_own_in_the_built_in_model(desk: Desk, tmp_path: Path) -> None:
    assert FOREIGN not in desk.message, "the first scene is open"
    desk.open(photo(tmp_path))
    assert desk.message.startswith(FOREIGN)
    assert desk.app.panels.banner.action.text() == "Get a model...", "no other one is installed"
    desk.open(*copies(tmp_path, SCENES[1:2]))
    assert FOREIGN not in desk.message, "a copy of a scene is a scene"


def test_the_scenes_of_a_data_set_are_known(desk: Desk, tmp_path: Path) -> None:
    demo_scenes.write(tmp_path / "scenes", 10, seed=0, side=64, force=False)
    desk.open(tmp_path / "scenes")
    assert desk.path is not None and desk.path.is_relative_to(tmp_path) and FOREIGN not in desk.message
