"""The map that is seen, on the scale on which it is seen: for files, the clipboard and the histogram."""

from __future__ import annotations

import numpy as np

from attnstudio.core import overlay
from attnstudio.core.overlay import Scale
from attnstudio.core.request import Heatmap
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.exportable_map import ExportableMap
from attnstudio.ui.state.results import ResultRows
from attnstudio.ui.state.viewed import Page, ShownMap, Viewed


class MapInView:
    """Reads the state; owns none of it."""

    def __init__(self, viewed: Viewed, display: DisplayOptions, results: ResultRows) -> None:
        self._viewed, self._display, self._results = viewed, display, results

    def now(self) -> ExportableMap | None:
        """With its own picture: a chosen one of those compared, or a channel in its place."""
        now = self._viewed.now
        if now.page is Page.COMPARE:
            return now.compared
        if now.page is Page.ATTACK:
            return None
        if now.channel is not None:
            channel, source = now.channel, now.channel.picture.picture
            scale = Scale(self._display.now.colormap, channel.low, channel.high)
            name, values = f"{channel.layer}-{channel.number}", channel.values
            return ExportableMap(source.path, name, "", values, values, channel.placement, scale, lambda: source.pixels)
        if now.map is None:
            return None
        shown, source = now.map, now.map.picture.picture
        scale, method = self.scale_of(shown), shown.heatmap.method
        on_scale = overlay.on_scale(shown.heatmap, scale)
        return ExportableMap(
            source.path, method, method, self._values(shown), on_scale, shown.placement, scale, lambda: source.pixels
        )

    def scale_of(self, shown: ShownMap) -> Scale:
        now = self._display.now
        contrast = now.contrasts.of(shown.request.image, shown.heatmap.method)
        return overlay.scale_of(self._alike(shown), now.colormap, contrast)

    def _values(self, shown: ShownMap) -> np.ndarray:
        """On the scale that the maps of a method share, where that is chosen; 0 and 1 are the ends of their range."""
        if not self._display.now.is_shared:
            return shown.heatmap.values
        return overlay.in_range(shown.heatmap, *overlay.shared_range(self._alike(shown)))

    def _alike(self, shown: ShownMap) -> list[Heatmap]:
        """The maps that share the scale of the one that is shown."""
        is_shared = self._display.now.is_shared
        return self._results.alike(shown.heatmap, shown.request.model) if is_shared else [shown.heatmap]
