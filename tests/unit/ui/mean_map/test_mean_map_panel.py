"""The Mean map panel: what it shows of means made by hand, and what is saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.widgets import painted
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from attnstudio.core.contrast import Contrast
from attnstudio.core.mean_map import MeanMap
from attnstudio.core.overlay import DIVERGING, colour_table
from attnstudio.core.request import MethodCall, Request
from attnstudio.jobs.mean_map import Group, MeanMaps
from attnstudio.settings import Settings
from attnstudio.ui.mean_map.mean_map_export import MeanMapExport
from attnstudio.ui.mean_map.panel import MeanMapPanel
from attnstudio.ui.notify.notifier import Notifier

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


def mean(value: float, deviation: float, count: int) -> MeanMap:
    shape = (12, 16)
    values = np.full(shape, value, np.float32)
    values[:, 0] = np.nan  # no map reaches the left edge
    return MeanMap(values, np.full(shape, deviation, np.float32), np.full(shape, count, np.int32), count)


def means(right: int, wrong: int, unknown: int = 0) -> MeanMaps:
    maps = {("saliency", Group.ALL): mean(0.4, 0.1, right + wrong + unknown)}
    if right:
        maps["saliency", Group.RIGHT] = mean(0.5, 0.2, right)
    if wrong:
        maps["saliency", Group.WRONG] = mean(0.25, 0.05, wrong)
    total = right + wrong + unknown
    return MeanMaps(Request(Path(), "net", (MethodCall("saliency"),)), maps, (), total)


@pytest.fixture
def panel(qtbot: QtBot) -> MeanMapPanel:
    made = MeanMapPanel()
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.set_colours("grey")
    made.show()
    return made


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (means(3, 2), ["Right 3", "Wrong 2", "All 5"]),
        (means(3, 2, 4), ["Right 3", "Wrong 2", "All 9"]),
        (means(3, 0), ["Right 3"]),
        (means(0, 2), ["Wrong 2"]),
        (means(0, 0, 6), ["All 6"]),
    ],
)
def test_the_wrong_are_beside_the_right_and_no_mean_is_shown_twice(
    panel: MeanMapPanel, given: MeanMaps, names: list[str]
) -> None:
    panel.show_means(given, lambda: "some pictures")
    assert [f"{one.name} {one.map.count}" for one in panel.shown] == names


def test_means_share_a_scale_and_so_do_spreads(panel: MeanMapPanel) -> None:
    assert not panel.bar.save.isEnabled()
    panel.show_means(means(3, 2), lambda: "5 pictures, label cat")
    assert (panel.view.top, panel.view.spread_top) == pytest.approx((0.5, 0.2))
    assert panel.view.accessibleDescription() == (
        "Saliency of the prediction; 5 pictures, label cat; Right: 3; Wrong: 2; All: 5"
    )
    levels = {tuple(colour) for colour in painted(panel.view).reshape(-1, 3).tolist()}
    assert {(255, 255, 255), (128, 128, 128), (204, 204, 204)} <= levels  # of 0.5, 0.25 and 0.4 on a scale to 0.5
    assert panel.bar.save.isEnabled()


def test_means_of_signed_maps_have_zero_in_the_middle(panel: MeanMapPanel) -> None:
    maps = {
        ("integrated_gradients", group): mean(value, 0.1, 2)
        for group, value in ((Group.RIGHT, -0.5), (Group.WRONG, 0.0))
    }
    maps["integrated_gradients", Group.ALL] = mean(-0.25, 0.1, 4)
    panel.show_means(
        MeanMaps(Request(Path(), "net", (MethodCall("integrated_gradients"),)), maps, (), 4), lambda: "4 pictures"
    )
    assert panel.view.top == 0.5
    seen = {tuple(colour) for colour in painted(panel.view).reshape(-1, 3).tolist()}
    table = colour_table(DIVERGING)
    assert {tuple(table[0].tolist()), tuple(table[128].tolist())} <= seen  # of -0.5 and 0 on a scale to 0.5
    assert (255, 255, 255) in seen  # the spreads are grey as before


@pytest.mark.parametrize(
    ("contrast", "levels"),
    [  # of means of 0.5, 0.25 and 0.4 on a scale to 0.5, by hand
        (Contrast(0.5, 1.0), {0, 153, 255}),
        (Contrast(gamma=2.0), {64, 163, 255}),
        (Contrast(0.0, 0.5, by_percentile=True), {255, 0}),  # as many of 0.5 as of 0.25: 0.8 is in the middle
    ],
)
def test_contrast_is_that_of_all_maps_and_spreads_keep_their_scale(
    panel: MeanMapPanel, contrast: Contrast, levels: set[int]
) -> None:
    panel.show_means(means(3, 2), lambda: "5 pictures")
    panel.set_colours("grey", contrast)
    tiles = painted(panel.view)
    seen = {colour[0] for colour in tiles.reshape(-1, 3).tolist() if len(set(colour)) == 1}
    assert levels | {255, 128, 64} <= seen  # spreads of 0.2, 0.1 and 0.05


def test_keys_read_the_values(panel: MeanMapPanel, qtbot: QtBot) -> None:
    panel.show_means(means(3, 2), lambda: "5 pictures")
    assert panel.view.readings() == []
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert panel.view.readings() == [
        "0.500 \N{PLUS-MINUS SIGN} 0.200",
        "0.250 \N{PLUS-MINUS SIGN} 0.050",
        "0.400 \N{PLUS-MINUS SIGN} 0.100",
    ]
    for _ in range(40):
        qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    assert panel.view.readings()[0] == "\N{EN DASH} \N{PLUS-MINUS SIGN} 0.200"  # no map reaches the edge


def test_they_are_saved_as_they_are_seen_and_as_numbers(
    panel: MeanMapPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    panel.show_means(means(3, 2), lambda: "5 pictures")
    export = MeanMapExport(panel, Settings({"folder": str(tmp_path)}), Notifier(lambda _: None))
    for name in ("mean.npy", "mean.png"):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (str(tmp_path / name), ""))
        export.save()
    numbers = np.load(tmp_path / "mean.npy")
    assert (numbers.shape, numbers.dtype) == ((3, 2, 12, 16), np.float32)
    assert np.isnan(numbers[0, 0, 0, 0])
    assert numbers[:, :, 5, 5] == pytest.approx(np.array([[0.5, 0.2], [0.25, 0.05], [0.4, 0.1]]))
    with Image.open(tmp_path / "mean.png") as picture:
        assert picture.size == (2 * panel.view.extent.width(), 2 * panel.view.extent.height())
        pixels = np.asarray(picture)
    assert picture.width < 2 * panel.view.width()  # nothing empty beside the scales
    assert (pixels == 255).all(axis=2).any()  # the greatest mean
