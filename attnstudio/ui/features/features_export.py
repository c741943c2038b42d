"""Pictures that excite units, as files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from attnstudio.core.files import refuse_existing
from attnstudio.export import features
from attnstudio.jobs.maximisation import Maximisation
from attnstudio.settings import Settings
from attnstudio.ui.features.panel import STRONGEST, FeaturesPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import save_in_folder
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
        if shown is not None:
            title, write = tr("Save the pictures in a folder"), partial(self._write, shown)
            save_in_folder(self._panel, title, self._settings, self._notifier, write)

    def _write(self, shown: Maximisation, folder: Path) -> Path:
        names = tuple(self._models.specs()[shown.request.model].class_names())
        finished = [one for one in shown.found if one.done == 1]
        ranking = self._panel.ranking
        strongest = (
            [(unit, ranking.strongest(row, STRONGEST)) for row, unit in enumerate(ranking.units)]
            if ranking is not None and ranking.is_complete
            else []
        )
        features.refuse(folder, shown.call, names, force=False)
        refuse_existing(folder / "strongest.csv", force=not strongest)
        for one in finished:
            features.write(folder, one, names, force=False)
        features.write_record(folder, shown.request, shown.call, finished, names)
        if strongest:
            features.write_strongest(folder, strongest, names, force=False)
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
        return folder / "features.json"
