"""The maps that the user keeps, to look back at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from attnstudio.core.overlay import Scale
from attnstudio.export.session_content import MOST_KEPT, KeptMap
from attnstudio.ui.state.viewed import ShownMap


class KeptMaps(QObject):
    """Owns them, the newest last, at most twenty: the oldest one goes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[KeptMap, ...] = ()

    def keep(self, name: str, shown: ShownMap, scale: Scale) -> KeptMap:
        source = shown.picture.picture.source
        kept = KeptMap(self._free(name), source, shown.request, shown.placement, shown.heatmap, scale)
        self._set((*self.items, kept))
        return kept

    def restore(self, kept: Sequence[KeptMap]) -> None:
        """Those of a session, beside those that are there."""
        known = {_key(one) for one in self.items}
        new = [one for one in kept if _key(one) not in known]
        if new:
            self._set((*self.items, *(replace(one, name=self._free(one.name)) for one in new)))

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
        self.items = items[-MOST_KEPT:]
        self.changed.emit()


def _key(kept: KeptMap) -> tuple[object, ...]:
    """Two with the same key are the same."""
    return kept.name, kept.request, kept.source.digest, kept.heatmap.method, kept.heatmap.layer, kept.scale
