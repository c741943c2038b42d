"""The report of what was measured: asks where it goes, and writes it beside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from attnstudio.core.errors import Failure
from attnstudio.export.report import formats
from attnstudio.jobs.work import Work
from attnstudio.ui.bridge import Studio
from attnstudio.ui.measure.controller import MeasureController
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import When
from attnstudio.ui.shell.file_names import named
from attnstudio.ui.shell.i18n import Language, tr


class ReportExport(QObject):
    """Emits `settled` once a report is written, or could not be."""

    settled = Signal()

    def __init__(self, studio: Studio, measuring: MeasureController, language: Language) -> None:
        super().__init__()
        self._studio, self._window = studio, studio.window
        self._measuring, self._language = measuring, language
        self._work = Work()
        self._work.done.connect(self._on_written)
        self._work.failed.connect(self._on_failed)
        measuring.changed.connect(self._refresh)
        self._window.actions_by_id["save_report"].triggered.connect(self._ask)
        self._refresh()

    def stop(self) -> None:
        self._work.stop()

    @Slot()
    def _refresh(self) -> None:
        actions.enable(self._window.actions_by_id, {When.MEASURED: self._measuring.has_evaluation})

    @Slot()
    def _ask(self) -> None:
        """The report is of what was measured when it was asked for, though measuring goes on."""
        evaluation, language = self._measuring.evaluation, self._language.code
        if evaluation is None:
            return
        proposal = Path(self._studio.settings.text("folder")) / "report.html"
        name, kind = QFileDialog.getSaveFileName(
            self._window, tr("Save report"), str(proposal), "HTML (*.html);;PDF (*.pdf)"
        )
        if not name:
            return
        asked = bool(Path(name).suffix)  # whether it may be replaced; the dialog knew no other name

        def work(_: object) -> Path:
            path = named(name, f".{kind.split()[0].lower()}")
            formats.write_report(path, evaluation, language, force=asked)
            return path

        self._work.start(work)

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        said = tr("The report is in {file}", file=path)
        self._window.activity.setText(said)
        self._window.log.say(said)
        self.settled.emit()

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._studio.say_failure(failure)
        self.settled.emit()
