"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.ui.features.controller import FeaturesController
from attnstudio.ui.features.features_export import FeaturesExport
from attnstudio.ui.features.panel import FeaturesPanel
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services


class FeaturesFeature:
    """What classes and channels look for."""

    def __init__(self, panel: FeaturesPanel, dock: ExtraDock, services: Services) -> None:
        self.controller = FeaturesController(
            panel,
            dock,
            services.actions["features"],
            services.dataset,
            services.pictures,
            services.loader,
            services.selection,
            services.models,
            services.board,
            services.notifier,
        )
        self.export = FeaturesExport(panel, services.models, services.settings, services.notifier)
