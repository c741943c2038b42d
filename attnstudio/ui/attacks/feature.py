"""The parts of the feature, wired to each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attnstudio.core.regions import Region
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.attacks.controller import AttackController
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.picture_saver import PictureSaver
from attnstudio.ui.attacks.view import AttackView
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services


class AttacksFeature:
    """Pictures that are changed to fool the model, and what that does to the maps.

    Args:
        region_of: where the object is in a picture, as far as that is known.
    """

    def __init__(
        self,
        panel: AttackPanel,
        view: AttackView,
        dock: ExtraDock,
        state: AttackState,
        region_of: Callable[[Path], Region | None],
        services: Services,
    ) -> None:
        self.state = state
        self.controller = AttackController(
            panel,
            view,
            dock,
            services.actions,
            state,
            services.board,
            services.selection,
            services.models,
            services.display,
            services.viewed,
            services.notifier,
            region_of,
        )
        self.saver = PictureSaver(
            panel, services.actions["save_attacked"], self.controller, services.settings, services.notifier
        )
        panel.run_requested.connect(self.controller.run)
