"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.ui.shell.services import Services
from attnstudio.ui.snapshots.controller import SnapshotsController
from attnstudio.ui.snapshots.kept_menu import KeptMenu
from attnstudio.ui.snapshots.split_line import SplitLine
from attnstudio.ui.snapshots.store import KeptMaps
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.viewer.canvas import Canvas


class SnapshotsFeature:
    """Maps that are kept, and compared with that of now."""

    def __init__(self, canvas: Canvas, maps: KeptMaps, menu: KeptMenu, seen: MapInView, services: Services) -> None:
        self.line = SplitLine(canvas)
        self.controller = SnapshotsController(
            maps,
            menu,
            self.line,
            services.actions,
            services.selection,
            services.viewed,
            seen,
            services.notifier,
        )
