"""Toolbars and the titles of docks: plain, with more room than Qt's style leaves there."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette
from PySide6.QtWidgets import QAbstractButton, QProxyStyle, QStyle, QStyleOption, QToolBar, QWidget

from attnstudio.ui.shell import theme

_METRIC = QStyle.PixelMetric
_METRICS = {_METRIC.PM_DockWidgetTitleMargin: 6, _METRIC.PM_ToolBarItemSpacing: 6}
_DOCK_ICONS = {"qt_dockwidget_closebutton": "close", "qt_dockwidget_floatbutton": "detach"}  # by Qt's names
_ICONS = {
    QStyle.StandardPixmap.SP_TitleBarCloseButton: _DOCK_ICONS["qt_dockwidget_closebutton"],
    QStyle.StandardPixmap.SP_TitleBarNormalButton: _DOCK_ICONS["qt_dockwidget_floatbutton"],
}
_INDENT = 4  # more than the style's own: titles are in line with what is below them


class _RoomyStyle(QProxyStyle):
    """Only for widgets that have few parts: Python answers for each."""

    def pixelMetric(  # noqa: N802
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        return _METRICS.get(metric) or super().pixelMetric(metric, option, widget)

    def standardIcon(  # noqa: N802
        self, which: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        """Those of docks in the colour of the text: Qt's are hardly seen on dark ground."""
        return theme.icon(_ICONS[which]) if which in _ICONS else super().standardIcon(which, option, widget)

    def drawControl(  # noqa: N802
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        match element:
            case QStyle.ControlElement.CE_DockWidgetTitle:
                painter.translate(_INDENT, 0)
                super().drawControl(element, option, painter, widget)
                painter.translate(-_INDENT, 0)
            case QStyle.ControlElement.CE_ToolBar:  # plain, with a line below one that is at the top of the window
                if isinstance(widget, QToolBar) and widget.orientation() is Qt.Orientation.Horizontal:
                    painter.setPen(widget.palette().color(QPalette.ColorRole.Shadow))
                    painter.drawLine(widget.rect().bottomLeft(), widget.rect().bottomRight())
            case _:
                super().drawControl(element, option, painter, widget)


def give_room(widget: QWidget) -> None:
    """To a toolbar or a dock; what is in it keeps the application's style."""
    widget.setStyle(_style())


def recolour_docks(window: QWidget) -> None:
    """The buttons in the titles of docks, which Qt draws only once."""
    for name, icon in _DOCK_ICONS.items():
        for button in window.findChildren(QAbstractButton, name):
            button.setIcon(theme.icon(icon))


@cache
def _style() -> _RoomyStyle:
    style = _RoomyStyle(theme.STYLE)
    style.setParent(QCoreApplication.instance())  # a widget does not own its style
    return style
