"""What is in view: a page of the window's centre, and the map over the picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, Request
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.state.exportable_map import ExportableMap
from attnstudio.ui.state.snapshot import Snapshot


class Page(StrEnum):
    WELCOME = "welcome"
    PICTURE = "picture"
    COMPARE = "compare"
    ATTACK = "attack"


@dataclass(frozen=True, eq=False)
class ShownMap:
    """A map with the picture that it is of: never one without the other."""

    picture: DisplayPicture
    heatmap: Heatmap
    placement: Placement
    request: Request


@dataclass(frozen=True, eq=False)
class ShownChannel:
    """A channel of a layer that is shown in the map's place.

    Attributes:
        values: float32 in 0..1 (height, width); `low` and `high` are the raw values of 0 and 1.
    """

    picture: DisplayPicture
    layer: str
    number: int
    values: np.ndarray
    placement: Placement
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class InView:
    """
    Attributes:
        page: of the window's centre.
        map: over the picture, and behind a channel.
        channel: of a layer, in the map's place.
        compared: of a comparison, the map that is chosen.
        is_signed: whether the maps in view are signed, all of them: then they have the colours of signed maps, not the
            chosen ones.
        session: the name of what is open, where it was saved; else empty.
    """

    page: Page = Page.WELCOME
    map: ShownMap | None = None
    channel: ShownChannel | None = None
    compared: ExportableMap | None = None
    is_signed: bool = False
    session: str = ""

    @property
    def is_single(self) -> bool:
        """Whether the picture is shown by itself."""
        return self.page not in (Page.COMPARE, Page.ATTACK)


class Viewed(Snapshot[InView]):
    """What is in view at the moment, as `now`."""

    def __init__(self) -> None:
        super().__init__(InView())
