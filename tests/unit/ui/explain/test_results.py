"""The table of computed maps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.widgets import heatmap, result
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from attnstudio.core.overlay import shared_range
from attnstudio.core.request import MethodCall
from attnstudio.core.targets import Target
from attnstudio.ui.explain.results import Results, cells
from attnstudio.ui.state.results import Row

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def results(qtbot: QtBot) -> Results:
    made = Results()
    qtbot.addWidget(made)
    made.resize(700, 200)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def rows(results: Results) -> list[Row]:
    emitted: list[Row] = []
    results.row_chosen.connect(emitted.append)
    return emitted


def _cells(results: Results, row: int) -> list[str]:
    return [results.model.index(row, column).data() for column in range(results.model.columnCount())]


def _marked(results: Results) -> list[int]:
    return [index.row() for index in results.table.selectionModel().selectedRows()]


def test_an_empty_list_says_what_comes(results: Results) -> None:
    assert not results.table.isVisible()
    assert any("No maps yet" in label.text() for label in results.findChildren(QLabel))


def test_a_map_is_a_row(results: Results, rows: list[Row]) -> None:
    one = heatmap("gradcam", layer="out")
    results.add(result(one), one)
    assert results.table.isVisible()
    assert _cells(results, 0) == ["shark.jpg", "Grad-CAM", "out", "tiger shark (3)", "92.8 %", "0.250"]
    assert _marked(results) == [0]
    assert not rows, "nobody clicked"


def test_every_map_of_a_result_is_a_row_and_the_shown_one_is_marked(results: Results, rows: list[Row]) -> None:
    maps = [heatmap("saliency"), heatmap("gradcam", layer="out"), heatmap("smoothgrad")]
    results.add(result(*maps), maps[1])
    assert [_cells(results, row)[1] for row in range(3)] == ["Saliency", "Grad-CAM", "SmoothGrad"]
    assert _cells(results, 0)[2] == "-"
    assert _marked(results) == [1]


def test_the_same_map_twice_is_one_row(results: Results, rows: list[Row]) -> None:
    first, other = heatmap("gradcam", layer="out"), heatmap("saliency")
    results.add(result(first, layer="auto"), first)
    results.add(result(other), other)
    again = heatmap("gradcam", layer="out")
    results.add(result(again, layer="out", target="tiger shark", id=7), again)  # what auto and top1 stood for
    assert results.model.rowCount() == 2
    assert _marked(results) == [0]
    assert not rows


@pytest.mark.parametrize(
    "changes",
    [
        {"explained": Target(4)},
        {"explained": Target(3, 2)},
        {"image": Path("/other/shark.jpg")},
        {"model": "other"},
        {"resize": "crop"},
        {"seed": 1},
        {"methods": (MethodCall("smoothgrad", (("samples", 7),)),)},
    ],
)
def test_another_map_is_another_row(results: Results, changes: dict[str, Any]) -> None:
    one = heatmap("smoothgrad")
    results.add(result(one), one)
    results.add(result(one, **changes), one)
    assert results.model.rowCount() == 2


def _row_clicked(qtbot: QtBot, results: Results, row: int) -> None:
    place = results.table.visualRect(results.model.index(row, 1)).center()
    qtbot.mouseClick(results.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_and_the_arrow_keys_choose_a_row(results: Results, rows: list[Row], qtbot: QtBot) -> None:
    maps = [heatmap("saliency"), heatmap("gradcam", layer="out"), heatmap("smoothgrad")]
    made = result(*maps)
    results.add(made, maps[2])
    _row_clicked(qtbot, results, 0)
    assert [(row.result, row.heatmap) for row in rows] == [(made, maps[0])]
    qtbot.keyClick(results.table, Qt.Key.Key_Down)
    assert rows[1].heatmap is maps[1]


def test_a_map_of_several_layers_names_them_all(results: Results) -> None:
    fused = result(heatmap("gradcam", layer="out"))
    call = MethodCall("gradcam", (("layers", "conv1+conv2"),))
    results.add(replace(fused, request=replace(fused.request, methods=(call,))), fused.heatmaps[0])
    assert cells(results.model.rows[0])[2] == "out+conv1+conv2"


def test_the_shared_range_is_of_one_method_and_model(results: Results) -> None:
    for one, model in (
        (heatmap("saliency", 0.5, 2.0), "net"),
        (heatmap("saliency", 0.0, 1.0), "net"),
        (heatmap("gradcam", -9.0, 9.0), "net"),
        (heatmap("saliency", -5.0, 5.0), "other"),
    ):
        results.add(result(one, model=model, image=Path(f"{one.raw_max}.jpg")), one)
    assert shared_range(results.model.alike(heatmap("saliency", 0.5, 2.0), "net")) == (0.0, 2.0)
    assert shared_range(results.model.alike(heatmap("saliency", 0.5, 3.0), "net")) == (0.0, 3.0)


def test_the_list_is_bounded(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnstudio.ui.state.results.MOST", 3)
    for seed in range(5):
        one = heatmap()
        results.add(result(one, seed=seed), one)
    assert [row.result.request.seed for row in results.model.rows] == [2, 3, 4]
    assert _marked(results) == [2]


def test_the_time_is_that_of_the_map_and_the_tool_tip_says_what_came_before(results: Results) -> None:
    built = replace(heatmap("gradcam"), seconds=1.9, build_seconds=1.88)
    results.add(result(built, heatmap("saliency")), built)
    assert [_cells(results, row)[-1] for row in range(2)] == ["0.020", "0.250"]
    tips = [results.model.index(row, 5).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert tips == ["The graph was prepared once in 1.9 s", None]


def test_the_tab_key_leaves_the_table(results: Results, qtbot: QtBot) -> None:
    results.add(result(heatmap("gradcam"), heatmap("saliency")), None)
    results.show()
    results.activateWindow()
    results.table.setFocus()
    qtbot.waitUntil(results.table.hasFocus)
    before = results.table.currentIndex()
    qtbot.keyClick(results.table, Qt.Key.Key_Tab)
    assert results.table.currentIndex() == before
