"""Looks: neutral greys, one accent, the system's font, icons recoloured for the theme. Qt's Fusion style throughout."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from attnstudio import paths

SPACE = 8  # between controls; twice that between groups
ICON_SIDE = 20
BASE_PIXELS = 13
STYLE = "fusion"


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
    """`choice`: "dark", "light", or "" to follow the system.

    The application has no style sheet: under one, Qt polishes every widget anew whenever a part of the window is put
    into another one, and tells no widget of a new palette.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    chosen = DARK if choice == "dark" or (choice == "" and system_is_dark()) else LIGHT
    if application.style().name() != STYLE:
        application.setStyle(STYLE)
    if application.font().pixelSize() != BASE_PIXELS:
        font = QFont(application.font())
        font.setPixelSize(BASE_PIXELS)
        application.setFont(font)
    palette = _palette(chosen)
    if application.palette() != palette:
        application.setPalette(palette)
        QToolTip.setPalette(palette)
        _recolour_styled()


def _recolour_styled() -> None:
    """Widgets with a style sheet of their own, and what is in them, of which Qt tells none."""
    event = QEvent(QEvent.Type.ApplicationPaletteChange)
    for styled in [one for one in QApplication.allWidgets() if one.styleSheet()]:
        for one in (styled, *styled.findChildren(QWidget)):
            QApplication.sendEvent(one, event)
        style = styled.style()
        style.unpolish(styled)
        style.polish(styled)


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
        role.Shadow: scheme.border,  # the line below the toolbar; the next two are those of messages: widgets/labels.py
        role.LinkVisited: scheme.warning,
        role.BrightText: scheme.on_warning,
    }.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(scheme.faint)
        faded.setAlpha(140)
        palette.setColor(QPalette.ColorGroup.Disabled, where, faded)
    return palette
