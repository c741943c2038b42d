"""The button for the contrast: what its controls set, and what they show."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from helpers.widgets import heatmap, noise, painted, result, shown
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from attnstudio.core.contrast import ALL_PLAIN, AUTO, PLAIN, Contrast, Contrasts
from attnstudio.ui.contrast.controller import ContrastController
from attnstudio.ui.contrast.panel import ContrastButton, ContrastPanel
from attnstudio.ui.explain.results import Results
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.history import History
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.state.viewed import Page, ShownMap, Viewed

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]
LEFT = Qt.MouseButton.LeftButton


@dataclass
class Bench:
    button: ContrastButton
    display: DisplayOptions
    viewed: Viewed
    seen: MapInView
    controller: ContrastController
    results: Results
    history: History

    @property
    def panel(self) -> ContrastPanel:
        return self.button.panel

    @property
    def now(self) -> Contrasts:
        return self.display.now.contrasts

    def show(self, method: str = "saliency", name: str = "shark", low: float = 0.0, high: float = 2.0) -> None:
        one = heatmap(method, low, high)
        computed = result(one)
        picture = shown(noise(60, 100), str(computed.request.image.with_stem(name)))
        request = result(one, image=picture.picture.path).request
        self.viewed.set(page=Page.PICTURE, map=ShownMap(picture, one, computed.placement, request))
        self.history.use(picture.picture.path)

    def open(self, qtbot: QtBot) -> None:
        self.button.menu().popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))
        qtbot.waitUntil(self.panel.isVisible)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    button, display, viewed, results = ContrastButton(), DisplayOptions(), Viewed(), Results()
    seen = MapInView(viewed, display, results.model)
    for widget in (button, results):
        qtbot.addWidget(widget)
    with qtbot.waitExposed(button):
        button.show()
    history = History()
    controller = ContrastController(button, seen, viewed, display, history)
    made = Bench(button, display, viewed, seen, controller, results, history)
    made.show()
    return made


def ends(bench: Bench) -> tuple[int, int]:
    return bench.panel.slider.low, bench.panel.slider.high


def test_the_handles_cut_the_range_and_auto_and_reset_set_them(bench: Bench, qtbot: QtBot) -> None:
    bench.open(qtbot)
    assert ends(bench) == (0, 1000)
    qtbot.keyClick(bench.panel.slider, Qt.Key.Key_PageUp)  # the left handle
    assert bench.now == Contrasts(Contrast(0.1, 1.0))
    assert bench.panel.ends.text() == "From 0.20 to 2.00"
    qtbot.mouseClick(bench.panel.auto, LEFT)
    assert bench.now == Contrasts(AUTO)
    assert [box.value() for box in bench.panel.percentiles] == [1.0, 99.0]
    assert ends(bench) == (10, 990), "the values are spread evenly"
    bench.panel.gamma.setValue(0.5)
    assert bench.now == Contrasts(Contrast(0.01, 0.99, 0.5, by_percentile=True))
    qtbot.mouseClick(bench.panel.reset, LEFT)
    assert bench.now == ALL_PLAIN and ends(bench) == (0, 1000) and bench.panel.gamma.value() == 1


def test_percentiles_are_shown_and_set(bench: Bench, qtbot: QtBot) -> None:
    bench.open(qtbot)
    bench.panel.percentiles[0].setValue(20)
    bench.panel.percentiles[1].setValue(60)
    assert bench.now == Contrasts(Contrast(0.2, 0.6, by_percentile=True))
    qtbot.keyClick(bench.panel.slider, Qt.Key.Key_Home)
    assert not bench.now.every.by_percentile
    values = bench.seen.now().on_scale  # type: ignore[union-attr]
    share = float(np.mean(values <= bench.now.every.high))
    assert bench.panel.percentiles[1].value() == pytest.approx(100 * share, abs=0.1)
    before = bench.now
    bench.panel.percentiles[0].setValue(99)  # above the other one
    assert bench.now == before


def test_a_map_gets_its_own_and_gives_it_up(bench: Bench, qtbot: QtBot) -> None:
    bench.open(qtbot)
    qtbot.keyClick(bench.panel.slider, Qt.Key.Key_PageUp)
    bench.panel.scope.setCurrentIndex(1)
    bench.panel.gamma.setValue(2)
    assert bench.now.every == Contrast(0.1, 1.0), "the other maps keep theirs"
    shark = bench.viewed.now.map
    assert shark is not None
    assert bench.now.of(shark.request.image, "saliency") == Contrast(0.1, 1.0, 2.0)
    assert bench.seen.scale_of(shark).contrast == Contrast(0.1, 1.0, 2.0)
    bench.show(name="goldfish")
    assert bench.panel.scope.currentIndex() == 0 and bench.panel.gamma.value() == 1
    qtbot.mouseClick(bench.panel.reset, LEFT)
    assert bench.now.every == PLAIN
    bench.viewed.set(map=shark)
    assert bench.panel.scope.currentIndex() == 1 and bench.panel.gamma.value() == 2
    bench.panel.scope.setCurrentIndex(0)
    assert bench.now == ALL_PLAIN


def test_both_handles_of_a_signed_map_move(bench: Bench, qtbot: QtBot) -> None:
    bench.show("occlusion", low=-1, high=3)
    bench.open(qtbot)
    for _ in range(2):
        qtbot.keyClick(bench.panel.slider, Qt.Key.Key_PageUp)
    assert ends(bench) == (200, 800)
    assert bench.panel.ends.text() == "From -1.80 to 1.80"
    qtbot.keyClick(bench.panel.slider, Qt.Key.Key_Space)  # the other handle
    qtbot.keyClick(bench.panel.slider, Qt.Key.Key_PageUp)
    assert ends(bench) == (100, 900)


def test_the_histogram_has_the_values_and_the_colours_of_the_map(bench: Bench, qtbot: QtBot) -> None:
    bench.display.set(colormap="grey")
    bench.open(qtbot)
    before = painted(bench.panel.histogram)
    strip = before[-3, 10:-10].astype(int)
    assert strip[0].max() < 20 and strip[-1].min() > 235 and (np.diff(strip[:, 0]) >= 0).all()
    bench.display.set(contrasts=Contrasts(Contrast(0.5, 1.0)))
    strip = painted(bench.panel.histogram)[-3, 10:-10].astype(int)
    assert (strip[: len(strip) // 2 - 5] < 20).all(), "what is cut has the first colour"


def test_without_a_map_the_contrast_of_all_can_be_reset(bench: Bench, qtbot: QtBot) -> None:
    bench.display.set(contrasts=Contrasts(AUTO))
    bench.viewed.set(map=None)
    bench.open(qtbot)
    assert bench.panel.ends.text() == "No map is shown."
    assert not bench.panel.slider.isEnabled()
    qtbot.mouseClick(bench.panel.reset, LEFT)
    assert bench.now == ALL_PLAIN


def test_changes_are_undone_and_all_steps_of_a_handle_are_one(bench: Bench, qtbot: QtBot) -> None:
    bench.open(qtbot)
    for _ in range(2):
        qtbot.keyClick(bench.panel.slider, Qt.Key.Key_PageUp)
    qtbot.keyClick(bench.panel.slider, Qt.Key.Key_Space)
    qtbot.keyClick(bench.panel.slider, Qt.Key.Key_PageDown)
    bench.panel.gamma.setValue(2)
    qtbot.mouseClick(bench.panel.auto, LEFT)
    seen = [bench.now.every]
    while bench.history.can_undo:
        bench.history.undo()
        seen.append(bench.now.every)
    assert seen == [replace(AUTO, gamma=2.0), Contrast(0.2, 0.9, 2.0), Contrast(0.2, 0.9), Contrast(0.2, 1.0), PLAIN]
    assert ends(bench) == (0, 1000), "the panel that is open shows it"
    bench.history.redo()
    assert bench.now == Contrasts(Contrast(0.2, 1.0)) and ends(bench) == (200, 1000)


def test_undo_gives_one_map_its_own_again_and_leaves_those_of_others(bench: Bench, qtbot: QtBot) -> None:
    bench.open(qtbot)
    bench.panel.scope.setCurrentIndex(1)
    bench.panel.gamma.setValue(2)
    bench.panel.scope.setCurrentIndex(0)
    shark = bench.viewed.now.map
    assert shark is not None and bench.now == ALL_PLAIN
    bench.show(name="goldfish")
    bench.panel.scope.setCurrentIndex(1)
    bench.panel.gamma.setValue(3)
    goldfish = bench.now.own
    bench.viewed.set(map=shark)
    bench.history.use(shark.picture.picture.path)
    bench.history.undo()
    assert bench.now.of(shark.request.image, "saliency") == Contrast(gamma=2.0)
    assert set(goldfish) < set(bench.now.own)
