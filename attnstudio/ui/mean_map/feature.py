"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.ui.mean_map.controller import MeanMapController
from attnstudio.ui.mean_map.mean_map_export import MeanMapExport
from attnstudio.ui.mean_map.panel import MeanMapPanel
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services


class MeanMapFeature:
    """The mean of the maps of many pictures."""

    def __init__(self, panel: MeanMapPanel, dock: ExtraDock, services: Services) -> None:
        self.controller = MeanMapController(
            panel,
            dock,
            services.actions["mean_map"],
            services.dataset,
            services.pictures,
            services.selection,
            services.models,
            services.display,
            services.board,
            services.notifier,
        )
        self.export = MeanMapExport(panel, services.settings, services.notifier)
