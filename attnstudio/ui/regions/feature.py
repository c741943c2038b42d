"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.ui.regions.controller import RegionsController
from attnstudio.ui.regions.files import RegionFiles
from attnstudio.ui.regions.store import RegionStore
from attnstudio.ui.regions.tool_strip import ToolStrip
from attnstudio.ui.shell.services import Services
from attnstudio.ui.viewer.canvas import Canvas


class RegionsFeature:
    """Regions of pictures: drawn, and from annotation files."""

    def __init__(self, canvas: Canvas, strip: ToolStrip, store: RegionStore, services: Services) -> None:
        actions, window, notifier = services.actions, services.window, services.notifier
        selection, pictures = services.selection, services.pictures
        self.controller = RegionsController(
            canvas, strip, actions, selection, services.viewed, pictures, notifier, store, services.history
        )
        self.files = RegionFiles(
            window,
            actions,
            services.settings,
            self.controller,
            services.selection,
            services.pictures,
            services.board,
            notifier,
        )
        window.retranslated.connect(self.controller.refresh)
        window.regions_dropped.connect(self.files.open)
