"""Language and theme of the window, as the settings and the system say."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from attnstudio.settings import Settings
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.shell.main_window import MainWindow


class Appearance(QObject):
    """Owns nothing: the window's menus set the settings, which are shown, and marked in the menus."""

    def __init__(self, window: MainWindow, settings: Settings, language: Language) -> None:
        super().__init__()
        self._window, self._settings, self._language = window, settings, language
        window.language_requested.connect(lambda code: settings.set("language", code))
        window.theme_requested.connect(lambda name: settings.set("theme", name))
        settings.watch("language", self._on_language)
        settings.watch("theme", self._on_theme)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)
        self._mark_choices()

    def stop(self) -> None:
        """The system is followed no more."""
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._on_system_theme)

    def _on_language(self) -> None:
        self._language.choose(self._settings.text("language"))
        self._mark_choices()

    def _on_theme(self) -> None:
        self._show_theme()
        self._mark_choices()

    @Slot()
    def _on_system_theme(self) -> None:
        """The system went dark or light."""
        if self._settings.text("theme") == "":
            self._show_theme()

    def _show_theme(self) -> None:
        theme.apply(self._settings.text("theme"))
        self._window.recolour()

    def _mark_choices(self) -> None:
        self._window.menus.mark(self._settings.text("theme"), self._language.code)
