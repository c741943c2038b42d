"""The figures of the accuracy in the clipboard, or as a file."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.export.accuracy_table import ACCURACY, accuracy_rows
from attnstudio.export.tables import write_csv
from attnstudio.settings import Settings
from attnstudio.ui.accuracy.accuracy_text import as_text
from attnstudio.ui.accuracy.controller import AccuracyController
from attnstudio.ui.accuracy.panel import AccuracyPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import ask_file


class AccuracyExport(QObject):
    """Owns no state."""

    def __init__(
        self, panel: AccuracyPanel, controller: AccuracyController, settings: Settings, notifier: Notifier
    ) -> None:
        super().__init__()
        self._panel, self._controller, self._settings, self._notifier = panel, controller, settings, notifier
        panel.copy_requested.connect(self.copy)
        panel.save_requested.connect(self.save)

    @Slot()
    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text())
        self._notifier.set_status(lambda: tr("The figures are in the clipboard"))

    @Slot()
    def save(self) -> None:
        kinds = "CSV (*.csv)", tr("Text (*.txt)")
        try:
            path = ask_file(self._panel, tr("Save accuracy"), "accuracy.csv", kinds, self._settings)
            if path is None:
                return
            if path.suffix.lower() == ".txt":
                content = self._text().encode()
                write_atomically(path, lambda file: file.write(content), force=True)
            else:
                rows = accuracy_rows(self._controller.accuracy, self._controller.class_name)
                write_csv(path, ACCURACY, rows, force=True)
            self._notifier.set_saved(path)
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)

    def _text(self) -> str:
        return as_text(self._controller.accuracy, self._controller.class_name)
