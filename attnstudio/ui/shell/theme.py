"""Looks: neutral greys, one accent, the system's font, icons recoloured for the theme. Qt's Fusion style throughout."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QStatusBar, QToolBar, QWidget
from shiboken6 import isValid

from attnstudio import paths

SPACE = 8  # between controls; twice that between groups
ICON_SIDE = 20
BASE_PIXELS = 13
_AT_ONCE = 200  # widgets that are recoloured in one turn of the event loop


@dataclass(frozen=True)
class Colours:
    window: str
    base: str
    raised: str
    border: str
    text: str
    faint: str
    accent: str
    link: str
    selection: str
    on_accent: str
    canvas: str
    warning: str
    on_warning: str
    failure: str


DARK = Colours(
    window="#323232",
    base="#262626",
    raised="#3d3d3d",
    border="#1e1e1e",
    text="#e6e6e6",
    faint="#a3a3a3",
    accent="#4a90d9",
    link="#7ab5f0",
    selection="#2f6fb5",
    on_accent="#ffffff",
    canvas="#2b2b2b",
    warning="#5c4310",
    on_warning="#ffe3a8",
    failure="#ff8a80",
)
LIGHT = Colours(
    window="#f3f3f3",
    base="#ffffff",
    raised="#fbfbfb",
    border="#c8c8c8",
    text="#1d1d1d",
    faint="#5f5f5f",
    accent="#1f66b0",
    link="#1f66b0",
    selection="#1f66b0",
    on_accent="#ffffff",
    canvas="#e8e8e8",
    warning="#fff0cc",
    on_warning="#5a3d00",
    failure="#b3261e",
)


def colours() -> Colours:
    """Those of the theme in use."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def apply(choice: str) -> None:
    """`choice`: "dark", "light", or "" to follow the system. Hidden widgets follow by `recolour_hidden`."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    chosen = DARK if choice == "dark" or (choice == "" and system_is_dark()) else LIGHT
    is_first = not application.styleSheet()
    if not is_first and chosen is colours():
        return
    if is_first:
        application.setStyle("Fusion")
    application.setPalette(_palette(chosen))
    if is_first:
        font = QFont(application.font())
        font.setPixelSize(BASE_PIXELS)
        application.setFont(font)
        application.setStyleSheet(_STYLE_SHEET)
    else:
        _recolour(_widgets(visible=True))


def recolour_hidden() -> list[Callable[[], None]]:
    """What recolours hidden widgets, some of them each: they are most, and nobody waits for them."""
    hidden = _widgets(visible=False)
    return [partial(_recolour, hidden[start : start + _AT_ONCE]) for start in range(0, len(hidden), _AT_ONCE)]


def _widgets(*, visible: bool) -> list[QWidget]:
    return [one for one in QApplication.allWidgets() if one.isVisible() is visible]


def _recolour(widgets: Iterable[QWidget]) -> None:
    """Setting the style sheet anew would do it, and polish every widget there is, which takes ten times as long. With
    one, Qt tells no widget of the new palette, and what a rule has read of the old one stays until it is polished."""
    event = QEvent(QEvent.Type.ApplicationPaletteChange)
    for widget in filter(isValid, widgets):
        QApplication.sendEvent(widget, event)
        if widget.property("role") or isinstance(widget, _STYLED) or widget.styleSheet():
            labels = widget.findChildren(QLabel) if widget.property("role") == "banner" else []
            for one in (widget, *labels):
                style = one.style()
                style.unpolish(one)
                style.polish(one)


def icon(name: str) -> QIcon:
    """A monochrome icon of resources/icons in the colour of the text next to it, grey when disabled."""
    scheme = colours()
    drawn = QIcon()
    for ratio in (1, 2):
        drawn.addPixmap(_pixmap(name, scheme.text, ratio))
        drawn.addPixmap(_pixmap(name, scheme.faint, ratio), QIcon.Mode.Disabled)
        drawn.addPixmap(_pixmap(name, scheme.on_accent, ratio), QIcon.Mode.Selected)
    return drawn


def application_icon() -> QIcon:
    return QIcon(str(paths.resource("icons", "attnstudio.svg")))


def tabular(font: QFont) -> QFont:
    """The font with figures of one width, so that changing numbers do not jump."""
    steady = QFont(font)
    steady.setFeature(QFont.Tag("tnum"), 1)
    return steady


@cache
def _drawing(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _pixmap(name: str, colour: str, ratio: int) -> QPixmap:
    drawing = _drawing(name).replace("currentColor", colour)
    pixmap = QPixmap(QSize(ICON_SIDE, ICON_SIDE) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _palette(scheme: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette(QColor(scheme.window))
    for where, colour in {
        role.Window: scheme.window,
        role.WindowText: scheme.text,
        role.Base: scheme.base,
        role.AlternateBase: scheme.raised,
        role.Text: scheme.text,
        role.Button: scheme.raised,
        role.ButtonText: scheme.text,
        role.ToolTipBase: scheme.raised,
        role.ToolTipText: scheme.text,
        role.PlaceholderText: scheme.faint,
        role.Highlight: scheme.selection,
        role.HighlightedText: scheme.on_accent,
        role.Link: scheme.link,
        role.Accent: scheme.accent,
        role.Shadow: scheme.border,  # these three are for the style sheet
        role.LinkVisited: scheme.warning,
        role.BrightText: scheme.on_warning,
    }.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(scheme.faint)
        faded.setAlpha(140)
        palette.setColor(QPalette.ColorGroup.Disabled, where, faded)
    return palette


_STYLED = (QDockWidget, QToolBar, QStatusBar)  # besides widgets with a role
# Every colour is one of the palette: the sheet is the same for all themes.
_STYLE_SHEET = """
    QToolTip {
        color: palette(text); background: palette(alternate-base); border: 1px solid palette(shadow); padding: 4px;
    }
    QLabel[role="heading"] { font-weight: 600; }
    QLabel[role="faint"] { color: palette(placeholder-text); }
    QLabel[role="problem"] { color: palette(bright-text); background: palette(link-visited); padding: 6px; }
    QDialog[role="popup"] { border: 1px solid palette(placeholder-text); }
    QFrame[role="banner"] { background: palette(link-visited); }
    QFrame[role="banner"] QLabel { color: palette(bright-text); }
    QDockWidget::title { padding: 6px 8px; background: palette(window); }
    QToolButton[role="chip"] {
        border: 1px solid palette(placeholder-text); border-radius: 10px; padding: 2px 8px; background: transparent;
    }
    QToolButton[role="chip"]:hover { border-color: palette(link); }
    QToolButton[role="chip"]:focus { border: 2px solid palette(link); padding: 1px 7px; }
    QToolButton[role="chip"]:checked {
        background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight);
    }
    QToolButton[role="chip"]::menu-indicator { width: 0; }
    QToolBar { spacing: 6px; padding: 4px; border: 0; border-bottom: 1px solid palette(shadow); }
    QStatusBar::item { border: 0; }
"""
