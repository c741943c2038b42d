"""The parts of the feature, wired to each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attnstudio.core.regions import Region
from attnstudio.ui.inspector.channel_sorter import ChannelSorter
from attnstudio.ui.inspector.controller import InspectorController
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services
from attnstudio.ui.viewer.canvas import Canvas


class InspectorFeature:
    """The model's layers, and the channels of the one that is explained.

    Args:
        region_of: where the object is in a picture, as far as that is known.
    """

    def __init__(
        self,
        panel: Inspector,
        dock: ExtraDock,
        canvas: Canvas,
        region_of: Callable[[Path], Region | None],
        services: Services,
    ) -> None:
        self.controller = InspectorController(
            panel,
            dock,
            services.actions["inspector"],
            services.board,
            services.selection,
            services.models,
            services.viewed,
            services.display,
        )
        self.sorter = ChannelSorter(panel.channels, region_of, services.pictures, services.dataset, services.board)
        self.controller.channels_shown.connect(self.sorter.show)
        canvas.cursor_moved.connect(self.sorter.on_cursor)
        services.pictures.selection_changed.connect(self.sorter.on_selection)
