"""The composition root: builds what the window is made of, from below to above, and ends it in order."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from attnstudio.app import foundation
from attnstudio.app.connections import Connections
from attnstudio.app.features import Features
from attnstudio.app.panels import Panels
from attnstudio.app.stores import Stores
from attnstudio.core.text import Notice
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Scope
from attnstudio.ui.shell import preferences, theme
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.widgets import roles


class App(QObject):
    """Everything that lives as long as the window.

    Args:
        settings: from the last start.
        settings_file: where they are saved at the end; None: nothing is read from or written to the user's folders.
    """

    def __init__(self, settings: Settings, settings_file: Path | None) -> None:
        super().__init__()
        # While the worker traces a graph, the GUI thread gets the interpreter back after 1 ms instead of 5.
        sys.setswitchinterval(0.001)
        self._settings_file = settings_file
        self._stopped = False
        language = Language()
        language.choose(settings.text("language"))
        theme.apply(settings.text("theme"))
        roles.install()
        stores = Stores.in_memory() if settings_file is None else Stores.of_user()
        self.foundation = foundation.build(settings, stores, language, self)
        self.services = self.foundation.services
        try:
            self.panels = Panels(self.foundation)
            self.features = Features(self.foundation, self.panels, self._save_settings)
            Connections(self.foundation, self.panels, self.features, self)
            self.services.window.closing.connect(self.stop)
            self._restore()
        except BaseException:  # a file of the program may be damaged
            self.foundation.end_engine()
            raise

    def show_error(self, error: Notice) -> None:
        self.services.notifier.show_notice(error, Scope.PROGRAM)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being opened or computed, or about to be."""
        return self.features.is_idle

    @Slot()
    def stop(self) -> None:
        """The one way out: the window's close button, Quit, and Ctrl-C."""
        if self._stopped:
            return
        self._stopped = True
        self.features.appearance.stop()
        self.features.exports.stop()
        self.services.board.cancel_all()
        try:
            self._save_settings()
            self.foundation.stores.expected_times.save()
        finally:
            self.features.stop()
            self.foundation.end_engine()
            self.panels.log.close_log()

    @Slot()
    def _save_settings(self) -> None:
        services = self.services
        preferences.save_state(services.settings, services.selection, services.display)
        preferences.save_geometry(services.settings, services.window)
        if self._settings_file is not None:
            services.settings.save(self._settings_file)

    def _restore(self) -> None:
        services, settings = self.services, self.services.settings
        preferences.restore_state(settings, services.selection, services.display)
        model = settings.text("start_model") or settings.text("model")
        self.features.models.controller.restore(model, services.selection.now.target, "auto")
        preferences.restore_geometry(settings, services.window)
