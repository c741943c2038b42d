"""Concepts in the real window, with the built-in model."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from helpers.desk import LEFT, PATIENCE, Desk
from helpers.jobs import SCENE, SCENES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from attnstudio.ui.concepts.concept_table import ConceptColumn

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


def shown(desk: Desk, row: int, column: ConceptColumn) -> str:
    item = desk.app.panels.concepts.table.item(row, column)
    return "" if item is None else str(item.data(Qt.ItemDataRole.AccessibleTextRole))


def test_concepts_are_found_follow_the_picture_and_are_saved(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, panel = desk.app, desk.app.panels.concepts
    desk.open(*SCENES)
    desk.action("concepts").trigger()
    panel.count.setValue(3)
    desk.qtbot.mouseClick(panel.bar.start, LEFT)
    desk.qtbot.waitUntil(lambda: app.is_idle, timeout=PATIENCE)
    found = panel.found
    assert found is not None and found.concepts.importance is not None and len(found.sample.paths) == len(SCENES)
    assert panel.table.rowCount() == 3 and f"pictures: {len(SCENES)}" in panel.about.text()
    values = [float(shown(desk, row, ConceptColumn.IMPORTANCE).removeprefix("Importance ")) for row in range(3)]
    assert values == sorted(values, reverse=True)
    first = found.sample.paths[found.concepts.strongest(0, 1)[0][0]]
    assert shown(desk, 0, ConceptColumn.CROPS).startswith(first.name)
    for width in (1700, 1257, 1100):
        desk.window.resize(width, 700)
        desk.qtbot.waitUntil(partial(nothing_is_cut, desk, width))
    app.features.pictures.controller.show(first)
    desk.qtbot.waitUntil(lambda: app.is_idle and app.services.selection.now.picture is not None, timeout=PATIENCE)
    desk.qtbot.waitUntil(lambda: "100 %" in shown(desk, 0, ConceptColumn.HERE), timeout=PATIENCE)
    before = here(desk)
    other = next(path for path in SCENE.values() if path != first)
    app.features.pictures.controller.show(other)
    desk.qtbot.waitUntil(lambda: "" not in (now := here(desk)) and now != before, timeout=PATIENCE)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    desk.qtbot.mouseClick(panel.bar.save, LEFT)
    assert (tmp_path / "out" / "concepts.csv").exists() and (tmp_path / "out" / "concept-03.png").exists()
    app.panels.concepts_dock.close()


def nothing_is_cut(desk: Desk, width: int) -> bool:
    """In a window of that width the last column is in sight, and each crop is whole."""
    table = desk.app.panels.concepts.table
    last, crops = ConceptColumn.HERE, table.item(0, ConceptColumn.CROPS)
    assert crops is not None
    right = table.columnViewportPosition(last) + table.columnWidth(last)
    drawn = crops.data(Qt.ItemDataRole.DecorationRole).width()
    is_in_sight = desk.window.width() == width and right <= table.viewport().width()
    return is_in_sight and 70 < drawn <= table.columnWidth(ConceptColumn.CROPS)


def here(desk: Desk) -> list[str]:
    return [shown(desk, row, ConceptColumn.HERE) for row in range(3)]


def test_a_search_can_be_cancelled_and_another_model_has_other_concepts(desk: Desk) -> None:
    app, panel = desk.app, desk.app.panels.concepts
    desk.open(*SCENES)
    desk.action("concepts").trigger()
    panel.count.setValue(30)
    desk.qtbot.mouseClick(panel.bar.start, LEFT)
    assert desk.board.unfinished("concepts") and panel.bar.cancel.isEnabled()
    desk.qtbot.mouseClick(panel.bar.cancel, LEFT)
    desk.qtbot.waitUntil(lambda: app.is_idle, timeout=PATIENCE)
    assert panel.found is None and panel.pages.empty.isVisible() and not panel.bar.cancel.isEnabled()
    app.panels.concepts_dock.close()
