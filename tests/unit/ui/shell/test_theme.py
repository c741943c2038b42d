"""Both themes can be read, and every icon is drawn in their colours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.widgets import rgb
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.ui.notify.banner import Banner
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.actions import ACTIONS
from attnstudio.ui.shell.roomy_style import give_room, recolour_docks
from attnstudio.ui.shell.theme import DARK, LIGHT, Colours
from attnstudio.ui.widgets.base import as_list, faint_with_link
from attnstudio.ui.widgets.labels import as_chip, as_faint, as_heading, as_problem

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

THEMES = pytest.mark.parametrize(("name", "scheme"), [("dark", DARK), ("light", LIGHT)])
ICONS = sorted(path.stem for path in paths.resource("icons").glob("*.svg"))


def _luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [part / 255 for part in rgb(QColor(colour))]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_right() -> None:
    assert _contrast("#ffffff", "#000000") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "window"),
        ("text", "base"),
        ("text", "raised"),
        ("text", "canvas"),
        ("faint", "window"),
        ("faint", "base"),
        ("link", "window"),
        ("link", "base"),
        ("on_warning", "warning"),
    ],
)
def test_text_can_be_read(name: str, scheme: Colours, text: str, ground: str) -> None:
    assert _contrast(getattr(scheme, text), getattr(scheme, ground)) >= 4.5


@THEMES
def test_the_accent_is_seen(name: str, scheme: Colours) -> None:
    """What carries meaning without words: bars, the frame of the focus."""
    assert _contrast(scheme.accent, scheme.window) >= 3.0
    assert _contrast(scheme.accent, scheme.base) >= 3.0
    assert _contrast(scheme.on_accent, scheme.accent) >= 3.0


@THEMES
def test_a_theme_reaches_the_palette(qapp: QApplication, name: str, scheme: Colours) -> None:
    theme.apply(name)
    palette = QGuiApplication.palette()
    for role, colour in (
        (QPalette.ColorRole.Window, scheme.window),
        (QPalette.ColorRole.WindowText, scheme.text),
        (QPalette.ColorRole.Base, scheme.base),
        (QPalette.ColorRole.Text, scheme.text),
        (QPalette.ColorRole.ToolTipText, scheme.text),
    ):
        assert palette.color(role).name() == colour
    assert theme.colours() is scheme


def test_without_a_choice_the_system_decides(qapp: QApplication) -> None:
    theme.apply("")
    assert theme.colours() in (DARK, LIGHT)


def test_what_is_disabled_looks_so(qapp: QApplication) -> None:
    for name in ("dark", "light"):
        theme.apply(name)
        palette = QGuiApplication.palette()
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            active, disabled = (
                palette.color(QPalette.ColorGroup.Active, role),
                palette.color(QPalette.ColorGroup.Disabled, role),
            )
            assert active != disabled


def test_every_row_has_its_icon_file() -> None:
    assert {row.icon for row in ACTIONS if row.icon} <= set(ICONS)
    assert "attnstudio" in ICONS


def _pixels(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> list[QColor]:
    """The colours of what is drawn."""
    image = icon.pixmap(theme.ICON_SIDE, mode).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    every = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return [colour for colour in every if colour.alpha() > 100]


def _near(colours: list[QColor], expected: str) -> bool:
    """Half-covered pixels are rounded."""
    wanted = rgb(QColor(expected))
    return all(abs(a - b) <= 3 for colour in colours for a, b in zip(rgb(colour), wanted, strict=True))


@pytest.mark.parametrize("icon", [name for name in ICONS if name != "attnstudio"])
@THEMES
def test_icons_take_the_colour_of_the_text(qapp: QApplication, name: str, scheme: Colours, icon: str) -> None:
    theme.apply(name)
    drawn = _pixels(theme.icon(icon))
    assert len(drawn) > 20, "next to nothing is drawn"
    assert _near(drawn, scheme.text)
    assert _near(_pixels(theme.icon(icon), QIcon.Mode.Disabled), scheme.faint)
    assert _near(_pixels(theme.icon(icon), QIcon.Mode.Selected), scheme.on_accent), "on a row that is chosen"


def test_the_application_has_an_icon(qapp: QApplication) -> None:
    assert _pixels(theme.application_icon())


def test_icons_name_no_colour_of_their_own() -> None:
    for name in ICONS:
        if name != "attnstudio":
            drawing = Path(paths.resource("icons", f"{name}.svg")).read_text(encoding="utf-8")
            assert "currentColor" in drawing
            assert "#" not in drawing


def _drawn(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1).copy()


def _sampler() -> QMainWindow:
    """Something of everything that has a look of its own, and plain widgets."""
    window, centre, banner = QMainWindow(), QWidget(), Banner()
    banner.show_message("banner", "action", lambda: None)
    column = QVBoxLayout(centre)
    column.addWidget(banner)
    for look in (None, as_heading, as_faint, as_problem):
        label = QLabel("Text")
        if look is not None:
            look(label)
        column.addWidget(label)
    chip, link, table = QToolButton(), faint_with_link(), QTableWidget(3, 2)
    as_chip(chip)
    chip.setText("chip")
    link.setText('text with <a href="https://example.org">a link</a>')
    as_list(table)
    table.setItem(0, 0, QTableWidgetItem("cell"))
    table.selectRow(1)
    for widget in (chip, link, table, QLineEdit("text"), QPushButton("button")):
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(widget)
    window.setCentralWidget(centre)
    tools, dock = window.addToolBar("tools"), QDockWidget("dock")
    tools.addAction("action")
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    for part in (tools, dock):
        give_room(part)
    window.statusBar().showMessage("status")
    window.resize(300, 600)
    return window


def test_a_window_that_is_open_looks_as_one_that_is_opened_then(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply("light")
    opened = _sampler()
    qtbot.addWidget(opened)
    opened.show()
    for name in ("dark", "light", "dark"):
        theme.apply(name)
        for banner in opened.findChildren(Banner):
            banner.retranslate()  # the window sets its icons anew, as all of them
        recolour_docks(opened)
        new = _sampler()
        qtbot.addWidget(new)
        new.show()
        qapp.processEvents()
        assert np.array_equal(_drawn(opened), _drawn(new)), name


@pytest.mark.parametrize("button", ["qt_dockwidget_closebutton", "qt_dockwidget_floatbutton"])
def test_the_buttons_of_a_dock_are_seen_in_the_theme_that_is_chosen(qtbot: QtBot, button: str) -> None:
    theme.apply("light")
    window = _sampler()
    qtbot.addWidget(window)
    (dock,) = window.findChildren(QDockWidget)
    for name, scheme in (("dark", DARK), ("light", LIGHT)):
        theme.apply(name)
        recolour_docks(window)
        for floats in (False, True, False):  # Qt draws the buttons then
            dock.setFloating(floats)
            (found,) = dock.findChildren(QAbstractButton, button)
            seen = found.icon().pixmap(20).toImage()
            assert max(seen.pixelColor(x, y).alpha() for x in range(20) for y in range(20)) > 200
            colours = {
                seen.pixelColor(x, y).name()
                for x in range(20)
                for y in range(20)
                if seen.pixelColor(x, y).alpha() > 200
            }
            assert min(_contrast(colour, scheme.window) for colour in colours) > 4.5, name
