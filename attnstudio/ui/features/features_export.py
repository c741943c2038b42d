"""Pictures that excite units, as files."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import OutputFailure
from attnstudio.export import features
from attnstudio.settings import Settings
from attnstudio.ui.features.panel import FeaturesPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.file_dialogs import open_folder
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.models import Models


class FeaturesExport(QObject):
    """Writes what `attnstudio features` writes, of the pictures that are finished. Owns no state."""

    def __init__(self, panel: FeaturesPanel, models: Models, settings: Settings, notifier: Notifier) -> None:
        super().__init__()
        self._panel, self._models, self._settings, self._notifier = panel, models, settings, notifier
        panel.bar.save_requested.connect(self.save)

    @Slot()
    def save(self) -> None:
        shown = self._panel.shown
        if shown is None:
            return
        folder = open_folder(self._panel, tr("Save the pictures in a folder"), self._settings.text("folder"))
        if folder is None:
            return
        names = tuple(self._models.specs()[shown.request.model].class_names())
        finished = [one for one in shown.found if one.done == 1]
        try:
            features.refuse(folder, shown.call, names, force=False)
            for one in finished:
                features.write(folder, one, names, force=False)
            features.write_record(folder, shown.request, shown.call, finished, names)
            self._notifier.set_saved(folder / "features.json")
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)
