"""By what the channels of a layer are ordered: weight, activation, what fires in a region or at a point."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from attnstudio.core.channels import Channels
from attnstudio.core.placement import Placement


class ChannelOrder(StrEnum):
    WEIGHT = "weight"
    MEAN_WEIGHT = "mean_weight"  # over the selected pictures
    ACTIVATION = "activation"
    REGION = "region"
    CURSOR = "cursor"


@dataclass(frozen=True, eq=False)
class Ordered:
    """Channels in another order.

    Attributes:
        places: intp (count,), of the channels in `Channels`, the strongest first.
        strengths: float32 (count,), falling: what they are ordered by. A region's are shares of 0..1.
    """

    order: ChannelOrder
    places: np.ndarray
    strengths: np.ndarray


def ordered(order: ChannelOrder, strengths: np.ndarray) -> Ordered:
    """Args: strengths: float (count,), of the channels in their own order; equal ones stay in it."""
    places = np.argsort(-strengths, kind="stable")
    return Ordered(order, places, strengths[places])


def activations(channels: Channels) -> np.ndarray:
    """float32 (count,): the mean of each channel over its places."""
    return channels.values.mean(axis=(1, 2))


def shares_in(channels: Channels, mask: np.ndarray) -> np.ndarray:
    """float32 (count,): the share of each channel's positive activation that lies in a region; 0 where it has none.

    Args:
        mask: bool (picture height, picture width).
    """
    inside = cells_of(mask, channels.placement, channels.values.shape[1:])
    positive = np.maximum(channels.values, 0)
    total = positive.sum(axis=(1, 2))
    return (positive * inside).sum(axis=(1, 2)) / np.where(total > 0, total, 1)


def at(channels: Channels, x: float, y: float) -> np.ndarray | None:
    """float32 (count,): the activation of each channel at a point of the picture; None where the model sees nothing of
    it."""
    rows, columns = channels.values.shape[1:]
    width, height = channels.placement.input_size
    column, row = channels.placement.to_input(x, y)
    if not (0 <= column < width and 0 <= row < height):
        return None
    return channels.values[:, int(row / height * rows), int(column / width * columns)]


def cells_of(mask: np.ndarray, placement: Placement, shape: tuple[int, ...]) -> np.ndarray:
    """float32 (rows, columns): which share of each cell of a layer's grid a region of the picture covers."""
    rows, columns = shape
    left, top, right, bottom = placement.box
    found = np.zeros((rows, columns), np.float32)
    down = _spans(top, bottom, rows, mask.shape[0])
    across = _spans(left, right, columns, mask.shape[1])
    for row, (first, after) in enumerate(down):
        for column, (begin, end) in enumerate(across):
            cell = mask[first:after, begin:end]
            found[row, column] = cell.mean() if cell.size else 0.0
    return found


def _spans(begin: float, end: float, count: int, limit: int) -> list[tuple[int, int]]:
    """Of each cell along a side, the pixels of the picture, at least one where it is inside."""
    edges = np.linspace(begin, end, count + 1)
    return [
        (max(0, int(np.floor(low))), min(limit, max(int(np.ceil(high)), int(np.floor(low)) + 1)))
        for low, high in pairwise(edges)
    ]
