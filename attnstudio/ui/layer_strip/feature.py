"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.ui.layer_strip.controller import LayerStripController
from attnstudio.ui.layer_strip.panel import LayerStripPanel
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services


class LayerStripFeature:
    """The chosen method at every depth of the network."""

    def __init__(self, panel: LayerStripPanel, dock: ExtraDock, services: Services) -> None:
        self.controller = LayerStripController(
            panel,
            dock,
            services.actions["layer_strip"],
            services.board,
            services.selection,
            services.models,
            services.display,
        )
