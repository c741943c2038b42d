"""The Tab key follows the eye, whenever the widgets of a window were made: forms in it come and go.

A window calls `focus_next` in `focusNextPrevChild`, when the key is pressed: then everything has its place. It asks no
layout for its items: PySide's references to those outlive what they refer to, and crash.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

_WHOLE = (
    *(QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox),
    *(QComboBox, QLineEdit, QPlainTextEdit, QTabBar),
)


def focus_next(window: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next control in sight, row by row, each part of the window by itself; False: there is none.

    Qt's own step goes through docks that are behind others, which it holds for visible. What is scrolled away is
    scrolled to. Its chain is left alone: PySide's references to what is in it outlive that, and crash.
    """
    now, controls = QApplication.focusWidget(), [one for one in _controls(window) if _takes_focus(one)]
    while now is not None and now not in controls:
        now = now.parentWidget()
    place = (
        controls.index(now) + (1 if forward else -1) if now is not None else forward - 1
    )  # the first one, or the last
    if not controls or controls[place % len(controls)] is now:
        return False
    found = controls[place % len(controls)]
    found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    above = found.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(found)
        above = above.parentWidget()
    return True


def _takes_focus(widget: QWidget) -> bool:
    return widget.focusProxy() is None and widget.isEnabled() and widget.isVisible() and not _is_behind(widget)


def _is_behind(widget: QWidget) -> bool:
    """Whether it is in a dock of which nothing is seen."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above is not None and above.visibleRegion().isEmpty()


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
