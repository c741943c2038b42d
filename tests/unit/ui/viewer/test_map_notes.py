"""What a method says of its map stands where the map is."""

from __future__ import annotations

import numpy as np
from helpers.widgets import result
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.core.request import Heatmap, MethodCall
from attnstudio.core.text import Notice
from attnstudio.ui.explain.results import Results
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.viewer.map_notes import MapNotes

FLAT = Notice("The map is flat.", warning=True)
SUM = Notice(
    "The relevance sums to {total:.4g}, and the score is {score:.4g}: biases and stabilisers absorb {rest:.4g}.",
    {"total": 1.5, "score": 2.0, "rest": 0.5},
)


def heatmap(*notices: Notice) -> Heatmap:
    return Heatmap(np.zeros((2, 2), np.float32), 0.0, 1.0, "lrp", None, 0.1, False, notices)


def test_notices_stand_below_the_map_in_the_language_of_the_window_and_warnings_do_not(qtbot: QtBot) -> None:
    page, notes, language = QWidget(), MapNotes(), Language()
    QVBoxLayout(page).addWidget(notes)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    assert not notes.isVisible()
    notes.show_map(heatmap(FLAT, SUM))
    assert notes.isVisible() and notes.text() == str(SUM)
    try:
        language.choose("ru")
        notes.retranslate()
        assert "Сумма релевантностей равна 1,5" in notes.text()
    finally:
        language.choose("en")
    notes.show_map(heatmap(FLAT))
    assert not notes.isVisible()


def test_the_tool_tip_of_a_result_has_them_behind_the_warnings(qtbot: QtBot) -> None:
    results, role = Results(), Qt.ItemDataRole.ToolTipRole
    qtbot.addWidget(results)
    one = heatmap(SUM, FLAT)
    results.add(result(one, methods=(MethodCall("lrp"),)), one)
    tip = str(results.model.index(0, 1).data(role))
    assert tip.index("LRP") < tip.index("The map is flat.") < tip.index("The relevance sums to 1.5")
