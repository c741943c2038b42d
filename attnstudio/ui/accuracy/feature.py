"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.ui.accuracy.accuracy_export import AccuracyExport
from attnstudio.ui.accuracy.controller import AccuracyController
from attnstudio.ui.accuracy.panel import AccuracyPanel
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services


class AccuracyFeature:
    """Where the model is right and where it is wrong."""

    def __init__(self, panel: AccuracyPanel, dock: ExtraDock, services: Services) -> None:
        actions = services.actions
        self.controller = AccuracyController(
            panel,
            dock,
            actions["accuracy"],
            actions["open_dataset"],
            actions["predict_all"],
            actions["match_classes"],
            services.dataset,
            services.pictures,
            services.selection,
            services.models,
        )
        self.export = AccuracyExport(panel, self.controller, services.settings, services.notifier)
        services.window.retranslated.connect(self.controller.refresh)
