"""Saves the table of scores as CSV."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import OutputFailure
from attnstudio.export import tables
from attnstudio.settings import Settings
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import ask_file


class TableExport(QObject):
    """Writes the summary that the panel shows to a file that the user chooses. Owns no state."""

    def __init__(self, panel: MeasurePanel, settings: Settings, notifier: Notifier) -> None:
        super().__init__()
        self._panel, self._settings, self._notifier = panel, settings, notifier
        panel.save_requested.connect(self._save)

    @Slot()
    def _save(self) -> None:
        model = self._panel.table.model
        try:
            path = ask_file(self._panel, tr("Save table"), "scores.csv", ("CSV (*.csv)",), self._settings)
            if path is not None and model.methods:
                tables.write_csv(path, tables.SUMMARY, tables.summary(model.summary), force=True)
                self._notifier.set_saved(path)
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)
