"""What is scrolled where it has too little room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrollArea(QScrollArea):
    """Its content fills it, or is scrolled. The Tab key comes to it only while there is something to scroll.

    Args:
        horizontal: whether it is scrolled to the side, too.
    """

    accessible_role = QAccessible.Role.Pane

    def __init__(self, content: QWidget | None = None, *, horizontal: bool = True) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        if not horizontal:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.rangeChanged.connect(self._on_range)
        self._on_range()
        if content is not None:
            self.setWidget(content)

    @Slot()
    def _on_range(self) -> None:
        scrolls = any(bar.maximum() > bar.minimum() for bar in (self.verticalScrollBar(), self.horizontalScrollBar()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
