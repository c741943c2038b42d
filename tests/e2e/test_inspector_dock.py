"""Where the inspector stands in the window: at first, behind a tab, in a saved layout."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.desk import DEFAULTS
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QMenu, QTabBar
from pytestqt.qtbot import QtBot

from attnstudio.app.app import App
from attnstudio.settings import Settings


@pytest.fixture
def open_app(qtbot: QtBot) -> Callable[..., App]:
    def make(layout: QByteArray | None = None) -> App:
        app = App(Settings(DEFAULTS), None)
        qtbot.addWidget(app.services.window, before_close_func=lambda _: app.stop())
        if layout is not None:
            assert app.services.window.restoreState(layout)
        with qtbot.waitExposed(app.services.window):
            app.services.window.show()
        return app

    return make


def _in_sight(app: App) -> bool:
    QApplication.processEvents()
    return app.panels.inspector.isVisible() and not app.panels.inspector.visibleRegion().isEmpty()


def _tabs(app: App) -> list[list[str]]:
    """Of the bars that can be seen."""
    QApplication.processEvents()
    area = app.services.window.rect()
    bars = [
        bar for bar in app.services.window.findChildren(QTabBar) if bar.isVisible() and area.intersects(bar.geometry())
    ]
    return sorted([bar.tabText(tab) for tab in range(bar.count())] for bar in bars)


def test_it_is_closed_at_first_and_opens_as_a_tab_of_the_pictures(open_app: Callable[..., App]) -> None:
    app = open_app()
    assert not _in_sight(app)
    assert _tabs(app) == [["Results", "Jobs", "Log"]]
    before = app.panels.browser.width()
    app.panels.inspector_dock.open()
    assert _in_sight(app)
    assert _tabs(app) == [["Pictures", "Inspector"], ["Results", "Jobs", "Log"]]
    assert app.panels.inspector.width() >= 450
    app.panels.inspector_dock.close()
    assert not _in_sight(app)
    assert app.panels.browser.width() == before, "the pictures' place has stayed wide"
    assert _tabs(app) == [["Results", "Jobs", "Log"]]


def test_its_width_is_remembered(open_app: Callable[..., App]) -> None:
    app = open_app()
    app.panels.inspector_dock.open()
    app.services.window.resizeDocks([app.panels.inspector_dock], [400], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    assert app.panels.inspector_dock.width() == 400
    app.panels.inspector_dock.close()
    QApplication.processEvents()
    app.panels.inspector_dock.open()
    QApplication.processEvents()
    assert app.panels.inspector_dock.width() == 400


def test_opening_it_brings_it_before_the_pictures(open_app: Callable[..., App]) -> None:
    app = open_app()
    app.panels.inspector_dock.open()
    app.services.window.docks["pictures"].raise_()
    assert not _in_sight(app)
    app.panels.inspector_dock.open()
    assert _in_sight(app)


def test_it_opens_though_the_pictures_are_closed(open_app: Callable[..., App]) -> None:
    app = open_app()
    app.services.window.docks["pictures"].close()
    app.panels.inspector_dock.open()
    assert _in_sight(app)
    assert app.services.window.dockWidgetArea(app.panels.inspector_dock) is Qt.DockWidgetArea.LeftDockWidgetArea


def test_a_layout_of_before_it_was_there_is_restored(open_app: Callable[..., App]) -> None:
    """Until the inspector was opened once, a saved layout does not know it."""
    old = open_app()
    old.services.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, old.services.window.docks["pictures"])
    old.services.window.docks["log"].hide()
    layout = old.services.window.saveState()
    assert "inspector".encode("utf-16-be") not in layout.data()
    app = open_app(layout)
    assert (
        app.services.window.dockWidgetArea(app.services.window.docks["pictures"])
        is Qt.DockWidgetArea.RightDockWidgetArea
    )
    assert not app.services.window.docks["log"].isVisible()
    assert not _in_sight(app)
    app.panels.inspector_dock.open()
    assert _in_sight(app)
    assert ["Pictures", "Inspector"] in _tabs(app)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_layout_with_it_is_restored(open_app: Callable[..., App], is_open: bool) -> None:
    old = open_app()
    old.panels.inspector_dock.open()
    QApplication.processEvents()
    if not is_open:
        old.panels.inspector_dock.close()
    app = open_app(old.services.window.saveState())
    assert _in_sight(app) == is_open
    app.panels.inspector_dock.open()
    assert _in_sight(app)
    assert _tabs(app) == [["Pictures", "Inspector"], ["Results", "Jobs", "Log"]]
    app.panels.inspector_dock.close()
    QApplication.processEvents()
    assert app.panels.browser.width() < 300


def test_both_menus_lead_to_it(open_app: Callable[..., App]) -> None:
    app = open_app()
    action = app.services.window.actions_by_id["inspector"]
    menus = [menu for menu in app.services.window.findChildren(QMenu) if action in menu.actions()]
    assert [menu.title() for menu in menus] == ["&View", "Pan&els"]
    assert action.shortcut().toString() == "Ctrl+I"
