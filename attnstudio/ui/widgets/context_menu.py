"""Menus of what is under the mouse, or, by the Menu key and Shift+F10, of what has the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QMenu, QWidget


class ContextMenu(QObject):
    """Lives as long as the widget.

    Args:
        fill: adds what makes sense at a place of the widget, in its coordinates; None: of the keyboard. Where it adds
            nothing, no menu opens.
    """

    def __init__(self, widget: QWidget, fill: Callable[[QMenu, QPoint | None], None]) -> None:
        super().__init__(widget)
        self._widget, self._fill = widget, fill
        widget.installEventFilter(self)
        if isinstance(widget, QAbstractScrollArea):
            widget.viewport().installEventFilter(self)

    def anchor(self) -> QPoint:
        """Where the menu of the keyboard opens, on the screen."""
        return self._widget.mapToGlobal(self._widget.rect().center())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if not isinstance(event, QContextMenuEvent) or event.type() != QEvent.Type.ContextMenu:
            return False
        by_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        menu = QMenu(self._widget)
        menu.aboutToHide.connect(menu.deleteLater)
        self._fill(menu, None if by_keyboard else event.pos())
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(self.anchor() if by_keyboard else event.globalPos())
        return True


class RowMenu(ContextMenu):
    """Of a row of a list.

    Args:
        fill: adds what makes sense for a row.
    """

    def __init__(self, view: QAbstractItemView, fill: Callable[[QMenu, QModelIndex], None]) -> None:
        super().__init__(view, self._fill_row)
        self._view, self._of_row = view, fill

    def anchor(self) -> QPoint:
        """The row that has the keyboard."""
        rect = self._view.visualRect(self._view.currentIndex())
        return self._view.viewport().mapToGlobal(rect.intersected(self._view.viewport().rect()).center())

    def _fill_row(self, menu: QMenu, place: QPoint | None) -> None:
        index = self._view.currentIndex() if place is None else self._view.indexAt(place)
        if index.isValid():
            self._of_row(menu, index)
