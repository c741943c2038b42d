"""A map that shows nothing says so over the picture, in Results and in Compare, with a button that helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from helpers.desk import LEFT, Desk
from helpers.jobs import SCENES
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from attnstudio import paths
from attnstudio.core.params import AUTO
from attnstudio.core.request import MethodCall
from attnstudio.ui.state.viewed import Page

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

COVERS = "covers the whole picture of 128 x 128"


@pytest.fixture
def flat(desk: Desk) -> Iterator[Desk]:
    """Occlusion with a patch of 512 pixels is shown."""
    desk.app.services.selection.set(methods=(MethodCall("occlusion", (("patch", 512),)),))
    desk.action("run").trigger()
    desk.idle()
    shown = desk.app.services.viewed.now.map
    assert shown is not None and shown.heatmap.raw_min == shown.heatmap.raw_max
    yield desk
    desk.app.services.viewed.set(page=Page.PICTURE)


def messages(desk: Desk) -> str:
    strip = desk.app.panels.map_strip
    return strip.text.text() if strip.isVisible() else ""


def sign(desk: Desk, row: int) -> tuple[bool, str]:
    """Whether a result has the sign, and its tool tip."""
    model = desk.app.panels.results.model
    index = model.index(row, 1, QModelIndex())
    tip = model.data(index, Qt.ItemDataRole.ToolTipRole)
    return isinstance(model.data(index, Qt.ItemDataRole.DecorationRole), QIcon), str(tip or "")


def test_the_strip_shows_the_warning_and_its_button_fixes_it(flat: Desk) -> None:
    window = flat.window
    assert COVERS in messages(flat)
    assert COVERS in flat.app.panels.log.text.toPlainText()
    assert flat.app.panels.map_strip.mapTo(window, flat.app.panels.map_strip.rect().bottomLeft()).y() <= (
        flat.app.panels.canvas.mapTo(window, flat.app.panels.canvas.rect().topLeft()).y()
    )
    assert sign(flat, 0) == (False, "Grad-CAM++")
    assert sign(flat, 1)[0] and COVERS in sign(flat, 1)[1]
    assert flat.app.panels.map_strip.action.text() == "Patch: auto"
    flat.qtbot.mouseClick(flat.app.panels.map_strip.action, LEFT)
    flat.idle()
    assert messages(flat) == ""
    assert flat.shown.low < flat.shown.high
    [call] = flat.app.services.selection.now.methods
    assert (call.id, call.params) == ("occlusion", ())
    assert flat.app.panels.method_selector.forms["occlusion"].values()["patch"] == AUTO


def test_the_strip_follows_the_map(flat: Desk) -> None:
    flat.app.panels.results.table.selectRow(0)
    flat.idle()
    assert messages(flat) == "", "Grad-CAM++ of the demo has nothing to say"
    flat.app.panels.results.table.selectRow(1)
    flat.idle()
    assert COVERS in messages(flat)
    flat.qtbot.mouseClick(flat.app.panels.map_strip.close_button, LEFT)
    flat.app.panels.display_controls.colormap.setCurrentIndex(1)
    assert messages(flat) == "", "what was dismissed comes back with a colormap"
    flat.app.panels.results.table.selectRow(0)
    flat.app.panels.results.table.selectRow(1)
    assert COVERS in messages(flat)
    flat.open(SCENES[1])
    assert messages(flat) == "", "a picture without a map has the warning of another's"


def test_a_cached_map_shows_its_warning_again(flat: Desk) -> None:
    told = flat.app.panels.log.text.toPlainText().count(COVERS)
    flat.app.panels.method_selector.choose(["saliency"])
    flat.idle()
    assert messages(flat) == ""
    flat.app.panels.method_selector.choose(["occlusion"])
    flat.action("run").trigger()
    flat.idle()
    assert COVERS in messages(flat)
    assert flat.app.panels.log.text.toPlainText().count(COVERS) == told, "it is told again though it was not made again"


@pytest.mark.skipif(not paths.resource("translations").is_dir(), reason="resources/translations is not there")
def test_the_strip_is_in_the_language_of_the_window(flat: Desk) -> None:
    try:
        flat.window.language_requested.emit("ru")
        QApplication.processEvents()
        assert messages(flat).startswith("Карта постоянна")
        assert flat.app.panels.map_strip.action.text() == "Заплатка: auto"
        assert "Карта постоянна" in sign(flat, 1)[1]
    finally:
        flat.window.language_requested.emit("en")
        QApplication.processEvents()
    assert messages(flat).startswith("The map is flat")


def test_a_cell_of_the_comparison_has_the_sign(flat: Desk) -> None:
    flat.app.panels.method_selector.choose(["occlusion", "saliency"])
    flat.action("compare").trigger()
    flat.idle()
    flat.qtbot.waitUntil(lambda: not flat.app.features.compare.controller.comparison.running)
    cells = flat.app.panels.compare.grid.cells
    texts = {place: cell.toolTip() for place, cell in cells.items()}
    rows = [line.request.methods[0].id for line in flat.app.features.compare.controller.comparison.plan.lines]
    assert COVERS in texts[rows.index("occlusion"), 0]
    assert COVERS in cells[rows.index("occlusion"), 0].accessibleDescription()
    assert "flat" not in texts[rows.index("saliency"), 0]


def test_methods_that_are_left_out_are_named_over_the_maps_of_the_others(desk: Desk) -> None:
    desk.app.panels.method_selector.choose(["saliency", "attention_rollout", "gradient_attention"])
    desk.idle()
    assert desk.message == (
        "Omitted: Attention rollout, Gradient-weighted attention. Demo (built in) has no attention layers, "
        "required by: Attention rollout, Gradient-weighted attention. Choose a vision transformer, a gradient method "
        "or a class activation map."
    )
    assert [row[1] for row in desk.rows] == ["Grad-CAM++", "Saliency"]


def test_the_class_check_is_shown_with_the_omitted_methods(desk: Desk) -> None:
    desk.app.panels.method_selector.choose(["saliency", "attention_rollout"])
    desk.idle()
    prediction = desk.app.panels.results.model.rows[-1].result.prediction
    desk.app.features.explain.controller.choose_target(str(int(prediction.ranking.argmin())))
    desk.idle()
    left_out, class_check = desk.message.splitlines()
    assert left_out.startswith("Omitted: Attention rollout.")
    assert class_check.startswith("You are explaining")
    assert desk.app.panels.banner.action.text() == f"Explain {prediction.class_names[prediction.top(1)[0]]}"
    desk.qtbot.mouseClick(desk.app.panels.banner.action, LEFT)
    desk.idle()
    assert "You are explaining" not in desk.message


def test_the_strip_no_longer_names_a_model_that_is_chosen_again(desk: Desk) -> None:
    shown = desk.app.services.viewed.now.map
    assert shown is not None
    desk.app.features.explain.runner.compute(replace(shown.request, model="no_such_model"))
    desk.idle()
    assert "not from the chosen one" in messages(desk)
    desk.action("run").trigger()
    desk.idle()
    now = desk.app.services.viewed.now.map
    assert now is not None and now.heatmap is shown.heatmap
    assert messages(desk) == ""


@pytest.mark.parametrize("reach", [4, 20])
def test_a_map_of_which_little_is_seen_offers_its_percentiles(desk: Desk, reach: float) -> None:
    values = np.full((100, 100), 1 / reach, np.float32)
    values[:50] = 0
    values[-1, :50] = 1  # half a percent of all
    values.flags.writeable = False
    shown = desk.app.services.viewed.now.map
    assert shown is not None
    heatmap = replace(shown.heatmap, values=values, raw_min=0.0, raw_max=5.0, small=None)
    desk.app.services.viewed.set(map=replace(shown, heatmap=heatmap))
    if reach < 8:
        assert messages(desk) == ""
        return
    assert "hardly anything else is seen" in messages(desk)
    assert desk.app.panels.map_strip.action.text() == "Auto contrast"
    desk.qtbot.mouseClick(desk.app.panels.map_strip.action, LEFT)
    assert messages(desk) == ""
    assert desk.app.services.display.now.contrasts.of(SCENES[0], heatmap.method).by_percentile
    desk.action("undo").trigger()
    assert "hardly anything else is seen" in messages(desk)
