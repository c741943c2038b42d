"""The strip over a map: what is wrong with it, and a button that may help."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from attnstudio.core.request import Heatmap
from attnstudio.core.text import Notice
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.viewer.map_strip import MapStrip


def test_the_way_out_is_named_as_in_the_form(qtbot: QtBot) -> None:
    strip = MapStrip()
    qtbot.addWidget(strip)
    language = Language()
    notice = Notice("The relevance grows.", warning=True, setting=("lrp", "biases", "absorb"))
    heatmap = Heatmap(np.zeros((2, 2), np.float32), 0.0, 1.0, "lrp", None, 0.1, False, (notice,))
    try:
        language.choose("ru")
        strip.show_map(heatmap)
        assert strip.action.text() == "Смещения: поглощают"
        with qtbot.waitSignal(strip.parameter_requested) as requested:
            qtbot.mouseClick(strip.action, Qt.MouseButton.LeftButton)
        assert requested.args == ["lrp", "biases", "absorb"]
    finally:
        language.choose("en")
