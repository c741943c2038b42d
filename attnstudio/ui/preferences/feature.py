"""The preferences of the program, in a dialog that is built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from attnstudio.cluster.place import HERE
from attnstudio.core.errors import ChoiceFailure
from attnstudio.ui.shell.places import chosen_place
from attnstudio.ui.shell.services import Services
from attnstudio.ui.shell.shortcuts import Shortcuts

if TYPE_CHECKING:
    from attnstudio.ui.preferences.dialog import PreferencesDialog
    from attnstudio.ui.preferences.page import Page


class PreferencesFeature(QObject):
    """Owns the dialog, and lets long jobs run where the settings say.

    Args:
        save: called when the dialog is closed.
    """

    def __init__(self, shortcuts: Shortcuts, save: Callable[[], object], services: Services) -> None:
        super().__init__()
        self._shortcuts, self._save, self._services = shortcuts, save, services
        services.actions["preferences"].triggered.connect(self.show)
        for key in ("compute", "processes", "cluster_address", "certificates"):
            services.settings.watch(key, self._choose_place)
        self._choose_place()

    @cached_property
    def dialog(self) -> PreferencesDialog:
        from attnstudio.ui.preferences.compute_page import ComputePage
        from attnstudio.ui.preferences.dialog import PreferencesDialog
        from attnstudio.ui.preferences.display_page import DisplayPage
        from attnstudio.ui.preferences.files_page import FilesPage
        from attnstudio.ui.preferences.general_page import GeneralPage
        from attnstudio.ui.preferences.shortcuts_page import ShortcutsPage

        services = self._services
        pages: dict[type[Page], Callable[[], Page]] = {
            GeneralPage: partial(GeneralPage, services.settings, services.models),
            DisplayPage: partial(DisplayPage, services.display),
            ShortcutsPage: partial(ShortcutsPage, self._shortcuts),
            FilesPage: partial(FilesPage, services.board),
            ComputePage: partial(ComputePage, services.settings, services.board),
        }
        dialog = PreferencesDialog(pages, services.window)
        dialog.finished.connect(self._save)
        services.window.closing.connect(dialog.hide)
        return dialog

    @Slot()
    def show(self) -> None:
        self.dialog.page.on_shown()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    @Slot()
    def _choose_place(self) -> None:
        """While the settings name no place that can be used, which their page says, long jobs run here."""
        try:
            place = chosen_place(self._services.settings)
        except ChoiceFailure:
            place = HERE
        self._services.board.run_long_jobs_on(place)
