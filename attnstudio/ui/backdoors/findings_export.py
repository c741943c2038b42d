"""Findings of checks for backdoors as files."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import OutputFailure
from attnstudio.export import backdoors
from attnstudio.settings import Settings
from attnstudio.ui.backdoors.panel import BackdoorsPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.file_dialogs import open_folder
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import DisplayOptions


class FindingsExport(QObject):
    """Writes what `attnstudio backdoor` writes, of the checks that are finished. Owns no state."""

    def __init__(self, panel: BackdoorsPanel, display: DisplayOptions, settings: Settings, notifier: Notifier) -> None:
        super().__init__()
        self._panel, self._display, self._settings, self._notifier = panel, display, settings, notifier
        panel.bar.save_requested.connect(self.save)

    @Slot()
    def save(self) -> None:
        shown = self._panel.shown
        if shown is None:
            return
        folder = open_folder(self._panel, tr("Save findings in a folder"), self._settings.text("folder"))
        if folder is None:
            return
        finished = [one for one in shown.findings if one.done == 1]
        colormap = self._display.now.colormap
        try:
            backdoors.write(folder, finished, shown.names, shown.maps or {}, colormap, force=False)
            self._notifier.set_saved(folder / "findings.json")
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)
