"""The parts of the feature, wired to each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from attnstudio.core.expected_times import ExpectedTimes
from attnstudio.core.regions import Region
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.attacks.chosen import ChosenAttack
from attnstudio.ui.attacks.controller import AttackController
from attnstudio.ui.attacks.expected_time import AttackTimes
from attnstudio.ui.attacks.gallery_controller import GalleryController
from attnstudio.ui.attacks.many_controller import ManyController
from attnstudio.ui.attacks.many_view import ManyView
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.picture_saver import PictureSaver
from attnstudio.ui.attacks.place_controller import PlaceController
from attnstudio.ui.attacks.recorded import Recorded
from attnstudio.ui.attacks.scope import AttackScope
from attnstudio.ui.attacks.view import AttackView
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.services import Services


class AttacksFeature(QObject):
    """Pictures that are changed to fool the model, and what that does to the maps.

    Args:
        region_of: where the object is in a picture, as far as that is known.
        times: of this machine.
    """

    def __init__(
        self,
        panel: AttackPanel,
        view: AttackView,
        many: ManyView,
        dock: ExtraDock,
        state: AttackState,
        region_of: Callable[[Path], Region | None],
        times: ExpectedTimes,
        services: Services,
    ) -> None:
        super().__init__()
        self.state = state
        recorded = Recorded()
        chosen = ChosenAttack(state, services.selection, services.models, region_of)
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
            chosen,
            recorded,
        )
        self.places = PlaceController(panel, view, state, chosen, services.selection, services.models)
        self.saver = PictureSaver(
            panel, services.actions["save_attacked"], self.controller, services.settings, services.notifier
        )
        self.many = ManyController(
            panel,
            view,
            many,
            state,
            services.dataset,
            services.pictures,
            services.selection,
            services.models,
            services.board,
            services.settings,
            services.notifier,
            recorded,
        )
        self.gallery = GalleryController(
            many.gallery,
            view,
            recorded,
            state,
            services.dataset,
            services.pictures,
            services.selection,
            services.models,
            services.board,
            services.notifier,
        )
        self.times = AttackTimes(
            panel,
            state,
            chosen,
            self.many.plan,
            services.dataset,
            services.pictures,
            services.selection,
            services.board,
            times,
        )
        many.point_chosen.connect(self.gallery.show_key)
        self.many.run_changed.connect(self.gallery.refresh)
        self._panel, self._dock = panel, dock
        services.actions["attack_selected"].triggered.connect(self.run_selected)
        panel.run_requested.connect(self.run)

    def choose(self, attack: str) -> None:
        """Open the lab with an attack."""
        self.state.choose(attack)
        self._dock.open()

    @Slot()
    def run_selected(self) -> None:
        """Open the lab, and attack what is selected in the list."""
        self._dock.open()
        self.many.run_selected()

    @Slot()
    def run(self) -> None:
        """The picture that is shown, or many."""
        is_one = self._panel.chosen_scope is AttackScope.SHOWN
        (self.controller if is_one else self.many).run()
