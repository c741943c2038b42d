"""Sessions in the real window: saved and opened, by dialog, drop and command line; refused; restored after a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.desk import DEFAULTS, LEFT, PATIENCE, Desk, copies
from helpers.jobs import SCENES
from helpers.own_models import WORKING
from helpers.widgets import control
from PySide6.QtWidgets import QComboBox, QFileDialog, QSpinBox
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.core.models import keras_file, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.regions import Rectangle, Region
from attnstudio.core.request import MethodCall
from attnstudio.export import session
from attnstudio.export.session import Session
from attnstudio.export.session_content import Scores
from attnstudio.settings import LAST, Settings
from attnstudio.start import Start
from attnstudio.ui.sessions import recovery_writer as recovery_keeper
from attnstudio.ui.state.display_options import View
from attnstudio.ui.state.requests import current_request

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

BOX = Region((Rectangle(10, 10, 50, 40),))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """What the user chooses in the next dialogs."""

    def choose(file: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))

    return choose


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    return copies(tmp_path, SCENES[:3])


@pytest.fixture
def new_desk(open_app: Callable[..., Desk]) -> Desk:
    """A window of the test's own, as `desk` is at first: its session has no name."""
    made = open_app(Settings(DEFAULTS))
    made.reset()
    return made


def listed(desk: Desk) -> list[Path]:
    return list(desk.app.services.pictures.paths)


def open_session(desk: Desk, file: Path) -> None:
    with desk.qtbot.waitSignal(desk.app.features.sessions.controller.ended, timeout=PATIENCE):
        desk.app.features.sessions.controller.open(file)
    desk.idle()


def arrange(desk: Desk, pictures: list[Path]) -> None:
    """Everything that a session holds, otherwise than it is at first."""
    desk.app.services.pictures.replace(pictures)
    desk.app.panels.browser.choose(pictures[1])
    desk.idle()
    desk.choose("SmoothGrad")
    desk.set("samples", 3)
    desk.app.features.explain.controller.choose_target("2")
    desk.app.panels.layer_picker.choose("last-conv")
    form = desk.app.panels.layer_picker.form
    seed, resize = control(form, "seed", QSpinBox), control(form, "resize", QComboBox)
    seed.setValue(5)
    resize.setCurrentIndex(resize.findData("letterbox"))
    desk.app.panels.display_controls.opacity.setValue(80)
    desk.app.panels.display_controls.colormap.setCurrentIndex(
        desk.app.panels.display_controls.colormap.findData("viridis")
    )
    desk.app.panels.display_controls.normalisation.setCurrentIndex(1)
    desk.app.services.display.set(view=View.MAP)
    desk.app.features.regions.controller.replace({pictures[0].absolute(): BOX})
    desk.idle()


def spoil(desk: Desk, pictures: list[Path]) -> None:
    """Everything back, and the regions gone."""
    desk.reset()
    for path in pictures:
        desk.app.features.regions.controller.replace({path: None})


def test_what_is_saved_is_what_comes_back(
    new_desk: Desk, pictures: list[Path], tmp_path: Path, answer: Callable[[Path], None]
) -> None:
    arrange(new_desk, pictures)
    before = new_desk.app.features.sessions.state.session()
    asked, rows = new_desk.submitted[-1], new_desk.rows
    answer(tmp_path / "мой поиск")
    new_desk.action("save_session").trigger()
    new_desk.idle()
    file = tmp_path / "мой поиск.attn"
    assert file.is_file()
    assert "мой поиск" in new_desk.window.windowTitle()
    spoil(new_desk, pictures)
    answer(file)
    with new_desk.qtbot.waitSignal(new_desk.app.features.sessions.controller.ended, timeout=PATIENCE):
        new_desk.action("open_session").trigger()
    new_desk.idle()
    after = new_desk.app.features.sessions.state.session()
    assert before is not None
    assert after is not None
    assert replace(after, results=()) == replace(before, results=())
    assert new_desk.rows[1:] == rows[1:], "maps are not computed again"
    assert listed(new_desk) == pictures
    assert new_desk.path == pictures[1]
    assert [one.image for one in new_desk.submitted] == [pictures[1]], "nothing is explained by half a session"
    assert new_desk.submitted[0] == asked
    assert new_desk.shown.colormap == "viridis"
    assert new_desk.app.panels.canvas.view is View.MAP
    assert new_desk.message.startswith("You are explaining"), "and nothing of the session"
    assert new_desk.window.windowTitle().endswith("SmoothGrad - мой поиск - attnstudio")
    spoil(new_desk, pictures)


