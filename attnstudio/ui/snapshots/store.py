"""The maps that the user keeps, to look back at them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from attnstudio.core import overlay
from attnstudio.core.overlay import Scale
from attnstudio.core.request import MethodCall
from attnstudio.ui.state.viewed import ShownMap
from attnstudio.ui.viewer.layers import MapImage

MOST = 20


@dataclass(frozen=True, eq=False)
class KeptMap:
    """A map with its picture, its request, and how it was seen.

    Attributes:
        image: ready to paint.
    """

    name: str
    shown: ShownMap
    image: MapImage

    @property
    def path(self) -> Path:
        """Of its picture."""
        return self.shown.request.image

    @property
    def call(self) -> MethodCall:
        return next(call for call in self.shown.request.methods if call.id == self.shown.heatmap.method)


class KeptMaps(QObject):
    """Owns them, the newest last, at most twenty: the oldest one goes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[KeptMap, ...] = ()

    def keep(self, name: str, shown: ShownMap, scale: Scale) -> KeptMap:
        image = MapImage(overlay.on_scale(shown.heatmap, scale), shown.placement, scale)
        kept = KeptMap(self._free(name), shown, image)
        self._set((*self.items, kept)[-MOST:])
        return kept

    def rename(self, kept: KeptMap, name: str) -> None:
        self._set(tuple(replace(one, name=name) if one is kept else one for one in self.items))

    def forget(self, kept: KeptMap) -> None:
        self._set(tuple(one for one in self.items if one is not kept))

    def _free(self, name: str) -> str:
        """With a number, where another one has the name."""
        taken, found, number = {one.name for one in self.items}, name, 2
        while found in taken:
            found, number = f"{name} ({number})", number + 1
        return found

    def _set(self, items: tuple[KeptMap, ...]) -> None:
        self.items = items
        self.changed.emit()
