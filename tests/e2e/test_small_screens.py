"""The window on small screens: it fits, and no button hides behind an arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from helpers.desk import Desk
from helpers.widgets import prediction
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDockWidget, QScrollArea, QToolBar, QToolButton

from attnstudio.core.request import LAB_METHODS
from attnstudio.core.targets import Target
from attnstudio.settings import Settings

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]
ACTIONS = ("open", "run", "cancel", "view_overlay", "view_picture", "view_map", "fit", "actual_size")


@pytest.mark.parametrize("screen", [(1366, 768), (1280, 720), (1920, 1080)])
def test_the_first_window_leaves_some_of_the_screen_free(
    open_app: Callable[..., Desk], screen: tuple[int, int]
) -> None:
    window = open_app().window
    window.fit_into(QRect(0, 0, *screen))
    assert window.width() <= 0.92 * screen[0]
    assert window.height() + 40 <= 0.92 * screen[1]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_choices_of_a_map_fit_a_small_screen_without_scrolling(
    window_in: Callable[[str], Desk], language: str
) -> None:
    desk = window_in(language)
    desk.window.fit_into(QRect(0, 0, 1366, 768))
    desk.app.panels.target_picker.show_prediction(prediction(), Target(3))
    [scroll] = desk.app.panels.explain.findChildren(QScrollArea)
    inside = scroll.widget()
    assert inside is not None
    for methods in (["gradcam++"], ["smoothgrad"], list(LAB_METHODS)):
        desk.app.panels.method_selector.choose(methods)
        desk.qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() == 0)
    nested = [one for one in inside.findChildren(QAbstractScrollArea) if one.isVisible()]
    assert not nested, "a list that scrolls inside what scrolls"


@pytest.fixture
def window_in(open_app: Callable[..., Desk]) -> Iterator[Callable[[str], Desk]]:
    """A window in a language; the next test's is English again."""
    made: list[Desk] = []

    def make(language: str) -> Desk:
        made.append(open_app(Settings({"model": "demo", "language": language})))
        return made[-1]

    yield make
    for desk in made:
        desk.window.language_requested.emit("en")


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [1100, 1257, 1600])
def test_no_button_of_the_toolbar_is_behind_an_arrow(
    window_in: Callable[[str], Desk], language: str, width: int, qapp: QApplication
) -> None:
    desk = window_in(language)
    desk.window.resize(width, 700)
    desk.qtbot.waitUntil(lambda: desk.window.width() == width)
    bar = desk.window.findChild(QToolBar, "toolbar")
    assert isinstance(bar, QToolBar)
    buttons = [bar.widgetForAction(desk.action(name)) for name in ACTIONS]

    def are_all_in_sight() -> bool:
        return all(one.isVisible() and one.geometry().right() < bar.width() for one in buttons)

    desk.qtbot.waitUntil(are_all_in_sight)
    qapp.processEvents()
    extension = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert isinstance(extension, QToolButton) and not extension.isVisible()
    desk.action("measure").trigger()
    tabs = desk.app.panels.measure.tabs
    for is_busy in (False, True):
        desk.app.panels.measure.set_busy(is_busy)
        qapp.processEvents()
        assert tabs.tabBar().tabRect(tabs.count() - 1).right() < tabs.tabBar().width(), "the last tab of Measure"
        assert not [one for one in tabs.tabBar().findChildren(QToolButton) if one.isVisible()]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_panel_needs_more_than_half_of_a_small_screen(window_in: Callable[[str], Desk], language: str) -> None:
    """Else the picture in the middle has no room, or the window is wider than the screen."""
    app = window_in(language).app
    widths = {
        dock.objectName(): dock.minimumSizeHint().width() for dock in app.services.window.findChildren(QDockWidget)
    }
    assert len(widths) >= 12
    assert {name: width for name, width in widths.items() if width > 560} == {}
    for panel in (app.panels.backdoors, app.panels.mean_map):  # their bars go on in a second row
        assert panel.minimumSizeHint().width() <= 320
        panel.bar.resize(900, 100)
        one_row = panel.bar.heightForWidth(900)
        assert one_row < panel.bar.heightForWidth(320)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_window_stays_on_a_small_screen_whatever_panel_opens(
    window_in: Callable[[str], Desk], language: str
) -> None:
    """Below the lab of attacks, which needs most of the height."""
    desk = window_in(language)
    desk.window.fit_into(QRect(0, 0, 1366, 768))
    for panel in ("attack", "backdoors", "features", "concepts", "accuracy", "mean_map", "layer_strip", "measure"):
        desk.action(panel).trigger()
        desk.idle()
        QApplication.processEvents()
        assert desk.window.height() + 40 <= 768, panel
