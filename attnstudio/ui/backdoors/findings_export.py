"""Findings of checks for backdoors as files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from attnstudio.export import backdoors
from attnstudio.settings import Settings
from attnstudio.ui.backdoors.panel import BackdoorsPanel
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import save_in_folder
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

        def write(folder: Path) -> Path:
            finished = [one for one in shown.findings if one.done == 1]
            colormap = self._display.now.colormap
            backdoors.write(folder, finished, shown.names, shown.maps or {}, colormap, force=False)
            return folder / "findings.json"

        save_in_folder(self._panel, tr("Save findings in a folder"), self._settings, self._notifier, write)