def test_comparison_predictions_and_panels_come_back(
    desk: Desk, pictures: list[Path], tmp_path: Path, answer: Callable[[Path], None]
) -> None:
    app = desk.app
    app.services.pictures.replace(pictures)
    app.panels.browser.choose(pictures[0])
    desk.idle()
    app.features.pictures.predictions.predict_all()
    app.services.pictures.select(pictures[:2])
    desk.choose("Grad-CAM", "Saliency")
    app.features.compare.controller.open_and_run()
    desk.action("show_curtain").trigger()
    app.panels.accuracy_dock.open()
    desk.idle()
    before, maps, rows = app.services.dataset.columns.top.copy(), app.features.compare.controller.comparison, desk.rows
    assert len(maps.results) == 4
    answer(tmp_path / "s.attn")
    desk.action("save_session_as").trigger()
    desk.idle()
    app.panels.accuracy_dock.close()
    desk.reset()
    desk.action("show_grid").trigger()
    app.features.compare.controller.reset()
    with desk.qtbot.waitSignal(app.features.sessions.controller.ended, timeout=PATIENCE):
        desk.action("open_session").trigger()
    desk.idle()
    found = app.features.compare.controller.comparison
    assert app.features.compare.controller.is_open
    assert app.panels.compare.page is app.panels.compare.curtain
    assert found.plan == maps.plan
    assert found.results.keys() == maps.results.keys()
    for place in maps.plan.places:
        np.testing.assert_allclose(found.values(place), maps.values(place), atol=1e-6)
    assert desk.rows[-4:] == rows[-4:], "nothing is computed again"
    assert np.array_equal(app.services.dataset.columns.top, before)
    assert not app.panels.accuracy_dock.isHidden()
    app.features.compare.controller.reset()
    app.panels.accuracy_dock.close()
    desk.action("show_grid").trigger()


def test_scores_come_back_and_are_added_to(
    desk: Desk, pictures: list[Path], tmp_path: Path, answer: Callable[[Path], None]
) -> None:
    app = desk.app
    app.services.pictures.replace(pictures[:2])
    app.panels.browser.choose(pictures[0])
    app.features.regions.controller.replace({pictures[0]: BOX})
    desk.idle()
    app.features.measure.controller.measure_all(["energy", "sparseness"])
    desk.idle()
    before = app.features.measure.runner.scores()
    assert before is not None
    answer(tmp_path / "s.attn")
    desk.action("save_session_as").trigger()
    desk.idle()
    app.services.pictures.replace([SCENES[5]])
    app.panels.browser.choose(SCENES[5])
    app.features.measure.controller.measure_all(["sparseness"])
    desk.idle()
    with desk.qtbot.waitSignal(app.features.sessions.controller.ended, timeout=PATIENCE):
        desk.action("open_session").trigger()
    desk.idle()
    after = app.features.measure.runner.scores()
    assert after is not None
    assert values(after) == values(before)
    assert app.features.measure.runner.has_evaluation, "a report can be saved"
    app.features.measure.controller.measure_all(["complexity"])
    desk.idle()
    joined = app.features.measure.runner.scores()
    assert joined is not None
    assert [call.id for call in joined.evaluation.metrics] == ["energy", "sparseness", "complexity"]
    app.panels.measure_dock.close()
    spoil(desk, pictures)


