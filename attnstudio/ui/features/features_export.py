"""Pictures that excite units, as files."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import refuse_existing
from attnstudio.export import features
from attnstudio.settings import Settings
from attnstudio.ui.features.panel import STRONGEST, FeaturesPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.file_dialogs import open_folder
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.models import Models


class FeaturesExport(QObject):
    """Writes what `attnstudio features` writes, of what is finished. Owns no state."""

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
        ranking = self._panel.ranking
        strongest = (
            [(unit, ranking.strongest(row, STRONGEST)) for row, unit in enumerate(ranking.units)]
            if ranking is not None and ranking.is_complete
            else []
        )
        try:
            features.refuse(folder, shown.call, names, force=False)
            refuse_existing(folder / "strongest.csv", force=not strongest)
            for one in finished:
                features.write(folder, one, names, force=False)
            features.write_record(folder, shown.request, shown.call, finished, names)
            if strongest:
                features.write_strongest(folder, strongest, names, force=False)
            self._notifier.set_saved(folder / "features.json")
            if ranking is not None and not ranking.is_complete:
                self._notifier.show(
                    lambda: tr(
                        "strongest.csv is not written: {looked} of {count} pictures were looked at. Save again, into "
                        "another folder, when all of them have been.",
                        looked=ranking.looked,
                        count=len(ranking.pictures),
                    ),
                    Scope.JOB,
                )
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)
