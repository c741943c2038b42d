"""The row of small maps: what is listed, how it is coloured, and what a click says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from helpers.widgets import heatmap, result
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from attnstudio.core.contrast import Contrast, Contrasts
from attnstudio.core.layer_strip import LayerStrip
from attnstudio.core.overlay import colour_table
from attnstudio.ui.layer_strip.panel import LayerStripPanel
from attnstudio.ui.state.display_options import Display

GREY = np.full((120, 80, 3), 128, np.uint8)
MAP = Display(colormap="viridis", opacity=1.0)


def strip() -> LayerStrip:
    first = replace(heatmap("gradcam", layer="first"), values=np.zeros((6, 8), np.float32))
    last = replace(heatmap("gradcam", layer="last"), values=np.full((6, 8), 0.5, np.float32))
    last = replace(last, small=np.full((3, 2), 0.5, np.float32))
    one = result(first, last)
    return LayerStrip(one.request, one.source, one.placement.scaled((80, 120)), (first, last))


@pytest.fixture
def panel(qtbot: QtBot) -> LayerStripPanel:
    made = LayerStripPanel()
    qtbot.addWidget(made)
    made.resize(500, 200)
    with qtbot.waitExposed(made):
        made.show()
    made.show_strip(strip(), GREY, MAP, "last")
    return made


def colour(panel: LayerStripPanel, row: int) -> list[int]:
    """In the middle of a small map."""
    image = panel.list.item(row).icon().pixmap(panel.list.iconSize()).toImage()
    found = QColor(image.pixel(image.width() // 2, image.height() // 2))
    return [found.red(), found.green(), found.blue()]


def test_each_layer_has_its_map_its_name_and_its_size(panel: LayerStripPanel) -> None:
    texts = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert texts == ["first\n6×8", "last\n3×2"]
    assert colour(panel, 0) == colour_table("viridis")[0].tolist()
    assert colour(panel, 1) == colour_table("viridis")[128].tolist()
    assert panel.list.currentRow() == 1


def test_the_maps_have_the_contrast_of_the_display(panel: LayerStripPanel) -> None:
    panel.show_strip(strip(), GREY, replace(MAP, contrasts=Contrasts(Contrast(0.0, 0.5))), None)
    assert colour(panel, 1) == colour_table("viridis")[255].tolist()
    assert not panel.list.selectedItems()


def test_a_click_and_enter_take_a_layer(panel: LayerStripPanel, qtbot: QtBot) -> None:
    taken: list[str] = []
    panel.layer_chosen.connect(taken.append)
    place = panel.list.visualItemRect(panel.list.item(0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.RightButton, pos=place)
    assert taken == []
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert taken == ["first"]
    qtbot.keyClick(panel.list, Qt.Key.Key_Right)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert taken == ["first", "last"]


def test_names_and_sizes_are_not_cut_off(panel: LayerStripPanel) -> None:
    panel.resize(panel.width(), panel.minimumSizeHint().height())
    assert panel.list.visualItemRect(panel.list.item(0)).bottom() <= panel.list.viewport().height()


def test_the_reason_for_an_empty_row_follows_the_language(panel: LayerStripPanel) -> None:
    words = iter(["No layer.", "Нет слоя."])
    panel.show_nothing(lambda: next(words))
    assert panel.pages.empty.text() == "No layer." and panel.pages.empty.isVisible()
    panel.retranslate()
    assert panel.pages.empty.text() == "Нет слоя."
