"""The maps of all selected pictures, as files in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from attnstudio.export.file_names import unique_names
from attnstudio.export.presets import written_last
from attnstudio.export.report.title_block import TitleBlock
from attnstudio.export.selection import SelectionOutputs
from attnstudio.runs.outputs import Outputs
from attnstudio.ui.export.export_dialog import ExportDialog
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.shell.saving import first_folder, remember_folder
from attnstudio.ui.shell.services import Services


class SelectionExport(QObject):
    """Asks what is exported and where to. Owns the dialog that is open.

    Args:
        export: computes the maps, and writes them.
    """

    def __init__(self, services: Services, language: Language, export: Callable[[SelectionOutputs], None]) -> None:
        super().__init__()
        self._services, self._language, self._export = services, language, export
        self.dialog: ExportDialog | None = None

    @Slot()
    def export_dialog(self) -> None:
        services, language = self._services, self._language.code
        methods = [call.id for call in services.selection.now.methods]
        names = list(unique_names(services.pictures.selected))
        folder = first_folder(services.settings) / "maps"
        if not names or not methods:
            self._export(SelectionOutputs(Outputs(folder)))  # says what is missing
            return
        self.dialog = ExportDialog(
            folder, names, methods, services.display.now, language, services.settings, services.window
        )
        self.dialog.accepted.connect(self._on_accepted)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    @Slot()
    def _on_accepted(self) -> None:
        assert self.dialog is not None
        title = TitleBlock.read(self._services.settings.text("report_title"))
        outputs = replace(self.dialog.outputs(), title=title)
        remember_folder(self._services.settings, outputs.folder.parent)
        self._services.settings.set("export_last", written_last(self.dialog.preset()))
        self._export(outputs)
