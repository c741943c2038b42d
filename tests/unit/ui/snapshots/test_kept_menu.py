"""The menu of the maps that are kept."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.core.images import Source
from attnstudio.core.overlay import Scale
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, MethodCall, Request
from attnstudio.export.session_content import KeptMap
from attnstudio.ui.snapshots.kept_menu import KeptMenu
from attnstudio.ui.snapshots.store import KeptMaps


def kept(name: str) -> KeptMap:
    picture = Path("a.png")
    heatmap = Heatmap(np.zeros((4, 4), np.float32), 0.0, 1.0, "saliency", None, 0.1)
    placement, scale = Placement((4, 4), (4, 4), (0.0, 0.0, 4.0, 4.0)), Scale("viridis", 0.0, 1.0)
    return KeptMap(
        name, Source(picture, 0, 0, ""), Request(picture, "demo", (MethodCall("saliency"),)), placement, heatmap, scale
    )


def submenus() -> int:
    """That Python knows, those too that Qt has deleted."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return sum(type(one) is QMenu for one in gc.get_objects())


def test_a_menu_that_is_filled_anew_leaves_nothing_behind(qtbot: QtBot) -> None:
    maps, window = KeptMaps(), QWidget()
    qtbot.addWidget(window)
    menu = KeptMenu(maps, window)
    qtbot.addWidget(menu)
    maps.restore((kept("first"), kept("second")))
    first, before = weakref.ref(maps.items[0]), submenus()
    assert [action.text() for action in menu.actions()] == ["second", "first"]
    menu.retranslate()
    maps.forget(maps.items[0])
    assert submenus() == before - 1
    assert first() is None
    assert [action.text() for action in menu.actions()] == ["second"]
