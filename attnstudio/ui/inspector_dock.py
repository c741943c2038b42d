"""Where the inspector stands: behind a tab beside the pictures, whose place is wider as long as it is open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


class InspectorDock(QDockWidget):
    """Has no place in the window until it is opened, or a saved arrangement of the panels gives it one.

    Args:
        beside: the dock whose place it shares.
    """

    def __init__(self, content: QWidget, window: QMainWindow, beside: QDockWidget) -> None:
        super().__init__(window)
        self.setObjectName("inspector")
        self.setWidget(content)
        self._window, self._beside = window, beside
        self._width, self._width_without = content.sizeHint().width(), beside.sizeHint().width()
        self.hide()
        self.visibilityChanged.connect(self._on_visible)

    def open(self) -> None:
        """Bring it into sight."""
        if self.isHidden():
            without = self._beside.width()
            if self._window.dockWidgetArea(self) is Qt.DockWidgetArea.NoDockWidgetArea:
                self._place()
            self.show()
            if self._beside in self._window.tabifiedDockWidgets(self):
                self._width_without = without
                self._window.resizeDocks([self], [self._width], Qt.Orientation.Horizontal)
        self.raise_()

    def _place(self) -> None:
        if self._beside.isHidden() or self._beside.isFloating():
            self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self)
        else:
            self._window.tabifyDockWidget(self._beside, self)

    @Slot(bool)
    def _on_visible(self, visible: bool) -> None:
        """Once it is closed, the other dock is as wide as before."""
        if not visible and self.isHidden() and not self.isFloating():
            self._width = self.width()
            self._window.resizeDocks([self._beside], [self._width_without], Qt.Orientation.Horizontal)
