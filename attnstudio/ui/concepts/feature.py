"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.ui.concepts.controller import ConceptsController
from attnstudio.ui.concepts.panel import ConceptsPanel
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services


class ConceptsFeature:
    """What the activations of a layer are made of."""

    def __init__(self, panel: ConceptsPanel, dock: ExtraDock, services: Services) -> None:
        self.controller = ConceptsController(
            panel,
            dock,
            services.actions["concepts"],
            services.dataset,
            services.pictures,
            services.selection,
            services.models,
            services.display,
            services.settings,
            services.board,
            services.notifier,
        )
