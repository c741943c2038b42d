"""The Escape key: one place that knows what it leads out of, in order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

Handler = Callable[[], bool]


class EscapeDispatcher(QObject):
    """Owns the order: the first handler that has something to leave takes the key.

    A widget that is in the middle of something of its own, such as a tool that draws, takes it before the window.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._handlers: list[Handler] = []
        self._shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._shortcut.activated.connect(self.escape)

    def add(self, handler: Handler) -> None:
        """`handler` returns whether it had something to leave; those that were added first are tried first."""
        self._handlers.append(handler)

    @Slot()
    def escape(self) -> None:
        any(handler() for handler in self._handlers)
