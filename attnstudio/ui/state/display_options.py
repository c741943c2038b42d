"""How maps are shown. None of it ever computes a map anew."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from attnstudio.core import overlay
from attnstudio.core.contrast import ALL_PLAIN, Contrasts
from attnstudio.ui.state.snapshot import Snapshot


class View(StrEnum):
    """What the canvas shows of a picture and its map."""

    OVERLAY = "overlay"
    PICTURE = "picture"
    MAP = "map"


class Normalisation(StrEnum):
    PER_MAP = "per-map"  # each map from its minimum to its maximum
    SHARED = "shared"  # one scale for all maps of a method


@dataclass(frozen=True)
class Display:
    """`opacity`: of the map over the picture, 0..1."""

    colormap: str = overlay.COLORMAPS[0]
    opacity: float = overlay.DEFAULT_OPACITY
    normalisation: Normalisation = Normalisation.PER_MAP
    view: View = View.OVERLAY
    contrasts: Contrasts = ALL_PLAIN

    @property
    def is_shared(self) -> bool:
        return self.normalisation is Normalisation.SHARED


class DisplayOptions(Snapshot[Display]):
    """The display options of the moment, as `now`."""

    def __init__(self) -> None:
        super().__init__(Display())
