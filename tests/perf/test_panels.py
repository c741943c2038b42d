"""Panels with more in them than most have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.stopwatch import Show, timed
from helpers.widgets import model_info, painted
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.core.channels import Channels
from attnstudio.core.images import Source
from attnstudio.core.models.layer_tree import LayerRow
from attnstudio.core.placement import Placement
from attnstudio.core.request import Request
from attnstudio.core.targets import Target
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.ui.inspector.channel_grid import ChannelGrid
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.state.picture_list import PictureList


@pytest.fixture
def loader(qapp: QApplication) -> Iterator[PictureLoader]:
    made = PictureLoader()
    yield made
    made.stop()


def test_the_list_of_ten_thousand_pictures(qtbot: QtBot, loader: PictureLoader, show: Show) -> None:
    browser = ImageBrowser(PictureList(), loader)
    qtbot.addWidget(browser)
    browser.resize(260, 500)
    paths = [Path(f"/nowhere/{number:05}.jpg") for number in range(10_000)]
    with timed(show, "10,000 pictures listed"):
        browser.pictures.add(paths)
        browser.choose(paths[0])
        QApplication.processEvents()
        painted(browser)
    with timed(show, "10,000 pictures filtered"):
        browser.filter.setText("77")
        painted(browser)


def test_the_tree_of_a_thousand_layers(qtbot: QtBot, show: Show) -> None:
    """Of NASNetLarge's size."""
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.resize(500, 800)
    rows = tuple(LayerRow(f"block_{n}_norm", "BatchNormalization", "7x7x64", n, n, f"block_{n}") for n in range(1100))
    with timed(show, "1,100 layers listed"):
        inspector.show_model(replace(model_info(), tree=rows))
        inspector.tree.explain("block_900")
        painted(inspector)
    with timed(show, "1,100 layers filtered"):
        inspector.filter.setText("block_99")
        painted(inspector)


def test_the_grid_of_two_thousand_channels(qtbot: QtBot, show: Show) -> None:
    grid = ChannelGrid()
    qtbot.addWidget(grid)
    grid.resize(400, 400)
    count, file = 2048, Path("/pictures/shark.jpg")
    channels = Channels(
        request=Request(file, "net"),
        source=Source(file, 1, 1000, "digest"),
        layer="conv",
        target=Target(3),
        placement=Placement.of((60, 30), (8, 6), "stretch"),
        numbers=np.arange(count),
        weights=np.linspace(1, -1, count, dtype=np.float32),
        values=np.random.default_rng(0).random((count, 7, 7), np.float32),
        total=count,
    )
    with timed(show, "2,048 channels shown"):
        grid.show_channels(channels, "cat")
        painted(grid)
