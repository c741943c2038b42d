"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.core.expected_times import ExpectedTimes
from attnstudio.ui.backdoors.controller import BackdoorsController
from attnstudio.ui.backdoors.expected_time import CheckTimes
from attnstudio.ui.backdoors.findings_export import FindingsExport
from attnstudio.ui.backdoors.panel import BackdoorsPanel
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services


class BackdoorsFeature:
    """Whether the model has a backdoor."""

    def __init__(self, panel: BackdoorsPanel, dock: ExtraDock, times: ExpectedTimes, services: Services) -> None:
        self.controller = BackdoorsController(
            panel,
            dock,
            services.actions["backdoors"],
            services.dataset,
            services.pictures,
            services.selection,
            services.models,
            services.display,
            services.board,
            services.notifier,
        )
        self.times = CheckTimes(panel, services.dataset, services.selection, services.models, services.board, times)
        self.export = FindingsExport(panel, services.display, services.settings, services.notifier)
