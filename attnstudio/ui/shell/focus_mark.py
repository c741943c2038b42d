"""Where the keyboard is, round what Qt's style leaves without a mark: links, texts, what scrolls, default buttons."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QFocusFrame, QLabel, QPlainTextEdit, QPushButton, QScrollArea, QWidget
from shiboken6 import isValid

from attnstudio.ui.shell import theme

_UNMARKED = (QLabel, QPlainTextEdit, QScrollArea)


class FocusMark(QObject):
    """Owns the frame, of which there is one at most. It is there for the keyboard, as Qt's own marks are."""

    def __init__(self) -> None:
        super().__init__()
        self._frame: QFocusFrame | None = None
        # Not focusChanged, which hands out widgets that are being destroyed.
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusObjectChanged.connect(self._on_focus)

    @Slot()
    def _on_focus(self) -> None:
        if self._frame is not None and isValid(self._frame):  # its window may be gone, and the frame with it
            self._frame.hide()
            self._frame.deleteLater()
        self._frame, now = None, QApplication.focusWidget()
        if now is not None and _needs_frame(now):
            self._frame = QFocusFrame(now)
            palette = QPalette(now.palette())
            palette.setColor(QPalette.ColorRole.Highlight, QColor(theme.colours().link))
            self._frame.setPalette(palette)
            self._frame.setWidget(now)


def _needs_frame(now: QWidget) -> bool:
    if not now.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
        return False
    return now.isDefault() if isinstance(now, QPushButton) else isinstance(now, _UNMARKED)
