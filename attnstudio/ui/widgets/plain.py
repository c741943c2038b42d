"""Text as it is written. Names of classes, layers and files come from files, and Qt takes for HTML what looks like it.

Labels are made here; what has no format to choose (tool tips, message boxes) shows `plain(text)`.
"""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

_JOINER = "\N{WORD JOINER}"  # is not seen, and makes of <b> no tag


class PlainLabel(QLabel):
    """A label that never shows HTML."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class LinkLabel(QLabel):
    """A label for HTML of our own, with a link. What comes from elsewhere has to be escaped.

    Args:
        by_keyboard: whether the Tab key comes to it while there is a link.
    """

    def __init__(self, *, by_keyboard: bool = True) -> None:
        super().__init__()
        self._by_keyboard = by_keyboard
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setOpenExternalLinks(True)

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(text)
        flag = Qt.TextInteractionFlag
        has_keyboard = self._by_keyboard and "<a " in text
        by_mouse = flag.TextSelectableByMouse | flag.LinksAccessibleByMouse
        self.setTextInteractionFlags(flag.TextBrowserInteraction if has_keyboard else by_mouse)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt gives links their colour when the text is set, and does nothing where it is the same text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and (text := self.text()):
            super().setText("")
            super().setText(text)


def plain(text: str) -> str:
    """The text, which nobody takes for HTML; it looks the same."""
    if not QtGui.Qt.mightBeRichText(text):
        return text
    return text.replace("<", f"<{_JOINER}").replace("&lt;", f"&{_JOINER}lt;")


def plain_button(text: str) -> str:
    """The text for a button, where & would mark a letter."""
    return text.replace("&", "&&")
