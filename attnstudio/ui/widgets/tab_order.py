"""The Tab key follows the eye: through the layouts of a panel from top to bottom, whenever its widgets were made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QStackedWidget, QTabWidget, QWidget


class TabOrder(QObject):
    """Keeps the order of a panel while forms in it come and go. Lives as long as the panel."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._known: list[QWidget] = []
        panel.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            found = list(_controls(self._panel))
            if found != self._known:
                self._known = found
                for one, other in pairwise(found):
                    QWidget.setTabOrder(one, other)
        return False


def _controls(widget: QWidget) -> Iterator[QWidget]:
    """Those that take the keyboard, as they stand in the layouts."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    layout = widget.layout()
    match widget:
        case QTabWidget():
            parts = [widget.tabBar(), widget.cornerWidget(), *(widget.widget(page) for page in range(widget.count()))]
        case QStackedWidget() | QSplitter():
            parts = [widget.widget(place) for place in range(widget.count())]
        case QScrollArea():
            parts = [widget.widget()]
        case _:
            if layout is not None:
                yield from _laid_out(layout)
            return
    for part in parts:
        if part is not None:
            yield from _controls(part)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = None if item is None else item.layout()
        if inner is not None:
            yield from _laid_out(inner)
        elif item is not None and (widget := item.widget()) is not None:
            yield from _controls(widget)
