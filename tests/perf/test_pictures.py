"""The longest time in which the window does not answer while 100,000 pictures are opened, sorted and filtered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import DEFAULTS, opened
from helpers.stopwatch import Heartbeat, Show
from pytestqt.qtbot import QtBot

from attnstudio.core.picture_columns import Column
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.settings import Settings
from attnstudio.ui.pictures.image_browser import Look
from attnstudio.ui.state.requests import prediction_request

ROWS = 100_000


@pytest.fixture
def arrays(tmp_path: Path) -> Path:
    pictures = np.random.default_rng(0).integers(0, 256, (1000, 28, 28), np.uint8)
    np.savez(tmp_path / "many.npz", x_test=np.tile(pictures, (ROWS // 1000, 1, 1)), y_test=np.arange(ROWS) % 10)
    return tmp_path / "many.npz"


def test_a_hundred_thousand_pictures_in_the_window(arrays: Path, qtbot: QtBot, show: Show) -> None:
    app = opened(Settings(DEFAULTS), None)
    qtbot.addWidget(app.services.window)
    state, browser = app.services.dataset, app.panels.browser

    def measure(what: str, act: Callable[[], object]) -> None:
        heartbeat = Heartbeat()
        act()
        qtbot.wait(300)
        heartbeat.stop()
        show(f"{what} of 100,000 pictures: longest gap", heartbeat.longest)

    qtbot.wait(1000)
    measure("open", lambda: app.features.pictures.controller.open([arrays]))
    qtbot.waitUntil(lambda: len(state) == ROWS and app.is_idle, timeout=60_000)
    state.begin_predictions(prediction_request(app.services.selection, app.services.models))
    shares = np.random.default_rng(1).random(ROWS)
    rows = [
        (row, PredictedRow((row % 9, 9), (float(p), 1 - float(p)), 0.3, 1, float(p))) for row, p in enumerate(shares)
    ]
    measure("1,000 predictions", lambda: state.put(rows[:1000]))
    state.put(rows)
    for look in Look:
        measure(f"look {look}", lambda look=look: browser.show_look(look))  # type: ignore[misc]
    for column in Column:
        measure(f"sort by {column.name.lower()}", lambda column=column: state.sort(column))  # type: ignore[misc]
    measure("filter by chip", browser.filter_bar.chips["wrong"].click)
    measure("all again", state.show_all)
    measure("filter by text", lambda: browser.filter.setText("77"))
    browser.filter.clear()
    measure("select all", browser.table.selectAll)
    assert len(app.services.pictures.selected_rows) == ROWS
