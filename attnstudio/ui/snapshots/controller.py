"""Keeps the map that is shown, and compares a kept one with that of now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from attnstudio.export.session_content import KeptMap
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.shell.i18n import method_name, tr
from attnstudio.ui.snapshots.kept_menu import KeptMenu
from attnstudio.ui.snapshots.split_line import SplitLine
from attnstudio.ui.snapshots.store import KeptMaps
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.state.requests import use_settings
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Viewed


class SnapshotsController(QObject):
    """Owns which map is compared: the line is there while its picture is shown."""

    picture_requested = Signal(object)  # Path: that of the map is to be shown

    def __init__(
        self,
        maps: KeptMaps,
        menu: KeptMenu,
        line: SplitLine,
        actions: Mapping[str, QAction],
        selection: Selection,
        viewed: Viewed,
        seen: MapInView,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._maps, self._line, self._end = maps, line, actions["end_split"]
        self._selection, self._viewed, self._seen, self._notifier = selection, viewed, seen, notifier
        self._compared: KeptMap | None = None
        actions["keep_map"].triggered.connect(self.keep)
        self._end.triggered.connect(self.leave)
        menu.compare_requested.connect(self.compare)
        menu.settings_requested.connect(self._use_settings)
        selection.changed.connect(self._follow)
        maps.changed.connect(self._on_maps)
        self._follow()

    @Slot()
    def keep(self) -> None:
        """The map that is shown, with all its settings."""
        shown = self._viewed.now.map
        if shown is not None:
            picture = Path(shown.request.image).stem
            kept = self._maps.keep(f"{method_name(shown.heatmap.method)}, {picture}", shown, self._seen.scale_of(shown))
            self._notifier.set_status(lambda: tr("Kept: {name}", name=kept.name))

    @Slot(object)
    def compare(self, kept: KeptMap) -> None:
        """With the map that is shown of its picture, now and as it changes."""
        self._compared = kept
        picture = self._selection.now.picture
        if picture is None or picture.picture.path != kept.request.image:
            self.picture_requested.emit(kept.request.image)
        self._follow()

    @Slot()
    def leave(self) -> bool:
        """Returns whether maps were compared."""
        was_on = self._line.kept is not None
        self._compared = None
        self._follow()
        return was_on

    @Slot(object)
    def _use_settings(self, kept: KeptMap) -> None:
        use_settings(self._selection, kept.request, kept.call)

    @Slot()
    def _on_maps(self) -> None:
        """One that was forgotten is compared no more; a renamed one goes on under its name."""
        if self._compared is not None:
            same = (one for one in self._maps.items if one.heatmap is self._compared.heatmap)
            self._compared = next(same, None)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        picture, kept = self._selection.now.picture, self._compared
        is_shown = kept is not None and picture is not None and picture.picture.path == kept.request.image
        self._line.show_map(kept if is_shown else None)
        self._end.setEnabled(self._line.kept is not None)