def values(scores: Scores) -> list[tuple[str, str, str, float | None]]:
    return [
        (picture.case.picture.path.name, one.method, one.metric, None if one.score is None else one.score.value)
        for picture in scores.evaluation.pictures
        for one in picture.measurements
    ]


def test_saving_asks_for_a_place_once(
    new_desk: Desk, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(*given: object) -> tuple[str, str]:
        asked.append(str(given[2]))
        return str(tmp_path / f"{len(asked)}.attn"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    new_desk.action("save_session").trigger()
    new_desk.open(*pictures)
    new_desk.action("save_session").trigger()
    new_desk.idle()
    assert asked == [str(Path.home() / "session.attn")], "not among the files of the program"
    assert len(session.read(tmp_path / "1.attn").session.pictures) == 4
    new_desk.action("save_session_as").trigger()
    new_desk.idle()
    assert asked[1] == str(tmp_path / "1.attn")
    assert "2 - attnstudio" in new_desk.window.windowTitle()
    new_desk.action("save_session").trigger()
    assert len(asked) == 2


def test_a_name_without_its_ending_replaces_nothing(desk: Desk, tmp_path: Path, answer: Callable[[Path], None]) -> None:
    (tmp_path / "s.attn").write_text("precious", encoding="utf-8")
    answer(tmp_path / "s")
    desk.action("save_session_as").trigger()
    assert "already exists" in desk.message
    assert (tmp_path / "s.attn").read_text(encoding="utf-8") == "precious"
    answer(tmp_path / "s.attn")
    desk.action("save_session_as").trigger()
    desk.idle()
    assert session.read(tmp_path / "s.attn").session.model == "demo"


def test_a_place_that_cannot_be_written_is_reported(
    new_desk: Desk, tmp_path: Path, answer: Callable[[Path], None]
) -> None:
    answer(tmp_path / "none" / "s.attn")
    new_desk.action("save_session").trigger()
    new_desk.idle()
    assert str(tmp_path / "none" / "s.attn") in new_desk.message
    answer(tmp_path / "s.attn")
    new_desk.action("save_session").trigger()
    new_desk.idle()
    assert (tmp_path / "s.attn").is_file(), "another place was asked for"


def test_a_dropped_session_is_opened_before_the_dropped_pictures(
    desk: Desk, pictures: list[Path], tmp_path: Path
) -> None:
    file = tmp_path / "s.attn"
    session.write(file, Session((pictures[2],), pictures[2], "demo", methods=(MethodCall("gradcam"),)), force=False)
    with desk.qtbot.waitSignal(desk.app.features.sessions.controller.ended, timeout=PATIENCE):
        desk.drop(pictures[0], file)
    desk.idle()
    assert listed(desk) == [pictures[2], pictures[0]]
    assert desk.path == pictures[0]
    assert current_request(desk.app.services.selection, desk.app.services.models).methods == (MethodCall("gradcam"),)  # type: ignore[union-attr]


def test_a_region_that_the_session_has_is_put_back_with_undo_and_others_stay(
    desk: Desk, pictures: list[Path], tmp_path: Path
) -> None:
    mine = Region((Rectangle(1, 1, 9, 9),))
    file = tmp_path / "s.attn"
    state = Session(tuple(pictures), pictures[0], "demo", regions={pictures[0]: BOX})
    session.write(file, state, force=False)
    desk.app.features.regions.controller.replace({pictures[0]: mine, pictures[1]: mine})
    open_session(desk, file)
    assert desk.app.features.regions.controller.regions() == {pictures[0]: BOX, pictures[1]: mine}
    assert desk.app.features.regions.controller.marks.shapes == BOX.shapes
    desk.action("undo").trigger()
    assert desk.app.features.regions.controller.region_of(pictures[0]) == mine
    spoil(desk, pictures)


# What is not here


def test_pictures_that_are_gone_are_counted_and_named(desk: Desk, pictures: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    methods = (MethodCall("gradcam"),)
    session.write(file, Session(tuple(pictures), pictures[0], "demo", methods=methods), force=False)
    pictures[0].unlink()
    pictures[1].unlink()
    open_session(desk, file)
    desk.qtbot.waitUntil(lambda: "Missing pictures of the session: 2." in desk.message)
    assert listed(desk) == [pictures[2]]
    assert desk.path == pictures[2]
    log = desk.app.panels.log.text.toPlainText()
    assert str(pictures[0]) in log
    assert str(pictures[1]) in log


def test_if_all_pictures_are_gone_those_that_are_open_stay(desk: Desk, pictures: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    session.write(file, Session(tuple(pictures), None, "demo", methods=(MethodCall("gradcam"),)), force=False)
    for path in pictures:
        path.unlink()
    open_session(desk, file)
    desk.qtbot.waitUntil(lambda: "Missing pictures of the session: 3." in desk.message)
    assert desk.path == SCENES[0]
    assert desk.submitted[-1].methods == (MethodCall("gradcam"),)


@pytest.mark.parametrize("model", ["oracle_9000", "gone.keras"])
def test_without_its_model_the_rest_is_restored(model: str, desk: Desk, pictures: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    where = str(tmp_path / model) if model.endswith(".keras") else model
    state = Session((pictures[0],), pictures[0], where, target="77", layer="x", methods=(MethodCall("gradcam"),))
    session.write(file, state, force=False)
    open_session(desk, file)
    desk.qtbot.waitUntil(lambda: where in desk.message)
    request = desk.submitted[-1]
    assert (request.model, request.target, request.layer) == ("demo", "top1", "auto")
    assert (request.image, request.methods) == (pictures[0], (MethodCall("gradcam"),))


def test_weights_that_are_not_here_are_offered(desk: Desk, pictures: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    state = Session((pictures[0],), pictures[0], "vgg16", target="308", methods=(MethodCall("gradcam"),))
    session.write(file, state, force=False)
    open_session(desk, file)
    desk.qtbot.waitUntil(lambda: "VGG16" in desk.message)
    assert "Download" in desk.app.panels.banner.action.text()
    assert desk.app.panels.model_picker.chosen == "vgg16"
    assert current_request(desk.app.services.selection, desk.app.services.models).target == "308"  # type: ignore[union-attr]
    assert desk.submitted == []


def test_a_layer_that_the_model_lacks_is_reported(desk: Desk, pictures: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    state = Session((pictures[0],), pictures[0], "demo", layer="attic", methods=(MethodCall("gradcam"),))
    session.write(file, state, force=False)
    open_session(desk, file)
    desk.qtbot.waitUntil(lambda: "attic" in desk.message)
    assert desk.path == pictures[0]


def test_what_this_version_has_not_is_named(desk: Desk, pictures: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    methods = (MethodCall("gradcam"), MethodCall("crystal_ball"))
    session.write(file, Session((pictures[0],), pictures[0], "demo", methods=methods), force=False)
    open_session(desk, file)
    desk.qtbot.waitUntil(lambda: "could not be restored" in desk.message)
    assert "crystal_ball" in desk.app.panels.log.text.toPlainText()
    assert desk.submitted[-1].methods == (MethodCall("gradcam"),)


@pytest.mark.parametrize(
    "content",
    ["", "[" * 100_000, '{"format": "attnstudio session", "version": 99}', '{"look": {"opacity": NaN}}', "5"],
)
def test_a_file_that_is_refused_leaves_the_window_as_it_was(content: str, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    file.write_text(content, encoding="utf-8")
    before, title, rows = desk.app.features.sessions.state.session(), desk.window.windowTitle(), desk.rows
    open_session(desk, file)
    assert str(file) in desk.message
    assert desk.app.features.sessions.state.session() == before
    assert desk.window.windowTitle() == title
    assert desk.rows == rows
    assert desk.submitted == []


# The user's own model


def test_an_own_model_comes_back_with_its_options(
    open_app: Callable[..., Desk], pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another machine: nothing is known there of the model."""
    monkeypatch.setattr(vetting, "run_sandbox", lambda path, *_: child.describe(keras_file.load(path)))
    model = tmp_path / "акулы.keras"
    make, layer = WORKING["several outputs"]
    assert layer is not None
    helpers.with_random_weights(make()).save(model)
    options = ModelOptions(preprocessing="caffe", output="kind")
    file = tmp_path / "s.attn"
    state = Session((pictures[0],), pictures[0], str(model), options, (MethodCall("gradcam"),), "3", layer)
    session.write(file, state, force=False)
    desk = open_app(Settings(DEFAULTS))
    desk.begin(Start(session=file))
    desk.qtbot.waitUntil(lambda: desk.rows != [], timeout=PATIENCE)
    desk.idle()
    request = desk.submitted[-1]
    assert (request.model, request.options, request.target, request.layer) == (str(model), options, "3", layer)
    assert desk.app.features.models.user_models.dialog is None, "nothing is asked: the session says it"
    assert desk.app.panels.model_picker.box.currentText() == "акулы"


# The command line


def test_the_command_line_comes_on_top_of_a_session(
    open_app: Callable[..., Desk], pictures: list[Path], tmp_path: Path
) -> None:
    file = tmp_path / "s.attn"
    methods = (MethodCall("gradcam"),)
    state = Session(tuple(pictures[:2]), pictures[1], "demo", methods=methods, target="1")
    session.write(file, state, force=False)
    desk = open_app(Settings(DEFAULTS))
    desk.begin(Start(session=file, methods=("saliency",), pictures=(pictures[2],)))
    desk.qtbot.waitUntil(lambda: desk.rows != [], timeout=PATIENCE)
    desk.idle()
    request = desk.submitted[-1]
    assert listed(desk) == pictures
    assert (request.image, request.methods, request.target) == (pictures[2], (MethodCall("saliency"),), "1")


def test_only_one_session_is_named_on_the_command_line(call: helpers.Call) -> None:
    ended = call("gui", "a.attn", "b.ATTN")
    assert ended.status == 2
    assert "a.attn, b.ATTN" in ended.err


# Recovery


class Crashing:
    """Another window, in a process of its own."""

    def __init__(self, *words: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "attnstudio", "gui", *map(str, words)],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_for(self, kept: Callable[[list[Path]], bool]) -> None:
        """Until its files of the state are so."""
        until = time.monotonic() + 60
        while not kept(sorted(paths.recovery_folder().glob("*.attn"))):
            assert time.monotonic() < until, "no state is kept"
            assert self._process.poll() is None, "it ended"
            time.sleep(0.1)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def test_after_a_crash_the_state_is_one_click_away(
    open_app: Callable[..., Desk], pictures: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    crashing = Crashing(*pictures, "--model", "demo", "--method", "gradcam", "--target", "2")
    try:
        crashing.wait_for(lambda found: len(found) == 1)
        desk = open_app(Settings(DEFAULTS), tmp_path / "settings.json")
        desk.begin(Start())
        assert desk.message == "", "the other window is open"
    finally:
        crashing.kill()
    desk.begin(Start())
    assert desk.app.panels.banner.action.text() == "Restore the last session"
    assert listed(desk) == [], "nothing happens unasked"
    with qtbot.waitSignal(desk.app.features.sessions.controller.ended, timeout=PATIENCE):
        qtbot.mouseClick(desk.app.panels.banner.action, LEFT)
    desk.qtbot.waitUntil(lambda: desk.rows != [], timeout=PATIENCE)
    desk.idle()
    request = desk.submitted[-1]
    assert listed(desk) == pictures
    assert (request.image, request.methods, request.target) == (pictures[0], (MethodCall("gradcam"),), "2")
    assert desk.window.windowTitle().endswith("Grad-CAM - attnstudio"), "it was not saved under a name"
    assert "The last session is restored, pictures: 3" in desk.app.panels.log.text.toPlainText()
    rows = desk.rows
    desk.window.close()
    assert [path.name for path in paths.recovery_folder().iterdir()] == ["last.attn"]
    again = open_app(Settings(DEFAULTS), tmp_path / "settings.json")
    again.begin(Start())
    with qtbot.waitSignal(again.app.features.sessions.controller.ended, timeout=PATIENCE):
        qtbot.mouseClick(again.app.panels.welcome.last_button, LEFT)
    again.idle()
    assert (listed(again), again.rows) == (pictures, rows)
    np.testing.assert_allclose(again.shown.values, desk.shown.values, atol=1e-6)
    again.window.close()
    asked = open_app(Settings(DEFAULTS | {"at_start": LAST}), tmp_path / "settings.json")
    with qtbot.waitSignal(asked.app.features.sessions.controller.ended, timeout=PATIENCE):
        asked.begin(Start())
    asked.idle()
    assert listed(asked) == pictures, "in the preferences"


def test_a_damaged_state_is_reported(open_app: Callable[..., Desk], tmp_path: Path, qtbot: QtBot) -> None:
    folder = paths.recovery_folder()
    folder.mkdir(parents=True)
    lost = folder / "999999999.a.attn"
    lost.write_text("{", encoding="utf-8")
    desk = open_app(Settings(DEFAULTS), tmp_path / "settings.json")
    desk.begin(Start())
    with qtbot.waitSignal(desk.app.features.sessions.controller.ended, timeout=PATIENCE):
        qtbot.mouseClick(desk.app.panels.banner.action, LEFT)
    assert str(folder) in desk.message


@pytest.mark.parametrize("kept", [True, False])
def test_pictures_on_the_command_line_are_what_is_wanted(
    kept: bool, open_app: Callable[..., Desk], pictures: list[Path], tmp_path: Path
) -> None:
    """And a window that keeps nothing, for a picture of itself, offers nothing."""
    folder = paths.recovery_folder()
    folder.mkdir(parents=True)
    (folder / "999999999.a.attn").write_text("{", encoding="utf-8")
    desk = open_app(Settings(DEFAULTS), tmp_path / "settings.json" if kept else None)
    desk.begin(Start(pictures=(pictures[0],)) if kept else Start())
    assert desk.message == ""
    assert len(list(folder.iterdir())) == 1


def test_the_state_follows_what_is_open(
    open_app: Callable[..., Desk], pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery_keeper, "DELAY", 20)
    desk = open_app(Settings(DEFAULTS), tmp_path / "settings.json")
    folder = paths.recovery_folder()

    def kept() -> dict[str, Any]:
        found = list(folder.glob("*.attn"))
        return json.loads(found[0].read_bytes().partition(b"\0")[0]) if found else {}

    desk.open(*pictures)
    desk.qtbot.waitUntil(lambda: len(kept().get("pictures", [])) == 3)
    desk.app.panels.display_controls.opacity.setValue(33)
    desk.qtbot.waitUntil(lambda: kept()["look"]["opacity"] == 0.33)
    desk.app.panels.browser.choose(pictures[2])
    desk.qtbot.waitUntil(lambda: kept()["shown"] == str(pictures[2]))
    desk.app.services.pictures.add([SCENES[5]])
    desk.qtbot.waitUntil(lambda: kept()["pictures"][3:] == [str(SCENES[5])])
    assert len(kept()["maps"]["results"]) > 0
    desk.window.close()
    assert [path.name for path in folder.iterdir()] == ["last.attn"]


def test_the_paths_of_many_pictures_are_collected_once(desk: Desk, tmp_path: Path) -> None:
    desk.app.services.pictures.add([tmp_path / f"{number}.png" for number in range(10_000)])
    first, second = (desk.app.features.sessions.state.without_regions() for _ in range(2))
    assert first is not None
    assert second is not None
    assert len(first.pictures) == 10_001
    assert second.pictures is first.pictures
