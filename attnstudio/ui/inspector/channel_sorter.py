"""Sorts the channels that are shown by what the user chose, as the cursor, the region and the selection go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from attnstudio.core import channel_order, regions
from attnstudio.core.channel_order import ChannelOrder, ordered
from attnstudio.core.channels import Channels
from attnstudio.core.errors import Failure
from attnstudio.core.regions import Region
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.channel_means import ChannelMeans, ChannelMeansWork
from attnstudio.jobs.job import Job
from attnstudio.ui.inspector.channel_grid import ChannelGrid
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.viewer.read_out import ReadOut

_CURSOR_DELAY = 60  # ms: of a moving cursor, the place where it comes to rest for a moment


class ChannelSorter(QObject):
    """Owns the channels that are sorted, and the place of the cursor.

    Args:
        region_of: where the object is in a picture, as far as that is known.
    """

    def __init__(
        self,
        grid: ChannelGrid,
        region_of: Callable[[Path], Region | None],
        pictures: PictureList,
        dataset: DatasetState,
        board: JobBoard,
    ) -> None:
        super().__init__()
        self._grid, self._region_of, self._board = grid, region_of, board
        self._pictures, self._dataset = pictures, dataset
        self._channels: Channels | None = None
        self._point: tuple[float, float] | None = None
        self._job: Job | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_CURSOR_DELAY)
        self._rest.timeout.connect(self._sort)
        grid.order.chosen.connect(self._sort)

    def show(self, channels: Channels) -> None:
        """Others are shown."""
        self._channels = channels
        self._sort()

    @Slot(object)
    def on_cursor(self, read_out: ReadOut | None) -> None:
        """Where it left the picture, the order of its last place stays, so that a channel can be clicked."""
        if read_out is not None and self._grid.isVisible():
            self._point = read_out.x + 0.5, read_out.y + 0.5
            if self._grid.order.order is ChannelOrder.CURSOR:
                self._rest.start()

    @Slot()
    def on_region(self) -> None:
        if self._grid.order.order is ChannelOrder.REGION:
            self._sort()

    @Slot()
    def on_selection(self) -> None:
        """Other pictures are selected."""
        if self._grid.order.order is ChannelOrder.MEAN_WEIGHT and self._grid.isVisible():
            self._sort()

    @Slot()
    def _sort(self) -> None:
        channels, order = self._channels, self._grid.order.order
        if self._job is not None:
            self._board.cancel(self._job)
            self._job = None
        if channels is None:
            return
        if order is ChannelOrder.MEAN_WEIGHT:
            self._compute_means(channels)
            return
        self._show(order, self._strengths(channels, order))

    def _strengths(self, channels: Channels, order: ChannelOrder) -> np.ndarray | None:
        match order:
            case ChannelOrder.ACTIVATION:
                return channel_order.activations(channels)
            case ChannelOrder.REGION:
                region = self._region_of(channels.request.image)
                if region is None:
                    return None
                try:
                    mask = regions.mask(region, channels.placement.picture_size)
                except Failure:
                    return None
                return channel_order.shares_in(channels, mask)
            case ChannelOrder.CURSOR:
                return None if self._point is None else channel_order.at(channels, *self._point)
        return channels.weights

    def _show(self, order: ChannelOrder, strengths: np.ndarray | None) -> None:
        self._grid.order.show_need(strengths is None)
        if strengths is not None:
            self._grid.show_order(ordered(order, strengths))

    def _compute_means(self, channels: Channels) -> None:
        rows = self._pictures.selected_rows.tolist()
        self._grid.order.show_need(len(rows) < 2)
        if len(rows) < 2:
            return
        every, facts = self._pictures.sequence, self._dataset.facts
        requests = [facts.of(row).request(channels.request, every[row]) for row in rows]
        self._job = Job(ChannelMeansWork(requests)).listen(done=self._on_means)
        self._board.submit(self._job)

    def _on_means(self, outcome: object) -> None:
        assert isinstance(outcome, ChannelMeans)
        self._job = None
        if self._channels is not None and outcome.layer == self._channels.layer:
            self._show(ChannelOrder.MEAN_WEIGHT, outcome.weights[self._channels.numbers])
