"""Saves the list of pictures as a table."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from attnstudio.core.errors import OutputFailure
from attnstudio.export.picture_table import PICTURES, picture_rows
from attnstudio.export.tables import write_csv
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import ask_file
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList


class PictureTableExport(QObject):
    """Owns nothing. The table has the pictures that are listed, in their order."""

    def __init__(
        self, window: QWidget, state: DatasetState, pictures: PictureList, settings: Settings, notifier: Notifier
    ) -> None:
        super().__init__()
        self._window, self._state, self._pictures = window, state, pictures
        self._settings, self._notifier = settings, notifier

    @Slot()
    def save(self) -> None:
        state, title = self._state, tr("Save table of pictures")
        try:
            path = ask_file(self._window, title, "pictures.csv", ("CSV (*.csv)",), self._settings)
            if path is None:
                return
            rows = picture_rows(state.view, state.columns, self._pictures.path, state.label_text, state.class_names)
            write_csv(path, PICTURES, rows, force=True)
            self._notifier.set_saved(path)
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)
