"""Activation maximisation in the real window, with the built-in model."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from helpers.desk import LEFT, PATIENCE, Desk
from helpers.jobs import SCENES
from PySide6.QtWidgets import QFileDialog

from attnstudio.jobs.maximisation import Maximisation

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


def test_a_class_is_excited_the_scenes_are_ranked_and_all_is_saved(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, panel = desk.app, desk.app.panels.maximisation
    desk.open(*SCENES)
    desk.action("features").trigger()
    panel.form.control("steps").setProperty("value", 6)
    shown: list[Maximisation] = []
    panel.want("butterfly")
    desk.qtbot.mouseClick(panel.bar.start, LEFT)
    (job,) = desk.board.unfinished("maximisation")
    job.result.connect(shown.append)
    assert panel.bar.cancel.isEnabled()
    desk.qtbot.waitUntil(lambda: app.is_idle, timeout=PATIENCE)
    (found,) = shown[-1].found
    assert found.done == 1 and found.value > found.before
    assert panel.made.item(0).text().startswith("butterfly") and panel.ranked.count() == min(12, len(SCENES))
    assert not panel.bar.cancel.isEnabled()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    desk.qtbot.mouseClick(panel.bar.save, LEFT)
    assert (tmp_path / "out" / "features.json").exists()
    with (tmp_path / "out" / "strongest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [Path(row["image"]).name for row in rows] == [
        panel.ranked.item(place).text().partition("\n")[2] for place in range(panel.ranked.count())
    ]
    values = [float(row["value"]) for row in rows]
    assert values == sorted(values, reverse=True) and {row["unit"] for row in rows} == {"butterfly"}
    panel.want("whale")
    desk.qtbot.mouseClick(panel.bar.start, LEFT)
    assert "The model has no class whale." in app.services.notifier.messages[0].text()
    app.panels.maximisation_dock.close()


def test_channels_of_a_layer_are_excited_from_the_inspector_and_cancelled(desk: Desk) -> None:
    panel = desk.app.panels.maximisation
    desk.open(*SCENES)
    info = desk.app.services.models.info
    assert info is not None and info.auto_layer is not None
    desk.app.features.maximisation.controller.make_of(f"{info.auto_layer}[0-2]")
    assert panel.isVisible() and panel.wanted == f"{info.auto_layer}[0-2]"
    desk.qtbot.waitUntil(lambda: panel.made.count() > 0, timeout=PATIENCE)
    desk.qtbot.mouseClick(panel.bar.cancel, LEFT)
    desk.qtbot.waitUntil(lambda: desk.app.is_idle, timeout=PATIENCE)
    assert panel.made.count() >= 1, "what is made so far stays"
    desk.app.panels.maximisation_dock.close()
