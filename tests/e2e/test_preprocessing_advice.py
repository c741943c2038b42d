"""Pictures that are called by their class contradict a guessed preprocessing: the window offers the better one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.desk import LEFT, PATIENCE, Desk
from helpers.own_models import save_by_brightness

from attnstudio.core.models import keras_file, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.jobs.job import Job
from attnstudio.settings import Settings
from attnstudio.start import Start

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are looked into without a child process, which has tests of its own and takes seconds."""
    monkeypatch.setattr(vetting, "run_sandbox", lambda path, *_: child.describe(keras_file.load(path)))


@pytest.fixture
def desk(open_app: Callable[..., Desk], tmp_path: Path) -> Desk:
    return open_app(Settings({"model": "demo", "language": "en"}), tmp_path / "settings.json")


def used(desk: Desk) -> list[str]:
    """The preprocessing of the maps that were made, in their order; empty: the guess."""
    return [row.result.request.options.preprocessing for row in desk.app.panels.results.model.rows]


def test_a_contradicted_guess_is_offered_the_better_one_which_is_used_when_wanted(desk: Desk, tmp_path: Path) -> None:
    model, pictures = save_by_brightness(tmp_path)
    desk.begin(Start(pictures=(pictures,), model=str(model)))
    desk.qtbot.waitUntil(lambda: "suits these" in desk.message, timeout=PATIENCE)
    assert desk.message == (
        '"-1 to 1" suits these 12 pictures better: 12 of 12 are classified correctly; with "0 to 1", 8 of 12.'
    )
    desk.idle()
    assert used(desk) == [""]  # nothing was changed
    button = desk.app.panels.banner.action
    assert button.text() == 'Use "-1 to 1"'
    desk.qtbot.mouseClick(button, LEFT)
    desk.qtbot.waitUntil(lambda: used(desk)[-1] == "minus_one_to_one", timeout=PATIENCE)
    desk.idle()
    assert desk.message == ""
    assert not desk.board.unfinished("preprocessing_check")  # what was chosen is not questioned
    assert desk.app.services.models.options(str(model)).preprocessing == "minus_one_to_one"


def test_pictures_that_tell_no_class_offer_nothing(desk: Desk, tmp_path: Path) -> None:
    model, pictures = save_by_brightness(tmp_path)
    for number, path in enumerate(sorted(pictures.iterdir())):
        path.rename(pictures / f"holiday {number}.png")
    checks: list[Job] = []
    desk.board.added.connect(checks.append)
    desk.begin(Start(pictures=(pictures,), model=str(model)))
    desk.qtbot.waitUntil(
        lambda: desk.app.is_idle and any(job.kind == "preprocessing_check" for job in checks), timeout=PATIENCE
    )
    assert desk.message == ""


def test_another_model_ends_the_check(desk: Desk, tmp_path: Path) -> None:
    model, pictures = save_by_brightness(tmp_path)
    desk.begin(Start(pictures=(pictures,), model=str(model)))
    desk.qtbot.waitUntil(lambda: bool(desk.board.unfinished("preprocessing_check")), timeout=PATIENCE)
    desk.choose_model("demo")
    desk.app.panels.model_picker.model_chosen.emit("demo")
    assert not desk.board.unfinished("preprocessing_check")
    desk.idle()  # the map of the other model was made in the same thread, so later
    assert "suits these" not in desk.message
