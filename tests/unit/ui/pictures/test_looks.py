"""The looks of the browser: list, grid and table show the same rows, the same selection, the same order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.jobs import SCENES
from helpers.widgets import painted
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from attnstudio.core.datasets.base import DataSet
from attnstudio.core.datasets.sequences import LazyPaths, Texts
from attnstudio.core.picture_columns import Column
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.request import Request
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.ui.pictures.image_browser import ImageBrowser, Look
from attnstudio.ui.pictures.row_selection import selected_places
from attnstudio.ui.state.picture_list import PictureList

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

MODEL = ("ant", "bee")
ROWS = 100_000
LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def browser(qtbot: QtBot, loader: PictureLoader) -> ImageBrowser:
    shown = ImageBrowser(PictureList(), loader)
    qtbot.addWidget(shown)
    shown.resize(500, 600)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def fill(browser: ImageBrowser, count: int) -> np.ndarray:
    """A data set with predictions; returns the probability of each."""
    names = Texts(f"{number:06}.jpg" for number in range(count))
    dataset = DataSet(Path("/set"), LazyPaths(Path("/set"), names), (), np.arange(count, dtype=np.int32) % 2)
    state = browser.state
    state.open(dataset)
    state.set_classes(MODEL)
    state.begin_predictions(Request(Path(), "net"))
    shares = np.random.default_rng(1).random(count).astype(np.float32)
    state.put([(row, PredictedRow((0, 1), (float(p), 1 - float(p)), 0.3, 1, float(p))) for row, p in enumerate(shares)])
    state.end_states()
    return shares


def view(browser: ImageBrowser, look: Look) -> QAbstractItemView:
    return {Look.LIST: browser.list, Look.GRID: browser.grid, Look.TABLE: browser.table}[look]


@pytest.mark.parametrize("look", list(Look))
def test_a_hundred_thousand_rows_in_every_look(browser: ImageBrowser, look: Look) -> None:
    shares = fill(browser, ROWS)
    browser.show_look(look)
    shown, model = view(browser, look), browser.table.model()
    assert shown.model().rowCount() == ROWS
    browser.state.sort(Column.PROBABILITY, descending=True)
    expected = np.argsort(-shares, kind="stable")
    for place in (0, 1, 500, ROWS - 1):
        assert model.index(place, 0).data() == f"{expected[place]:06}.jpg"
    shown.scrollTo(model.index(ROWS - 1, 0))
    assert shown.visualRect(model.index(ROWS - 1, 0)).intersects(shown.viewport().rect())
    assert not shown.visualRect(model.index(0, 0)).intersects(shown.viewport().rect())
    shown.selectAll()
    assert len(browser.pictures.selected_rows) == ROWS


@pytest.mark.parametrize("look", [Look.LIST, Look.GRID])
def test_cells_are_chosen_by_mouse_and_keys(browser: ImageBrowser, look: Look, qtbot: QtBot) -> None:
    fill(browser, 30)
    browser.show_look(look)
    shown = view(browser, look)
    model = shown.model()
    opened: list[Path] = []
    browser.image_chosen.connect(opened.append)
    for place, modifier in ((1, NONE), (4, SHIFT)):
        qtbot.mouseClick(shown.viewport(), LEFT, modifier, shown.visualRect(model.index(place, 0)).center())
    assert browser.pictures.selected_rows.tolist() == [1, 2, 3, 4]
    assert [path.stem for path in opened] == ["000001", "000004"]
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Home)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    columns = shown.currentIndex().row()
    assert columns == 1 if look is Look.LIST else columns > 1
    qtbot.keyClick(shown, Qt.Key.Key_End)
    assert shown.currentIndex().row() == 29
    assert shown.indexAt(QPoint(-5, 5)).isValid() is False
    painted(browser)


def test_the_selection_stays_from_look_to_look_and_through_sorting(browser: ImageBrowser) -> None:
    fill(browser, 200)
    browser.choose(Path("/set/000007.jpg"))
    browser.pictures.select_rows(np.array([3, 7, 150]))
    for look in Look:
        browser.show_look(look)
        assert selected_places(view(browser, look)).tolist() == [3, 7, 150]
    browser.state.sort(Column.PROBABILITY)
    assert browser.pictures.selected_rows.tolist() == [3, 7, 150]
    assert browser.table.currentIndex().data() == "000007.jpg"
    browser.filter.setText("0015")
    assert browser.pictures.selected_rows.tolist() == [150], "what is not listed is not selected"
    browser.filter.clear()
    assert browser.table.currentIndex().data() == "000007.jpg"


def test_numbers_stand_at_the_right_and_tell_what_they_are(browser: ImageBrowser) -> None:
    fill(browser, 3)
    model = browser.table.model()
    for column in (Column.PROBABILITY, Column.MARGIN, Column.ENTROPY, Column.RANK, Column.LOSS):
        cell = model.index(0, column)
        assert cell.data(Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)
        assert cell.data().strip()
        heading = model.headerData(column, Qt.Orientation.Horizontal)
        assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == f"{heading}: {cell.data()}"
        assert model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert model.index(1, Column.RIGHT).data(Qt.ItemDataRole.ToolTipRole) == "Wrong"
    assert "ant" in model.index(0, Column.PREDICTED).data(Qt.ItemDataRole.ToolTipRole)


def test_a_look_is_chosen_by_its_button(browser: ImageBrowser, qtbot: QtBot) -> None:
    fill(browser, 5)
    with qtbot.waitSignal(browser.look_changed) as emitted:
        browser.look_buttons[Look.TABLE].click()
    assert emitted.args == ["table"]
    assert browser.look is Look.TABLE
    assert browser.table.isVisible() and not browser.list.isVisible()
    for button in browser.look_buttons.values():
        assert button.accessibleName() and button.toolTip()


def test_columns_are_remembered(browser: ImageBrowser, qtbot: QtBot, loader: PictureLoader) -> None:
    browser.table.setColumnHidden(Column.ENTROPY, True)
    browser.table.setColumnWidth(Column.LABEL, 222)
    browser.table.horizontalHeader().moveSection(Column.LOSS, 1)
    other = ImageBrowser(PictureList(), loader)
    qtbot.addWidget(other)
    other.table.restore_columns("no state")
    other.table.restore_columns(browser.table.columns())
    assert other.table.isColumnHidden(Column.ENTROPY)
    assert other.table.columnWidth(Column.LABEL) == 222
    assert other.table.horizontalHeader().visualIndex(Column.LOSS) == 1


@pytest.mark.parametrize("look", [Look.LIST, Look.GRID])
def test_screen_readers_read_every_cell(browser: ImageBrowser, look: Look) -> None:
    fill(browser, 5)
    browser.show_look(look)
    shown = view(browser, look)
    found = QAccessible.queryAccessibleInterface(shown)
    assert found.role() == QAccessible.Role.List
    names = [found.child(number).text(QAccessible.Text.Name) for number in range(found.childCount())]
    assert names == [f"{number:06}.jpg" for number in range(5)]
    assert found.child(1).rect() == shown.visualRect(shown.model().index(1, 0)).translated(
        shown.viewport().mapToGlobal(QPoint(0, 0))
    )


def test_every_look_is_sorted_by_the_menu(browser: ImageBrowser) -> None:
    shares = fill(browser, 50)
    menu = browser.sort_menu
    menu.choices[Column.PROBABILITY].trigger()
    assert browser.state.view.tolist() == np.argsort(shares, kind="stable").tolist()
    menu.reverse.trigger()
    assert browser.state.view.tolist() == np.argsort(-shares, kind="stable").tolist()
    assert menu.choices[Column.PROBABILITY].isChecked() and menu.reverse.isChecked()
    menu.choices[None].trigger()
    assert browser.state.view.tolist() == list(range(50))
    assert not menu.reverse.isEnabled()


def test_the_slider_sizes_the_thumbnails_of_the_grid(
    browser: ImageBrowser, loader: PictureLoader, qtbot: QtBot
) -> None:
    with qtbot.waitSignals([loader.thumbnail_ready] * 4, timeout=30_000):
        browser.pictures.add(SCENES[:4])
        browser.show_look(Look.GRID)
        painted(browser)
    assert browser.side.isVisible()
    first = browser.grid.model().index(0, 0)
    sides = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(browser.side, key)
        cell = browser.grid.visualRect(first)
        seen = painted(browser.grid.viewport())[cell.top() : cell.bottom(), cell.left() : cell.right()].astype(int)
        colourful = np.ptp(seen, axis=-1) > 12
        sides.append(int(colourful.any(axis=0).sum()))
        lines = 2 * browser.grid.fontMetrics().lineSpacing()
        assert cell.height() >= browser.side.value() + lines, "below a thumbnail two lines have room"
    assert 56 < sides[0] <= 64 < 150 < sides[1] <= 192
    browser.show_look(Look.LIST)
    assert not browser.side.isVisible()


@pytest.mark.parametrize("look", [Look.LIST, Look.GRID])
def test_a_picture_with_a_region_has_a_badge(browser: ImageBrowser, look: Look) -> None:
    fill(browser, 2)
    browser.show_look(look)
    shown = view(browser, look)
    before = painted(shown.viewport())
    browser.state.set_regions([1], marked=True)
    differs = (painted(shown.viewport()) != before).any(axis=-1)
    places = [shown.visualRect(shown.model().index(row, 0)) for row in range(2)]
    without, marked = (differs[place.top() : place.bottom(), place.left() : place.right()] for place in places)
    assert marked.any() and not without.any()
    tip = shown.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "000001.jpg" in tip and "Region: yes" in tip
