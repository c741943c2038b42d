"""Random actions of a user, the same for a seed. What the window shows must belong together at any time, and a window
that is used for long takes no more of the machine than in the beginning."""

from __future__ import annotations

import gc
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desk import Desk, copies
from helpers.jobs import SCENES
from helpers.soak import Footprint, User
from PySide6.QtCore import QEvent, QObject, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

_SEEDS = tuple(map(int, os.environ.get("ATTNSTUDIO_SOAK_SEEDS", "1,2").split(",")))
_ACTIONS = int(os.environ.get("ATTNSTUDIO_SOAK_ACTIONS", "40"))
# packaging/soak gives more of these.
_SECONDS = float(os.environ.get("ATTNSTUDIO_SOAK_SECONDS", "0"))
_ROUNDS = int(os.environ.get("ATTNSTUDIO_SOAK_ROUNDS", "1"))


@pytest.fixture
def soaked(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    def name(_: object, title: str, proposed: str, *__: object) -> tuple[str, str]:
        return str(tmp_path / f"saved{Path(proposed).suffix}"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    yield desk
    calm(desk)


def calm(desk: Desk) -> None:
    """As it was in the beginning."""
    desk.window.language_requested.emit("en")
    desk.window.theme_requested.emit("dark")
    for name, dock in desk.window.docks.items():
        dock.setVisible(name in ("pictures", "explain", "results", "jobs", "log"))
    desk.app.features.compare.controller.reset()
    for kept in desk.app.foundation.kept_maps.items:
        desk.app.foundation.kept_maps.forget(kept)
    desk.reset()


def work_alike(desk: Desk) -> None:
    """So that caches and panels hold the same whatever was done before: the model's graphs, of every layer, which are
    more than there is room for, the cells of a comparison and the plots of an evaluation."""
    layers, panel = desk.app.panels.layer_picker.box, desk.app.panels.measure
    for row in reversed(range(layers.count())):
        layers.setCurrentIndex(row)
        desk.idle()
    desk.app.features.compare.controller.open_and_run()
    desk.idle()
    desk.app.features.compare.controller.reset()
    panel.metrics.choose(["complexity"])
    panel.measure.click()
    desk.idle()


@pytest.mark.parametrize("seed", _SEEDS)
def test_what_is_shown_belongs_together(soaked: Desk, seed: int, tmp_path: Path) -> None:
    user = User(soaked, seed, copies(tmp_path, SCENES[:4]), tmp_path / "saved.png")
    for step in range(_ACTIONS):
        user.act()
        if step % 3 == 2:
            user.check()
    user.check_idle()


def test_a_window_that_is_used_for_long_takes_no_more_than_before(soaked: Desk, tmp_path: Path) -> None:
    """The same rounds of actions again and again, after each of which everything is put back. In the first ones, what
    they use is imported and made."""
    pictures, began, found = copies(tmp_path, SCENES[:4]), time.monotonic(), list[Footprint]()
    while len(found) < 3 or time.monotonic() - began < _SECONDS:
        for seed in range(100, 100 + _ROUNDS):
            user = User(soaked, seed, pictures, tmp_path / "saved.png")
            for _ in range(_ACTIONS):
                user.act()
            user.check_idle()
            calm(soaked)
        work_alike(soaked)
        found.append(Footprint.of_this_process())
        print(f"{time.monotonic() - began:.0f} s, {_ACTIONS * _ROUNDS * len(found)} actions: {found[-1]}", flush=True)
        if len(found) > 2:
            assert found[-1].is_like(found[1]), found


def test_other_languages_and_themes_leave_nothing_behind(soaked: Desk) -> None:
    soaked.action("keep_map").trigger()
    found = []
    for _ in range(3):
        for language, theme in (("ru", "light"), ("en", "dark")):
            soaked.window.language_requested.emit(language)
            soaked.window.theme_requested.emit(theme)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        objects = {one for widget in QApplication.allWidgets() for one in (widget, *widget.findChildren(QObject))}
        found.append(Counter(type(one).__name__ for one in objects))
        gc.collect()
        alive = (one for one in gc.get_objects() if isinstance(one, QAction | QMenu | QTranslator))
        found[-1].update(f"{type(one).__name__} of Python" for one in alive)
    assert found[1] == found[2]
