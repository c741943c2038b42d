"""The files of the selected pictures, for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QGuiApplication

from attnstudio.core.array_pictures import file_of
from attnstudio.ui.shell.file_dialogs import show_folder
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection


class PictureFiles(QObject):
    """Owns nothing."""

    def __init__(self, actions: Mapping[str, QAction], pictures: PictureList, selection: Selection) -> None:
        super().__init__()
        self._pictures, self._selection = pictures, selection
        actions["copy_path"].triggered.connect(self.copy_paths)
        actions["show_in_folder"].triggered.connect(self.show_in_folder)

    @Slot()
    def copy_paths(self) -> None:
        """One a line."""
        QGuiApplication.clipboard().setText("\n".join(map(str, self._chosen())))

    @Slot()
    def show_in_folder(self) -> None:
        for path in self._chosen()[:1]:
            show_folder(file_of(path).parent)

    def _chosen(self) -> tuple[Path, ...]:
        """Those that are selected, else the one that is shown."""
        shown = self._selection.now.picture
        return self._pictures.selected or (() if shown is None else (shown.picture.path,))
