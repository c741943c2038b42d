"""In a list whose selection runs something, the right button only opens the context menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

_MOUSE = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)


class RightClick(QObject):
    """Keeps the right button from selecting. Lives as long as the view."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QMouseEvent) and event.type() in _MOUSE and event.button() == Qt.MouseButton.RightButton:
            return True
        return super().eventFilter(watched, event)
