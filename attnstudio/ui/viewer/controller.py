"""Shows on the canvas what the state says: the picture, its map or a channel in its place, and how they are shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from attnstudio.core import overlay
from attnstudio.core.overlay import Scale
from attnstudio.ui.state.display_options import DisplayOptions, View
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Page, ShownMap, Viewed
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.viewer.layers import MapImage
from attnstudio.ui.viewer.map_notes import MapNotes
from attnstudio.ui.viewer.map_strip import MapStrip

_NEXT = {View.OVERLAY: View.PICTURE, View.PICTURE: View.MAP, View.MAP: View.OVERLAY}


class ViewerController(QObject):
    """Owns nothing: the canvas, the strip over it and the notes below it are views of the state."""

    def __init__(
        self,
        canvas: Canvas,
        strip: MapStrip,
        notes: MapNotes,
        selection: Selection,
        viewed: Viewed,
        display: DisplayOptions,
        seen: MapInView,
    ) -> None:
        super().__init__()
        self._canvas, self._strip, self._notes = canvas, strip, notes
        self._selection, self._viewed, self._display, self._seen = selection, viewed, display, seen
        selection.changed.connect(self._on_selection)
        viewed.changed.connect(self._on_viewed)
        display.changed.connect(self._on_display)
        canvas.set_opacity(display.now.opacity)
        canvas.set_view(display.now.view)

    @Slot()
    def next_view(self) -> None:
        """Overlay, picture, map, and round again."""
        self._display.set(view=_NEXT[self._display.now.view])

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        picture = self._selection.now.picture
        if "picture" in changed:
            self._canvas.set_picture(picture)
            if picture is not None and self._viewed.now.page is Page.WELCOME:
                self._viewed.set(page=Page.PICTURE)

    @Slot(object)
    def _on_viewed(self, changed: frozenset[str]) -> None:
        if "map" in changed:
            self._show_map()
        if "channel" in changed:
            self._show_channel()
        if changed & {"map", "channel"}:
            self._show_strip()
        if changed & {"map", "channel", "page"}:
            self._tell_sign()

    @Slot(object)
    def _on_display(self, changed: frozenset[str]) -> None:
        now = self._display.now
        if "opacity" in changed:
            self._canvas.set_opacity(now.opacity)
        if "view" in changed:
            self._canvas.set_view(now.view)
        if changed & {"colormap", "normalisation", "contrasts"}:
            self._show_map()
            self._show_channel()
        if "contrasts" in changed:
            self._show_strip()

    def _tell_sign(self) -> None:
        if self._viewed.now.is_single:
            shown = self._canvas.map
            self._viewed.set(is_signed=shown is not None and shown.scale.is_signed)

    def _show_strip(self) -> None:
        shown = self._viewed.now.map if self._viewed.now.channel is None else None
        self._notes.show_map(None if shown is None else shown.heatmap)
        if shown is None:
            self._strip.show_map(None)
        else:
            contrast = self._display.now.contrasts.of(shown.request.image, shown.heatmap.method)
            self._strip.show_map(shown.heatmap, is_faint=overlay.is_faint(shown.heatmap, contrast))

    def _show_map(self) -> None:
        shown = self._viewed.now.map
        self._canvas.set_map(None if shown is None else self._image(shown))

    def _image(self, shown: ShownMap) -> MapImage:
        heatmap = shown.heatmap
        scale = self._seen.scale_of(shown)
        return MapImage(overlay.on_scale(heatmap, scale), shown.placement, scale, heatmap.partial)

    def _show_channel(self) -> None:
        channel = self._viewed.now.channel
        if channel is None:
            self._canvas.set_substitute(None)
            return
        colormap = self._display.now.colormap
        self._canvas.set_substitute(
            MapImage(channel.values, channel.placement, Scale(colormap, channel.low, channel.high))
        )
