"""Whoever uses the keyboard, a screen reader, or has weak eyes: names, Tab, focus and contrast of all that is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import DEFAULTS, Desk
from helpers.walk import Walk
from helpers.widgets import painted
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDockWidget,
    QFileDialog,
    QLabel,
    QMenu,
    QProgressBar,
    QScrollArea,
    QTabBar,
    QToolBar,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from attnstudio.settings import Settings

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

TAB = Qt.FocusPolicy.TabFocus
LEAST = 4.5  # WCAG 2.2, 1.4.3
MOST = 120  # controls of a window
SLACK = 4  # pixels by which rows may overlap
ROUND = (-3, -3, 3, 3)  # as far as a mark of the focus goes
LEAST_MARK = 30  # pixels of such a mark: more than a text cursor
NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def takes_keys(widget: QWidget) -> bool:
    """Whether Tab comes to it: it is no part of another control."""
    is_own = widget.focusProxy() is None and not isinstance(widget, QMenu | QDockWidget | QScrollArea | QLabel)
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & TAB) and is_own


def unnamed(seen: QWidget) -> Iterator[str]:
    """What a screen reader has no words for: what it is, and which one."""
    if isinstance(seen, QFileDialog):  # Qt's own
        return
    areas = [one for one in seen.findChildren(QScrollArea) if one.isVisible() and one.focusPolicy() & TAB]
    bars = [one for one in seen.findChildren(QProgressBar) if one.isVisible()]
    for widget in [*filter(takes_keys, seen.findChildren(QWidget)), *areas, *bars]:
        interface = QAccessible.queryAccessibleInterface(widget)
        name, role = interface.text(QAccessible.Text.Name), interface.role()
        if not name.strip() and not isinstance(widget, QTabBar):
            yield f"no name: {said(widget)}"
        if role in NO_ROLES and type(widget) is not QScrollArea:
            yield f"no role: {said(widget)}"


def walked(seen: QWidget, qtbot: QtBot, marks: dict[str, int]) -> list[QWidget]:
    """The controls as Tab goes through them, once round; what keeps the key is the last one.

    Args:
        marks: by control, in how many pixels one sees at best that it has the focus; grows.
    """
    seen.activateWindow()
    found: list[QWidget] = []
    qtbot.keyClick(seen, Qt.Key.Key_Tab)
    while (now := QApplication.focusWidget()) is not None and now not in found and len(found) < MOST:
        found.append(now)
        focused = around(seen, now) if now.window() is seen and not isinstance(seen, QFileDialog) else None
        qtbot.keyClick(now, Qt.Key.Key_Tab)
        if isinstance(now, QLabel) and now.hasFocus():  # it goes through its links first
            qtbot.keyClick(now, Qt.Key.Key_Tab)
        if focused is not None and isValid(now) and not now.hasFocus():
            QApplication.processEvents()
            left = around(seen, now)
            changed = (focused != left).any(axis=2).sum() if focused.shape == left.shape else 0
            marks[said(now)] = max(marks.get(said(now), 0), int(changed))
    return found


def around(seen: QWidget, widget: QWidget) -> np.ndarray:
    """What is painted of it and round it, as far as it is in sight."""
    place = QRect(widget.mapTo(seen, QPoint()), widget.size()).adjusted(*ROUND).intersected(seen.rect())
    return painted(seen, place) if not place.isEmpty() else np.zeros((1, 1, 3), np.uint8)


def problems_of_tab(seen: QWidget, qtbot: QtBot, marks: dict[str, int]) -> Iterator[str]:
    """What keeps the key, and where it goes back: up in the same column, or to the left in the same row."""
    found = walked(seen, qtbot, marks)
    if len(found) > 1 and QApplication.focusWidget() is not found[0]:
        last = QApplication.focusWidget()
        yield f"Tab goes from {said(found[-1])} to {last and said(last)}, not to the first, {said(found[0])}"
    back = [pair for pair in pairwise(found) if goes_back(seen, *pair)]
    for one, other in back[isinstance(seen, QDialog) :]:  # once round, a dialog begins again
        yield f"Tab goes back from {said(one)} to {said(other)}"


def goes_back(seen: QWidget, one: QWidget, other: QWidget) -> bool:
    panel = next((part for part in panels(seen) if part.isAncestorOf(one) and part.isAncestorOf(other)), None)
    if panel is None or isinstance(other.parentWidget(), QTabBar):  # the arrows of tabs belong to the tabs
        return False
    here, there = (QRect(each.mapTo(panel, QPoint()), each.size()) for each in (one, other))
    is_left = there.right() <= here.left() + SLACK and overlap(here.top(), here.bottom(), there.top(), there.bottom())
    is_above = there.bottom() <= here.top() + SLACK and overlap(here.left(), here.right(), there.left(), there.right())
    return is_left or is_above


def overlap(low: int, high: int, other_low: int, other_high: int) -> bool:
    return other_low < high - SLACK and low < other_high - SLACK


def faint(seen: QWidget, known: set[tuple[int, str]]) -> Iterator[str]:
    """Texts with too little contrast, as they are painted. What is disabled may be faint.

    Args:
        known: those that were looked at before, which grows.
    """
    texts: list[QLabel | QAbstractButton] = [*seen.findChildren(QLabel), *seen.findChildren(QAbstractButton)]
    texts = [one for one in texts if one.isEnabled() and one.text().strip() and _in_view(one)]
    texts = [one for one in texts if (id(one), one.text()) not in known]
    if not texts:
        return
    pixels = painted(seen)  # all of it: what is behind a text belongs to it
    for widget in texts:
        known.add((id(widget), widget.text()))
        place = QRect(widget.mapTo(seen, QPoint()), widget.size()).intersected(seen.rect())
        ratio = contrast_of(pixels[place.top() : place.bottom() + 1, place.left() : place.right() + 1])
        if ratio < LEAST:
            yield f"contrast {ratio:.2f}: {said(widget)}"


def _in_view(widget: QWidget) -> bool:
    """Wholly: of one that is scrolled half away there may be nothing but its ground."""
    region = widget.visibleRegion()
    return not region.isEmpty() and region.boundingRect() == widget.rect()


def contrast_of(pixels: np.ndarray) -> float:
    """Of the colour farthest from the commonest one, which is the ground."""
    colours = pixels.reshape(-1, 3)
    codes = colours.astype(np.int32) @ np.array([65536, 256, 1], np.int32)
    _, places, counts = np.unique(codes, return_index=True, return_counts=True)
    light = luminance(colours[places])
    ground = light[counts.argmax()]
    return float(max((np.maximum(light, ground) + 0.05) / (np.minimum(light, ground) + 0.05)))


def luminance(colours: np.ndarray) -> np.ndarray:
    """Relative, of sRGB colours 0..255 (WCAG 2.2)."""
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def said(widget: QWidget) -> str:
    """Which one it is."""
    text, names = getattr(widget, "text", str)(), list[str]()
    above: QWidget | None = widget
    while above is not None and len(names) < 4:
        names.append(type(above).__name__)
        above = above.parentWidget()
    return f"{' in '.join(names)} {text!r}"


def panels(seen: QWidget) -> list[QWidget]:
    """Parts of a window with an order of their own."""
    if isinstance(seen, QDialog | QMenu):
        return [seen]
    return [one for kind in (QDockWidget, QToolBar) for one in seen.findChildren(kind) if one.isVisible()]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_walk_through_the_window(
    open_app: Callable[..., Desk], theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_app(Settings(DEFAULTS | {"theme": theme}))
    found: dict[str, str] = {}
    known, marks = set[tuple[int, str]](), dict[str, int]()

    def look(stop: str, seen: QWidget) -> None:
        problems = [*unnamed(seen), *faint(seen, known)]
        if not isinstance(seen, QMenu):
            problems += problems_of_tab(seen, desk.qtbot, marks)
        for problem in problems:
            found.setdefault(problem, stop)

    Walk(desk, look, tmp_path, monkeypatch).all()
    for name in (name for name, pixels in marks.items() if pixels < LEAST_MARK):
        found[f"the focus is not seen: {name}"] = f"{marks[name]} pixels"
    assert not found, "\n".join(sorted(f"{problem} ({stop})" for problem, stop in found.items()))
