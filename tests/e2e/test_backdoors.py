"""The panel of checks for backdoors, used as a person does: chosen, started, read, saved, cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desk import LEFT, PATIENCE, Desk
from helpers.jobs import SCENES
from PySide6.QtWidgets import QFileDialog

from attnstudio.core.expected_times import Place
from attnstudio.core.models.demo import POISONED
from attnstudio.ui.backdoors.panel import BackdoorsPanel

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def panel(desk: Desk) -> Iterator[BackdoorsPanel]:
    """The panel is open, twelve scenes are listed, and the poisoned model is chosen."""
    desk.app.features.models.controller.choose(POISONED)
    desk.app.features.pictures.controller.open(SCENES[:12])
    desk.idle()
    desk.action("backdoors").trigger()
    yield desk.app.panels.backdoors
    desk.app.panels.backdoors.classes.clear()
    desk.action("backdoors").trigger()


def choose(desk: Desk, check: str) -> None:
    box = desk.app.panels.backdoors.check
    box.setCurrentText(check)
    assert box.currentText() == check


def test_two_checks_are_read_and_saved(
    desk: Desk, panel: BackdoorsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert panel.isVisible() and panel.pages.currentIndex() == 0 and not panel.bar.save.isEnabled()
    choose(desk, "Activation clustering")
    desk.qtbot.mouseClick(panel.bar.start, LEFT)
    desk.idle()
    assert panel.sentence.text().startswith("Activation clustering can say nothing: ") and panel.table.isVisible()
    assert panel.bar.save.isEnabled() and not panel.bar.cancel.isEnabled()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "found"))
    (tmp_path / "found").mkdir()
    desk.qtbot.mouseClick(panel.bar.save, LEFT)
    desk.idle()
    [file] = (tmp_path / "found").rglob("findings.json")
    assert "activation_clustering" in json.dumps(json.loads(file.read_text()))


def test_the_button_says_how_long_a_check_will_take_as_earlier_ones_took(desk: Desk, panel: BackdoorsPanel) -> None:
    choose(desk, "Neural Cleanse")
    panel.check.activated.emit(panel.check.currentIndex())
    here = Place(POISONED, "auto")
    desk.app.foundation.stores.expected_times.learn_check(here, "neural_cleanse", 300.0, pictures=12, classes=2)
    desk.qtbot.keyClicks(panel.classes, "0, 1")
    assert panel.bar.start.text() == "Check the model, about 5 min"
    choose(desk, "Activation clustering")
    desk.qtbot.mouseClick(panel.bar.start, LEFT)
    desk.idle()
    learned = desk.app.foundation.stores.expected_times.of_check(here, "activation_clustering", 12, 2)
    assert 0 < learned < 60
    panel.check.activated.emit(panel.check.currentIndex())
    assert "min" not in panel.bar.start.text()


def test_a_search_for_triggers_shows_what_it_found_so_far_and_is_cancelled(desk: Desk, panel: BackdoorsPanel) -> None:
    choose(desk, "Neural Cleanse")
    desk.qtbot.keyClicks(panel.classes, "ladybird, 0, 1")
    desk.qtbot.mouseClick(panel.bar.start, LEFT)
    desk.qtbot.waitUntil(lambda: "% done" in panel.sentence.text(), timeout=PATIENCE)
    assert panel.bar.cancel.isEnabled()
    desk.qtbot.mouseClick(panel.bar.cancel, LEFT)
    desk.idle()
    assert not panel.bar.cancel.isEnabled() and "% done" in panel.sentence.text()
    desk.app.features.models.controller.choose("demo")  # findings are of one model
    desk.idle()
    assert panel.pages.currentIndex() == 0


def test_a_class_that_is_none_is_said(desk: Desk, panel: BackdoorsPanel) -> None:
    choose(desk, "STRIP")
    desk.qtbot.keyClicks(panel.classes, "ladybird, dragon")
    desk.qtbot.mouseClick(panel.bar.start, LEFT)
    desk.idle()
    assert "dragon" in desk.message and not panel.bar.cancel.isEnabled()
