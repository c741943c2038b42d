"""The maps of all selected pictures, as files in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from attnstudio.settings import Settings
from attnstudio.ui.shell.file_dialogs import open_folder
from attnstudio.ui.shell.i18n import tr


class SelectionExport(QObject):
    """Asks for the folder. Owns nothing.

    Args:
        export: computes the maps, and writes them into a folder.
    """

    def __init__(self, window: QWidget, settings: Settings, export: Callable[[Path], None]) -> None:
        super().__init__()
        self._window, self._settings, self._export = window, settings, export

    @Slot()
    def export_dialog(self) -> None:
        folder = open_folder(self._window, tr("Export maps into folder"), self._settings.text("folder"))
        if folder is not None:
            self._export(folder)
