"""Saves the table of scores as CSV."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import OutputFailure
from attnstudio.export import tables
from attnstudio.settings import Settings
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.file_dialogs import save_file
from attnstudio.ui.shell.i18n import tr


class TableExport(QObject):
    """Writes the summary that the panel shows to a file that the user chooses. Owns no state."""

    def __init__(self, panel: MeasurePanel, settings: Settings, notifier: Notifier) -> None:
        super().__init__()
        self._panel, self._settings, self._notifier = panel, settings, notifier
        panel.save_requested.connect(self._save)

    @Slot()
    def _save(self) -> None:
        model, proposal = self._panel.table.model, Path(self._settings.text("folder")) / "scores.csv"
        try:
            path = save_file(self._panel, tr("Save table"), proposal, ("CSV (*.csv)",))
            if path is not None and model.methods:
                tables.write_csv(path, tables.SUMMARY, tables.summary(model.summary), force=True)
                self._notifier.set_saved(path)
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)
