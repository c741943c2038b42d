"""The folder of a run in the window: its pictures are a data set, and its maps are read, not computed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import Desk, copies
from helpers.jobs import SCENES

from attnstudio.cli import main
from attnstudio.core.request import MethodCall, Result

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]
METHODS = ("rise", "gradcam")
READ, ANEW = "Read from the run in {folder}.", "Computed anew"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three pictures, one file that is none, and runs over them."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "pictures").mkdir()
    copies(folder / "pictures", SCENES[:3])
    (folder / "pictures/broken.png").write_bytes(b"no picture")
    command = [
        "explain",
        str(folder / "pictures"),
        "--model",
        "demo",
        "--method",
        ",".join(METHODS),
        "--overlay",
        "none",
    ]
    command += ["--set", "rise.samples=64", "--target", "top2", "--seed", "7"]
    main([*command, "--maps", "full", "--output", str(folder / "full")])
    main([*command, "--maps", "raw", "--maps-in", "shards", "--output", str(folder / "shards")])
    return folder


def result_of(desk: Desk) -> Result:
    return desk.app.panels.results.model.rows[-1].result


def is_read(result: Result) -> bool:
    return all(any(notice.template == READ for notice in heatmap.notices) for heatmap in result.heatmaps)


def maps_of(result: Result) -> dict[str, np.ndarray]:
    return {heatmap.method: heatmap.values for heatmap in result.heatmaps}


def stored(folder: Path, picture: Path, methods: Sequence[str] = METHODS) -> dict[str, np.ndarray]:
    return {method: np.load(folder / f"{picture.stem}.{method}.npy") for method in methods}


@pytest.mark.parametrize("kind", ["full", "shards"])
def test_its_pictures_and_its_maps(desk: Desk, made: Path, kind: str) -> None:
    desk.open(made / kind)
    now = desk.app.services.selection.now
    assert (now.target, now.inputs["seed"]) == ("top2", 7)
    assert set(now.methods) == {MethodCall("rise", (("samples", 64),)), MethodCall("gradcam")}
    assert [path.name for path in desk.app.services.pictures.sequence] == [path.name for path in SCENES[:3]]
    result = result_of(desk)
    assert is_read(result), "the map of an expensive method is there without Run"
    assert result.target.index == result.prediction.top()[1]
    for method, values in stored(made / "full", SCENES[0]).items():
        assert np.allclose(maps_of(result)[method], values, rtol=0, atol=0 if kind == "full" else 2e-3)
    desk.app.panels.browser.step(1)
    desk.idle()
    assert result_of(desk).request.image.name == SCENES[1].name and is_read(result_of(desk))


def test_another_choice_is_computed(desk: Desk, made: Path) -> None:
    desk.open(made / "full")
    desk.app.services.selection.set(methods=(MethodCall("gradcam"),), target="top1")
    desk.idle()
    assert not is_read(result_of(desk))
    desk.app.services.selection.set(methods=(MethodCall("gradcam", (("normaliser", "none"),)),))
    desk.app.services.selection.set(methods=(MethodCall("gradcam"),), target="top2", layer="last-conv")
    desk.idle()
    assert not is_read(result_of(desk))


def test_a_picture_that_has_changed_is_computed_anew_and_says_so(desk: Desk, made: Path, tmp_path: Path) -> None:
    pictures, run = tmp_path / "pictures", tmp_path / "run"
    pictures.mkdir()
    copies(pictures, SCENES[:1])
    main(["explain", str(pictures), "--model", "demo", "--method", "gradcam", "--output", str(run)])
    shutil.copy(SCENES[5], pictures / SCENES[0].name)
    desk.open(run)
    result = result_of(desk)
    assert not is_read(result)
    assert any(notice.template.startswith(ANEW) for notice in result.notices)
    shown = maps_of(result)["gradcam"]
    assert not np.allclose(shown, stored(run, SCENES[0], ["gradcam"])["gradcam"], atol=1e-2)


def test_what_failed_in_the_run_is_named(desk: Desk, made: Path) -> None:
    desk.open(made / "full")
    assert "left out: 1 of 4" in desk.message
