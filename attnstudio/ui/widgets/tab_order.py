"""The Tab key follows the eye, whenever the widgets of a window were made: forms in it come and go.

A window calls this in `focusNextPrevChild`, when the key is pressed: then everything has its place. It asks no layout
for its items: PySide's references to those outlive what they refer to, and crash.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

_WHOLE = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


def follow_the_eye(window: QWidget) -> None:
    """Chain the controls in sight: row by row, and in a row from left to right; each part of the window by itself."""
    for one, other in pairwise(_controls(window)):
        QWidget.setTabOrder(one, other)


def _controls(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, _WHOLE):
        return
    children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    seen = [child for child in children if child.isVisible() and not child.isWindow()]
    for child in sorted(seen, key=cmp_to_key(_by_place)):
        yield from _controls(child)


def _by_place(one: QWidget, other: QWidget) -> int:
    here, there = one.geometry(), other.geometry()
    common = min(here.bottom(), there.bottom()) - max(here.top(), there.top())
    if 2 * common > min(here.height(), there.height()):
        return here.left() - there.left()
    return here.top() - there.top()
