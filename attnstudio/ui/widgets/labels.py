"""Looks of labels and chips. The colours are roles of the palette, so that they follow the theme."""

from __future__ import annotations

from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

_PADDING = 6
# The colours of a message, for which Qt has no roles.
_MESSAGE, _MESSAGE_TEXT = QPalette.ColorRole.LinkVisited, QPalette.ColorRole.BrightText
_CHIP = """
    QToolButton {
        border: 1px solid palette(placeholder-text); border-radius: 10px; padding: 2px 8px; background: transparent;
    }
    QToolButton:hover { border-color: palette(link); }
    QToolButton:focus { border: 2px solid palette(link); padding: 1px 7px; }
    QToolButton:checked {
        background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight);
    }
    QToolButton::menu-indicator { width: 0; }
"""


def as_heading(label: QLabel) -> None:
    font = label.font()
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)


def as_faint(label: QLabel) -> None:
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)


def as_problem(label: QLabel) -> None:
    """What is wrong, on the colour of messages."""
    label.setMargin(_PADDING)
    label.setWordWrap(True)
    as_message_text(label)
    as_message_ground(label)


def as_message_ground(widget: QWidget) -> None:
    widget.setAutoFillBackground(True)
    widget.setBackgroundRole(_MESSAGE)


def as_message_text(label: QLabel) -> None:
    label.setForegroundRole(_MESSAGE_TEXT)


def as_chip(button: QToolButton) -> None:
    button.setStyleSheet(_CHIP)
