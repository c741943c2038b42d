"""A dock tabbed with another one; their place is larger while it is open."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from attnstudio.ui.shell.roomy_style import give_room

_SIDES = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)


class ExtraDock(QDockWidget):
    """Has no place in the window until it is opened, or a saved arrangement of the panels gives it one.

    Args:
        name: by which a saved arrangement knows it.
        neighbour: the dock with which it is tabbed.
        area: where it goes while the other one has no place.
    """

    def __init__(
        self, name: str, content: QWidget, window: QMainWindow, neighbour: QDockWidget, area: Qt.DockWidgetArea
    ) -> None:
        super().__init__(window)
        give_room(self)
        self.setObjectName(name)
        self.setWidget(content)
        self._window, self._neighbour, self._area = window, neighbour, area
        self._size, self._size_without = self._extent(content.sizeHint()), self._extent(neighbour.sizeHint())
        self.hide()
        self.visibilityChanged.connect(self._on_visible)

    def open(self) -> None:
        """Show it and bring it to the front."""
        if self.isHidden():
            without = self._place_of(self._neighbour)
            if self._window.dockWidgetArea(self) is Qt.DockWidgetArea.NoDockWidgetArea:
                self._place()
            self.show()
            if self._neighbour in self._window.tabifiedDockWidgets(self):
                self._size_without = without
                self._window.resizeDocks([self], [self._size], self._direction)
        self.raise_()

    def bind(self, action: QAction, focus: QWidget) -> None:
        """Let an action show and hide it. `focus`: the part of it that has the keyboard then."""

        def toggle() -> None:
            if self.isVisible() and not self.widget().visibleRegion().isEmpty():
                self.close()
            else:
                self.open()
                focus.setFocus()

        action.triggered.connect(toggle)
        self.visibilityChanged.connect(action.setChecked)

    @property
    def _direction(self) -> Qt.Orientation:
        """In which its place grows: across at the sides of the window, up at its bottom."""
        area = self._window.dockWidgetArea(self)
        at_side = (self._area if area is Qt.DockWidgetArea.NoDockWidgetArea else area) in _SIDES
        return Qt.Orientation.Horizontal if at_side else Qt.Orientation.Vertical

    def _extent(self, size: QSize) -> int:
        return size.width() if self._direction is Qt.Orientation.Horizontal else size.height()

    def _place_of(self, dock: QDockWidget) -> int:
        """The extent that the window gives to it; tabs below it are part of its height."""
        if self._direction is Qt.Orientation.Horizontal:
            return dock.width()
        below = dock.geometry().bottom() + 1
        bars = self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return dock.height() + sum(bar.height() for bar in bars if bar.isVisible() and bar.y() == below)

    def _place(self) -> None:
        if self._neighbour.isHidden() or self._neighbour.isFloating():
            self._window.addDockWidget(self._area, self)
        else:
            self._window.tabifyDockWidget(self._neighbour, self)

    @Slot(bool)
    def _on_visible(self, visible: bool) -> None:
        """Once it is closed, the other dock is in sight, and as large as before."""
        if not visible and self.isHidden() and not self.isFloating():
            self._size = self._place_of(self)
            self._neighbour.raise_()
            self._window.resizeDocks([self._neighbour], [self._size_without], self._direction)
